using System.Buffers;
using System.Net.WebSockets;

namespace Arbitrage.Venues.Sockets;

/// <summary>
/// What one protocol does on a <see cref="VenueSocket"/>. <see cref="OnMessage"/> is called for one message after the other, never for two at once;
/// <see cref="OnOpenedAsync"/> runs beside it, so that it can wait for an answer it asked for.
/// </summary>
public interface IVenueSocketHandler
{
    /// <summary>Address for the next connection; asked before every attempt (a MEXC listen key changes).</summary>
    ValueTask<Uri> EndpointAsync(CancellationToken cancel);

    /// <summary>Headers and options of the upgrade request.</summary>
    void Configure(ClientWebSocketOptions options);

    /// <summary>Connected: log in and subscribe. Throwing drops the connection.</summary>
    Task OnOpenedAsync(VenueSocket socket, CancellationToken cancel);

    /// <summary>
    /// One complete message. The span is only valid during the call. A <see cref="FormatException"/>, JsonException or
    /// InvalidDataException drops the connection.
    /// </summary>
    void OnMessage(ReadOnlySpan<byte> message, bool isText);

    /// <summary>Writes the application ping, or nothing when none is needed now.</summary>
    void WritePing(IBufferWriter<byte> into);

    /// <summary>
    /// True when the handler calls <see cref="VenueSocket.OnPong"/> for every answer to its pings: a ping without an answer then drops the connection,
    /// even while other data comes.
    /// </summary>
    bool TellsPongs => false;

    /// <summary>The connection is gone or the attempt failed; another one follows. Called once for every attempt, after its last message.</summary>
    void OnClosed(string why);
}
