using System.Text.Json;
using System.Text.Json.Nodes;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;
using Arbitrage.Simulation.Model;
using static Arbitrage.VenueServer.Gate.GateBody;
using static Arbitrage.VenueServer.Gate.GateSpotRest;

namespace Arbitrage.VenueServer.Gate;

/// <summary>Orders of Gate spot (sheet section 5); the order-entry socket calls the same functions.</summary>
internal static class GateSpotOrders
{
    private const Venue Here = Venue.GateSpot;
    private const int LargestOpenPage = 100;
    private const int LargestCancelBatch = 20;

    public static GateOrderForm Form { get; } = new(Decode, Show, LargestBatch: 10);

    public static void Map(GateRoutes routes)
    {
        routes.Create(Here, "/spot/orders", Form);
        routes.Counted(Here, "POST", "/spot/batch_orders", Form.PlaceAll);
        routes.Private(Here, "GET", "/spot/orders", Listed);
        routes.Private(Here, "GET", "/spot/open_orders", c => List(c.Model.OpenOrders().GroupBy(o => o.Symbol).Select(g => new JsonObject
        {
            ["currency_pair"] = c.Model.FindInstrument(g.Key)!.VenueSymbol,
            ["total"] = g.Count(),
            ["orders"] = List(c.Page(g, o => o.CreatedAt, LargestOpenPage).Select(o => Show(o, c))),
        })));
        routes.Private(Here, "GET", "/spot/orders/{id}", Status);
        routes.Counted(Here, "PATCH", "/spot/orders/{id}", Amend);
        routes.Cancel(Here, "DELETE", "/spot/orders/{id}", Cancel);
        routes.Cancel(Here, "DELETE", "/spot/orders", CancelAll);
        routes.Cancel(Here, "POST", "/spot/cancel_batch_orders", CancelBatch);
        routes.Private(Here, "POST", "/spot/countdown_cancel_all", c =>
        {
            var body = c.Body();
            var pair = Field(body, "currency_pair");
            return GateCountdown.Arm(c, body, pair is null ? null : c.Find(pair).Symbol);
        });
    }

    public static JsonNode Status(GateCall call) => Show(Find(call), call);

    public static JsonNode Cancel(GateCall call) => Form.Cancel(call, Find(call));

    public static JsonNode Amend(GateCall call, GateBudget budget)
    {
        var body = call.Body();
        return Form.Amend(
            call, budget, Find(call), Optional(body, "amount") is { } amount ? new Quantity(amount) : null,
            Optional(body, "price") is { } price ? new Price(price) : null);
    }

    public static JsonNode Listed(GateCall call)
    {
        var symbol = call.Instrument("currency_pair").Symbol;
        var side = SideOf(call.Query("side"));
        return call.Required("status") switch
        {
            "open" => Page(call.Model.OpenOrders(symbol), LargestOpenPage),
            "finished" => Page(call.Model.EndedOrders(call.At, symbol).Where(o => side is null || o.Request.Side == side), 1000),
            _ => throw GateRefusalException.Bad("INVALID_PARAM_VALUE", "Invalid status"),
        };

        JsonArray Page(IEnumerable<VenueOrder> orders, int largest) =>
            List(call.Page(orders, o => o.CreatedAt, largest).Select(o => Show(o, call)));
    }

    public static JsonNode CancelAll(GateCall call) => List(call.Model
        .CancelAll(call.Filter("currency_pair"), SideOf(call.Query("side")), call.At)
        .Select(o => GateOrderForm.Attempt(() => Show(o, call), spot: true)));

    public static JsonNode CancelBatch(GateCall call) => List(call.Body().EnumerateArray().Take(LargestCancelBatch).Select(item =>
    {
        var (pair, id) = (Field(item, "currency_pair") ?? "", Field(item, "id") ?? "");
        var json = new JsonObject { ["currency_pair"] = pair, ["id"] = id, ["text"] = "" };
        try
        {
            var found = GateOrderIds.Find(call, id, call.Find(pair).Symbol);
            json["text"] = GateNames.TextOf(found.ClientId, found.Origin);
            var cancelled = call.Model.Cancel(found.Id, call.At) is CancelResult.Cancelled;
            (json["succeeded"], json["label"], json["message"]) =
                (cancelled, cancelled ? "" : "ORDER_CLOSED", cancelled ? "" : "Order has ended");
        }
        catch (GateRefusalException e)
        {
            (json["succeeded"], json["label"], json["message"]) = (false, e.Label, e.Message);
        }

        return json;
    }));

    private static VenueOrder Find(GateCall call) =>
        GateOrderIds.Find(call, call.Route("id"), call.Instrument("currency_pair").Symbol);

    private static CreateRequest Decode(GateCall call, JsonElement body)
    {
        var pair = Field(body, "currency_pair")
            ?? throw GateRefusalException.Bad("MISSING_REQUIRED_PARAM", "Missing required parameter: currency_pair");
        var side = SideOf(Field(body, "side"))
            ?? throw GateRefusalException.Bad("MISSING_REQUIRED_PARAM", "Missing required parameter: side");
        if (Field(body, "stp_act") is not null and not "-")
            throw GateRefusalException.Bad("INVALID_PARAM_VALUE", "stp_act needs an STP group");
        var market = Field(body, "type") == "market";
        var amount = Number(body, "amount");
        var price = market ? 0m : Number(body, "price");
        if (amount < 0m || price < 0m)
            throw GateRefusalException.Bad("INVALID_PARAM_VALUE", "Negative amount or price");
        // The amount of a market buy is what it spends (sheet, section 5).
        var byBudget = market && side == Side.Buy;
        return new(
            GateNames.ClientIdOf(Field(body, "text")), call.Find(pair).Symbol, side, GateNames.KindOf(Field(body, "time_in_force"), market),
            new(byBudget ? 0m : amount), new(price), ReduceOnly: false, call.Expiry(), new(byBudget ? amount : 0m));
    }

    private static JsonObject Show(VenueOrder order, GateCall call) =>
        GateSpotJson.Order(order, call.Model.FindInstrument(order.Symbol)!);
}
