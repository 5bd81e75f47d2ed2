using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;
using Arbitrage.Simulation.Recordings;
using Arbitrage.Simulation.Reporting;
using Arbitrage.Tests.Shared;

namespace Arbitrage.Simulation.Tests.Recordings;

public sealed class SpreadStatisticsSpecs
{
    private const string NativeThreeVenue = "market-data/f_usdt_2025-10-18/three_venues_1s.csv.gz";
    private static readonly DateTimeOffset Start = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [SharedFact(NativeThreeVenue)]
    public void Spots_of_the_three_venue_recording_never_offer_an_entry_although_mids_differ_half_of_the_time()
    {
        var spread = Spread(Venue.GateSpot, Venue.MexcSpot, ageSeconds: 10);

        Assert.Equal(174m, spread.UsableSeconds);
        Assert.Equal(50.5747m, Round(spread.MidAboveEntryPctOfTime));   // 88 of 174 s
        Assert.Equal(0.0100m, Round(spread.BestExecutableEdgePct));
        Assert.Equal(-0.1049m, Round(spread.MedianMidPct));
        Assert.Equal(0.3304m, Round(spread.MedianReturnCostPct));
    }

    [SharedFact(NativeThreeVenue)]
    public void Half_the_age_rule_moves_the_figures_by_a_few_points_only()
    {
        var spread = Spread(Venue.GateSpot, Venue.MexcSpot, ageSeconds: 5);

        Assert.Equal(168m, spread.UsableSeconds);
        Assert.Equal(49.4048m, Round(spread.MidAboveEntryPctOfTime));   // 83 of 168 s
        Assert.Equal(0.0100m, Round(spread.BestExecutableEdgePct));
        Assert.Equal(0.3304m, Round(spread.MedianReturnCostPct));
    }

    [SharedFact(NativeThreeVenue)]
    public void Every_pair_of_recorded_venues_has_its_figures()
    {
        var pairs = SpreadStatistics.OfAllPairs(Native(), TimeSpan.FromSeconds(10), 0.1m).ToList();

        Assert.Equal(
            ["gate_spot/gate_futures", "gate_spot/mexc_spot", "gate_futures/mexc_spot"], pairs.Select(p => $"{p.First}/{p.Second}"));
        Assert.Equal([159m, 174m, 163m], pairs.Select(p => p.UsableSeconds));
        Assert.Equal([-0.2701m, -0.1049m, 0.1554m], pairs.Select(p => Round(p.MedianMidPct)));
        Assert.Equal([0.2503m, 0.0100m, 0.1003m], pairs.Select(p => Round(p.BestExecutableEdgePct)));
    }

    [SharedFact("market-data/lunc_usdt_2025-10-11/mexc_spot.book_ticker.csv.gz")]
    public void A_venue_that_was_not_recorded_is_not_invented()
    {
        var recording = RecordingCatalogue.Open(SharedFiles.PathOf("market-data")).Load("native-two-venue");

        Assert.Equal([Venue.GateFutures, Venue.MexcSpot], recording.Recorded.ToArray());
        Assert.Equal(8306 + 6583, recording.Quotes.Length);
        var pair = Assert.Single(SpreadStatistics.OfAllPairs(recording, TimeSpan.FromSeconds(5), 0.1m));
        Assert.InRange(pair.UsableSeconds, 3_570m, 3_590m);             // the README counted 3580
        Assert.InRange(pair.MidAboveEntryPctOfTime!.Value, 9.4m, 9.8m); // and 9.6 %
        Assert.Equal(0.027m, decimal.Round(pair.MedianMidPct!.Value, 3));
    }

    [Fact]
    public void Time_counts_by_its_length_and_only_while_both_quotes_are_young_enough()
    {
        var spread = SpreadStatistics.Of(
            Of((0, Venue.GateSpot, 100m, 101m), (1, Venue.MexcSpot, 102m, 103m), (3, Venue.MexcSpot, 100m, 101m), (60, Venue.MexcSpot, 1m, 2m)),
            Venue.GateSpot, Venue.MexcSpot, TimeSpan.FromSeconds(10), 0.1m);

        // 2 s with a difference of 2, then 7 s without one until Gate's quote is 10 s old.
        Assert.Equal(9m, spread.UsableSeconds);
        Assert.Equal(2m / 9m * 100m, spread.MidAboveEntryPctOfTime);
        Assert.Equal((102m / 101m - 1m) * 100m, spread.BestExecutableEdgePct);
        Assert.Equal(0m, spread.MedianMidPct);
        Assert.Equal((101m / 100m - 1m) * 100m, spread.MedianReturnCostPct);
    }

    [Fact]
    public void Quotes_of_one_time_are_applied_together_before_anything_is_looked_at()
    {
        var spread = SpreadStatistics.Of(
            Of((0, Venue.GateSpot, 100m, 101m), (0, Venue.MexcSpot, 100m, 101m), (1, Venue.GateSpot, 200m, 201m), (1, Venue.MexcSpot, 200m, 201m),
                (2, Venue.MexcSpot, 200m, 201m)),
            Venue.GateSpot, Venue.MexcSpot, TimeSpan.FromSeconds(10), 0.1m);

        Assert.Equal(0m, spread.MidAboveEntryPctOfTime);
    }

    [Fact]
    public void Quotes_that_never_meet_give_no_figures()
    {
        var spread = SpreadStatistics.Of(
            Of((0, Venue.GateSpot, 100m, 101m), (60, Venue.MexcSpot, 100m, 101m), (90, Venue.MexcSpot, 100m, 101m)),
            Venue.GateSpot, Venue.MexcSpot, TimeSpan.FromSeconds(10), 0.1m);

        Assert.Equal(new SpreadReport("gate_spot", "mexc_spot", null, null, null, null, 0m, 10m), spread);
    }

    private static Recording Native() => RecordingCatalogue.Open(SharedFiles.PathOf("market-data")).Load("native-three-venue");

    private static SpreadReport Spread(Venue first, Venue second, int ageSeconds) =>
        SpreadStatistics.Of(Native(), first, second, TimeSpan.FromSeconds(ageSeconds), 0.1m);

    private static decimal Round(decimal? value) => decimal.Round(value!.Value, 4);

    private static Recording Of(params (int Second, Venue Venue, decimal Bid, decimal Ask)[] quotes) => new(
        "test", new("F_USDT"), [Venue.GateSpot, Venue.MexcSpot],
        [.. quotes.Select(q => new RecordedQuote(Start.AddSeconds(q.Second), q.Venue, new(q.Bid), new(q.Ask)))]);
}
