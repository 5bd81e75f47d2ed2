using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Arbitrage.Venues.Tests.Private;

/// <summary>One request as its bytes arrived.</summary>
internal sealed record RawRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public string Path => Target.Split('?')[0];

    /// <summary>Parameters, decoded; the order is that of the text.</summary>
    public IReadOnlyDictionary<string, string> Query => (Target.Contains('?', StringComparison.Ordinal) ? Target.Split('?')[1] : "")
        .Split('&', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('='))
        .ToDictionary(p => p[0], p => Uri.UnescapeDataString(p[1]), StringComparer.Ordinal);
}

/// <summary>A venue made of a bare TCP socket: it sees every delivery, also those that an HTTP server would hide, and can break off anywhere.</summary>
internal sealed class RawVenue : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<RawConnection, Task> _serve;
    private readonly Task _accepting;
    private readonly ConcurrentBag<Task> _connections = [];
    private int _accepted;
    private int _deliveries;

    public RawVenue(Func<RawConnection, Task> serve)
    {
        _serve = serve;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>A venue that answers every request.</summary>
    public static RawVenue Answering(Func<RawRequest, (int Status, string Body)> answer) => new(async connection =>
    {
        while (await connection.ReadAsync() is { } request)
        {
            var (status, body) = answer(request);
            await connection.ReplyAsync(status, body);
        }
    });

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public int Connections => Volatile.Read(ref _accepted);

    /// <summary>Requests read completely, in the order of their arrival.</summary>
    public ConcurrentQueue<RawRequest> Requests { get; } = new();

    /// <summary>POSTs that reached this machine, read or not.</summary>
    public int Deliveries => Volatile.Read(ref _deliveries);

    public void CountDelivery() => Interlocked.Increment(ref _deliveries);

    /// <summary>All connections that were accepted have been served to their end.</summary>
    public async Task QuietAsync()
    {
        foreach (var connection in _connections)
            await connection.WaitAsync(TimeSpan.FromSeconds(20));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_stop.Token);
                Interlocked.Increment(ref _accepted);
                _connections.Add(ServeAsync(new(this, socket, _stop.Token)));
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException
            || _stop.IsCancellationRequested)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(RawConnection connection)
    {
        try
        {
            await _serve(connection);
        }
        catch (Exception broken) when (broken is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The client, or this venue on purpose, broke it off.
        }
        finally
        {
            connection.Close();
        }
    }
}

/// <summary>One accepted connection.</summary>
internal sealed class RawConnection(RawVenue venue, Socket socket, CancellationToken cancel)
{
    private readonly List<byte> _pending = [];

    public RawVenue Venue => venue;

    /// <summary>Bytes read so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>The next request; null when the client closed.</summary>
    public async Task<RawRequest?> ReadAsync()
    {
        int head;
        while ((head = Find("\r\n\r\n"u8)) < 0)
        {
            if (!await FillAsync())
                return null;
        }

        var lines = Encoding.ASCII.GetString([.. _pending[..head]]).Split("\r\n");
        var headers = lines[1..].Select(l => l.Split(": ", 2)).ToDictionary(p => p[0], p => p[1], StringComparer.OrdinalIgnoreCase);
        var length = headers.TryGetValue("Content-Length", out var text) ? int.Parse(text) : 0;
        while (_pending.Count < head + 4 + length)
        {
            if (!await FillAsync())
                return null;
        }

        var body = Encoding.UTF8.GetString([.. _pending.Skip(head + 4).Take(length)]);
        _pending.RemoveRange(0, head + 4 + length);
        var first = lines[0].Split(' ');
        var request = new RawRequest(first[0], first[1], headers, body);
        venue.Requests.Enqueue(request);
        if (request.Method == "POST")
            venue.CountDelivery();
        return request;
    }

    /// <summary>Waits until there is something to read, and leaves it there; false when the client closed instead.</summary>
    public async Task<bool> ArrivedAsync()
    {
        await socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, cancel);
        return socket.Available > 0;
    }

    /// <summary>Answers an upgrade request; frames follow.</summary>
    public Task UpgradeAsync(RawRequest request)
    {
        // The protocol's own hash, not ours. Source: RFC 6455, section 4.2.2.
#pragma warning disable CA5350
        var accept = SHA1.HashData(Encoding.ASCII.GetBytes(request.Headers["Sec-WebSocket-Key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"));
#pragma warning restore CA5350
        return WriteAsync(
            $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {Convert.ToBase64String(accept)}\r\n\r\n");
    }

    /// <summary>The next text frame of a client; null when it closed.</summary>
    public async Task<string?> ReadFrameAsync()
    {
        while (true)
        {
            if (!await HaveAsync(2))
                return null;
            var (opcode, length, head) = (_pending[0] & 0x0F, _pending[1] & 0x7F, 2);
            if (length == 126)
            {
                if (!await HaveAsync(4))
                    return null;
                (length, head) = ((_pending[2] << 8) | _pending[3], 4);
            }

            if (!await HaveAsync(head + 4 + length))
                return null;
            var payload = _pending.Skip(head + 4).Take(length).Select((b, i) => (byte)(b ^ _pending[head + (i % 4)])).ToArray();
            _pending.RemoveRange(0, head + 4 + length);
            if (opcode == 1)
                return Encoding.UTF8.GetString(payload);
            if (opcode == 8)
                return null;
        }
    }

    /// <summary>Sends a text frame, or only its first half.</summary>
    public async Task FrameAsync(string text, bool half = false)
    {
        var payload = Encoding.UTF8.GetBytes(text);
        byte[] frame = payload.Length < 126
            ? [0x81, (byte)payload.Length, .. payload]
            : [0x81, 126, (byte)(payload.Length >> 8), (byte)payload.Length, .. payload];
        await socket.SendAsync(frame.AsMemory(0, half ? frame.Length / 2 : frame.Length), SocketFlags.None, cancel);
    }

    public Task ReplyAsync(int status, string body) => WriteAsync(
        $"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");

    public async Task WriteAsync(string text) => await socket.SendAsync(Encoding.UTF8.GetBytes(text), SocketFlags.None, cancel);

    public void Close() => socket.Dispose();

    /// <summary>Closes with a reset instead of an orderly end.</summary>
    public void Reset()
    {
        socket.LingerState = new(true, 0);
        socket.Dispose();
    }

    private async Task<bool> HaveAsync(int bytes)
    {
        while (_pending.Count < bytes)
        {
            if (!await FillAsync())
                return false;
        }

        return true;
    }

    private async Task<bool> FillAsync()
    {
        var buffer = new byte[8192];
        var got = await socket.ReceiveAsync(buffer, SocketFlags.None, cancel);
        Bytes += got;
        _pending.AddRange(buffer[..got]);
        return got > 0;
    }

    private int Find(ReadOnlySpan<byte> mark) => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_pending).IndexOf(mark);
}
