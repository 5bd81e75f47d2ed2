using System.Net;

namespace Arbitrage.Venues.Sockets;

/// <summary>
/// Opens the bytes of a connection in place of TCP, REST and sockets alike: given host and port, answers a duplex stream (TLS, where the address
/// asks for it, comes on top). What the network would throw may be thrown here too.
/// </summary>
public delegate ValueTask<Stream> Dial(DnsEndPoint where, CancellationToken cancel);

/// <summary>Puts a <see cref="Dial"/> under the HTTP stack. Without one nothing is put there.</summary>
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

    /// <summary>What a ClientWebSocket connects through; null for its own way.</summary>
    public static HttpMessageInvoker? Invoker(Dial? dial) =>
        dial is null ? null : new(new SocketsHttpHandler { UseCookies = false }.By(dial));
}
