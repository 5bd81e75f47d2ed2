using System.Text.Json.Nodes;
using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Model;
using Arbitrage.VenueServer.Serving;

namespace Arbitrage.VenueServer.Mexc;

/// <summary>MEXC's addresses, and what every call of them has in common.</summary>
internal sealed class MexcRoutes(IEndpointRouteBuilder routes, VenueFloor floor, MexcAuth auth, MexcBudget budget)
{
    public const string Prefix = "/api/v3";
    private const int LargestBatch = 20;

    public static void Map(WebApplication app, VenueFloor floor)
    {
        var clock = floor.ClockOf(Venue.MexcSpot);
        var auth = new MexcAuth(floor.Options.Key, floor.Options.Secret, clock);
        var routes = new MexcRoutes(app, floor, auth, new(floor.Options.Limits, clock, floor.Outages));
        MexcRest.Map(routes, floor.ListenKeys);
        MexcSocket.Map(app, floor);
        // The venue's contracts are another product under another address, and there are none here; clients ask all the same.
        app.MapGet("/api/v1/contract/detail", http => routes.CallAsync(
            http, "/contract/detail", 1, isPrivate: false, _ => new JsonObject { ["success"] = true, ["code"] = 0, ["data"] = new JsonArray() }));
        app.MapFallback(Prefix + "/{**rest}", http => routes.CallAsync(
            http, "/", 1, isPrivate: false, _ => throw new MexcRefusalException(404, "No such path", StatusCodes.Status404NotFound)));
    }

    /// <summary>Which coins can be moved.</summary>
    public CoinBoard Coins => floor.Coins;

    /// <param name="path">Under `/api/v3`.</param>
    /// <param name="answer">The reply.</param>
    /// <param name="weight">What a call costs of the address's pool.</param>
    public void Public(string path, Func<MexcCall, JsonNode> answer, int weight = 1) =>
        routes.MapGet(Prefix + path, http => CallAsync(http, path, weight, isPrivate: false, answer));

    /// <param name="method">HTTP method.</param>
    /// <param name="path">Under `/api/v3`.</param>
    /// <param name="answer">The reply.</param>
    /// <param name="weight">What a call costs of the address's pool.</param>
    public void Private(string method, string path, Func<MexcCall, JsonNode> answer, int weight = 1) =>
        routes.MapMethods(Prefix + path, [method], http => CallAsync(http, path, weight, isPrivate: true, answer));

    /// <summary>A CREATE: decoded apart from its execution, so that a fault can come between the two.</summary>
    public void Create(string path, Func<MexcCall, CreateRequest> decode, Func<VenueOrder, MexcCall, JsonNode> show) =>
        routes.MapPost(Prefix + path, http =>
        {
            var model = floor.Models[Venue.MexcSpot];
            return ReplyWriter.CreateAsync(http, floor, model, body => Decoded(Call(http, body), decode), (body, fault) => Guard(http, () =>
            {
                var call = Call(http, body);
                call.Expiry = auth.Check(call);
                var request = decode(call);
                try
                {
                    budget.Place(fault);
                }
                catch (MexcRefusalException)
                {
                    model.LogDropped(request, "refused:RateLimited", call.At);
                    throw;
                }

                return show(Execute(call, request, fault), call);
            }));
        });

    /// <summary>Up to twenty CREATEs of one symbol; each is answered by itself.</summary>
    public void Batch(string path, Func<MexcCall, CreateRequest> decode, Func<VenueOrder, MexcCall, JsonNode> show) =>
        routes.MapPost(Prefix + path, http => ReplyWriter.CallAsync(http, floor, floor.Models[Venue.MexcSpot], (body, fault) => Guard(http, () =>
        {
            var call = Call(http, body);
            var expiry = auth.Check(call);
            auth.CheckWindow(expiry);
            var items = call.Items("batchOrders");
            if (items.Count is 0 or > LargestBatch || items.Select(i => i.Find("symbol")).Distinct().Count() != 1)
                throw new MexcRefusalException(33333, "Parameter error: batchOrders is a list of 1 to 20 orders of one symbol");
            budget.Place(fault, items.Count);
            return new JsonArray([.. items.Select(item =>
            {
                item.Expiry = expiry;
                try
                {
                    return show(Execute(item, decode(item), fault), item);
                }
                catch (MexcRefusalException e)
                {
                    return new JsonObject { ["newClientOrderId"] = item.Find("newClientOrderId"), ["msg"] = e.Message, ["code"] = e.Code };
                }
            })]);
        })));

    /// <summary>Places one order.</summary>
    /// <exception cref="MexcRefusalException">The venue refuses; no effect.</exception>
    public static VenueOrder Execute(MexcCall call, CreateRequest request, PlannedFault? fault)
    {
        if (fault is { Fault: RequestFault.Reject })
        {
            call.Model.LogDropped(request, $"refused:{fault.Reason}", call.At);
            throw MexcRefusalException.For(fault.Reason, "Refused by plan");
        }

        var share = fault is { Fault: RequestFault.PartialFill } ? fault.Share : (decimal?)null;
        return call.Model.Create(request, call.At, share) switch
        {
            CreateResult.Accepted taken => taken.Order,
            CreateResult.Refused no => throw MexcRefusalException.For(no.Reason, no.Text),
            _ => throw new InvalidOperationException("Not an answer."),
        };
    }

    private Task CallAsync(HttpContext http, string path, int weight, bool isPrivate, Func<MexcCall, JsonNode> answer) =>
        ReplyWriter.CallAsync(http, floor, floor.Models[Venue.MexcSpot], (body, fault) => Guard(http, () =>
        {
            var call = Call(http, body);
            if (isPrivate)
                auth.CheckWindow(auth.Check(call));
            budget.Take(call, path, weight, fault);
            return answer(call);
        }));

    private MexcCall Call(HttpContext http, byte[] body) => new(http, floor.Models[Venue.MexcSpot], body, floor.Now(Venue.MexcSpot));

    private static CreateRequest? Decoded(MexcCall call, Func<MexcCall, CreateRequest> decode)
    {
        try
        {
            return decode(call);
        }
        catch (MexcRefusalException)
        {
            return null;
        }
    }

    private Reply Guard(HttpContext http, Func<JsonNode> answer)
    {
        try
        {
            if (floor.Outages.IsDown(Venue.MexcSpot))
                throw new MexcRefusalException(503, "Under maintenance", StatusCodes.Status503ServiceUnavailable);
            budget.CheckBan();
            return Reply.Ok(answer());
        }
        catch (MexcRefusalException e)
        {
            if (e.RetryAfter is { } wait)
                http.Response.Headers.RetryAfter = WireText.Text((long)Math.Ceiling(wait.TotalSeconds));
            return new(e.Status, new JsonObject { ["code"] = e.Code, ["msg"] = e.Message });
        }
    }
}
