using Arbitrage.Domain.Markets;
using Arbitrage.VenueServer.Serving;

namespace Arbitrage.VenueServer.Gate;

/// <summary>Gate's two socket addresses.</summary>
internal static class GateSocket
{
    public static void Map(WebApplication app, VenueFloor floor, GateAuth auth)
    {
        app.Map("/ws/v4/", http => ServeAsync(http, floor, auth, Venue.GateSpot));
        app.Map("/v4/ws/usdt", http => ServeAsync(http, floor, auth, Venue.GateFutures));
    }

    private static async Task ServeAsync(HttpContext http, VenueFloor floor, GateAuth auth, Venue venue)
    {
        if (!http.WebSockets.IsWebSocketRequest)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        var session = new GateSession(http, socket, floor, auth, venue);
        floor.Add(session);
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
