using System.Text.Json.Nodes;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using Arbitrage.Simulation.Model;
using static Arbitrage.VenueServer.Gate.GateSpotRest;
using static Arbitrage.VenueServer.Serving.WireText;

namespace Arbitrage.VenueServer.Gate;

/// <summary>Gate USDT perpetual calls over REST (sheet sections 3 and 4).</summary>
internal static class GateFuturesRest
{
    private const Venue Here = Venue.GateFutures;
    private const string Root = "/futures/usdt";

    public static void Map(GateRoutes routes)
    {
        MapPublic(routes);
        MapAccount(routes);
        MapOrders(routes);
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
        // Trades of others are not part of the model.
        routes.Public(Here, Root + "/trades", c => List(c.Filter("contract") is null ? [] : Array.Empty<JsonObject>()));
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
        routes.Private(Here, "GET", Root + "/auto_deleverages", c => Taken(c, OrderEnd.Deleveraged));
    }

    private static void MapOrders(GateRoutes routes)
    {
        routes.Create(Here, Root + "/orders", Decode, Show);
        routes.Private(Here, "GET", Root + "/orders", c =>
        {
            var symbol = c.Filter("contract");
            var orders = c.Required("status") switch
            {
                "open" => c.Model.OpenOrders(symbol),
                "finished" => c.Model.EndedOrders(c.At, symbol),
                _ => throw GateRefusalException.Bad("INVALID_PARAM_VALUE", "Invalid status"),
            };
            return List(c.Page(orders, o => o.CreatedAt).Select(o => Show(o, c)));
        });
        routes.Private(Here, "GET", Root + "/orders_timerange", c => List(
            c.Page(c.Model.EndedOrders(c.At, c.Instrument("contract").Symbol), o => o.CreatedAt).Select(o => Show(o, c))));
        routes.Private(Here, "GET", Root + "/orders/{id}", c => Show(Find(c, c.Route("id"), null), c));
        routes.Private(Here, "DELETE", Root + "/orders/{id}", c => c.Model.Cancel(Find(c, c.Route("id"), null).Id, c.At) switch
        {
            CancelResult.Cancelled done => Show(done.Order, c),
            CancelResult.AlreadyEnded => throw GateRefusalException.Bad("ORDER_FINISHED", "Order has finished"),
            _ => throw GateRefusalException.NotFound("ORDER_NOT_FOUND", "Order not found"),
        });
        routes.Private(Here, "DELETE", Root + "/orders", c => List(c.Model.CancelAll(
            c.Instrument("contract").Symbol,
            c.Query("side") switch { "bid" => Side.Buy, "ask" => Side.Sell, _ => null },
            c.At).Select(o => Show(o, c))));
        routes.Private(Here, "POST", Root + "/countdown_cancel_all", c =>
        {
            var body = c.Body();
            var contract = Field(body, "contract");
            return Countdown(c, body, contract is null ? null : c.Find(contract).Symbol);
        });
    }

    private static CreateRequest Decode(GateCall call)
    {
        var body = call.Body();
        var instrument = call.Find(Field(body, "contract")
            ?? throw GateRefusalException.Bad("MISSING_REQUIRED_PARAM", "Missing required parameter: contract"));
        if (Field(body, "stp_act") is not null and not "-")
            throw GateRefusalException.Bad("INVALID_PARAM_VALUE", "stp_act needs an STP group");
        var size = Number(body, "size", "INVALID_ARGUMENT");
        var price = Number(body, "price");
        if (price < 0m)
            throw GateRefusalException.Bad("INVALID_PARAM_VALUE", "Negative price");
        var close = Field(body, "close") == "true";
        if (close)
            size = -GateFuturesJson.Contracts(instrument, call.Model.Position(instrument.Symbol).Size.Value);
        if (size == 0m)
            throw close
                ? GateRefusalException.Bad("POSITION_EMPTY", "There is no position to close")
                : GateRefusalException.Bad("INVALID_ARGUMENT", "invalid size");
        // There is no order type: a price of zero with ioc is a market order.
        var kind = GateNames.KindOf(Field(body, "tif"), market: price == 0m);
        return new(
            GateNames.ClientIdOf(Field(body, "text")), instrument.Symbol, size > 0m ? Side.Buy : Side.Sell, kind,
            new(Math.Abs(size) * instrument.Multiplier.Value), new(price), close || Field(body, "reduce_only") == "true", call.Expiry());
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

    private static JsonNode Taken(GateCall call, OrderEnd why) => List(call.Page(
        call.Model.Taken().Where(t => t.Why == why), t => t.Trade.At).Select(t =>
        {
            var instrument = call.Model.FindInstrument(t.Trade.Symbol)!;
            return why == OrderEnd.Liquidated
                ? GateFuturesJson.Liquidated(t, instrument, call.DecimalSizes)
                : GateFuturesJson.Deleveraged(t, instrument, call.DecimalSizes);
        }));

    private static JsonObject Show(VenueOrder order, GateCall call) =>
        GateFuturesJson.Order(order, call.Model.FindInstrument(order.Symbol)!, call.DecimalSizes);

    private static JsonObject Show(VenuePosition position, GateCall call) => GateFuturesJson.Position(
        position, call.Model.FindInstrument(position.Symbol)!, call.DecimalSizes, call.Model.OpenOrders(position.Symbol).Count);
}
