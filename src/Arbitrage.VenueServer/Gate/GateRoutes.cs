using System.Text.Json.Nodes;
using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Model;
using Arbitrage.VenueServer.Serving;

namespace Arbitrage.VenueServer.Gate;

/// <summary>Gate's addresses, and what every call of them has in common: authentication, error bodies, trace headers.</summary>
internal sealed class GateRoutes(IEndpointRouteBuilder routes, VenueFloor floor, GateAuth auth)
{
    public const string Prefix = "/api/v4";

    public static void Map(WebApplication app, VenueFloor floor)
    {
        var auth = new GateAuth(floor.Options.Key, floor.Options.Secret, floor.Clock);
        var routes = new GateRoutes(app, floor, auth);
        GateSpotRest.Map(routes);
        GateFuturesRest.Map(routes);
        GateSocket.Map(app, floor, auth);
        app.MapFallback(Prefix + "/{**rest}", http =>
            routes.CallAsync(http, Venue.GateSpot, isPrivate: false, _ => throw GateRefusalException.NotFound("NOT_FOUND", "No such path")));
    }

    public void Public(Venue venue, string path, Func<GateCall, JsonNode> answer) =>
        routes.MapGet(Prefix + path, http => CallAsync(http, venue, isPrivate: false, call => Reply.Ok(answer(call))));

    public void Private(Venue venue, string method, string path, Func<GateCall, JsonNode> answer) =>
        routes.MapMethods(
            Prefix + path, [method], http => CallAsync(http, venue, isPrivate: true, call => Reply.Ok(answer(call))));

    /// <summary>A CREATE: decoded apart from its execution, so that a fault can come between the two.</summary>
    public void Create(
        Venue venue, string path, Func<GateCall, CreateRequest> decode, Func<VenueOrder, GateCall, JsonNode> show) =>
        routes.MapPost(Prefix + path, http =>
        {
            var model = floor.Models[venue];
            return ReplyWriter.CreateAsync(http, floor, model, body => Decoded(http, model, body, decode), body => Guard(http, () =>
            {
                auth.Check(http.Request, body);
                var call = Call(http, model, body);
                return model.Create(decode(call), call.At) switch
                {
                    CreateResult.Accepted taken => new(StatusCodes.Status201Created, show(taken.Order, call)),
                    CreateResult.Refused no => throw GateRefusalException.For(new(no.Reason, no.Text, venue == Venue.GateFutures)),
                    _ => throw new InvalidOperationException("Not an answer."),
                };
            }));
        });

    private Task CallAsync(HttpContext http, Venue venue, bool isPrivate, Func<GateCall, Reply> answer)
    {
        var model = floor.Models[venue];
        return ReplyWriter.CallAsync(http, floor, model, body => Guard(http, () =>
        {
            if (isPrivate)
                auth.Check(http.Request, body);
            return answer(Call(http, model, body));
        }));
    }

    private GateCall Call(HttpContext http, VenueModel model, byte[] body) => new(http, model, body, floor.Now);

    private CreateRequest? Decoded(HttpContext http, VenueModel model, byte[] body, Func<GateCall, CreateRequest> decode)
    {
        try
        {
            return decode(Call(http, model, body));
        }
        catch (GateRefusalException)
        {
            return null;
        }
    }

    private Reply Guard(HttpContext http, Func<Reply> answer)
    {
        http.Response.Headers["X-In-Time"] = ReplyWriter.Microseconds(floor.Now);
        http.Response.Headers["X-Gate-Trace-ID"] = http.TraceIdentifier;
        try
        {
            return answer();
        }
        catch (GateRefusalException e)
        {
            return new(e.Status, new JsonObject { ["label"] = e.Label, ["message"] = e.Message });
        }
    }
}
