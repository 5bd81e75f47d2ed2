using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;
using Arbitrage.Simulation.Recordings;
using Arbitrage.Simulation.Recordings.Statistics;
using Arbitrage.Tests.Shared;

namespace Arbitrage.Simulation.Tests.Recordings;

/// <summary>
/// Figures of the recordings against those that their README measured. Expected values were computed apart, in exact fractions; where the README's
/// differ, the comment says by which rule.
/// Episodes are written `episodes/across stale time/seconds/long/still there`.
/// </summary>
public sealed class SpreadFiguresSpecs
{
    private const string Mapping = "market-data/mapping.json";
    private static readonly DateTimeOffset Start = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Symbol Any = new("F_USDT");

    [SharedFact(Mapping)]
    public void Lunc_has_the_episodes_of_the_readme()
    {
        var pair = Assert.Single(Measured("native-two-venue", 5m).Pairs);

        Assert.Equal(("gate_futures", "mexc_spot", 3583.180251m), (pair.First, pair.Second, pair.UsableSeconds)); // README: 3580
        Assert.Equal([9.5854m, 0.9913m, 0.2171m], Shares(pair));                                                  // README: 9.6, 0.99, 0.22
        Assert.Equal([-0.0548m, 0.0272m, 0.1272m], Percentiles(pair));                                            // README: median 0.027
        var (buyFutures, buyMexc) = (pair.Directions[0], pair.Directions[1]);
        Assert.Equal(("gate_futures", "mexc_spot", 0.10m), (buyFutures.Buy, buyFutures.Sell, buyFutures.FeesPct));
        // README: 46 episodes, 22.7 s, 15 long; 13, 1.3 s, 1; 9, 0.2 s, 0. Still there after 0.5 s: 16/2/0.
        Assert.Equal(["0.1: 46/46/22.742717/15/16", "0.2: 13/13/1.261328/1/2", "0.3: 9/9/0.181719/0/0"], Text(buyFutures.Gross));
        // README: 46 / 22.7 s, 13 / 1.3 s, 9 / 0.2 s, 5.
        Assert.Equal(["0: 46/46/22.742717/15/16", "0.1: 13/13/1.261328/1/2", "0.2: 9/9/0.181719/0/0", "0.3: 5/5/0.163428/0/0"], Text(buyFutures.Net));
        Assert.Equal([1.5912m, 1.4912m], [Round(buyFutures.BestGrossPct), Round(buyFutures.BestNetPct)]); // README: largest 1.59 %
        // README: 14 episodes, 2.1 s; 8; 7, none long; none still there. After fees 8 / 0.4 s, 7, 7.
        Assert.Equal(["0.1: 14/14/2.143856/0/0", "0.2: 8/8/0.427958/0/0", "0.3: 7/7/0.166735/0/0"], Text(buyMexc.Gross));
        Assert.Equal(["0: 14/14/2.143856/0/0", "0.1: 8/8/0.427958/0/0", "0.2: 7/7/0.166735/0/0", "0.3: 7/7/0.166735/0/0"], Text(buyMexc.Net));
    }

    [SharedFact(Mapping)]
    public void Fresh_quotes_of_lunc_leave_the_episodes_of_the_readmes_second_count()
    {
        var pair = Assert.Single(Measured("native-two-venue", 0.3m).Pairs);

        Assert.Equal(546.034213m, pair.UsableSeconds);
        Assert.Equal(["0.1: 31/19/4.396141/0/0", "0.2: 2/1/0.058501/0/0", "0.3: 0/0/0/0/0"], Text(pair.Directions[0].Gross)); // README, second count: 31/2/0
        Assert.Equal(["0.1: 3/3/0.216004/0/0", "0.2: 1/1/0.023913/0/0", "0.3: 0/0/0/0/0"], Text(pair.Directions[1].Gross));   // README: 3/1/0
    }

    [SharedFact(Mapping)]
    public void Fresh_quotes_of_lunc_leave_the_episodes_of_the_readmes_first_count_when_age_is_looked_at_on_arrival_only()
    {
        var pair = Assert.Single(Measured("native-two-venue", 0.3m, AgeLook.OnArrival).Pairs);

        Assert.Equal([26, 1, 0], pair.Directions[0].Gross.Select(e => e.Episodes)); // README: 26/1/0
        Assert.Equal([3, 1, 0], pair.Directions[1].Gross.Select(e => e.Episodes));  // README: 3/1/0
        // README: after 0.10 % fees fresh quotes leave 1 + 1 episodes above 0.1 % net and none above 0.2 % net.
        Assert.Equal([26, 1, 0, 0], pair.Directions[0].Net.Select(e => e.Episodes));
        Assert.Equal([3, 1, 0, 0], pair.Directions[1].Net.Select(e => e.Episodes));
    }

