using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Simulation.Reporting;

namespace Arbitrage.Simulation.Tests.Reporting;

/// <summary>What the fold of the journals tells is what the machines themselves counted.</summary>
public sealed class RunHistorySpecs
{
    private readonly GeneratedRun _run = GeneratedRun.Shared;

    [Fact]
    public void Figures_of_the_journals_are_those_of_the_report()
    {
        var (report, figures) = (_run.Report, _run.History.Figures);

        Assert.True(report.CompletedPairs >= 5 && report.Cycles >= 1, RunReportJson.Write(report));
        Assert.Equal(
            (report.Opportunities, report.Attempts, report.CompletedPairs, report.Cycles, report.SingleLegs),
            (figures.Opportunities, figures.Attempts, figures.CompletedPairs, figures.Cycles, figures.SingleLegs));
        Assert.Equal(
            (report.RealisedPnl, report.EstimatedPnl, report.Fees, report.Funding, report.MaxDeltaDeviationPct),
            (figures.RealisedPnl, figures.EstimatedPnl, figures.Fees, figures.Funding, figures.MaxDeltaDeviationPct));
        Assert.Equal(report.SkippedOpportunities, _run.History.Skipped);
    }

    [Fact]
    public void Pairs_cycles_and_cash_add_up_to_the_figures()
    {
        var (history, profits) = (_run.History, _run.System.Strategies.Values.Select(s => s.State.Profit).ToList());
        var spot = history.Pairs.Where(p => p.Purpose is "Entry" or "Return").ToList();

        // Quotients carry 28 digits, and sums of them in another order differ in the last.
        Assert.Equal(decimal.Round(_run.Report.RealisedPnl, 20), decimal.Round(spot.Sum(p => p.Realised), 20));
        Assert.Equal(_run.Report.Attempts, spot.Count);
        Assert.Equal(_run.Report.Cycles, history.Cycles.Length);
        Assert.Equal(decimal.Round(profits.Sum(p => p.CyclePnl.Value), 20), decimal.Round(history.Cycles.Sum(c => c.Pnl), 20));
        Assert.Equal(decimal.Round(_run.Report.Fees, 20), decimal.Round(history.Cash.Sum(c => c.Fees), 20));
        Assert.Equal(_run.Report.Funding, history.Cash.Sum(c => c.Funding));
        Assert.Equal(0, history.PairsLeftOut);
    }

    [Fact]
    public void Every_entry_says_what_its_decision_saw()
    {
        var limits = _run.History.Facts.Symbols.ToDictionary(s => s.Symbol, StringComparer.Ordinal);
        var entries = _run.History.Pairs.Where(p => p.Purpose == "Entry").ToList();

        Assert.NotEmpty(entries);
        Assert.All(entries, p =>
        {
            Assert.True(p.Seen.NetRoundTripPct >= limits[p.Symbol].EntryThresholdPct, $"{p.Id}: {p.Seen}");
            Assert.InRange(p.Seen.Confidence, 0.7m, 1m);
            Assert.Equal(3, p.Seen.Books.Length);
            Assert.Equal(2, p.Legs.Length);
            Assert.NotNull(p.Result);
            Assert.True(p.EndedAt > p.At);
        });
    }

    [Fact]
    public void Lines_end_where_the_machines_stand()
    {
        foreach (var symbol in _run.History.Symbols)
        {
            var state = _run.System.Strategies[new(symbol.Facts.Symbol)].State;
            var delta = DeltaInterval.Of(state);
            Assert.Equal(state.BaseAt(Venue.GateSpot).Value, symbol.GateSpot[^1].Value);
            Assert.Equal(state.BaseAt(Venue.GateFutures).Value, symbol.GateFutures[^1].Value);
            Assert.Equal(state.BaseAt(Venue.MexcSpot).Value, symbol.MexcSpot[^1].Value);
            Assert.Equal((delta.Low.Value, delta.High.Value), (symbol.DeltaLow[^1].Value, symbol.DeltaHigh[^1].Value));
            Assert.Contains(symbol.DeltaLow, p => p.Value < 0m);
            Assert.Contains(symbol.BuyGateEdgePct, p => p.Value is not null);
            Assert.Equal("SHUTDOWN", symbol.Phases[^1].Phase);
            Assert.Equal(state.Visited.Select(v => v.Display()), symbol.TimeInPhase.Select(p => p.Phase));
        }

        var drawdown = _run.History.Drawdown.Min(p => p.Value);
        Assert.Equal(_run.History.Figures.MaxDrawdown, -drawdown);
        Assert.True(_run.History.Figures.MaxDrawdown > 0m);
    }

    [Fact]
    public void Time_in_states_adds_up_to_the_life_of_a_strategy()
    {
        foreach (var symbol in _run.History.Symbols)
        {
            var journal = _run.System.Journals.Of("strategy-" + symbol.Facts.Symbol.ToLowerInvariant()).Select(e => e.Happened).ToList();
            var life = journal.OfType<StrategyEvent.Stopped>().Single().At - journal.OfType<StrategyEvent.IncarnationStarted>().Single().At;
            Assert.Equal((decimal)life.Ticks / TimeSpan.TicksPerSecond, symbol.TimeInPhase.Sum(p => p.Seconds));
        }
    }

    [Fact]
    public void A_run_without_samples_draws_equity_from_the_marks_of_its_journals()
    {
        var builder = new RunHistoryBuilder(_run.History.Facts);
        foreach (var entry in _run.System.Journals.All)
            builder.Take(entry.PersistenceId, entry.Sequence, entry.Happened);
        var history = builder.Build(null, [], ["no samples"]);

        Assert.Equal(_run.System.Strategies.Values.Sum(s => s.State.Profit.LastEquity.Value), history.Equity[^1].Value);
        Assert.Equal(_run.History.Figures.RealisedPnl, history.Figures.RealisedPnl);
        Assert.Empty(history.Symbols[0].BuyGateEdgePct);
    }

    [Fact]
    public void A_delta_that_lasted_too_long_is_a_broken_promise()
    {
        var strict = _run.History.Facts with
        {
            Symbols = [.. _run.History.Facts.Symbols.Select(s => s with { DeltaTimeLimitSeconds = -1m })],
        };
        var builder = new RunHistoryBuilder(strict);
        foreach (var entry in _run.System.Journals.All)
            builder.Take(entry.PersistenceId, entry.Sequence, entry.Happened);

        PromiseVerdict Delta(RunHistory history) => history.Promises.Single(p => p.Id == "I7");
        Assert.Equal(Promises.Held, Delta(_run.History).Verdict);
        var broken = Delta(builder.Build(null, Promises.Verdicts(new Dictionary<string, string>(StringComparer.Ordinal), []), []));
        Assert.Equal((Promises.Broken, 3), (broken.Verdict, broken.Findings.Length));
    }

    [Fact]
    public void A_sampler_takes_every_look_at_first_and_fewer_in_a_long_run()
    {
        var settings = new StrategySettings { Symbol = new("BTC_USDT") };
        var (sampler, view) = (new SpreadSampler("BTC_USDT"), new StrategyView(settings));
        var start = new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
        int Samples(int from, int to) => Enumerable.Range(from, to - from)
            .Count(i => sampler.Look(start.AddMilliseconds(i * 100), view, StrategyState.Empty) is not null);

        Assert.Equal(599, Samples(0, 600));
        Assert.InRange(Samples(600, 864_000), 10_000, 15_000);
    }

    [Fact]
    public void Counts_of_several_incarnations_add_up()
    {
        var counter = new Counter(0, 0).Next(3).Next(5).Next(1).Next(2);

        Assert.Equal(7, counter.Total);
    }
}
