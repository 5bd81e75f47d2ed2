using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;
using Arbitrage.Simulation.Cluster.Checking.Truth;
using Arbitrage.Simulation.Driver;

namespace Arbitrage.Simulation.Cluster.Checking;

/// <summary>
/// I15: when the venues have been healthy and the network whole for long enough, every pair is done, or its symbol is halted and somebody was told; no order is
/// without an end.
/// </summary>
internal sealed class PairsEnd(ClusterTruth truth) : Checker("I15")
{
    private readonly HashSet<string> _alerted = new(StringComparer.Ordinal);
    private readonly Dictionary<Symbol, (long Pair, DateTimeOffset Since)> _open = [];
    private readonly Dictionary<Symbol, bool> _halted = [];

    /// <inheritdoc/>
    public override void Heard(RaisedAlert alert) => _alerted.Add(alert.PersistenceId);

    /// <inheritdoc/>
    public override void Heard(in Durable durable)
    {
        if (truth.StrategyOf(durable.By.PersistenceId) is not { } symbol)
            return;
        switch (durable.Happened)
        {
            case StrategyEvent.LegsIntended:
                _open[symbol.Symbol] = (durable.Sequence, Cluster.Now);
                break;
            case StrategyEvent.PairEnded:
                _open.Remove(symbol.Symbol);
                break;
            case StrategyEvent.HaltSet:
                _halted[symbol.Symbol] = true;
                break;
            case StrategyEvent.ModeChanged e:
                _halted[symbol.Symbol] = e.Mode == TradingMode.Halted;
                break;
            default:
                break;
        }
    }

    /// <inheritdoc/>
    public override void AtQuiescence()
    {
        foreach (var symbol in truth.Symbols)
        {
            var bound = BoundOf(symbol);
            if (Cluster.QuietFor < bound || IsHaltedAndTold(symbol.Symbol))
                continue;
            if (_open.TryGetValue(symbol.Symbol, out var open) && Cluster.Now - open.Since > bound)
            {
                Broken($"pair {open.Pair} of {symbol.Symbol} has been open for {(Cluster.Now - open.Since).TotalSeconds:0} s, "
                    + $"quiet for {Cluster.QuietFor.TotalSeconds:0} s.");
            }

            foreach (var order in symbol.Live)
            {
                if (order.Intent is { } intent && truth.VenueNow(intent.Venue) - intent.NotAfter > bound)
                    Broken($"{order.Id} of {symbol.Symbol} has no end {(truth.VenueNow(intent.Venue) - intent.NotAfter).TotalSeconds:0} s after its NotAfter.");
            }
        }
    }

    private bool IsHaltedAndTold(Symbol symbol) => _halted.GetValueOrDefault(symbol) && _alerted.Contains(JournalIds.Strategy(symbol));

    // An order in doubt leaves it after settling and two reads that are apart; then the ladder, then a recovery.
    private TimeSpan BoundOf(SymbolTruth symbol)
    {
        var doubt = TimeSpan.Zero;
        foreach (var c in Cluster.Settings.Connections.Values)
        {
            var settled = c.Settle + (c.BalanceReadGap * 2) + (c.ReconcileEvery * 2) + (c.RequestTimeout * 2);
            doubt = settled > doubt ? settled : doubt;
        }

        return doubt + symbol.Settings.Timeouts.Executing + symbol.Settings.Timeouts.Recovery;
    }
}
