using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Units;
using Arbitrage.Simulation.Driver;
using Arbitrage.Simulation.Market;
using Arbitrage.Simulation.Reporting;

namespace Arbitrage.Simulation.Tests.Driver;

/// <summary>The real machines, all of them together, over a generated market and the venue models.</summary>
public sealed class TradingSpecs
{
    [Theory]
    [InlineData("typical", 1)]
    [InlineData("typical", 2)]
    [InlineData("dislocated", 3)]
    public void Injected_dislocations_complete_at_least_five_pairs_in_thirty_seconds_over_three_symbols(string name, long seed)
    {
        Assert.True(MarketPreset.TryParse(name, out var preset));
        var system = Rig.New(seed, preset, [.. SymbolProfile.DefaultSymbols]);
        Begin(system, TimeSpan.FromSeconds(30));
        var report = End(system);

        Assert.True(report.CompletedPairs >= 5, RunReportJson.Write(report));
        Assert.True(report.Cycles >= 1, RunReportJson.Write(report));
        Assert.True(report.RealisedPnl > 0m, RunReportJson.Write(report));
        AssertSound(report);
    }

    [Fact]
    public void A_calm_market_is_established_and_then_left_alone()
    {
        var system = Rig.New(seed: 5, MarketPreset.Calm with { IntervalDivisor = 5 }, [.. SymbolProfile.DefaultSymbols]);
        Begin(system, TimeSpan.FromSeconds(60));
        Assert.All(system.Strategies.Values, s => Assert.Equal(StrategyPhase.MonitoringSpreads, s.State.Phase));
        var report = End(system);

        Assert.Equal((0L, 0L), (report.Opportunities, report.Attempts));
        Assert.Contains("DELTA_NEUTRAL_ACTIVE", report.StatesVisited);
        AssertSound(report);
    }

    [Theory]
    [InlineData("strategy-neiroeth_usdt")]
    [InlineData("connection-gate_spot")]
    [InlineData("connection-gate_futures")]
    [InlineData("connection-mexc_spot")]
    [InlineData("ledger-mexc_spot")]
    [InlineData("risk-guard")]
    public void A_machine_that_crashes_again_and_again_neither_repeats_an_order_nor_loses_a_fill(string persistenceId)
    {
        var system = Rig.New(seed: 6, MarketPreset.Typical);
        Begin(system, TimeSpan.FromSeconds(8));
        for (var crash = 0; crash < 5; crash++)
        {
            // Odd steps of time, so that crashes fall before, between and behind writes, sends and answers.
            system.RunFor(TimeSpan.FromMicroseconds(2_731_337 + (crash * 977)));
            system.Crash(persistenceId, writeWasDurable: crash % 2 == 0);
            system.RunFor(TimeSpan.FromMilliseconds(37));
            system.Recover(persistenceId);
        }

        system.RunFor(TimeSpan.FromSeconds(60));
        var report = End(system);

        AssertSound(report);
        Assert.True(report.CompletedPairs >= 1, RunReportJson.Write(report));
    }

    [Fact]
    public void A_strategy_that_crashes_with_its_legs_intended_resolves_them_in_its_next_incarnation()
    {
        var system = Rig.New(seed: 7, MarketPreset.Typical);
        Begin(system, TimeSpan.Zero);
        var id = JournalIds.Strategy(Rig.Symbol);
        Assert.True(system.RunUntil(() => system.Journals.Of(id).Any(IsEntry), TimeSpan.FromSeconds(30)));
        system.Crash(id);
        system.RunFor(TimeSpan.FromMilliseconds(500));
        system.Recover(id);
        system.RunFor(TimeSpan.FromSeconds(90));
        var report = End(system);

        AssertSound(report);
        var entry = system.Journals.Of(id).First(IsEntry);
        Assert.Contains(system.Journals.Of(id), e => e.Happened is StrategyEvent.PairEnded ended && ended.Pair == entry.Sequence);

        static bool IsEntry(JournalEntry e) => e.Happened is StrategyEvent.LegsIntended { Purpose: PairPurpose.Entry };
    }

