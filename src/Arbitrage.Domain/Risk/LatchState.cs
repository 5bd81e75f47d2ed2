using System.Collections.Immutable;
using Arbitrage.Domain.Markets;

namespace Arbitrage.Domain.Risk;

/// <summary>State of the kill latch as the guard journaled it.</summary>
/// <param name="Sequence">Guard's sequence number; the highest wins.</param>
/// <param name="All">Everything is stopped.</param>
/// <param name="Symbols">Symbols that are stopped, ordered.</param>
/// <param name="Venues">Venues that are stopped, ordered.</param>
/// <param name="Halted">What of it is halted and not only reducing.</param>
public sealed record LatchState(
    long Sequence, bool All, ImmutableArray<Symbol> Symbols, ImmutableArray<Venue> Venues = default, ImmutableArray<RiskScope> Halted = default)
{
    /// <summary>Venues that are stopped, ordered.</summary>
    public ImmutableArray<Venue> Venues { get; init; } = Venues.IsDefault ? [] : Venues;

    /// <summary>What of it is halted and not only reducing.</summary>
    public ImmutableArray<RiskScope> Halted { get; init; } = Halted.IsDefault ? [] : Halted;

    /// <summary>True when no order of the symbol that adds risk at the venue may leave.</summary>
    public bool Stops(Symbol symbol, Venue venue) => All || Symbols.Contains(symbol) || Venues.Contains(venue);

    /// <summary>True when a kill of this scope is in it.</summary>
    public bool Covers(RiskScope scope) =>
        All || (scope.Symbol is { } symbol ? Symbols.Contains(symbol) : scope.Venue is { } venue && Venues.Contains(venue));
}

/// <summary>A kill that a node has latched and the guard has not confirmed.</summary>
/// <param name="Scope">What is stopped.</param>
/// <param name="Mode">Reducing or Halted.</param>
/// <param name="Seen">Sequence number of the guard's state that the node knew then; 0 when it knew none.</param>
public readonly record struct PendingKill(RiskScope Scope, TradingMode Mode, long Seen)
{
    /// <summary>
    /// True when the guard's state contains it. A state of before the kill does not, whatever it stops: a resume may stand between the two. Neither does
    /// one that stops less.
    /// </summary>
    public bool IsIn(LatchState told) =>
        told.Sequence > Seen && told.Covers(Scope) && (Mode != TradingMode.Halted || told.Halted.Contains(RiskScope.All) || told.Halted.Contains(Scope));
}
