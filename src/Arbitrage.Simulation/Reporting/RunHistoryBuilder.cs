using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;

namespace Arbitrage.Simulation.Reporting;

/// <summary>Makes the history of a run from its journals and samples: events first, then samples, each in order.</summary>
public sealed class RunHistoryBuilder
{
    private const int MostAlerts = 1_000;
    private const string StrategyPrefix = "strategy-";

    private readonly RunFacts _facts;
    private readonly SortedDictionary<string, StrategyHistory> _strategies = new(StringComparer.Ordinal);
    private readonly SampleHistory _samples = new();
    private readonly Queue<AlertRecord> _alerts = new();
    private ImmutableArray<StageHistogram> _stages = [];
    private DateTimeOffset _last;

    /// <param name="facts">As known at the start; of the last start when there were several.</param>
    public RunHistoryBuilder(RunFacts facts)
    {
        _facts = facts;
        _last = facts.Started;
        foreach (var symbol in facts.Symbols)
            Strategy(symbol.Symbol);
    }

    /// <summary>Takes the next event of a journal; those of other machines than strategies are left alone.</summary>
    public void Take(string persistenceId, long sequence, object happened)
    {
        if (happened is StrategyEvent strategyEvent && persistenceId.StartsWith(StrategyPrefix, StringComparison.Ordinal))
            Strategy(persistenceId[StrategyPrefix.Length..].ToUpperInvariant()).Take(sequence, strategyEvent);
    }

    /// <summary>Takes the next sample.</summary>
    public void Take(SpreadSample sample)
    {
        _last = sample.At > _last ? sample.At : _last;
        _samples.Take(sample, Strategy(sample.Symbol).AdoptedAt);
    }

    /// <summary>Takes the next alert.</summary>
    public void Take(AlertRecord alert)
    {
        _alerts.Enqueue(alert);
        if (_alerts.Count > MostAlerts)
            _alerts.Dequeue();
    }

    /// <summary>Takes the histograms; later ones stand for earlier ones.</summary>
    public void Take(ImmutableArray<StageHistogram> stages) => _stages = stages;

    /// <summary>The history.</summary>
    /// <param name="report">Of the run; null when it did not come to its end.</param>
    /// <param name="promises">Verdicts; those of the report when it has some.</param>
    /// <param name="missing">What is missing, as sentences.</param>
    public RunHistory Build(RunReport? report, ImmutableArray<PromiseVerdict> promises, IEnumerable<string> missing)
    {
        var all = _strategies.Values.ToImmutableArray();
        foreach (var strategy in all)
            _last = strategy.LastAt > _last ? strategy.LastAt : _last;
        if (_samples.IsEmpty)
            TakeMarks(all);

        return new()
        {
            Facts = _facts,
            Report = report,
            Missing = [.. missing],
            Figures = Figures(all),
            Ended = _last,
            Equity = _samples.Equity,
            Drawdown = _samples.Drawdown,
            Symbols = [.. all.Select(Symbol)],
            Pairs = [.. all.SelectMany(s => s.Pairs.Pairs).OrderBy(p => p.At).ThenBy(p => p.Symbol, StringComparer.Ordinal)],
            PairsLeftOut = all.Sum(s => s.Pairs.LeftOut),
            Cycles = [.. all.SelectMany(s => s.Pairs.Cycles).OrderBy(c => c.ReturnedAt).ThenBy(c => c.Symbol, StringComparer.Ordinal)],
            Cash = [.. all.SelectMany(s => s.Cash)],
            Skipped = report?.SkippedOpportunities ?? _samples.Skipped,
            Alerts = [.. _alerts],
            Stages = _stages,
            Promises = [.. promises.Select(p => p.Id == "I7" ? DeltaPromise(p, all) : p)],
        };
    }

    // Without samples equity is what the journals marked: less often, and at the strategies' own choice of time.
    private void TakeMarks(ImmutableArray<StrategyHistory> all)
    {
        foreach (var (strategy, mark) in all.SelectMany(s => s.Marks.Select(m => (s, m))).OrderBy(x => x.m.At))
            _samples.TakeEquity(strategy.Symbol.Text, mark.At, mark.Value ?? 0m, strategy.AdoptedAt);
    }

    private StrategyHistory Strategy(string symbol)
    {
        if (!_strategies.TryGetValue(symbol, out var strategy))
            _strategies.Add(symbol, strategy = new(new(symbol)));
        return strategy;
    }

    private JournalFigures Figures(ImmutableArray<StrategyHistory> all)
    {
        var profits = all.Select(s => s.State.Profit).ToList();
        return new(
            _samples.Opportunities, profits.Sum(p => p.Attempts), profits.Sum(p => p.PairsCompleted), profits.Sum(p => p.Cycles),
            profits.Sum(p => p.WinningCycles), profits.Sum(p => p.SingleLegs), profits.Sum(p => p.RealisedPnl.Value),
            profits.Sum(p => p.EstimatedPnl.Value), profits.Sum(p => p.Fees.Value), profits.Sum(p => p.Funding.Value),
            profits.Select(p => p.MaxDeviationPct).DefaultIfEmpty().Max(), _samples.MaxDrawdown,
            (decimal)all.Select(s => s.LongestDelta).DefaultIfEmpty().Max().Ticks / TimeSpan.TicksPerSecond);
    }

    private SymbolHistory Symbol(StrategyHistory s)
    {
        var symbol = s.Symbol.Text;
        var series = _samples.Of(symbol);
        return new(
            _facts.Symbols.FirstOrDefault(f => f.Symbol == symbol) ?? SymbolFacts.Of(new() { Symbol = s.Symbol }), s.State.Contract.Value,
            series.Equity.Points(), series.BuyGate.Points(), series.BuyMexc.Points(), series.ReturnGate.Points(), series.ReturnMexc.Points(),
            s.Position(Venue.GateSpot), s.Position(Venue.GateFutures), s.Position(Venue.MexcSpot), s.DeltaLow, s.DeltaHigh, s.Phases,
            s.TimeInPhase(_last));
    }

    // The fold measures how long a certain delta lasted, in every mode.
    private PromiseVerdict DeltaPromise(PromiseVerdict promise, ImmutableArray<StrategyHistory> all)
    {
        ImmutableArray<string> broken =
        [
            .. promise.Findings.Union(
                from strategy in all
                join facts in _facts.Symbols on strategy.Symbol.Text equals facts.Symbol
                let finding = DeltaWatch.Finding(
                    facts.Symbol, (decimal)strategy.LongestDelta.Ticks / TimeSpan.TicksPerSecond, facts.DeltaTimeLimitSeconds)
                where finding is not null
                select finding),
        ];
        var longest = all.Select(s => s.LongestDelta).DefaultIfEmpty().Max();
        return promise with
        {
            Verdict = broken.IsEmpty ? Promises.Held : Promises.Broken,
            How = FormattableString.Invariant($"fold of the journals: longest {(decimal)longest.Ticks / TimeSpan.TicksPerSecond:0.###} s"),
            Findings = broken,
        };
    }
}
