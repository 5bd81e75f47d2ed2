using System.Collections.Immutable;
using Arbitrage.Domain.Trading;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Venues.Rest;

/// <summary>The order in which facts leave a gateway.</summary>
internal static class FactOrder
{
    /// <summary>Oldest first, each once, none before the time asked for (which venues take in whole seconds). Equal times go by id.</summary>
    public static ImmutableArray<T> Oldest<T>(IEnumerable<T> facts, DateTimeOffset from)
        where T : AccountFact =>
        [.. facts.Where(f => f.AtVenue >= from).DistinctBy(f => f.Key, StringComparer.Ordinal)
            .OrderBy(f => f.AtVenue).ThenBy(f => f.Key.Length).ThenBy(f => f.Key, StringComparer.Ordinal)];

    /// <summary>
    /// Orders that have ended, of those created between two times, oldest first, each once. Venues take the times in whole seconds or with both
    /// ends in, and some lists hold open orders too.
    /// </summary>
    public static ImmutableArray<OrderRecord> Ended(IEnumerable<OrderRecord> orders, DateTimeOffset from, DateTimeOffset? to) =>
        [.. orders.Where(o => !o.State.IsOpen && o.CreatedAt >= from && (to is null || o.CreatedAt < to))
            .DistinctBy(o => o.State.VenueOrderId, StringComparer.Ordinal)
            .OrderBy(o => o.CreatedAt).ThenBy(o => o.State.VenueOrderId.Length).ThenBy(o => o.State.VenueOrderId, StringComparer.Ordinal)];
}
