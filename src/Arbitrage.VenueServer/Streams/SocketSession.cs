using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;
using Arbitrage.Domain.Markets;

namespace Arbitrage.VenueServer.Streams;

/// <summary>One client's socket: one reader, one writer, a bounded queue between everything else and the wire.</summary>
internal abstract class SocketSession(HttpContext http, WebSocket socket, Venue venue)
{
    private const int QueueLimit = 16_384;
    private const int LargestFrame = 1 << 20;

    private readonly Channel<(ReadOnlyMemory<byte> Bytes, WebSocketMessageType Type)> _out =
        Channel.CreateBounded<(ReadOnlyMemory<byte>, WebSocketMessageType)>(QueueLimit);

    public Venue Venue => venue;

    /// <summary>Breaks the connection without a closing handshake.</summary>
    public void Drop()
    {
        _out.Writer.TryComplete();
        http.Abort();
    }

    /// <summary>Queues a frame. A client that does not read is disconnected, as venues do.</summary>
    public void Send(ReadOnlyMemory<byte> bytes, WebSocketMessageType type)
    {
        if (!_out.Writer.TryWrite((bytes, type)))
            Drop();
    }

    public async Task RunAsync()
    {
        var writing = WriteAsync();
        try
        {
            await ReadAsync();
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
        {
            // The client went away or was dropped.
        }
        finally
        {
            OnClosed();
            _out.Writer.TryComplete();
            await writing;
        }
    }

    protected CancellationToken Gone => http.RequestAborted;

    /// <summary>A text frame arrived.</summary>
    protected abstract void OnText(string text);

    /// <summary>The session is over.</summary>
    protected abstract void OnClosed();

    private async Task ReadAsync()
    {
        var buffer = new byte[8192];
        using var frame = new MemoryStream();
        while (!Gone.IsCancellationRequested)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(), Gone);
            if (read.MessageType == WebSocketMessageType.Close)
            {
                _out.Writer.TryComplete();
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Gone);
                return;
            }

            frame.Write(buffer, 0, read.Count);
            if (frame.Length > LargestFrame)
            {
                Drop();
                return;
            }

            if (!read.EndOfMessage)
                continue;
            OnText(Encoding.UTF8.GetString(frame.GetBuffer(), 0, (int)frame.Length));
            frame.SetLength(0);
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            await foreach (var (bytes, type) in _out.Reader.ReadAllAsync(Gone))
            {
                if (socket.State != WebSocketState.Open)
                    return;
                await socket.SendAsync(bytes, type, endOfMessage: true, Gone);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
        {
            Drop();
        }
    }
}
