using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;
using Arbitrage.Domain.Markets;
using Arbitrage.VenueServer.Serving;

namespace Arbitrage.VenueServer.Streams;

/// <summary>One client's socket: one reader, one writer, a bounded queue between everything else and the wire.</summary>
internal abstract class SocketSession
{
    private const int QueueLimit = 16_384;
    private const int LargestFrame = 1 << 20;

    private readonly HttpContext _http;
    private readonly WebSocket _socket;
    private readonly TimeProvider _clock;
    private readonly StreamFaults _faults;
    private readonly VenueServerOptions _options;
    private readonly Channel<(ReadOnlyMemory<byte> Bytes, WebSocketMessageType Type)> _out =
        Channel.CreateBounded<(ReadOnlyMemory<byte>, WebSocketMessageType)>(QueueLimit);
    private long _lastFrameAt;

    protected SocketSession(HttpContext http, WebSocket socket, Venue venue, VenueFloor floor)
    {
        (_http, _socket, _clock, _options, Venue) = (http, socket, floor.Clock, floor.Options, venue);
        // Requests of an aborted connection outlive it for a moment; the token does not.
        Gone = http.RequestAborted;
        _lastFrameAt = _clock.GetTimestamp();
        _faults = new(_clock, Send, Gone);
    }

    public Venue Venue { get; }

    /// <summary>Time since the last frame of either side.</summary>
    protected TimeSpan Silence => _clock.GetElapsedTime(Volatile.Read(ref _lastFrameAt));

    /// <summary>From now on the pushes of this socket suffer this.</summary>
    public void Suffer(PlannedStreamFault fault) => _faults.Add(fault);

    /// <summary>Drops the connection when it is as old as the venue lets connections become.</summary>
    public async Task LimitAsync(TimeSpan life)
    {
        try
        {
            await Task.Delay(life, _clock, Gone);
            Drop();
        }
        catch (OperationCanceledException)
        {
            // Gone before.
        }
    }

    /// <summary>Breaks the connection without a closing handshake.</summary>
    public void Drop()
    {
        _out.Writer.TryComplete();
        try
        {
            _http.Abort();
        }
        catch (ObjectDisposedException)
        {
            // The client has gone a moment ago, and its request with it.
        }
    }

    /// <summary>Queues a frame. A client that does not read is disconnected, as venues do.</summary>
    public void Send(ReadOnlyMemory<byte> bytes, WebSocketMessageType type)
    {
        Volatile.Write(ref _lastFrameAt, _clock.GetTimestamp());
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

    protected CancellationToken Gone { get; }

    /// <summary>Queues a push of a channel, with the faults planned for it.</summary>
    protected void Push(string channel, ReadOnlyMemory<byte> bytes, WebSocketMessageType type) => _faults.Push(channel, bytes, type);

    /// <summary>The client subscribed to a channel, for the first time or anew.</summary>
    protected void Renew(string channel) => _faults.Renew(channel);

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
            var read = await _socket.ReceiveAsync(buffer.AsMemory(), Gone);
            if (read.MessageType == WebSocketMessageType.Close)
            {
                _out.Writer.TryComplete();
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Gone);
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
            Volatile.Write(ref _lastFrameAt, _clock.GetTimestamp());
            var text = Encoding.UTF8.GetString(frame.GetBuffer(), 0, (int)frame.Length);
            frame.SetLength(0);
            _options.Heard?.Invoke(Venue, text);
            if (_options.Latency > TimeSpan.Zero)
                await Task.Delay(_options.Latency, _clock, Gone);
            OnText(text);
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            await foreach (var (bytes, type) in _out.Reader.ReadAllAsync(Gone))
            {
                if (_socket.State != WebSocketState.Open)
                    return;
                await _socket.SendAsync(bytes, type, endOfMessage: true, Gone);
                _options.Sent?.Invoke(Venue, bytes);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
        {
            Drop();
        }
    }
}
