using System.Collections.Immutable;
using Arbitrage.Domain.Trading;

namespace Arbitrage.Venues.Rest;

/// <summary>The order in which facts leave a gateway.</summary>
internal static class FactOrder
{
    /// <summary>Oldest first, each once, none before the time asked for (which venues take in whole seconds). Equal times go by id.</summary>
    public static ImmutableArray<T> Oldest<T>(IEnumerable<T> facts, DateTimeOffset from)
        where T : AccountFact =>
        [.. facts.Where(f => f.AtVenue >= from).DistinctBy(f => f.Key, StringComparer.Ordinal)
            .OrderBy(f => f.AtVenue).ThenBy(f => f.Key.Length).ThenBy(f => f.Key, StringComparer.Ordinal)];
}
