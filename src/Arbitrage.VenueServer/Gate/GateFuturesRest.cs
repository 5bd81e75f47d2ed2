using System.Text.Json.Nodes;
using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Model;
using static Arbitrage.VenueServer.Gate.GateSpotRest;
using static Arbitrage.VenueServer.Serving.WireText;

namespace Arbitrage.VenueServer.Gate;

/// <summary>Gate USDT perpetuals over REST: market data and account (sheet sections 3 and 4).</summary>
internal static class GateFuturesRest
{
    private const Venue Here = Venue.GateFutures;
    private const string Root = "/futures/usdt";

    public static void Map(GateRoutes routes)
    {
        MapPublic(routes);
        MapAccount(routes);
        GateFuturesOrders.Map(routes);
    }

    private static void MapPublic(GateRoutes routes)
    {
        routes.Public(Here, Root + "/contracts", c =>
            List(c.Model.Instruments.Select(i => GateFuturesJson.Contract(i, c.Model, c.At, c.DecimalSizes))));
        routes.Public(Here, Root + "/contracts/{contract}", c =>
            GateFuturesJson.Contract(c.Find(c.Route("contract")), c.Model, c.At, c.DecimalSizes));
        routes.Public(Here, Root + "/order_book", c =>
        {
            var i = c.Instrument("contract");
            return GateFuturesJson.Book(
                c.Model.Book(i.Symbol), i, c.Number("limit", 10), c.Query("with_id") == "true", c.At, c.DecimalSizes);
        });
        routes.Public(Here, Root + "/tickers", c => List(
            c.Model.Instruments.Where(i => c.Filter("contract") is not { } only || i.Symbol == only)
                .Select(i => GateFuturesJson.Ticker(i, c.Model))));
        // Trades of others are not part of the model; the account's own are public trades like any other.
        routes.Public(Here, Root + "/trades", c =>
        {
            var i = c.Instrument("contract");
            return List(c.Page(c.Model.Trades(i.Symbol), t => t.At).Select(t => GateFuturesJson.PublicTrade(t, i, c.DecimalSizes)));
        });
        routes.Public(Here, Root + "/liq_orders", c => List(c.Page(
            c.Model.Taken().Where(t => t.Why == OrderEnd.Liquidated && (c.Filter("contract") is not { } only || t.Trade.Symbol == only)),
            t => t.Trade.At).Select(t => GateForcedJson.PublicLiquidation(t, c.Model.FindInstrument(t.Trade.Symbol)!, c.DecimalSizes))));
        // Nothing is settled in BTC, delivered, or optional here; clients ask all the same when they load the markets.
        foreach (var path in new[] { "/futures/btc/contracts", "/delivery/usdt/contracts", "/delivery/btc/contracts", "/options/underlyings" })
            routes.Public(Here, path, _ => new JsonArray());
        routes.Public(Here, Root + "/funding_rate", c =>
        {
            var i = c.Instrument("contract");
            return List([new() { ["t"] = Seconds(c.At) / 28_800 * 28_800, ["r"] = Text(c.Model.LastFundingRate(i.Symbol).Value) }]);
        });
        routes.Public(Here, Root + "/risk_limit_tiers", _ => List([new()
        {
            ["tier"] = 1,
            ["risk_limit"] = "1000000",
            ["initial_rate"] = "0.01",
            ["maintenance_rate"] = "0.005",
            ["leverage_max"] = "100",
        }]));
    }

