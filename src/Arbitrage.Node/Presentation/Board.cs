using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Node.Observing;

namespace Arbitrage.Node.Presentation;

/// <summary>One moment of the run, as the console shows it.</summary>
internal sealed record Board(TimeSpan Elapsed, TimeSpan Duration, string Market, ImmutableArray<BoardRow> Rows, ImmutableArray<string> LastEvents)
{
    public static Board Of(RunObserver observer, IEnumerable<Symbol> symbols, string market, TimeSpan elapsed, TimeSpan duration) => new(
        elapsed, duration, market, [.. symbols.Select(s => BoardRow.Of(s, observer.Strategy(s), observer.Sample(s)))], observer.LastEvents);
}

/// <summary>One symbol.</summary>
/// <param name="State">State, with the mode if it is not Active.</param>
/// <param name="Positions">Base per venue.</param>
/// <param name="Pnl">From fills.</param>
internal sealed record BoardRow(
    Symbol Symbol, string State, decimal? GateToMexcPct, decimal? MexcToGatePct, ImmutableSortedDictionary<Venue, decimal> Positions,
    decimal Delta, decimal DeltaPct, long Pairs, decimal Pnl)
{
    public static BoardRow Of(Symbol symbol, StrategyState? state, SymbolSample sample) => state is null
        ? new(symbol, "STARTING", null, null, ImmutableSortedDictionary<Venue, decimal>.Empty, 0, 0, 0, 0)
        : new(
            symbol, state.Phase.Display() + (state.Mode.Effective == Domain.Risk.TradingMode.Active ? "" : " " + state.Mode.Effective.ToString().ToUpperInvariant()),
            sample.GateToMexcPct, sample.MexcToGatePct, Domain.Markets.Venues.All.ToImmutableSortedDictionary(v => v, v => state.BaseAt(v).Value),
            state.NetDelta.Value, state.DeltaDeviationPct, state.Profit.PairsCompleted, state.Profit.RealisedPnl.Value);
}
