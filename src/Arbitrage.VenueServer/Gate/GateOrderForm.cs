using System.Text.Json;
using System.Text.Json.Nodes;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;
using Arbitrage.Simulation.Model;
using Arbitrage.VenueServer.Serving;

namespace Arbitrage.VenueServer.Gate;

/// <summary>How orders of one of Gate's two products are read, carried out and shown; the same over REST and the order-entry socket.</summary>
/// <param name="Decode">Reads the body of one order.</param>
/// <param name="Show">Writes an order.</param>
/// <param name="LargestBatch">Orders in one batch; on spot so many for each of four pairs.</param>
internal sealed record GateOrderForm(
    Func<GateCall, JsonElement, CreateRequest> Decode, Func<VenueOrder, GateCall, JsonObject> Show, int LargestBatch)
{
    private const int PairsInBatch = 4;

    /// <summary>The order in a call's body; null when it cannot be understood.</summary>
    public CreateRequest? Understand(GateCall call)
    {
        try
        {
            return Decode(call, call.Body());
        }
        catch (GateRefusalException)
        {
            return null;
        }
    }

    /// <summary>Places one order.</summary>
    /// <exception cref="GateRefusalException">The venue refuses; no effect.</exception>
    public JsonObject Place(GateCall call, GateBudget budget)
    {
        var request = Decode(call, call.Body());
        if (call.Fault is { Fault: RequestFault.RateLimited } planned)
        {
            call.Model.LogDropped(request, "refused:RateLimited", call.At);
            Throttle(call, planned);
        }

        try
        {
            budget.Place(call, request.Symbol);
        }
        catch (GateRefusalException)
        {
            call.Model.LogDropped(request, "refused:RateLimited", call.At);
            throw;
        }

        return Execute(call, request);
    }

    /// <summary>Places several; each succeeds or fails by itself.</summary>
    public JsonNode PlaceAll(GateCall call, GateBudget budget)
    {
        if (call.Fault is { Fault: RequestFault.RateLimited } planned)
            Throttle(call, planned);
        var spot = call.Model.Venue == Venue.GateSpot;
        var body = call.Body();
        if (body.ValueKind != JsonValueKind.Array || body.GetArrayLength() == 0)
            throw GateRefusalException.Bad("INVALID_REQUEST_BODY", "An array of orders is expected");
        var orders = body.EnumerateArray().Select(item => (Item: item, Request: Decoded(call, item))).ToList();
        var markets = orders.Where(o => o.Request.Order is not null).GroupBy(o => o.Request.Order!.Symbol).ToList();
        var tooLarge = spot
            ? markets.Count > PairsInBatch || markets.Exists(m => m.Count() > LargestBatch)
            : orders.Count > LargestBatch;
        if (tooLarge)
            throw GateRefusalException.Bad("INVALID_REQUEST_BODY", "Too many orders in one batch");
        if (spot)
            markets.ForEach(m => budget.Place(call, m.Key, m.Count()));
        else if (orders.Count > 0)
            budget.Place(call, default!, orders.Count);
        return new JsonArray([.. orders.Select(o => o.Request.Order is { } order
            ? Attempt(() => Execute(call, order), spot)
            : Failed(o.Request.Why!, spot))]);
    }

    /// <summary>Changes price or total size of an open order.</summary>
    public JsonObject Amend(GateCall call, GateBudget budget, VenueOrder order, Quantity? quantity, Price? limit)
    {
        budget.Place(call, order.Symbol);
        return call.Model.Amend(order.Id, quantity, limit, call.At) switch
        {
            AmendResult.Amended done => Show(done.Order, call),
            AmendResult.Refused no => throw GateRefusalException.For(new(no.Reason, no.Text, call.Model.Venue == Venue.GateFutures)),
            _ => throw Ended(call),
        };
    }

    /// <summary>Cancels one open order.</summary>
    public JsonObject Cancel(GateCall call, VenueOrder order) => call.Model.Cancel(order.Id, call.At) switch
    {
        CancelResult.Cancelled done => Show(done.Order, call),
        CancelResult.AlreadyEnded => throw Ended(call),
        _ => throw GateRefusalException.NotFound("ORDER_NOT_FOUND", "Order not found"),
    };

    /// <summary>A 429 that was planned.</summary>
    public static void Throttle(GateCall call, PlannedFault planned)
    {
        call.Input.Tell(new(false, 0, 1, call.At + planned.Delay));
        throw GateRefusalException.TooMany();
    }

    public static JsonObject Attempt(Func<JsonObject> place, bool spot)
    {
        try
        {
            var json = place();
            (json["succeeded"], json["label"], json[spot ? "message" : "detail"]) = (true, "", "");
            return json;
        }
        catch (GateRefusalException e)
        {
            return Failed(e, spot);
        }
    }

    private static JsonObject Failed(GateRefusalException e, bool spot) =>
        new() { ["succeeded"] = false, ["label"] = e.Label, [spot ? "message" : "detail"] = e.Message };

    private (CreateRequest? Order, GateRefusalException? Why) Decoded(GateCall call, JsonElement item)
    {
        try
        {
            if (call.Model.Venue == Venue.GateSpot && GateBody.Field(item, "text") is null)
                throw GateRefusalException.Bad("MISSING_REQUIRED_PARAM", "Each order of a batch needs text");
            return (Decode(call, item), null);
        }
        catch (GateRefusalException e)
        {
            return (null, e);
        }
    }

    private JsonObject Execute(GateCall call, CreateRequest request)
    {
        var isFutures = call.Model.Venue == Venue.GateFutures;
        if (call.Fault is { Fault: RequestFault.Reject } planned)
        {
            call.Model.LogDropped(request, $"refused:{planned.Reason}", call.At);
            throw GateRefusalException.For(new(planned.Reason, "Refused by plan", isFutures));
        }

        var share = call.Fault is { Fault: RequestFault.PartialFill } partly ? partly.Share : (decimal?)null;
        return call.Model.Create(request, call.At, share) switch
        {
            CreateResult.Accepted taken => Show(taken.Order, call),
            CreateResult.Refused no => throw GateRefusalException.For(new(no.Reason, no.Text, isFutures)),
            _ => throw new InvalidOperationException("Not an answer."),
        };
    }

    private static GateRefusalException Ended(GateCall call) => call.Model.Venue == Venue.GateFutures
        ? GateRefusalException.Bad("ORDER_FINISHED", "Order has finished")
        : GateRefusalException.Bad("ORDER_CLOSED", "Order has ended");
}
