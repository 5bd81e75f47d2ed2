using System.Globalization;
using System.Net.Http.Headers;
using Arbitrage.Domain.Connection;
using Arbitrage.Venues.Rest;

namespace Arbitrage.Venues.Gate;

/// <summary>Groups of Gate's private calls, and what its headers say. Sources: exchange sheets, spot sections 2 and 8, futures section 7.</summary>
internal sealed class GateLimits : IReplyLimits
{
    public static readonly GateLimits Instance = new();

    private GateLimits()
    {
    }

    public RequestKind KindOf(HttpMethod method, string path)
    {
        var call = path.AsSpan(path.LastIndexOf('/') + 1);
        if (path.Contains("/wallet/fee", StringComparison.Ordinal) || call is "fee" or "batch_fee")
            return RequestKind.Fees;
        if (path.Contains("/orders", StringComparison.Ordinal))
        {
            if (method == HttpMethod.Get)
                return call is "orders" ? RequestKind.OpenOrders : RequestKind.Order;
            return method == HttpMethod.Delete ? RequestKind.Cancel : RequestKind.Place;
        }

        return call switch
        {
            "batch_orders" => RequestKind.Place,
            "cancel_batch_orders" or "batch_cancel_orders" => RequestKind.Cancel,
            "open_orders" => RequestKind.OpenOrders,
            "my_trades" or "my_trades_timerange" => RequestKind.Trades,
            "account_book" => RequestKind.Rows,
            "accounts" => RequestKind.Account,
            "positions" => RequestKind.Positions,
            "leverage" or "dual_mode" or "set_position_mode" => RequestKind.Leverage,
            "countdown_cancel_all" => RequestKind.DeadMan,
            "time" => RequestKind.Time,
            _ => RequestKind.Other,
        };
    }

    public LimitNotice Read(RequestKind kind, VenueReply reply)
    {
        var isLimited = reply.Status == 429 || (reply.Status >= 400 && GateError.Of(reply.Json()) is { Label: "TOO_MANY_REQUESTS" or "TOO_FAST" });
        if (reply.Headers is not { } headers)
            return new(isLimited ? RequestEnd.RateLimited : RequestEnd.Answered, null, null, null, null, null);
        return new(
            isLimited ? RequestEnd.RateLimited : RequestEnd.Answered,
            (int?)Number(headers, "X-Gate-RateLimit-Requests-Remain", int.MaxValue),
            isLimited && Number(headers, "X-Gate-RateLimit-Reset-Timestamp", 99_999_999_999) is { } seconds
                ? DateTimeOffset.FromUnixTimeSeconds(seconds)
                : null,
            null,
            Microseconds(headers, "X-In-Time"),
            Microseconds(headers, "X-Out-Time"));
    }

    /// <summary>What an answer of the order socket says, in whose header the same stands in other words.</summary>
    public static LimitNotice Read(in GateSocketAnswer answer)
    {
        var isLimited = answer.Status == 429
            || (answer.Status >= 400 && GateError.Of(answer.Reply.Json()) is { Label: "TOO_MANY_REQUESTS" or "TOO_FAST" });
        return new(
            isLimited ? RequestEnd.RateLimited : RequestEnd.Answered, answer.Remaining,
            isLimited && answer.ReopensMs is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null, null, answer.CameIn, answer.WentOut);
    }

    private static DateTimeOffset? Microseconds(HttpResponseHeaders headers, string name) =>
        Number(headers, name, 99_999_999_999_999_999) is { } microseconds ? DateTimeOffset.UnixEpoch.AddTicks(microseconds * 10) : null;

    // What is not a number in its range is as if it were not there.
    private static long? Number(HttpResponseHeaders headers, string name, long atMost) =>
        headers.TryGetValues(name, out var values) && long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number <= atMost
            ? number
            : null;
}
