using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using Arbitrage.Simulation.Recordings;

namespace Arbitrage.Simulation.Tests.Recordings.Files;

/// <summary>Market recordings for the specs.</summary>
internal static class MarketRecords
{
    public static DateTimeOffset Start { get; } = new(2025, 10, 18, 10, 54, 37, TimeSpan.Zero);

    public static Symbol Btc { get; } = new("BTC_USDT");

    public static Symbol Luna { get; } = new("LUNC_USDT");

    public static RecordingHeader Header { get; } = new(
        "given", [Leg(Venue.GateSpot, Btc), Leg(Venue.GateFutures, Btc), Leg(Venue.MexcSpot, Luna)], Relabelled: true, ["fees: declared", "size: 10000"]);

    public static RecordedLeg Leg(Venue venue, Symbol symbol, bool hasDepth = true) => new(
        new(venue, symbol, symbol.Text, new(0.01m), new(0.0001m), new(0.00010m), new(3m), new(0m), new(0.5m), new(venue == Venue.GateFutures ? 0.0001m : 0m),
            new(-0.0001m), new(0.0005m), Tradable: true),
        "Binance", HasSizes: true, hasDepth);

    public static MarketRecord Ticker(int milliseconds, decimal bid, decimal ask, Venue venue = Venue.GateSpot, Symbol? symbol = null)
    {
        var record = new MarketRecord();
        record.Begin(MarketRecordKind.BookTicker, venue, symbol ?? Btc, Start.AddMilliseconds(milliseconds), null, 0, 0);
        record.Add(Side.Buy, new(new(bid), new(1m)));
        record.Add(Side.Sell, new(new(ask), new(2m)));
        return record;
    }

    public static MarketRecord Book(
        MarketRecordKind kind, int milliseconds, (long First, long Last) updates, (decimal Price, decimal Size)[] bids, (decimal Price, decimal Size)[] asks,
        Venue venue = Venue.GateSpot, Symbol? symbol = null)
    {
        var record = new MarketRecord();
        record.Begin(kind, venue, symbol ?? Btc, Start.AddMilliseconds(milliseconds), null, updates.First, updates.Last);
        foreach (var (price, size) in bids)
            record.Add(Side.Buy, new(new(price), new(size)));
        foreach (var (price, size) in asks)
            record.Add(Side.Sell, new(new(price), new(size)));
        return record;
    }

    /// <summary>Everything a record says, decimals with their scale and sign.</summary>
    public static string Text(MarketRecord record) => FormattableString.Invariant(
        $"{record.Kind} {record.Venue} {record.Symbol.Text} {record.ReceivedAt:O} {record.AtVenue:O} ") + record.Kind switch
        {
            MarketRecordKind.Trade => $"{record.TradeId} {record.Taker} {Bits(record.Price.Value)} {Bits(record.Quantity.Value)}",
            MarketRecordKind.Account => $"{record.Fact}",
            _ => $"{record.FirstUpdate} {record.LastUpdate} {Levels(record.Bids)} / {Levels(record.Asks)}",
        };

    public static List<string> ReadAll(IMarketReader reader)
    {
        var record = new MarketRecord();
        var all = new List<string>();
        while (reader.TryRead(record))
            all.Add(Text(record));
        return all;
    }

    public static ImmutableArray<AccountFact> Facts { get; } =
    [
        new AccountFact.Trade(
            "trade:7", Btc, Start, "7", "99", ClientOrderId.For(0, "abcdefgh", 12, 'a'), Side.Sell, new(61000.10m), new(0.5m), -0.00010m, new("USDT"),
            Maker: true, TradeCause.Own),
        new AccountFact.Trade(
            "trade:8", null, Start, "8", "", null, Side.Buy, new(decimal.MaxValue), new(0.0000000000000000000000000001m), 1m, new("BTC"), Maker: false,
            TradeCause.Liquidation),
        new AccountFact.Row("row:1", null, Start.AddTicks(7), "1", RowKind.Funding, new("USDT"), -1.2300m),
        new AccountFact.OpeningBalance("open:USDT", null, Start, new("USDT"), 1000m),
        new AccountFact.OpeningPosition("open:BTC", Btc, Start, new(-3m), new(61000m)),
    ];

    private static string Levels(ReadOnlySpan<BookLevel> levels)
    {
        var text = "";
        foreach (var level in levels)
            text += $"{Bits(level.Price.Value)}x{Bits(level.Quantity.Value)} ";
        return text;
    }

    private static string Bits(decimal value) => string.Join('.', decimal.GetBits(value));
}
