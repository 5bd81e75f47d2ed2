using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;
using Arbitrage.Simulation.Recordings;
using Arbitrage.Tests.Shared;

namespace Arbitrage.Simulation.Tests.Recordings;

public sealed class ScenarioSpecs
{
    private const string Mapping = "market-data/mapping.json";

    [SharedFact(Mapping)]
    public void Three_venues_without_sizes_are_streamed()
    {
        var (header, counts, span) = Read("native-three-venue");

        Assert.Equal(["gate_spot F_USDT 0.000001", "gate_futures F_USDT 0.00001", "mexc_spot F_USDT 0.000001"], Ticks(header));
        Assert.Equal(["F_USDT GateSpot BookTicker 115", "F_USDT GateFutures BookTicker 39", "F_USDT MexcSpot BookTicker 180"], counts);
        Assert.Equal(("2025-10-18 10:54:37.0000000", "2025-10-18 10:57:36.0000000"), span);
        Assert.False(header.Relabelled);
        Assert.All(header.Legs, leg => Assert.Equal((false, false, ""), (leg.HasSizes, leg.HasDepth, leg.Really)));
        Assert.Contains("mexc_spot has no sizes: quantities are zero, and whoever replays it declares a size", header.Declared);
        Assert.Contains("fees are declared, for makers and takers alike: gate_spot 0.2 %, gate_futures 0.05 %, mexc_spot 0.05 %", header.Declared);
    }

    [SharedFact(Mapping)]
    public void Contracts_of_the_two_venue_recording_become_coins_by_the_declared_multiplier()
    {
        var (header, counts, span) = Read("native-two-venue");

        Assert.Equal(["gate_futures LUNC_USDT 0.00000001", "mexc_spot LUNC_USDT 0.00000001"], Ticks(header));
        Assert.Equal(["LUNC_USDT GateFutures BookTicker 8306", "LUNC_USDT MexcSpot BookTicker 6583"], counts);
        Assert.Equal(("2025-10-11 02:44:56.8731310", "2025-10-11 05:19:59.6078190"), span);
        Assert.Contains("gate_spot was not recorded and nothing stands for it", header.Declared);
        Assert.Contains("one contract of gate_futures is declared as 10000 LUNC; the data do not hold the multiplier", header.Declared);
        var first = Records("native-two-venue").First();
        Assert.Equal(["0.00003528 x 890000", "0.00003531 x 1530000"], [Text(first.Bids[0]), Text(first.Asks[0])]); // 89 and 153 contracts
        var mexc = Records("native-two-venue").First(r => r.Venue == Venue.MexcSpot);
        Assert.Equal(["0.00003539 x 62559185.39", "0.0000354 x 450460"], [Text(mexc.Bids[0]), Text(mexc.Asks[0])]);
    }

    [SharedFact(Mapping)]
    public void Whole_books_and_trades_of_two_symbols_are_merged_by_receipt()
    {
        var (header, counts, span) = Read("native-single-venue");

        Assert.Equal(["gate_spot BTC_USDT 0.1", "gate_spot ETH_USDT 0.01"], Ticks(header));
        Assert.Equal(
            [
                "BTC_USDT GateSpot Snapshot 1658", "BTC_USDT GateSpot Trade 606", "ETH_USDT GateSpot Snapshot 1536", "ETH_USDT GateSpot Trade 917",
            ], counts);
        Assert.Equal(("2025-09-03 12:48:11.2486422", "2025-09-03 12:51:50.8887331"), span);
        Assert.All(header.Legs, leg => Assert.True(leg.HasDepth));
        var smallest = Records("native-single-venue").First(r => r.Kind == MarketRecordKind.Trade && r.TradeId == 116198695);
        Assert.Equal((Side.Sell, "0.000009"), (smallest.Taker, smallest.Quantity.ToString())); // `9e-06` in the file
    }

    [SharedFact(Mapping)]
    public void Full_depth_tickers_and_trades_of_three_instruments_are_merged_by_receipt_in_the_recorders_order()
    {
        var (header, counts, span) = Read("relabelled-binance-load");

        Assert.True(header.Relabelled);
        Assert.Equal(["gate_spot BTC_USDT 0.01", "gate_futures BTC_USDT 0.1", "mexc_spot BTC_USDT 0.1"], Ticks(header));
        Assert.Equal(
            [
                "BTC_USDT GateSpot BookTicker 28040", "BTC_USDT GateSpot Snapshot 1", "BTC_USDT GateSpot Depth 3451", "BTC_USDT GateSpot Trade 9757",
                "BTC_USDT GateFutures BookTicker 66089", "BTC_USDT GateFutures Snapshot 1", "BTC_USDT GateFutures Depth 6551",
                "BTC_USDT GateFutures Trade 21313", "BTC_USDT MexcSpot BookTicker 19136", "BTC_USDT MexcSpot Snapshot 1",
                "BTC_USDT MexcSpot Depth 26847", "BTC_USDT MexcSpot Trade 2286",
            ], counts);
        Assert.Equal(("2024-08-08 23:54:13.9370857", "2024-08-08 23:59:59.9992313"), span);
        Assert.StartsWith("relabelled: other venues' quotes stand for ours", header.Declared[0], StringComparison.Ordinal);
        Assert.Contains("gate_futures is really Binance USD-M perpetual BTCUSDT", header.Declared);
        Assert.Contains(
            "mexc_spot counts contracts of 100 USD: base units are contracts x 100 / the level's own price, rounded down to 0.0000001; USD is taken as USDT",
            header.Declared);
        var coinMargined = Records("relabelled-binance-load").First(r => r is { Venue: Venue.MexcSpot, Kind: MarketRecordKind.BookTicker });
        // 35 contracts of 100 USD at 61804.7 and 1645 at 61804.8.
        Assert.Equal(["61804.7 x 0.0566299", "61804.8 x 2.6616055"], [Text(coinMargined.Bids[0]), Text(coinMargined.Asks[0])]);
    }

