using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;
using Arbitrage.Venues.Ports;
using Microsoft.Extensions.Logging;

namespace Arbitrage.Venues.Sockets;

/// <summary>
/// A WebSocket that is kept up: connects, hands over complete messages without allocating for them, pings, drops a silent connection, and connects
/// again with jittered exponential back-off until cancelled.
/// </summary>
/// <param name="name">For logs, for example `gate_spot public`.</param>
/// <param name="handler">The protocol.</param>
/// <param name="settings">Times and limits.</param>
/// <param name="time">Clock of every wait here.</param>
/// <param name="log">Connects, losses and their reasons; nothing per message.</param>
public sealed class VenueSocket(string name, IVenueSocketHandler handler, VenueSocketSettings settings, TimeProvider time, ILogger log)
    : IDisposable
{
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly ArrayBufferWriter<byte> _ping = new(256);
    private readonly ArrayBufferWriter<byte> _outgoing = new(1024);
    private readonly HttpMessageInvoker _dialler = Dialling.Invoker(settings.Dial);
    private ClientWebSocket? _socket;
    private TaskCompletionSource<string> _dropped = NewDrop();
    private byte[] _buffer = new byte[64 * 1024];
    private int _received;
    private long _unansweredSince;
    private long _openedAt;
    private long _lostAt;

    /// <summary>Connections that were opened since the start.</summary>
    public int Opened { get; private set; }

    /// <summary>How long the present connection has been open; null when there is none.</summary>
    public TimeSpan? Age => Interlocked.Read(ref _openedAt) is not 0 and var openedAt ? time.GetElapsedTime(openedAt) : null;

    /// <summary>Runs until cancelled. Ends by itself only through a bug in the handler, whose exception it then carries.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        var failures = 0;
        while (!cancel.IsCancellationRequested)
        {
            var (why, lived) = await RunConnectionAsync(cancel);
            if (cancel.IsCancellationRequested)
                return;
            if (lived is null)
                settings.Observer?.OnFailed(name, why);
            else
                settings.Observer?.OnLost(name, why);
            failures = lived >= settings.StableAfter ? 1 : failures + 1;
            var wait = settings.BackOff(failures);
            log.LogWarning("{Socket} is down: {Why}. Attempt {Attempt} follows in {WaitMs} ms.", name, why, failures + 1, (long)wait.TotalMilliseconds);
            await Task.Delay(wait, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Sends one text message. Safe from any thread.</summary>
    /// <exception cref="WebSocketException">Not connected.</exception>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> utf8, CancellationToken cancel)
    {
        await _sending.WaitAsync(cancel);
        try
        {
            var socket = _socket ?? throw new WebSocketException($"{name} is not connected.");
            await socket.SendAsync(utf8, WebSocketMessageType.Text, endOfMessage: true, cancel);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Sends a message that is written when all before it have left; see <see cref="IOutgoingMessage"/>. Safe from any thread.</summary>
    /// <param name="message">Written at most once.</param>
    /// <param name="cancel">Of the wait for its turn; a message that has begun to leave is not broken off.</param>
    /// <returns>False when not a byte of it left: there is no connection, or the message did not want to.</returns>
    internal async ValueTask<bool> SendAsync(IOutgoingMessage message, CancellationToken cancel)
    {
        await _sending.WaitAsync(cancel);
        try
        {
            if (_socket is not { State: WebSocketState.Open } socket)
                return false;
            _outgoing.ResetWrittenCount();
            if (!message.Write(_outgoing))
                return false;
            await socket.SendAsync(_outgoing.WrittenMemory, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            return true;
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Drops the connection, for example because a subscription was refused; a new one follows after the back-off.</summary>
    public void Drop(string why) => Volatile.Read(ref _dropped).TrySetResult(why);

    /// <summary>A ping was answered.</summary>
    public void OnPong() => Volatile.Write(ref _unansweredSince, 0);

    /// <inheritdoc/>
    public void Dispose()
    {
        _sending.Dispose();
        _dialler.Dispose();
    }

    // Why it ended, and how long it was open; null when it never was.
    private async Task<(string Why, TimeSpan? Lived)> RunConnectionAsync(CancellationToken cancel)
    {
        TimeSpan? lived = null;
        using var life = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var socket = new ClientWebSocket();
        var drop = NewDrop();
        Volatile.Write(ref _dropped, drop);
        var why = "failed";
        try
        {
            await ConnectAsync(socket, life.Token);
            OnOpened(socket);
            why = await LiveAsync(socket, drop.Task, life);
        }
        catch (Exception broken) when (IsBroken(broken))
        {
            why = broken is OperationCanceledException ? "no connection in time" : broken.Message;
        }
        finally
        {
            _socket = null;
            why = settings.Clean(why);
            lived = Age;
            if (lived is not null)
                (_openedAt, _lostAt) = (0, time.GetTimestamp());
            handler.OnClosed(why);
        }

        return (why, lived);
    }

    private void OnOpened(ClientWebSocket socket)
    {
        _socket = socket;
        Opened++;
        Interlocked.Exchange(ref _openedAt, Math.Max(1, time.GetTimestamp()));
        log.LogInformation("{Socket} is connected.", name);
        settings.Observer?.OnOpened(name, _lostAt == 0 ? TimeSpan.Zero : time.GetElapsedTime(_lostAt));
    }

    private async Task ConnectAsync(ClientWebSocket socket, CancellationToken cancel)
    {
        using var late = new CancellationTokenSource(settings.ConnectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, late.Token);
        // The venue's protocol pings are answered by the runtime; our own proof of life is the application ping.
        socket.Options.KeepAliveInterval = TimeSpan.Zero;
        handler.Configure(socket.Options);
        await socket.ConnectAsync(await handler.EndpointAsync(either.Token), _dialler, either.Token);
        OnPong();
    }

    private async Task<string> LiveAsync(ClientWebSocket socket, Task<string> dropped, CancellationTokenSource life)
    {
        Task<string>[] parts = [PumpAsync(socket, life.Token), WatchAsync(socket, life.Token), OpenAsync(life.Token), dropped];
        var first = await Task.WhenAny(parts);
        await life.CancelAsync();
        socket.Abort();
        // All parts end before OnClosed is called, so that no message comes after it.
        Task ended = Task.WhenAll(parts[..3]);
        await ended.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return await first;
    }

    private async Task<string> OpenAsync(CancellationToken cancel)
    {
        await handler.OnOpenedAsync(this, cancel);
        await Task.Delay(Timeout.InfiniteTimeSpan, time, cancel);
        return "cancelled";
    }

    private async Task<string> PumpAsync(ClientWebSocket socket, CancellationToken cancel)
    {
        var length = 0;
        while (true)
        {
            if (length == _buffer.Length)
                Grow();
            var got = await socket.ReceiveAsync(_buffer.AsMemory(length), cancel);
            // A count costs less than reading the clock for every message; the watch looks whether it moved.
            _received++;
            if (got.MessageType == WebSocketMessageType.Close)
                return $"closed by the venue ({socket.CloseStatus}: {socket.CloseStatusDescription})";
            length += got.Count;
            if (!got.EndOfMessage)
                continue;
            handler.OnMessage(_buffer.AsSpan(0, length), got.MessageType == WebSocketMessageType.Text);
            length = 0;
        }
    }

    private async Task<string> WatchAsync(ClientWebSocket socket, CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(settings.PingEvery, time);
        var (received, heardAt) = (Volatile.Read(ref _received), time.GetTimestamp());
        while (await timer.WaitForNextTickAsync(cancel))
        {
            if (received != Volatile.Read(ref _received))
                (received, heardAt) = (Volatile.Read(ref _received), time.GetTimestamp());
            else if (time.GetElapsedTime(heardAt) >= settings.SilentAfter)
                return $"silent for {settings.SilentAfter.TotalSeconds} s";
            if (Volatile.Read(ref _unansweredSince) is not 0 and var since && time.GetElapsedTime(since) >= settings.PongTimeout)
                return $"a ping was not answered for {settings.PongTimeout.TotalSeconds} s";
            await PingAsync(cancel);
        }

        return "cancelled";
    }

    private async Task PingAsync(CancellationToken cancel)
    {
        _ping.ResetWrittenCount();
        handler.WritePing(_ping);
        if (_ping.WrittenCount == 0)
            return;
        // Written down before it is sent: the answer may be here first.
        if (handler.TellsPongs)
            Interlocked.CompareExchange(ref _unansweredSince, Math.Max(1, time.GetTimestamp()), 0);
        await SendAsync(_ping.WrittenMemory, cancel);
    }

    private void Grow()
    {
        if (_buffer.Length >= settings.MaxMessageBytes)
            throw new InvalidDataException($"A message of more than {settings.MaxMessageBytes} bytes.");
        Array.Resize(ref _buffer, Math.Min(_buffer.Length * 2, settings.MaxMessageBytes));
    }

    // What networks and venues do. Anything else is a bug and ends RunAsync.
    private static bool IsBroken(Exception cause) => cause
        is WebSocketException or IOException or HttpRequestException or OperationCanceledException or ObjectDisposedException
        or JsonException or FormatException or InvalidDataException or VenueException;

    private static TaskCompletionSource<string> NewDrop() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
