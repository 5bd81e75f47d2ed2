using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;

namespace Arbitrage.Node.Demo;

/// <summary>A CREATE as the venue received it.</summary>
internal sealed record ReceivedCreate(Venue Venue, string? ClientId, string? VenueId, string Symbol, string Side, decimal Size, decimal Price);

/// <summary>What our own journals say about orders.</summary>
/// <param name="Intents">Intended, by client order id.</param>
/// <param name="IntendedTwice">Ids that more than one event intended.</param>
/// <param name="Claimed">Claimed, by client order id and venue.</param>
/// <param name="ClaimedTwice">Ids that were claimed more than once.</param>
internal sealed record JournaledOrders(
    ImmutableDictionary<string, OrderIntent> Intents, ImmutableArray<string> IntendedTwice,
    ImmutableDictionary<string, Venue> Claimed, ImmutableArray<string> ClaimedTwice);

/// <summary>The venue's order log against our journals: I1 and I2.</summary>
internal static class OrderAudit
{
    /// <summary>Every broken promise as a line.</summary>
    /// <param name="received">Every CREATE that the venues received.</param>
    /// <param name="journaled">Intents and claims of our journals.</param>
    public static IReadOnlyList<string> Violations(IReadOnlyCollection<ReceivedCreate> received, JournaledOrders journaled)
    {
        var lines = new List<string>();
        lines.AddRange(journaled.IntendedTwice.Select(id => $"I1: {id} was intended twice"));
        lines.AddRange(journaled.ClaimedTwice.Select(id => $"I1: {id} was claimed twice"));
        foreach (var group in received.GroupBy(r => OwnId(r.ClientId) ?? "", StringComparer.Ordinal))
        {
            if (group.Key.Length == 0)
            {
                lines.AddRange(group.Select(r => $"I2: {r.Venue.Key()} got an order without an id of ours: '{r.ClientId}'"));
                continue;
            }

            if (group.Count() > 1)
                lines.Add($"I1: {group.Count()} CREATEs of {group.Key} reached {string.Join(", ", group.Select(r => r.Venue.Key()))}");
            lines.AddRange(Unbacked(group.Key, group.First(), journaled));
        }

        return lines;
    }

    private static IEnumerable<string> Unbacked(string id, ReceivedCreate received, JournaledOrders journaled)
    {
        if (!journaled.Intents.TryGetValue(id, out var intent))
            yield return $"I2: {received.Venue.Key()} got {id}, which no strategy intended";
        else if (intent.Venue != received.Venue || intent.Quantity.Value != received.Size || intent.Cap.Value != received.Price
            || !string.Equals(intent.Side.ToString(), received.Side, StringComparison.OrdinalIgnoreCase))
        {
            yield return $"I2: {received.Venue.Key()} got {id} as {received.Side} {received.Size} at {received.Price}, "
                + $"intended as {intent.Side} {intent.Quantity} at {intent.Cap} at {intent.Venue.Key()}";
        }

        if (!journaled.Claimed.TryGetValue(id, out var venue) || venue != received.Venue)
            yield return $"I2: {received.Venue.Key()} got {id}, which its connection did not claim";
    }

    // Gate wants ids behind `t-`; the rest is ours.
    private static string? OwnId(string? clientId)
    {
        var text = clientId is not null && clientId.StartsWith("t-", StringComparison.Ordinal) ? clientId[2..] : clientId;
        return ClientOrderId.TryParse(text, out var id) ? id.Text : null;
    }
}
