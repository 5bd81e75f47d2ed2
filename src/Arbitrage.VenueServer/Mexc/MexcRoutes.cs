using System.Text.Json.Nodes;
using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Model;
using Arbitrage.VenueServer.Serving;

namespace Arbitrage.VenueServer.Mexc;

/// <summary>MEXC's addresses, and what every call of them has in common.</summary>
internal sealed class MexcRoutes(IEndpointRouteBuilder routes, VenueFloor floor, MexcAuth auth)
{
    public const string Prefix = "/api/v3";

    public static void Map(WebApplication app, VenueFloor floor)
    {
        var auth = new MexcAuth(floor.Options.Key, floor.Options.Secret, floor.Clock);
        var keys = new ListenKeys(floor.Clock);
        var routes = new MexcRoutes(app, floor, auth);
        MexcRest.Map(routes, keys);
        MexcSocket.Map(app, floor, keys);
        app.MapFallback(Prefix + "/{**rest}", http => routes.CallAsync(
            http, isPrivate: false, _ => throw new MexcRefusalException(404, "No such path", StatusCodes.Status404NotFound)));
    }

    public void Public(string path, Func<MexcCall, JsonNode> answer) =>
        routes.MapGet(Prefix + path, http => CallAsync(http, isPrivate: false, answer));

    public void Private(string method, string path, Func<MexcCall, JsonNode> answer) =>
        routes.MapMethods(Prefix + path, [method], http => CallAsync(http, isPrivate: true, answer));

    /// <summary>A CREATE: decoded apart from its execution, so that a fault can come between the two.</summary>
    public void Create(string path, Func<MexcCall, CreateRequest> decode, Func<VenueOrder, MexcCall, JsonNode> show) =>
        routes.MapPost(Prefix + path, http =>
        {
            var model = floor.Models[Venue.MexcSpot];
            return ReplyWriter.CreateAsync(http, floor, model, body => Decoded(Call(http, body), decode), body => Guard(() =>
            {
                var call = Call(http, body);
                call.Expiry = auth.Check(call);
                return model.Create(decode(call), call.At) switch
                {
                    CreateResult.Accepted taken => show(taken.Order, call),
                    CreateResult.Refused no => throw MexcRefusalException.For(no.Reason, no.Text),
                    _ => throw new InvalidOperationException("Not an answer."),
                };
            }));
        });

    private Task CallAsync(HttpContext http, bool isPrivate, Func<MexcCall, JsonNode> answer) =>
        ReplyWriter.CallAsync(http, floor, floor.Models[Venue.MexcSpot], body => Guard(() =>
        {
            var call = Call(http, body);
            if (isPrivate)
                auth.CheckWindow(auth.Check(call));
            return answer(call);
        }));

    private MexcCall Call(HttpContext http, byte[] body) => new(http, floor.Models[Venue.MexcSpot], body, floor.Now);

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

    private static Reply Guard(Func<JsonNode> answer)
    {
        try
        {
            return Reply.Ok(answer());
        }
        catch (MexcRefusalException e)
        {
            return new(e.Status, new JsonObject { ["code"] = e.Code, ["msg"] = e.Message });
        }
    }
}
