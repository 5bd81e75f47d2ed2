using Arbitrage.Domain.Markets;
using Arbitrage.VenueServer.Serving;

namespace Arbitrage.VenueServer.Mexc;

/// <summary>MEXC's one socket address; private with `?listenKey=`.</summary>
internal static class MexcSocket
{
    private static readonly TimeSpan OwnLife = TimeSpan.FromHours(24);

    public static void Map(WebApplication app, VenueFloor floor) => app.Map("/ws", async http =>
    {
        var listenKey = http.Request.Query["listenKey"].ToString();
        if (floor.Outages.IsDown(Venue.MexcSpot))
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        if (!http.WebSockets.IsWebSocketRequest || (listenKey.Length > 0 && !floor.ListenKeys.Open(listenKey)))
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        try
        {
            await ServeAsync(http, floor, listenKey.Length > 0 ? listenKey : null);
        }
        finally
        {
            if (listenKey.Length > 0)
                floor.ListenKeys.Close(listenKey);
        }
    });

    private static async Task ServeAsync(HttpContext http, VenueFloor floor, string? listenKey)
    {
        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        var session = new MexcSession(http, socket, floor, listenKey);
        floor.Add(session);
        _ = session.LimitAsync(floor.Options.ConnectionLife ?? OwnLife);
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