    [SharedFact(Mapping)]
    public void The_three_venue_recording_has_the_figures_of_the_readme()
    {
        var pairs = Measured("native-three-venue", 10m).Pairs;

        Assert.Equal(
            ["gate_spot/gate_futures 159", "gate_spot/mexc_spot 174", "gate_futures/mexc_spot 163"],
            pairs.Select(p => $"{p.First}/{p.Second} {DecimalText.Plain(p.UsableSeconds)}"));
        // README: 54 %, 8 %, 1.8 %, its second count 50.6 %; 88, 13 and 4 of 174 s here.
        Assert.Equal([50.5747m, 7.4713m, 2.2989m], Shares(pairs[1]));
        Assert.Equal([-0.2250m, -0.1049m, 0.0450m], Percentiles(pairs[1])); // README: median -0.11
        // Futures below Gate spot; README: median 0.27, p5 0.21, p95 0.31 with the sign of spot over futures.
        Assert.Equal([-0.3062m, -0.2701m, -0.2055m], Percentiles(pairs[0]));
        Assert.Equal([0.0450m, 0.1554m, 0.2607m], Percentiles(pairs[2])); // README: 0.15, p5 0.02, p95 0.26
        // README: buy futures / sell Gate spot 150 of 155 s in 4 episodes, 36 s in 6, never above 0.3 %. 4 and 6 are the runs that stale time only suspends,
        // and 5 s are not above in both counts; its 4 s less of usable time are a stricter age rule, which it says moves these figures by a few points.
        var buyFutures = pairs[0].Directions[1];
        Assert.Equal(("gate_futures", "gate_spot", 0.25m), (buyFutures.Buy, buyFutures.Sell, buyFutures.FeesPct));
        Assert.Equal(["0.1: 9/4/154/9/9", "0.2: 7/6/36/7/7", "0.3: 0/0/0/0/0"], Text(buyFutures.Gross));
        Assert.Equal(["0: 1/1/1/1/1", "0.1: 0/0/0/0/0", "0.2: 0/0/0/0/0", "0.3: 0/0/0/0/0"], Text(buyFutures.Net)); // README: 1 s, never
        // README: buy futures / sell MEXC 1 s, after fees never above 0.1 %.
        Assert.Equal(["0.1: 1/1/1/1/1", "0.2: 0/0/0/0/0", "0.3: 0/0/0/0/0"], Text(pairs[2].Directions[0].Gross));
        Assert.Equal(["0: 1/1/1/1/1", "0.1: 0/0/0/0/0", "0.2: 0/0/0/0/0", "0.3: 0/0/0/0/0"], Text(pairs[2].Directions[0].Net));
        // README: between the spots at best +0.01 %; buy spot / sell futures never positive.
        Assert.Equal([-0.1098m, 0.0100m], pairs[1].Directions.Select(d => Round(d.BestGrossPct)));
        Assert.Equal([-0.2801m, -0.2195m], [Round(pairs[0].Directions[0].BestGrossPct), Round(pairs[2].Directions[1].BestGrossPct)]);
    }

    [SharedFact(Mapping)]
    public void Half_the_age_rule_moves_the_three_venue_figures_by_a_few_points()
    {
        var pairs = Measured("native-three-venue", 5m).Pairs;

        Assert.Equal([111m, 168m, 116m], pairs.Select(p => p.UsableSeconds));
        Assert.Equal([49.4048m, 7.7381m, 2.3810m], Shares(pairs[1])); // README, second count: 49.1 %
        Assert.Equal(["0.1: 14/4/106/14/14", "0.2: 7/5/28/7/7", "0.3: 0/0/0/0/0"], Text(pairs[0].Directions[1].Gross));
    }

    [SharedFact(Mapping)]
    public void Looked_at_on_arrival_the_three_venue_figures_are_those_of_the_second_count_but_for_the_last_second()
    {
        var (ten, five) = (Measured("native-three-venue", 10m, AgeLook.OnArrival).Pairs, Measured("native-three-venue", 5m, AgeLook.OnArrival).Pairs);

        // README: 160 of 165 s, 50.6 % = 89 of 176 s, 49.1 % = 84 of 171 s: it gives the last row a second, which has no duration here.
        Assert.Equal((164m, 159m), (ten[0].UsableSeconds, ten[0].Directions[1].Gross[0].Seconds));
        Assert.Equal((175m, 89m), (ten[1].UsableSeconds, Seconds(ten[1])));
        Assert.Equal((170m, 84m), (five[1].UsableSeconds, Seconds(five[1])));
    }

