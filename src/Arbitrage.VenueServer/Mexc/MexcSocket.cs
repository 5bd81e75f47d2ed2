using Arbitrage.VenueServer.Serving;

namespace Arbitrage.VenueServer.Mexc;

/// <summary>MEXC's one socket address; private with `?listenKey=`.</summary>
internal static class MexcSocket
{
    public static void Map(WebApplication app, VenueFloor floor, ListenKeys keys) => app.Map("/ws", async http =>
    {
        var listenKey = http.Request.Query["listenKey"].ToString();
        if (!http.WebSockets.IsWebSocketRequest || (listenKey.Length > 0 && !keys.IsAlive(listenKey)))
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        var session = new MexcSession(http, socket, floor, keys, listenKey.Length > 0 ? listenKey : null);
        floor.Add(session);
        try
        {
            await session.RunAsync();
        }
        finally
        {
            floor.Remove(session);
        }
    });
}
