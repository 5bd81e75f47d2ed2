using System.Text.Json;
using Arbitrage.Domain.Trading;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Rest;
using Arbitrage.Venues.Wire;

namespace Arbitrage.Venues.Gate;

/// <summary>What a reply to a private call means, whatever its bytes are.</summary>
internal static class GateReplies
{
    /// <summary>A refusal is a 4xx that says why in Gate's own form; anything else may have come from somewhere behind or before the call.</summary>
    public static VenueAnswer<T> Answer<T>(VenueReply reply, Func<JsonElement, T> read, Redaction redaction)
    {
        var json = reply.Json();
        var error = GateError.Of(json);
        if (reply.IsSuccess && error is null && json is { } told)
            return Told(told, read, redaction);
        if (reply.Status == 429)
            return new VenueAnswer<T>.Rejected(VenueReject.RateLimited, redaction.Clean(error?.Text ?? "HTTP 429"));
        return reply.Status is >= 400 and < 500 && error is { LeavesDoubt: false }
            ? new VenueAnswer<T>.Rejected(error.Reject, redaction.Clean(error.Text))
            : new VenueAnswer<T>.Unknown(redaction.Clean($"HTTP {reply.Status} {error?.Text ?? "without a label"}"));
    }

    /// <summary>What became of a CREATE.</summary>
    public static CreateOutcome Outcome(VenueReply reply, ClientOrderId id, Func<JsonElement, OrderReport> read, Redaction redaction) =>
        Answer(reply, order => Taken(order, id, read), redaction) switch
        {
            VenueAnswer<CreateOutcome>.Accepted(var outcome) => outcome,
            VenueAnswer<CreateOutcome>.Rejected(var reason, var text) => new CreateOutcome.Rejected(reason, text),
            VenueAnswer<CreateOutcome>.Unknown(var why) => new CreateOutcome.Unknown(why),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private static VenueAnswer<T> Told<T>(JsonElement json, Func<JsonElement, T> read, Redaction redaction)
    {
        try
        {
            return new VenueAnswer<T>.Accepted(WireJson.Read(json, read));
        }
        catch (UnreadableException strange)
        {
            return new VenueAnswer<T>.Unknown(redaction.Clean($"unreadable reply: {strange.Message}"));
        }
    }

    private static CreateOutcome Taken(JsonElement order, ClientOrderId id, Func<JsonElement, OrderReport> read)
    {
        var venueId = order.RequiredText("id");
        if (order.Text("text") is { } text && GateText.Order(text) != id)
            return new CreateOutcome.Unknown("the reply is about another order");
        // Without a status (`action_mode` ACK) the reply says "received" and no more.
        return new CreateOutcome.Accepted(venueId, order.Field("status") is null ? null : read(order));
    }
}