    [Fact]
    public void A_short_that_the_venue_deleverages_is_hedged_again()
    {
        var system = Rig.New(seed: 8, MarketPreset.Calm with { IntervalDivisor = 5 });
        Begin(system, TimeSpan.FromSeconds(20));
        var strategy = system.Strategies[Rig.Symbol];
        Assert.Equal(StrategyPhase.MonitoringSpreads, strategy.State.Phase);

        Assert.NotNull(system.Models[Venue.GateFutures].InjectAdl(Rig.Symbol, new Contracts(40), system.Time.Now));
        Assert.True(system.RunUntil(() => strategy.State.NetDelta > strategy.State.Contract, TimeSpan.FromSeconds(2)));
        Assert.True(system.RunUntil(() => strategy.State.NetDelta.Abs <= strategy.State.Contract, TimeSpan.FromSeconds(20)));

        Assert.Contains(StrategyPhase.RebalancingDelta, strategy.State.Visited);
        AssertSound(End(system));
    }

    [Fact]
    public void A_stop_that_closes_ends_flat_at_the_venues()
    {
        var system = Rig.New(seed: 9, MarketPreset.Calm with { IntervalDivisor = 5 });
        Begin(system, TimeSpan.FromSeconds(20));
        var contract = system.Strategies[Rig.Symbol].State.Contract;
        Assert.True(system.Strategies[Rig.Symbol].State.SpotBase > contract);

        var report = End(system, OnStop.Close);

        Assert.Equal(Quantity.Zero, system.Models[Venue.GateFutures].Position(Rig.Symbol).Size);
        var left = system.Models[Venue.GateSpot].Balance(Rig.Symbol.Base).Total + system.Models[Venue.MexcSpot].Balance(Rig.Symbol.Base).Total;
        Assert.InRange(left, 0m, contract.Value * 5m);
        AssertSound(report);
    }

    [Fact]
    public void Same_seed_gives_the_same_journals_to_the_last_event()
    {
        static IEnumerable<string> Journal()
        {
            var system = Rig.New(seed: 4, MarketPreset.Typical);
            Begin(system, TimeSpan.FromSeconds(20));
            return [.. system.Journals.All.Select(e => $"{e.At:O} {e.PersistenceId} {e.Sequence} {e.Happened}")];
        }

        Assert.Equal(Journal(), Journal());
    }

    [Fact]
    public void The_audit_sees_an_order_that_nobody_intended_and_a_coin_that_nobody_booked()
    {
        var system = Rig.New(seed: 8, MarketPreset.Calm with { IntervalDivisor = 5 });
        Begin(system, TimeSpan.FromSeconds(20));
        Assert.Empty(SystemAudit.Orders(system).Concat(SystemAudit.Ledgers(system)));
        var claimed = system.Journals.All.Select(e => e.Happened).OfType<ConnectionEvent.Claimed>().First().Intent;

        var model = system.Models[claimed.Venue];
        model.Create(new(claimed.Id.Text, Rig.Symbol, Side.Buy, OrderKind.Market, claimed.Quantity, default), system.Time.Now);
        model.Create(new("a0-abcdefgh-1-a", Rig.Symbol, Side.Buy, OrderKind.Market, claimed.Quantity, default), system.Time.Now);

        var broken = SystemAudit.Orders(system).Concat(SystemAudit.Ledgers(system)).ToList();
        Assert.Contains(broken, b => b.StartsWith($"I1: 2 CREATEs of {claimed.Id}", StringComparison.Ordinal));
        Assert.Contains(broken, b => b.EndsWith("a0-abcdefgh-1-a, which no strategy intended.", StringComparison.Ordinal));
        Assert.Contains(broken, b => b.EndsWith("a0-abcdefgh-1-a, which its connection did not claim.", StringComparison.Ordinal));
        Assert.Contains(broken, b => b.StartsWith("I4: ", StringComparison.Ordinal));
    }

    private static void Begin(LocalSystem system, TimeSpan length)
    {
        system.StartMarket();
        system.Start();
        system.RunFor(length);
    }

    private static RunReport End(LocalSystem system, OnStop how = OnStop.KeepHedged)
    {
        foreach (var symbol in system.Strategies.Keys)
            system.Tell(symbol, new StrategyInput.StopRequested(how, "the test ends"));
        system.RunUntil(() => system.Strategies.Values.All(s => s.State.Ended), TimeSpan.FromSeconds(180));
        system.RunFor(TimeSpan.FromSeconds(30));
        return LocalReport.Of(system, "simulate", 1, "test", system.Time.Now - system.Time.Start, "");
    }

    private static void AssertSound(RunReport report) => Assert.True(
        report is { LedgerMatchesVenue: true, InvariantViolations: 0 } && report.StatesVisited.Contains("SHUTDOWN"), RunReportJson.Write(report));
}