    [SharedFact(Mapping)]
    public void Minute_bars_have_the_figures_of_the_readme_and_the_label_that_they_are_of_other_venues()
    {
        var figures = Measured("relabelled-minute", 300m);

        Assert.True(figures.Relabelled);
        Assert.StartsWith("relabelled: other venues' quotes stand for ours, so no spread or profit here says anything", figures.Declared[0], StringComparison.Ordinal);
        var (perpetual, spots) = (figures.Pairs[0], figures.Pairs[1]);
        Assert.Equal([40740m, 43140m, 40740m], figures.Pairs.Select(p => p.UsableSeconds));
        Assert.Equal([0.4172m, 0m, 0m], Shares(spots));                        // README: 0.42 %, never above 0.2 %
        Assert.Equal(0.0309m, Round(spots.MidMedianPct));                      // README: -0.031, of the first over the second
        Assert.Equal([-0.0980m, -0.0729m, -0.0454m], Percentiles(perpetual));  // README: 0.073, p5 0.045, p95 0.098
        Assert.Equal([3.9764m, 0m, 0m], Shares(perpetual));                    // README: 4.0 %
        Assert.All(figures.Pairs.Take(2).SelectMany(p => p.Directions), d => Assert.True(d.BestNetPct < 0m)); // README: after 0.25 % no entry is positive
    }

    [SharedFact(Mapping)]
    public void Load_recording_has_the_figures_of_the_readme_and_the_label()
    {
        var figures = Measured("relabelled-binance-load", 5m);

        Assert.True(figures.Relabelled);
        var (perpetual, coinMargined) = (figures.Pairs[0], figures.Pairs[1]);
        Assert.Equal((344.9110622m, 343.791591m), (perpetual.UsableSeconds, coinMargined.UsableSeconds));
        Assert.Equal([-0.0455m, -0.0364m, -0.0279m], Percentiles(perpetual)); // README: -0.036, p5 -0.046, p95 -0.028
        Assert.Equal(["0.1: 3/3/0.0010087/0/0", "0.2: 0/0/0/0/0", "0.3: 0/0/0/0/0"], Text(perpetual.Directions[1].Gross)); // README: 3 episodes, never
        Assert.All(perpetual.Directions, d => Assert.True(d.BestNetPct < 0m)); // README: after 0.25 % never positive
        Assert.Equal([0m, 0m, 0m], Shares(coinMargined));                     // README: never above 0.1 %
    }

    [Fact]
    public void A_stale_time_ends_an_episode_in_one_count_and_suspends_it_in_the_other()
    {
        var direction = Of(Rules(age: 2m), (0, Venue.GateSpot, 100m, 101m), (0, Venue.MexcSpot, 103m, 104m), (5, Venue.GateSpot, 100m, 101m),
            (5, Venue.MexcSpot, 103m, 104m), (6, Venue.MexcSpot, 100m, 101m), (7, Venue.GateSpot, 100m, 101m),
            (7, Venue.MexcSpot, 103m, 104m), (8, Venue.MexcSpot, 103m, 104m)).Directions[0];

        Assert.Equal(["0.1: 3/2/4/3/3"], Text(direction.Gross)); // 0-2, stale, 5-6, below, 7-8
    }

    [Fact]
    public void An_edge_that_equals_the_threshold_is_not_above_it()
    {
        var direction = Of(Rules(age: 9m), (0, Venue.GateSpot, 99m, 100m), (0, Venue.MexcSpot, 100.1m, 101m), (1, Venue.MexcSpot, 100.11m, 101m),
            (2, Venue.MexcSpot, 100.11m, 101m)).Directions[0];

        Assert.Equal(["0.1: 1/1/1/1/1"], Text(direction.Gross));
        Assert.Equal(["0: 0/0/0/0/0", "0.1: 0/0/0/0/0"], Text(direction.Net)); // fees of 0.25 %
    }

    [Fact]
    public void Still_there_means_above_after_the_latency_whatever_was_between()
    {
        // Above from 0 to 0.2 s, back from 0.4 s: at 0.5 s it is there although neither run was long.
        var direction = Of(Rules(age: 9m), (0m, Venue.GateSpot, 99m, 100m), (0m, Venue.MexcSpot, 101m, 102m), (0.2m, Venue.MexcSpot, 100m, 102m),
            (0.4m, Venue.MexcSpot, 101m, 102m), (0.6m, Venue.MexcSpot, 100m, 102m), (2m, Venue.MexcSpot, 100m, 102m)).Directions[0];

        Assert.Equal(["0.1: 2/2/0.4/0/1"], Text(direction.Gross));
    }

