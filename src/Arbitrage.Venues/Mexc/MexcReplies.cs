using System.Text.Json;
using Arbitrage.Domain.Trading;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Rest;
using Arbitrage.Venues.Wire;

namespace Arbitrage.Venues.Mexc;

/// <summary>What a reply to a private call means, whatever its bytes are. A refusal may come with status 200.</summary>
internal static class MexcReplies
{
    /// <summary>Typed by status and code together.</summary>
    public static VenueAnswer<T> Answer<T>(VenueReply reply, Func<JsonElement, T> read, Redaction redaction)
    {
        var json = reply.Json();
        var error = MexcError.Of(json);
        if (reply.IsSuccess && error is null && json is { } told)
            return TypedReply.Told(told, read, redaction);
        // The firewall's 403 comes without a code and before the venue. Source: MEXC docs, limits.
        if (reply.Status is 429 or 418 || (reply.Status == 403 && error is null))
            return new VenueAnswer<T>.Rejected(VenueReject.RateLimited, redaction.Clean($"HTTP {reply.Status} {error?.Text}".TrimEnd()));
        return reply.Status < 500 && error is { LeavesDoubt: false }
            ? new VenueAnswer<T>.Rejected(error.Reject, redaction.Clean(error.Text))
            : new VenueAnswer<T>.Unknown(redaction.Clean($"HTTP {reply.Status} {error?.Text ?? "without a code"}"));
    }

    /// <summary>The answer about one order: null when the venue says that it has none, or no longer.</summary>
    public static VenueAnswer<OrderReport?> Order(VenueReply reply, Func<JsonElement, OrderReport> read, Redaction redaction) =>
        reply.Status < 500 && MexcError.Of(reply.Json()) is { IsOrderGone: true }
            ? new VenueAnswer<OrderReport?>.Accepted(null)
            : Answer<OrderReport?>(reply, read, redaction);

    /// <summary>What became of a CREATE. The documented reply has no client id; where one comes it must be ours.</summary>
    public static CreateOutcome Outcome(VenueReply reply, ClientOrderId id, Redaction redaction) =>
        TypedReply.Outcome(Answer<CreateOutcome>(
            reply,
            order => order.Text("clientOrderId") is { Length: > 0 } echo && echo != id.Text
                ? new CreateOutcome.Unknown("the reply is about another order")
                : new CreateOutcome.Accepted(order.RequiredText("orderId"), null),
            redaction));
}
