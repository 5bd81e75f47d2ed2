using Arbitrage.Domain.Markets;
using Arbitrage.VenueServer.Serving;

namespace Arbitrage.VenueServer.Gate;

/// <summary>Gate's two socket addresses.</summary>
internal static class GateSocket
{
    public static void Map(WebApplication app, VenueFloor floor, GateAuth auth, GateBudget budget)
    {
        app.Map("/ws/v4/", http => ServeAsync(http, floor, auth, budget, Venue.GateSpot));
        app.Map("/v4/ws/usdt", http => ServeAsync(http, floor, auth, budget, Venue.GateFutures));
    }

    private static async Task ServeAsync(HttpContext http, VenueFloor floor, GateAuth auth, GateBudget budget, Venue venue)
    {
        if (!http.WebSockets.IsWebSocketRequest)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        if (floor.Outages.IsDown(venue))
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        // How the venue refuses a connection too many is not documented; 429 is what it answers to anything else too many.
        var address = http.Connection.RemoteIpAddress?.ToString() ?? "";
        if (!floor.GateConnections.TryEnter(address, floor.Options.Limits?.GateConnections ?? int.MaxValue))
        {
            http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            return;
        }

        try
        {
            await ServeAsync(http, floor, auth, budget, venue, address);
        }
        finally
        {
            floor.GateConnections.Leave(address);
        }
    }

    private static async Task ServeAsync(HttpContext http, VenueFloor floor, GateAuth auth, GateBudget budget, Venue venue, string address)
    {
        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        var session = new GateSession(http, socket, floor, auth, budget, venue, address);
        floor.Add(session);
        if (floor.Options.ConnectionLife is { } life)
            _ = session.LimitAsync(life);
        try
        {
            await session.RunAsync();
        }
        finally
        {
            floor.Remove(session);
        }
    }
}
