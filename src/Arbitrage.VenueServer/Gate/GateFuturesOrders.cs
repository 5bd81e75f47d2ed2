using System.Text.Json;
using System.Text.Json.Nodes;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;
using Arbitrage.Simulation.Model;
using static Arbitrage.VenueServer.Gate.GateBody;
using static Arbitrage.VenueServer.Gate.GateSpotRest;

namespace Arbitrage.VenueServer.Gate;

/// <summary>Orders of Gate futures (sheet section 4); the order-entry socket calls the same functions.</summary>
internal static class GateFuturesOrders
{
    private const Venue Here = Venue.GateFutures;
    private const string Root = "/futures/usdt";
    private const int LargestCancelBatch = 20;

    public static GateOrderForm Form { get; } = new(Decode, Show, LargestBatch: 10);

    public static void Map(GateRoutes routes)
    {
        routes.Create(Here, Root + "/orders", Form);
        routes.Counted(Here, "POST", Root + "/batch_orders", Form.PlaceAll);
        routes.Private(Here, "GET", Root + "/orders", Listed);
        routes.Private(Here, "GET", Root + "/orders_timerange", c => List(
            c.Page(c.Model.EndedOrders(c.At, c.Instrument("contract").Symbol), o => o.CreatedAt).Select(o => Show(o, c))));
        routes.Private(Here, "GET", Root + "/orders/{id}", Status);
        routes.Counted(Here, "PUT", Root + "/orders/{id}", Amend);
        routes.Cancel(Here, "DELETE", Root + "/orders/{id}", Cancel);
        routes.Cancel(Here, "DELETE", Root + "/orders", CancelAll);
        routes.Cancel(Here, "POST", Root + "/batch_cancel_orders", CancelBatch);
        routes.Private(Here, "POST", Root + "/countdown_cancel_all", c =>
        {
            var body = c.Body();
            var contract = Field(body, "contract");
            return GateCountdown.Arm(c, body, contract is null ? null : c.Find(contract).Symbol);
        });
    }

    public static JsonNode Status(GateCall call) => Show(Find(call), call);

    public static JsonNode Cancel(GateCall call) => Form.Cancel(call, Find(call));

    public static JsonNode Amend(GateCall call, GateBudget budget)
    {
        var (body, order) = (call.Body(), Find(call));
        Quantity? quantity = null;
        if (Optional(body, "size") is { } size)
        {
            if (size != 0m && Math.Sign(size) != order.Request.Side.Sign())
                throw GateRefusalException.Bad("INVALID_ARGUMENT", "invalid size: the sign cannot change");
            quantity = new(Math.Abs(size) * call.Model.FindInstrument(order.Symbol)!.Multiplier.Value);
        }

        return Form.Amend(call, budget, order, quantity, Optional(body, "price") is { } price ? new Price(price) : null);
    }

    public static JsonNode Listed(GateCall call)
    {
        var symbol = call.Filter("contract");
        IEnumerable<VenueOrder> orders = call.Required("status") switch
        {
            "open" => call.Model.OpenOrders(symbol),
            "finished" => call.Model.EndedOrders(call.At, symbol),
            _ => throw GateRefusalException.Bad("INVALID_PARAM_VALUE", "Invalid status"),
        };
        // last_id: what is older than this order.
        if (call.Query("last_id") is { Length: > 0 } last)
            orders = orders.Where(o => GateNames.Id(o.Id) < long.Parse(last, System.Globalization.CultureInfo.InvariantCulture));
        return List(call.Page(orders, o => o.CreatedAt).Select(o => Show(o, call)));
    }

    public static JsonNode CancelAll(GateCall call) => List(call.Model.CancelAll(
        call.Instrument("contract").Symbol,
        call.Query("side") switch { "bid" => Side.Buy, "ask" => Side.Sell, _ => null },
        call.At).Select(o => Show(o, call)));

    public static JsonNode CancelBatch(GateCall call) => List(call.Body().EnumerateArray().Take(LargestCancelBatch).Select(item =>
    {
        var id = item.ValueKind == JsonValueKind.String ? item.GetString()! : item.GetRawText();
        var json = new JsonObject { ["id"] = id, ["user_id"] = GateNames.UserId };
        try
        {
            Form.Cancel(call, GateOrderIds.Find(call, id, null));
            (json["succeeded"], json["message"]) = (true, "");
        }
        catch (GateRefusalException e)
        {
            (json["succeeded"], json["message"]) = (false, e.Label);
        }

        return json;
    }));

    private static VenueOrder Find(GateCall call) => GateOrderIds.Find(call, call.Route("id"), null);

    private static CreateRequest Decode(GateCall call, JsonElement body)
    {
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

    private static JsonObject Show(VenueOrder order, GateCall call) =>
        GateFuturesJson.Order(order, call.Model.FindInstrument(order.Symbol)!, call.DecimalSizes);
}