    [Fact]
    public void A_look_into_stale_time_finds_nothing_even_when_the_edge_comes_back_later()
    {
        var direction = Of(Rules(age: 0.4m), (0m, Venue.GateSpot, 99m, 100m), (0m, Venue.MexcSpot, 101m, 102m), (1m, Venue.GateSpot, 99m, 100m),
            (1m, Venue.MexcSpot, 101m, 102m), (2m, Venue.MexcSpot, 101m, 102m)).Directions[0];

        Assert.Equal(["0.1: 2/1/0.8/0/0"], Text(direction.Gross));
    }

    [Fact]
    public void Venues_that_never_meet_have_no_figures()
    {
        var pair = Of(Rules(age: 1m), (0, Venue.GateSpot, 99m, 100m), (5, Venue.MexcSpot, 100m, 101m), (9, Venue.MexcSpot, 100m, 101m));

        Assert.Equal((0m, null, null), (pair.UsableSeconds, pair.MidMedianPct, pair.MidAbove[0].PctOfTime));
        Assert.Null(pair.Directions[0].BestGrossPct);
    }

    [Fact]
    public void Rules_are_stated_in_words()
    {
        var rules = new SpreadRules { Age = TimeSpan.FromSeconds(0.3), Latency = TimeSpan.FromSeconds(2) }.Sentences().ToList();

        Assert.Contains(rules, r => r.Contains("both quotes are at most 0.3 s old, looked at all the time", StringComparison.Ordinal));
        Assert.Contains(rules, r => r.Contains("above the threshold 2 s after its start", StringComparison.Ordinal));
    }

    private static SpreadFigures Measured(string id, decimal age, AgeLook look = AgeLook.Always) => SpreadMeasurement.Of(
        RecordingCatalogue.Open(SharedFiles.PathOf("market-data")).Recording(id), new() { Age = TimeSpan.FromSeconds((double)age), Look = look });

    private static SpreadRules Rules(decimal age) => new() { Age = TimeSpan.FromSeconds((double)age), ThresholdsPct = [0.1m] };

    private static PairFigures Of(SpreadRules rules, params (decimal Second, Venue Venue, decimal Bid, decimal Ask)[] quotes) =>
        Assert.Single(SpreadMeasurement.Of(new Given(quotes), rules).Pairs);

    private static decimal Round(decimal? value) => decimal.Round(value!.Value, 4);

    private static decimal[] Percentiles(PairFigures pair) => [Round(pair.MidP5Pct), Round(pair.MidMedianPct), Round(pair.MidP95Pct)];

    private static decimal[] Shares(PairFigures pair) => [.. pair.MidAbove.Select(m => Round(m.PctOfTime))];

    private static decimal Seconds(PairFigures pair) => decimal.Round(pair.MidAbove[0].PctOfTime!.Value * pair.UsableSeconds / 100m, 6);

    private static IEnumerable<string> Text(IEnumerable<EpisodeFigures> episodes) => episodes.Select(
        e => $"{DecimalText.Plain(e.AbovePct)}: {e.Episodes}/{e.EpisodesAcrossStale}/{DecimalText.Plain(e.Seconds)}/{e.Long}/{e.StillThere}");

    private sealed class Given((decimal Second, Venue Venue, decimal Bid, decimal Ask)[] quotes) : IMarketRecording
    {
        public RecordingHeader Header { get; } = new(
            "given", [Leg(Venue.GateSpot, 0.002m), Leg(Venue.MexcSpot, 0.0005m)], Relabelled: false, []);

        public IMarketReader Read() => new Reader(quotes);

        private static RecordedLeg Leg(Venue venue, decimal fee) => new(
            new(venue, Any, "F", new(1m), new(1m), new(1m), new(1m), Quantity.Zero, Rate.Zero, Quantity.Zero, new(fee), new(fee), Tradable: true), "", false, false);

        private sealed class Reader((decimal Second, Venue Venue, decimal Bid, decimal Ask)[] quotes) : IMarketReader
        {
            private int _next;

            public bool TryRead(MarketRecord into)
            {
                if (_next == quotes.Length)
                    return false;
                var (second, venue, bid, ask) = quotes[_next++];
                into.Begin(MarketRecordKind.BookTicker, venue, Any, Start.AddTicks((long)(second * TimeSpan.TicksPerSecond)), null, 0, 0);
                into.Add(Side.Buy, new(new(bid), Quantity.Zero));
                into.Add(Side.Sell, new(new(ask), Quantity.Zero));
                return true;
            }

            public void Dispose() => _next = quotes.Length;
        }
    }
}