    [SharedFact(Mapping)]
    public void Depth_levels_are_those_of_the_files()
    {
        var levels = new SortedDictionary<Venue, int>();
        foreach (var record in Records("relabelled-binance-load").Where(r => r.Kind == MarketRecordKind.Depth))
            levels[record.Venue] = levels.GetValueOrDefault(record.Venue) + record.Bids.Length + record.Asks.Length;

        Assert.Equal([124_090, 443_521, 296_013], levels.Values);
    }

    [SharedFact(Mapping)]
    public void A_minutes_bar_is_published_at_its_end_within_the_half_day_that_is_valid()
    {
        var (header, counts, span) = Read("relabelled-minute");

        Assert.True(header.Relabelled);
        Assert.Equal(
            ["BTC_USDT GateSpot BookTicker 720", "BTC_USDT GateFutures BookTicker 459", "BTC_USDT MexcSpot BookTicker 720"], counts);
        Assert.Equal(("2022-12-13 00:01:00.0000000", "2022-12-13 12:00:00.0000000"), span);
        Assert.Contains("a minute's bar is published at its end", header.Declared);
        Assert.Contains("BUSD is taken as USDT", header.Declared);
        Assert.Equal([true, true, false], header.Legs.Select(l => l.HasSizes));
        Assert.Equal(
            ["17205.01 x 0.00531 / 17206.77 x 0.00416", "17199 x 135.724 / 17199.5 x 17.697", "17208.87 x 0 / 17208.89 x 0"], // Binance closed at 17208.88
            Records("relabelled-minute").Take(3).Select(r => $"{Text(r.Bids[0])} / {Text(r.Asks[0])}"));
    }

    [SharedFact(Mapping)]
    public void Every_scenario_keeps_time_and_declared_ticks_and_is_never_crossed()
    {
        var catalogue = RecordingCatalogue.Open(SharedFiles.PathOf("market-data"));
        Assert.Equal(5, catalogue.Scenarios.Count);
        foreach (var id in catalogue.Scenarios)
        {
            var recording = catalogue.Recording(id);
            var ticks = recording.Header.Legs.ToDictionary(l => (l.Instrument.Venue, l.Instrument.Symbol), l => l.Instrument.Tick.Value);
            var record = new MarketRecord();
            var last = DateTimeOffset.MinValue;
            using var reader = recording.Read();
            while (reader.TryRead(record))
            {
                Assert.True(record.ReceivedAt >= last);
                last = record.ReceivedAt;
                var tick = ticks[(record.Venue, record.Symbol)];
                if (record.Kind is MarketRecordKind.BookTicker or MarketRecordKind.Snapshot)
                    Assert.True(record.Bids[0].Price < record.Asks[0].Price);
                foreach (var level in record.Bids)
                    Assert.Equal(0m, level.Price.Value % tick);
                foreach (var level in record.Asks)
                    Assert.Equal(0m, level.Price.Value % tick);
            }
        }
    }

    [SharedFact(Mapping)]
    public void Two_readers_of_a_scenario_do_not_disturb_each_other()
    {
        var recording = RecordingCatalogue.Open(SharedFiles.PathOf("market-data")).Recording("native-three-venue");
        using IMarketReader left = recording.Read(), right = recording.Read();
        MarketRecord ofLeft = new(), ofRight = new();

        for (var i = 0; i < 10; i++)
            Assert.True(left.TryRead(ofLeft));
        Assert.True(right.TryRead(ofRight));

        Assert.Equal((Venue.MexcSpot, "0.009989"), (ofRight.Venue, ofRight.Bids[0].Price.ToString()));
        Assert.NotEqual(ofRight.ReceivedAt, ofLeft.ReceivedAt);
    }

    private static (RecordingHeader Header, string[] Counts, (string First, string Last) Span) Read(string id)
    {
        var recording = RecordingCatalogue.Open(SharedFiles.PathOf("market-data")).Recording(id);
        var counts = new SortedDictionary<(string, Venue, MarketRecordKind), int>();
        var record = new MarketRecord();
        DateTimeOffset? first = null;
        using var reader = recording.Read();
        while (reader.TryRead(record))
        {
            first ??= record.ReceivedAt;
            var key = (record.Symbol.Text, record.Venue, record.Kind);
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }

        return (
            recording.Header, [.. counts.Select(c => $"{c.Key.Item1} {c.Key.Item2} {c.Key.Item3} {c.Value}")],
            ($"{first:yyyy-MM-dd HH:mm:ss.fffffff}", $"{record.ReceivedAt:yyyy-MM-dd HH:mm:ss.fffffff}"));
    }

    // The same object again and again: look at it before the next.
    private static IEnumerable<MarketRecord> Records(string id)
    {
        var record = new MarketRecord();
        using var reader = RecordingCatalogue.Open(SharedFiles.PathOf("market-data")).Recording(id).Read();
        while (reader.TryRead(record))
            yield return record;
    }

    private static IEnumerable<string> Ticks(RecordingHeader header) =>
        header.Legs.Select(l => $"{l.Instrument.Venue.Key()} {l.Instrument.Symbol} {DecimalText.Plain(l.Instrument.Tick.Value)}");

    private static string Text(BookLevel level) => $"{level.Price} x {level.Quantity}";
}
