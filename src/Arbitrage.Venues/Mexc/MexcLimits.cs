using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Trading;
using Arbitrage.Venues.Rest;
using Arbitrage.Venues.Wire;

namespace Arbitrage.Venues.Mexc;

/// <summary>
/// Kinds of MEXC's private calls, and what its refusals say: 429 or 510 with `Retry-After`, 418 for a banned address, 403 of its firewall. It tells
/// no weight that was used, and its `Date` is in whole seconds. Source: exchange sheet, MEXC sections 5 and 6.
/// </summary>
internal sealed class MexcLimits : IReplyLimits
{
    public static readonly MexcLimits Instance = new();

    private MexcLimits()
    {
    }

    public RequestKind KindOf(HttpMethod method, string path) => path.AsSpan(path.LastIndexOf('/') + 1) switch
    {
        "order" when method == HttpMethod.Get => RequestKind.Order,
        "order" when method == HttpMethod.Delete => RequestKind.Cancel,
        "order" or "batchOrders" => RequestKind.Place,
        "openOrders" when method == HttpMethod.Delete => RequestKind.Cancel,
        "openOrders" => RequestKind.OpenOrders,
        "allOrders" => RequestKind.Account, // the same weight
        "myTrades" => RequestKind.Trades,
        "account" => RequestKind.Account,
        "hisrec" or "history" or "transfer" => RequestKind.Rows,
        "tradeFee" => RequestKind.Fees,
        "userDataStream" => RequestKind.StreamKey,
        "time" => RequestKind.Time,
        _ => RequestKind.Other,
    };

    public LimitNotice Read(RequestKind kind, VenueReply reply)
    {
        DateTimeOffset? now = kind == RequestKind.Time && reply.IsSuccess ? TimeOf(reply) : null;
        return new(EndOf(reply), null, null, WaitOf(reply), now, now);
    }

    // A key without permission is a 403 too, but says so in a code of its own.
    private static RequestEnd EndOf(VenueReply reply)
    {
        if (reply.IsSuccess)
            return RequestEnd.Answered;
        var error = MexcError.Of(reply.Json());
        if (reply.Status == 418 || error?.Code == 418 || (reply.Status == 403 && error is not { Reject: VenueReject.Authentication }))
            return RequestEnd.Banned;
        return reply.Status == 429 || error?.Code is 429 or 510 ? RequestEnd.RateLimited : RequestEnd.Answered;
    }

    private static TimeSpan? WaitOf(VenueReply reply) =>
        reply.Headers?.RetryAfter is { Delta: { } wait } && wait > TimeSpan.Zero && wait < TimeSpan.FromDays(30) ? wait : null;

    private static DateTimeOffset? TimeOf(VenueReply reply)
    {
        try
        {
            return reply.Json() is { } json ? WireJson.Read(json, j => j.Milliseconds("serverTime")) : null;
        }
        catch (UnreadableException)
        {
            return null;
        }
    }
}
