using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Simulation.Driver;
using Arbitrage.Simulation.Recordings;
using Arbitrage.Simulation.Replay;
using Arbitrage.Simulation.Reporting;
using Arbitrage.Tests.Shared;

namespace Arbitrage.Simulation.Tests.Replay;

public sealed class RecordingReplaySpecs
{
    private const string NativeThreeVenue = "market-data/f_usdt_2025-10-18/three_venues_1s.csv.gz";

    [SharedFact(NativeThreeVenue)]
    public void The_real_recording_takes_no_entry_with_the_settings_of_the_product()
    {
        var replay = NewReplay(new());
        var report = Run(replay);

        Assert.Equal((0L, 0L, 0L), (report.Opportunities, report.Attempts, report.CompletedPairs));
        Assert.Contains("MONITORING_SPREADS", report.StatesVisited);
        Assert.True(replay.System.Strategies[new("F_USDT")].View!.Ticks > 150, "the strategy saw the recording");
        Assert.True(report is { LedgerMatchesVenue: true, InvariantViolations: 0 }, RunReportJson.Write(report));
    }

    /// <summary>So that "no entry" is the strategy's judgement and not a replay in which nothing could ever trade.</summary>
    [SharedFact(NativeThreeVenue)]
    public void The_same_recording_does_trade_when_losses_are_asked_for()
    {
        var report = Run(NewReplay(new()
        {
            Adjust = settings => settings with { EntryThresholdPct = -0.5m, ProfitBasis = ProfitBasis.OneWay, ConfidenceMin = 0m },
        }));

        Assert.True(report.Attempts > 0, RunReportJson.Write(report));
        Assert.True(report.CompletedPairs > 0, RunReportJson.Write(report));
        Assert.True(report.Fees > 0m, RunReportJson.Write(report));
        Assert.True(report is { LedgerMatchesVenue: true, InvariantViolations: 0 }, RunReportJson.Write(report));
    }

    [SharedFact(NativeThreeVenue)]
    public void The_declared_inventory_is_hedged_in_whole_contracts_and_adopted()
    {
        var replay = NewReplay(new());
        Run(replay);
        var strategy = replay.System.Strategies[new("F_USDT")].State;

        Assert.Equal(15_080m, strategy.BaseAt(Venue.GateSpot).Value);
        Assert.Equal(15_080m, strategy.BaseAt(Venue.MexcSpot).Value);
        Assert.Equal(-30_160m, strategy.BaseAt(Venue.GateFutures).Value);
        Assert.DoesNotContain(replay.System.Journals.All, e => e.Happened is StrategyEvent.LegsIntended);
    }

    [Fact]
    public void A_recorded_market_derives_its_ticks_and_shows_the_declared_size()
    {
        var start = new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var market = new RecordedMarket(
            new("test", new("F_USDT"), [Venue.GateSpot, Venue.GateFutures],
            [
                new(start, Venue.GateSpot, new(0.010003m), new(0.01001m)),
                new(start.AddSeconds(1), Venue.GateFutures, new(0.00999m), new(0.01m)),
            ]),
            10_004m);

        Assert.Equal(0.000001m, market.Instruments(Venue.GateSpot)[0].Tick.Value);
        Assert.Equal(0.00001m, market.Instruments(Venue.GateFutures)[0].Tick.Value);
        Assert.Equal(10m, market.Instruments(Venue.GateFutures)[0].Multiplier.Value);
        Assert.Empty(market.Instruments(Venue.MexcSpot));
        Assert.True(market.TryNext(out _));
        Assert.True(market.TryNext(out var step));
        Assert.Equal((TimeSpan.FromSeconds(1), 10_000m), (step.At, step.Bids[0].Quantity.Value));
        Assert.False(market.TryNext(out _));
    }

    private static RecordingReplay NewReplay(ReplayOptions options) =>
        new(RecordingCatalogue.Open(SharedFiles.PathOf("market-data")).Load("native-three-venue"), options);

    private static RunReport Run(RecordingReplay replay) => replay.Run((MemoryJournals _) => "", TimeProvider.System);
}
