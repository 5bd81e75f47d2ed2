using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;

namespace Arbitrage.Simulation.Reporting;

/// <summary>Follows the journals of all strategies and tells those whose certain net delta was out of its band for too long (I7).</summary>
/// <param name="limits">`delta_time_limit_seconds` by symbol; a symbol without one is followed and not judged.</param>
public sealed class DeltaAudit(IReadOnlyDictionary<Symbol, TimeSpan> limits)
{
    private readonly SortedDictionary<string, Followed> _strategies = new(StringComparer.Ordinal);
    private readonly List<string> _unreadable = [];

    /// <summary>Broken promises; a journal that cannot be followed is one.</summary>
    public IEnumerable<string> Findings => _unreadable.Concat(
        from strategy in _strategies.Values
        where limits.ContainsKey(strategy.Symbol)
        let finding = DeltaWatch.Finding(strategy.Symbol.Text, Seconds(strategy.Watch.Longest), Seconds(limits[strategy.Symbol]))
        where finding is not null
        select finding);

    /// <summary>Takes the next event of a journal; those of other machines are left alone.</summary>
    public void Take(string persistenceId, long sequence, object happened)
    {
        if (happened is not StrategyEvent strategyEvent)
            return;
        if (!_strategies.TryGetValue(persistenceId, out var strategy))
            _strategies.Add(persistenceId, strategy = new(SymbolOf(persistenceId)));
        if (strategy.IsLost)
            return;
        try
        {
            strategy.Take(sequence, strategyEvent);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            strategy.IsLost = true;
            _unreadable.Add($"I7: {persistenceId} cannot be followed from event {sequence} on: {e.Message}");
        }
    }

    private static decimal Seconds(TimeSpan time) => (decimal)time.Ticks / TimeSpan.TicksPerSecond;

    private static Symbol SymbolOf(string persistenceId) => new(persistenceId[(persistenceId.IndexOf('-', StringComparison.Ordinal) + 1)..].ToUpperInvariant());

    private sealed class Followed(Symbol symbol)
    {
        private readonly StrategyMachine _machine = new(new() { Symbol = symbol });
        private StrategyState _state = StrategyState.Empty;

        public Symbol Symbol { get; } = symbol;

        public DeltaWatch Watch { get; } = new();

        public bool IsLost { get; set; }

        public void Take(long sequence, StrategyEvent happened)
        {
            Watch.Take(_state, happened);
            _state = _machine.Apply(_state, happened, sequence);
        }
    }
}
