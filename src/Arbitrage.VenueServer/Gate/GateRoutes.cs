using System.Text.Json.Nodes;
using Arbitrage.Domain.Markets;
using Arbitrage.VenueServer.Serving;

namespace Arbitrage.VenueServer.Gate;

/// <summary>Gate's addresses, and what every call of them has in common: authentication, limits, error bodies, trace headers.</summary>
internal sealed class GateRoutes(IEndpointRouteBuilder routes, VenueFloor floor, GateAuth auth, GateBudget budget)
{
    public const string Prefix = "/api/v4";

    /// <summary>Which coins can be moved.</summary>
    public CoinBoard Coins => floor.Coins;

    /// <summary>How the account behaves at a product; null when nothing is counted.</summary>
    public GateConduct? ConductAt(Venue venue) => budget.ConductAt(venue);

    public static void Map(WebApplication app, VenueFloor floor)
    {
        var clock = floor.ClockOf(Venue.GateSpot);
        var auth = new GateAuth(floor.Options.Key, floor.Options.Secret, clock);
        var budget = new GateBudget(floor.Options.Limits, clock, floor.Models);
        var routes = new GateRoutes(app, floor, auth, budget);
        GateSpotRest.Map(routes);
        GateFuturesRest.Map(routes);
        GateSocket.Map(app, floor, auth, budget);
        app.MapFallback(Prefix + "/{**rest}", http => routes.CallAsync(
            http, Venue.GateSpot, isPrivate: false, _ => throw GateRefusalException.NotFound("NOT_FOUND", "No such path")));
    }

    public void Public(Venue venue, string path, Func<GateCall, JsonNode> answer) =>
        routes.MapGet(Prefix + path, http => CallAsync(http, venue, isPrivate: false, call =>
        {
            budget.Public(call, path);
            return Reply.Ok(answer(call));
        }));

    public void Private(Venue venue, string method, string path, Func<GateCall, JsonNode> answer) =>
        routes.MapMethods(Prefix + path, [method], http => CallAsync(http, venue, isPrivate: true, call =>
        {
            budget.Query(call, $"{method} {path}");
            return Reply.Ok(answer(call));
        }));

    /// <summary>A call that cancels: it has the limit of cancels.</summary>
    public void Cancel(Venue venue, string method, string path, Func<GateCall, JsonNode> answer) =>
        routes.MapMethods(Prefix + path, [method], http => CallAsync(http, venue, isPrivate: true, call =>
        {
            budget.Cancel(call);
            return Reply.Ok(answer(call));
        }));

    /// <summary>A call that amends or places several orders; it counts them itself.</summary>
    public void Counted(Venue venue, string method, string path, Func<GateCall, GateBudget, JsonNode> answer) =>
        routes.MapMethods(
            Prefix + path, [method], http => CallAsync(http, venue, isPrivate: true, call => Reply.Ok(answer(call, budget))));

    /// <summary>A CREATE: decoded apart from its execution, so that a fault can come between the two.</summary>
    public void Create(Venue venue, string path, GateOrderForm form) =>
        routes.MapPost(Prefix + path, http =>
        {
            var model = floor.Models[venue];
            return ReplyWriter.CreateAsync(http, floor, model, body => form.Understand(Call(http, venue, body, null)), (body, fault) => Guard(http, venue, () =>
            {
                auth.Check(http.Request, body);
                return new(StatusCodes.Status201Created, form.Place(Call(http, venue, body, fault), budget));
            }));
        });

    private Task CallAsync(HttpContext http, Venue venue, bool isPrivate, Func<GateCall, Reply> answer) =>
        ReplyWriter.CallAsync(http, floor, floor.Models[venue], (body, fault) => Guard(http, venue, () =>
        {
            if (isPrivate)
                auth.Check(http.Request, body);
            var call = Call(http, venue, body, fault);
            if (fault is { Fault: RequestFault.RateLimited })
                GateOrderForm.Throttle(call, fault);
            return answer(call);
        }));

    private GateCall Call(HttpContext http, Venue venue, byte[] body, PlannedFault? fault) =>
        new(new GateHttpInput(http), floor.Models[venue], body, floor.Now(venue)) { Fault = fault };

    private Reply Guard(HttpContext http, Venue venue, Func<Reply> answer)
    {
        http.Response.Headers["X-In-Time"] = ReplyWriter.Microseconds(floor.Now(venue));
        http.Response.Headers["X-Gate-Trace-ID"] = http.TraceIdentifier;
        try
        {
            // Which label a venue under maintenance gives is not documented; the status says enough: the outcome is unknown.
            return floor.Outages.IsDown(venue)
                ? throw new GateRefusalException(StatusCodes.Status503ServiceUnavailable, "SERVER_ERROR", "System maintenance")
                : answer();
        }
        catch (GateRefusalException e)
        {
            return new(e.Status, new JsonObject { ["label"] = e.Label, ["message"] = e.Message });
        }
    }
}
