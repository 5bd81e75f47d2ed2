using System.Collections.Immutable;
using Arbitrage.Domain.Markets;

namespace Arbitrage.Domain.Risk;

/// <summary>State of the kill latch as the guard journaled it.</summary>
/// <param name="Sequence">Guard's sequence number; the highest wins.</param>
/// <param name="All">Everything is stopped.</param>
/// <param name="Symbols">Symbols that are stopped, ordered.</param>
/// <param name="Venues">Venues that are stopped, ordered.</param>
public sealed record LatchState(long Sequence, bool All, ImmutableArray<Symbol> Symbols, ImmutableArray<Venue> Venues = default)
{
    /// <summary>Venues that are stopped, ordered.</summary>
    public ImmutableArray<Venue> Venues { get; init; } = Venues.IsDefault ? [] : Venues;

    /// <summary>True when no order of the symbol that adds risk at the venue may leave.</summary>
    public bool Stops(Symbol symbol, Venue venue) => All || Symbols.Contains(symbol) || Venues.Contains(venue);

    /// <summary>True when a kill of this scope is in it.</summary>
    public bool Covers(RiskScope scope) =>
        All || (scope.Symbol is { } symbol ? Symbols.Contains(symbol) : scope.Venue is { } venue && Venues.Contains(venue));
}
