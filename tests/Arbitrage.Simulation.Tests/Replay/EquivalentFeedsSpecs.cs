using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Simulation.Driver;
using Arbitrage.Simulation.Market;
using Arbitrage.Simulation.Recordings;
using Arbitrage.Simulation.Replay;
using Arbitrage.Simulation.Reporting;
using Arbitrage.Simulation.Tests.Driver;
using Arbitrage.Tests.Shared;

namespace Arbitrage.Simulation.Tests.Replay;

/// <summary>The fast way of a tick and the stepwise one give the same journals at the same virtual times, whatever the market and whatever crashes.</summary>
public sealed class EquivalentFeedsSpecs
{
    private const string NativeThreeVenue = "market-data/f_usdt_2025-10-18/three_venues_1s.csv.gz";
    private const string NativeTwoVenue = "market-data/lunc_usdt_2025-10-11/mexc_spot.book_ticker.csv.gz";

    [Theory]
    [InlineData("typical", 1)]
    [InlineData("typical", 11)]
    [InlineData("dislocated", 3)]
    [InlineData("calm", 5)]
    public void Generated_markets_of_three_symbols(string name, long seed)
    {
        Assert.True(MarketPreset.TryParse(name, out var preset));
        var (fast, stepwise) = (Traded(preset, seed, stepwise: false), Traded(preset, seed, stepwise: true));

        Assert.Equal(Text(stepwise), Text(fast));
        Assert.Equal(stepwise.BooksPublished, fast.BooksPublished);
        Assert.Equal(stepwise.Time.Steps, fast.Time.Steps);
        if (preset.Injects)
            Assert.True(fast.Strategies.Values.Sum(s => s.State.Profit.PairsCompleted) >= 5, "nothing was traded, so nothing was compared");
    }

    [Theory]
    [InlineData("strategy-neiroeth_usdt")]
    [InlineData("connection-mexc_spot")]
    public void A_machine_that_crashes_and_recovers(string persistenceId)
    {
        static LocalSystem Crashed(string id, bool stepwise)
        {
            var system = Rig.New(6, MarketPreset.Typical, stepwise);
            system.StartMarket();
            system.Start();
            system.RunFor(TimeSpan.FromSeconds(8));
            for (var crash = 0; crash < 4; crash++)
            {
                system.RunFor(TimeSpan.FromMicroseconds(2_731_337 + (crash * 977)));
                system.Crash(id, writeWasDurable: crash % 2 == 0);
                system.RunFor(TimeSpan.FromMilliseconds(37));
                system.Recover(id);
            }

            system.RunFor(TimeSpan.FromSeconds(10));
            return system;
        }

        Assert.Equal(Text(Crashed(persistenceId, stepwise: true)), Text(Crashed(persistenceId, stepwise: false)));
    }

    [SharedFact(NativeThreeVenue)]
    public void The_three_venue_recording() => AssertEqual("native-three-venue", trades: false);

    [SharedFact(NativeThreeVenue)]
    public void The_three_venue_recording_traded_at_a_loss() => AssertEqual("native-three-venue", trades: true);

    [SharedFact(NativeTwoVenue)]
    public void The_two_venue_recording() => AssertEqual("native-two-venue", trades: false);

    private static void AssertEqual(string scenario, bool trades)
    {
        var (fast, stepwise) = (Replayed(scenario, trades, stepwise: false), Replayed(scenario, trades, stepwise: true));

        Assert.Equal(Text(stepwise.System), Text(fast.System));
        Assert.Equal(
            RunReportJson.Write(stepwise.Report with { TicksPerSecond = null, TicksPerSecondWithReading = null }), RunReportJson.Write(fast.Report with { TicksPerSecond = null, TicksPerSecondWithReading = null }));
        Assert.Equal(trades, fast.Report.Attempts > 0);
    }

    private static (LocalSystem System, RunReport Report) Replayed(string scenario, bool trades, bool stepwise)
    {
        var recording = RecordingCatalogue.Open(SharedFiles.PathOf("market-data")).Recording(scenario);
        using var replay = new RecordingReplay(recording, new()
        {
            Stepwise = stepwise,
            Adjust = settings => trades ? settings with { EntryThresholdPct = -0.5m, ProfitBasis = ProfitBasis.OneWay, ConfidenceMin = 0m } : settings,
        });
        return (replay.System, replay.Run(JournalHash.Of));
    }

    private static LocalSystem Traded(MarketPreset preset, long seed, bool stepwise)
    {
        var system = Rig.New(seed, preset, stepwise, [.. SymbolProfile.DefaultSymbols]);
        system.StartMarket();
        system.Start();
        system.RunFor(TimeSpan.FromSeconds(20));
        foreach (var symbol in system.Strategies.Keys)
            system.Tell(symbol, new StrategyInput.StopRequested(OnStop.KeepHedged, "the test ends"));
        system.RunUntil(() => system.Strategies.Values.All(s => s.State.Ended), TimeSpan.FromSeconds(30));
        return system;
    }

    private static IEnumerable<string> Text(LocalSystem system) =>
    [
        .. system.Journals.All.Select(e => $"{e.At:O} {e.PersistenceId} {e.Sequence} {e.Happened}"),
        .. system.Calls.Select(c => $"{c.At:O} {c.PersistenceId} {c.Kind} {c.Subject}"),
        JournalHash.Of(system.Journals),
        .. system.Alerts.Select(a => $"{a}"),
        .. system.Strategies.Values.Select(s => $"{s.View!.Ticks} {s.View.Opportunities} {s.View.BookAt(Venue.GateSpot).Sequence}"),
    ];
}
