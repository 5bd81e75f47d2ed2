using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Cluster.Checking.Truth;

namespace Arbitrage.Simulation.Cluster.Checking;

/// <summary>
/// I7: the part of net delta that is certain, as the strategy's journal knows it and counted here over all three venues, is above one contract for at most
/// `delta_time_limit`, halted or not.
/// </summary>
/// <remarks>
/// A strategy that is dead, cut off or without a futures session cannot hedge, so the time counts from the end of the last fault, and to it comes what a
/// replaced incarnation needs before it may send: sessions, epochs and the back-off of its recovery, <see cref="ComingBack"/>.
/// </remarks>
internal sealed class CertainDeltaIsShort(ClusterTruth truth) : Checker("I7")
{
    /// <summary>From the end of the last fault until every machine may be expected to work again.</summary>
    internal static readonly TimeSpan ComingBack = TimeSpan.FromSeconds(45);

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly Dictionary<Symbol, (int Version, DateTimeOffset? Since, bool Told)> _out = [];
    private DateTimeOffset _next;

    internal override bool WatchesSteps => true;

    /// <inheritdoc/>
    public override void AfterStep()
    {
        if (Cluster.Now < _next)
            return;
        _next = Cluster.Now + LookEvery;
        foreach (var symbol in truth.Symbols)
            Look(symbol);
    }

    private void Look(SymbolTruth symbol)
    {
        var known = _out.GetValueOrDefault(symbol.Symbol);
        if (known.Version != symbol.Version)
        {
            var isOut = Math.Abs(symbol.Certain()) > ContractOf(symbol.Symbol);
            known = _out[symbol.Symbol] = (symbol.Version, isOut ? known.Since ?? Cluster.Now : null, isOut && known.Told);
        }

        if (known.Since is not { } since || known.Told)
            return;
        var (limit, lasted) = (symbol.Settings.DeltaTimeLimit, Cluster.Now - since);
        if (lasted <= limit || Cluster.QuietFor <= limit + ComingBack)
            return;
        _out[symbol.Symbol] = known with { Told = true };
        Broken($"net delta of {symbol.Symbol} is certainly {symbol.Certain()} for {lasted.TotalSeconds:0.0} s, "
            + $"quiet for {Cluster.QuietFor.TotalSeconds:0.0} s.");
    }

    private decimal ContractOf(Symbol symbol) =>
        Cluster.Venues.TryGetValue(Venue.GateFutures, out var model) ? model.FindInstrument(symbol)?.Multiplier.Value ?? 0m : 0m;
}
