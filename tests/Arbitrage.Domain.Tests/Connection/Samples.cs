using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Tests.Connection;

/// <summary>Builders of what venue and strategy say. The venue's clock is two seconds ahead, with an error of 50 ms.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    public static readonly Symbol Btc = new("BTC_USDT");
    public static readonly Asset BtcCoin = new("BTC");
    public static readonly Epoch Epoch = new(0, 7);
    public static readonly ClockReading Clock = new(TimeSpan.FromSeconds(2), TimeSpan.FromMilliseconds(50));
    private static readonly string Tag = ClientOrderId.StrategyTag("strategy-btc_usdt");

    public static ConnectionSettings SpotSettings { get; } = new() { Venue = Venue.GateSpot, Symbols = [Btc] };

    public static ConnectionSettings FuturesSettings { get; } = new() { Venue = Venue.GateFutures, Symbols = [Btc] };

    public static DateTimeOffset AtVenue(DateTimeOffset local) => local + Clock.Offset;

    public static ClientOrderId Id(long n, char letter = 'a', int generation = 0) => ClientOrderId.For(generation, Tag, n, letter);

    public static Instrument Rules(Venue venue) => new(
        venue, Btc, "BTC_USDT", new(0.1m), new(0.0001m), new(0.0001m), new(3m), new(100m), default,
        venue == Venue.GateFutures ? new(0.0001m) : default, new(0.001m), new(0.001m), Tradable: true);

    public static ConnectionInput.SessionOpened Opened(Venue venue) => new([Rules(venue)], Clock);

    public static AccountReport Account(Venue venue, decimal usdt = 10_000m, decimal btc = 1m, decimal position = 0m) => new(
        venue, Start,
        venue == Venue.GateFutures
            ? [new(Asset.Usdt, usdt, usdt)]
            : [new(BtcCoin, btc, btc), new(Asset.Usdt, usdt, usdt)],
        position == 0m
            ? []
            : [new(Btc, new(position), new(60_000m), new(60_000m), new(90_000m), new(100m), 2m, OneWay: true)]);

    /// <summary>A legal buy of 0.01 BTC at 60000, in time, under a good lease, unless told otherwise.</summary>
    public static OrderIntent Intent(
        DateTimeOffset now, long n = 10, Side side = Side.Buy, decimal quantity = 0.01m, decimal cap = 60_000m,
        Venue venue = Venue.GateSpot, RiskClass risk = RiskClass.AddsRisk, bool reduceOnly = false, Epoch? epoch = null)
    {
        var of = epoch ?? Epoch;
        return new(
            Id(n, 'a', of.Generation), venue, Btc, of, side, OrderKind.ImmediateOrCancel, new(quantity), new(cap), reduceOnly, risk,
            AtVenue(now) + TimeSpan.FromMilliseconds(1500),
            risk == RiskClass.AddsRisk ? new(1, new(0, 3), now + TimeSpan.FromSeconds(10)) : null);
    }

    public static OrderReport Report(OrderIntent intent, decimal filled, bool open = false, string venueId = "v1") => new(
        intent.Venue, intent.Symbol, venueId, intent.Id, open, new(filled), new(filled * intent.Cap.Value));

    public static AccountFact.Trade Trade(
        OrderIntent intent, string id, decimal quantity, DateTimeOffset at, string venueId = "v1", bool named = true) => new(
        $"trade:{id}", intent.Symbol, at, id, venueId, named ? intent.Id : null, intent.Side, intent.Cap, new(quantity),
        intent.Venue.IsSpot() && intent.Side == Side.Buy ? quantity * 0.001m : quantity * intent.Cap.Value * 0.001m,
        intent.Venue.IsSpot() && intent.Side == Side.Buy ? intent.Symbol.Base : Asset.Usdt,
        Maker: false, named ? TradeCause.Own : TradeCause.Foreign);

    public static AccountFact.Row Row(string id, RowKind kind, decimal change, DateTimeOffset at, Symbol? symbol = null) =>
        new($"row:{id}", symbol, at, id, kind, Asset.Usdt, change);
}
