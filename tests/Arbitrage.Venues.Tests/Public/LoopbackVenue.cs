using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;

namespace Arbitrage.Venues.Tests.Public;

/// <summary>A venue on loopback that answers what the test tells it to: REST by a function, sockets by hand.</summary>
internal sealed class LoopbackVenue : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Channel<LoopbackSession> _sessions = Channel.CreateUnbounded<LoopbackSession>();
    private readonly ConcurrentBag<Task> _work = [];
    private readonly Task _accepting;
    private readonly int _port;

    public LoopbackVenue()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        _port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        _listener.Prefixes.Add($"http://127.0.0.1:{_port}/");
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Body for a path with query; null is a 404.</summary>
    public Func<string, string?> Answer { get; set; } = _ => null;

    public ConcurrentQueue<(string Path, string? SizeHeader)> Requests { get; } = new();

    public Uri Rest => new($"http://127.0.0.1:{_port}");

    public Uri Socket => new($"ws://127.0.0.1:{_port}/ws");

    public async Task<LoopbackSession> NextSessionAsync() => await _sessions.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _accepting;
        await Task.WhenAll(_work);
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                _work.Add(context.Request.IsWebSocketRequest ? OpenAsync(context) : ReplyAsync(context));
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task OpenAsync(HttpListenerContext context)
    {
        var upgrade = await context.AcceptWebSocketAsync(null);
        var session = new LoopbackSession(upgrade.WebSocket, context.Request.Headers["X-Gate-Size-Decimal"], context.Response.Abort);
        _sessions.Writer.TryWrite(session);
        await session.ReceiveAsync();
    }

    private async Task ReplyAsync(HttpListenerContext context)
    {
        var path = context.Request.RawUrl!;
        Requests.Enqueue((path, context.Request.Headers["X-Gate-Size-Decimal"]));
        var body = Answer(path);
        try
        {
            context.Response.StatusCode = body is null ? 404 : 200;
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body ?? ""));
            context.Response.Close();
        }
        catch (Exception gone) when (gone is HttpListenerException or ObjectDisposedException or IOException)
        {
            // The test ended, and the client with it, while it was being answered.
        }
    }
}

/// <summary>The venue's end of one socket.</summary>
internal sealed class LoopbackSession(WebSocket socket, string? sizeHeader, Action abort)
{
    private readonly Channel<string> _received = Channel.CreateUnbounded<string>();

    public string? SizeHeader => sizeHeader;

    /// <summary>The next text frame that matches; earlier ones are dropped.</summary>
    public async Task<string> ReceivedAsync(Func<string, bool> which)
    {
        while (true)
        {
            var text = await _received.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
            if (which(text))
                return text;
        }
    }

    public Task SendAsync(string text) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    public Task SendAsync(byte[] bytes, int fragment)
    {
        return SendPartsAsync();

        async Task SendPartsAsync()
        {
            for (var at = 0; at < bytes.Length; at += fragment)
            {
                var part = bytes.AsMemory(at, Math.Min(fragment, bytes.Length - at));
                await socket.SendAsync(part, WebSocketMessageType.Binary, at + fragment >= bytes.Length, CancellationToken.None);
            }
        }
    }

    /// <summary>Cuts the line without a word.</summary>
    public void Break()
    {
        socket.Dispose();
        abort();
    }

    public async Task CloseAsync(string why = "restart") => await socket.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, why, CancellationToken.None);

    public async Task ReceiveAsync()
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (socket.State == WebSocketState.Open)
            {
                var got = await socket.ReceiveAsync(buffer, CancellationToken.None);
                if (got.MessageType == WebSocketMessageType.Text)
                    _received.Writer.TryWrite(Encoding.UTF8.GetString(buffer, 0, got.Count));
            }
        }
        catch (Exception gone) when (gone is WebSocketException or HttpListenerException or ObjectDisposedException or IOException)
        {
            _received.Writer.TryComplete();
        }
    }
}