    private static void MapAccount(GateRoutes routes)
    {
        routes.Private(Here, "GET", Root + "/accounts", c => GateFuturesJson.Account(c.Model));
        routes.Private(Here, "GET", Root + "/account_book", c =>
        {
            var symbol = c.Filter("contract");
            var rows = c.Model.Rows()
                .Where(r => symbol is null || r.Symbol == symbol)
                .Where(r => c.Query("type") is not { Length: > 0 } type || GateFuturesJson.RowType(r.Kind) == type);
            return List(c.Page(rows, r => r.At)
                .Select(r => GateFuturesJson.Row(r, r.Symbol is { } s ? c.Model.FindInstrument(s) : null)));
        });
        routes.Private(Here, "GET", Root + "/positions", c => List(c.Model.Instruments
            .Select(i => c.Model.Position(i.Symbol))
            .Where(p => c.Query("holding") != "true" || !p.Size.IsZero)
            .Select(p => Show(p, c))));
        routes.Private(Here, "GET", Root + "/positions/{contract}", c => Show(c.Model.Position(c.Find(c.Route("contract")).Symbol), c));
        routes.Private(Here, "POST", Root + "/positions/{contract}/leverage", c =>
        {
            var (leverage, limit) = (Decimal(c, "leverage"), Decimal(c, "cross_leverage_limit"));
            if (leverage > 100m || limit > 100m)
                throw GateRefusalException.Bad("LEVERAGE_TOO_HIGH", "Leverage above 100");
            if (leverage < 0m || (leverage == 0m && limit < 1m) || leverage is > 0m and < 1m)
                throw GateRefusalException.Bad("LEVERAGE_TOO_LOW", "Leverage below 1");
            return Show(c.Model.SetLeverage(c.Find(c.Route("contract")).Symbol, leverage, leverage == 0m ? limit : 0m, c.At), c);
        });
        routes.Private(Here, "POST", Root + "/dual_mode", c => OneWay(c, c.Query("dual_mode") == "false"));
        routes.Private(Here, "POST", Root + "/set_position_mode", c => OneWay(c, c.Query("position_mode") == "single"));
        routes.Private(Here, "GET", Root + "/fee", c => new JsonObject(c.Model.Instruments
            .Where(i => c.Filter("contract") is not { } only || i.Symbol == only)
            .Select(i => KeyValuePair.Create<string, JsonNode?>(i.VenueSymbol, new JsonObject
            {
                ["taker_fee"] = Text(i.TakerFee.Value),
                ["maker_fee"] = Text(i.MakerFee.Value),
            }))));
        routes.Private(Here, "GET", Root + "/my_trades", Trades);
        routes.Private(Here, "GET", Root + "/my_trades_timerange", Trades);
        routes.Private(Here, "GET", Root + "/liquidates", c => Taken(c, OrderEnd.Liquidated));
        routes.Private(Here, "GET", Root + "/position_close", Closes);
        routes.Private(Here, "GET", Root + "/auto_deleverages", c => Taken(c, OrderEnd.Deleveraged));
    }

    private static decimal Decimal(GateCall call, string name) =>
        TryParse(call.Query(name) ?? "0", out var value) ? value : throw GateRefusalException.Bad("INVALID_PARAM_VALUE", $"Invalid {name}");

    private static JsonObject OneWay(GateCall call, bool single) => single
        ? GateFuturesJson.Account(call.Model)
        : throw GateRefusalException.Bad("POSITION_DUAL_MODE", "This venue model knows one-way mode only");

    private static JsonNode Trades(GateCall call)
    {
        var trades = call.Model.Trades(call.Filter("contract"))
            .Where(t => call.Query("order") is not { Length: > 0 } order || t.OrderId == order);
        return List(call.Page(trades, t => t.At)
            .Select(t => GateFuturesJson.Trade(t, call.Model.FindInstrument(t.Symbol)!, call.DecimalSizes)));
    }

    private static JsonNode Closes(GateCall call)
    {
        var closes = GatePositionCloses.Of(call.Model, call.Filter("contract"))
            .Where(c => call.Query("side") is not { Length: > 0 } side || side == (c.IsLong ? "long" : "short"))
            .Where(c => call.Query("pnl") is not { Length: > 0 } pnl || pnl == (c.Pnl + c.Funding + c.Fees > 0m ? "profit" : "loss"));
        return List(call.Page(closes, c => c.ClosedAt).Select(c => GateFuturesJson.Closed(c, call.Model.FindInstrument(c.Symbol)!)));
    }

    private static JsonNode Taken(GateCall call, OrderEnd why) => List(call.Page(
        call.Model.Taken().Where(t => t.Why == why && (call.Filter("contract") is not { } only || t.Trade.Symbol == only)
            && (call.Query("at") is not { Length: > 0 } instant || Text(Seconds(t.Trade.At)) == instant)),
        t => t.Trade.At).Select(t =>
        {
            var instrument = call.Model.FindInstrument(t.Trade.Symbol)!;
            return why == OrderEnd.Liquidated
                ? GateForcedJson.Liquidated(t, instrument, call.DecimalSizes)
                : GateForcedJson.Deleveraged(t, instrument, call.DecimalSizes);
        }));

    private static JsonObject Show(VenuePosition position, GateCall call) => GateFuturesJson.Position(
        position, call.Model.FindInstrument(position.Symbol)!, call.DecimalSizes, call.Model.OpenOrders(position.Symbol).Count);
}
