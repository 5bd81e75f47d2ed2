using System.Net;
using System.Net.Sockets;

namespace Arbitrage.Venues.Sockets;

/// <summary>
/// Opens the bytes of a connection in place of TCP, REST and sockets alike: given host and port, answers a duplex stream (TLS, where the address
/// asks for it, comes on top). What the network would throw may be thrown here too.
/// </summary>
public delegate ValueTask<Stream> Dial(DnsEndPoint where, CancellationToken cancel);

/// <summary>Puts a <see cref="Dial"/> under the HTTP stack.</summary>
internal static class Dialling
{
    /// <summary>The same handler, which opens its connections with the dial when there is one.</summary>
    public static SocketsHttpHandler By(this SocketsHttpHandler handler, Dial? dial)
    {
        if (dial is null)
            return handler;
        // A proxy of the environment would be what is dialled.
        handler.UseProxy = false;
        handler.ConnectCallback = (context, cancel) => dial(context.DnsEndPoint, cancel);
        return handler;
    }

    /// <summary>What a ClientWebSocket connects through: the dial or TCP, read ahead.</summary>
    public static HttpMessageInvoker Invoker(Dial? dial)
    {
        var handler = new SocketsHttpHandler { UseCookies = false }.By(dial);
        handler.ConnectCallback = async (context, cancel) => new ReadAheadStream(await (dial ?? TcpAsync)(context.DnsEndPoint, cancel));
        return new(handler);
    }

    private static async ValueTask<Stream> TcpAsync(DnsEndPoint where, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(where, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
