using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Rest;
using Arbitrage.Venues.Wire;

namespace Arbitrage.Venues.Gate;

/// <summary>Rows of Gate's public lists and pushes. Sizes of perpetuals stay contracts.</summary>
internal static class GateMarketWire
{
    /// <summary>Rows of an array, or the one object.</summary>
    public static IEnumerable<JsonElement> One(JsonElement result) =>
        result.ValueKind == JsonValueKind.Array ? result.EnumerateArray() : [result];

    /// <summary>Spot: `side` and `amount`; perpetual: the sign of `size` is the taker's side. REST and stream alike.</summary>
    public static PublicTrade Trade(JsonElement row, GateMarket market)
    {
        var isSpot = market.Venue == Venue.GateSpot;
        var size = row.Required(isSpot ? "amount" : "size");
        var side = isSpot ? SideOf(row.RequiredText("side")) : size < 0m ? Side.Sell : Side.Buy;
        var id = row.RequiredText("id");
        return new(
            id, side, Bounds.Price(row.Required("price")), Bounds.Filled(isSpot ? size : Math.Abs(size)),
            isSpot ? row.Milliseconds("create_time_ms") : Time(row));
    }

    /// <summary>A row of `tickers`, or a contract; the ticker by REST has no interval.</summary>
    public static PerpetualState Perpetual(JsonElement row) => new(
        Bounds.Price(row.Required("mark_price")), Bounds.Price(row.Required("index_price")),
        Bounds.PriceOrNone(row.Number(row.Field("last") is null ? "last_price" : "last") ?? 0m), Bounds.Rate(row.Required("funding_rate")),
        TimeSpan.FromSeconds((double)Seconds(row.Number("funding_interval") ?? 0m)),
        row.Field("funding_next_apply") is null ? null : row.Seconds("funding_next_apply"));

    /// <summary>A row of `funding_rate`.</summary>
    public static SettledFunding Funding(JsonElement row) => new(row.Seconds("t"), Bounds.Rate(row.Required("r")));

    /// <summary>A row of `risk_limit_tiers`.</summary>
    public static RiskTier Tier(JsonElement row) => new(
        (int)Within(row.Required("tier"), 1m, 1000m), Bounds.Value(row.Required("risk_limit")), Bounds.Rate(row.Required("initial_rate")),
        Bounds.Rate(row.Required("maintenance_rate")), Within(row.Required("leverage_max"), 1m, 1000m));

    private static Side SideOf(string side) => side switch
    {
        "buy" => Side.Buy,
        "sell" => Side.Sell,
        _ => throw new UnreadableException($"side is {side}."),
    };

    // The stream counts milliseconds, REST seconds with a fraction under the same name.
    private static DateTimeOffset Time(JsonElement row) => row.Number("create_time_ms") switch
    {
        > 100_000_000_000m => row.Milliseconds("create_time_ms"),
        not null => row.Seconds("create_time_ms"),
        null => row.Seconds("create_time"),
    };

    // Intervals are whole hours up to a day.
    private static decimal Seconds(decimal value) => Within(value, 0m, 86_400m);

    private static decimal Within(decimal value, decimal from, decimal to) =>
        value >= from && value <= to ? value : throw new UnreadableException($"{value} is not within {from} and {to}.");
}
