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
            return TypedReply.Told(told, read, redaction);
        if (reply.Status == 429)
            return new VenueAnswer<T>.Rejected(VenueReject.RateLimited, redaction.Clean(error?.Text ?? "HTTP 429"));
        return reply.Status is >= 400 and < 500 && error is { LeavesDoubt: false }
            ? new VenueAnswer<T>.Rejected(error.Reject, redaction.Clean(error.Text))
            : new VenueAnswer<T>.Unknown(redaction.Clean($"HTTP {reply.Status} {error?.Text ?? "without a label"}"));
    }

    /// <summary>The answer about one order: null when the venue says that it has none, or no longer.</summary>
    public static VenueAnswer<OrderReport?> Order(VenueReply reply, Func<JsonElement, OrderReport> read, Redaction redaction) =>
        reply.Status is >= 400 and < 500 && GateError.Of(reply.Json()) is { IsOrderGone: true }
            ? new VenueAnswer<OrderReport?>.Accepted(null)
            : Answer<OrderReport?>(reply, read, redaction);

    /// <summary>What became of a CREATE.</summary>
    /// <param name="status">HTTP status, of REST or of a frame.</param>
    /// <param name="body">The order, or label and message.</param>
    /// <param name="id">Ours; an answer about another order is none.</param>
    /// <param name="read">Turns the order into a report.</param>
    /// <param name="redaction">Of texts.</param>
    public static CreateOutcome Outcome(int status, ReadOnlySpan<byte> body, ClientOrderId id, GateOrderReading read, Redaction redaction)
    {
        if (status is < 200 or > 299)
            return Refused(status, body, redaction);
        try
        {
            var order = GateOrderFields.Read(body);
            return order.IsRefusal ? Refused(status, body, redaction) : Taken(order, id, read);
        }
        catch (Exception strange) when (UnreadableException.Covers(strange))
        {
            return new CreateOutcome.Unknown(redaction.Clean($"unreadable reply: {strange.Message}"));
        }
    }

    private static CreateOutcome Refused(int status, ReadOnlySpan<byte> body, Redaction redaction) =>
        TypedReply.Outcome(Answer<CreateOutcome>(
            new(status, body.ToArray()), static _ => new CreateOutcome.Unknown("a reply in no known form"), redaction));

    private static CreateOutcome Taken(in GateOrderFields order, ClientOrderId id, GateOrderReading read)
    {
        var venueId = GateOrderFields.Required(order.Id, "id");
        if (order.Text is { } text && GateText.Order(text) != id)
            return new CreateOutcome.Unknown("the reply is about another order");
        // Without a status (`action_mode` ACK) the reply says "received" and no more.
        return new CreateOutcome.Accepted(venueId, order.Status is null ? null : read(order));
    }
}
