using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Arbitrage.Benchmarks.Floors;

/// <summary>
/// A process of its own that sends prepared frames as fast as a socket takes them: to whoever upgrades and subscribes, all frames of the path's
/// venue, once. It stands still otherwise, so that what is measured is the reader.
/// </summary>
internal static class FrameServer
{
    private const int Piece = 256 * 1024;

    /// <summary>Prints its port and serves until its standard input ends.</summary>
    public static async Task<int> ServeAsync(int frames)
    {
        var gate = PreparedFrames.Gate(frames);
        var mexc = PreparedFrames.Mexc(frames);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Console.WriteLine(((IPEndPoint)listener.LocalEndpoint).Port);
        using var stop = new CancellationTokenSource();
        var ended = Task.Run(() =>
        {
            while (Console.In.Read() >= 0)
            {
            }

            stop.Cancel();
        });
        try
        {
            while (true)
                _ = AnswerAsync(await listener.AcceptSocketAsync(stop.Token), gate, mexc);
        }
        catch (OperationCanceledException)
        {
            await ended;
            return 0;
        }
    }

    private static async Task AnswerAsync(Socket socket, byte[] gate, byte[] mexc)
    {
        using var _ = socket;
        try
        {
            socket.NoDelay = true;
            var request = await ReadHeadAsync(socket);
            await socket.SendAsync(Upgrade(request));
            var frames = request.StartsWith("GET /mexc", StringComparison.Ordinal) ? mexc : gate;
            // Whatever the client sends first is its subscription.
            await socket.ReceiveAsync(new byte[4096]);
            for (var sent = 0; sent < frames.Length;)
                sent += await socket.SendAsync(frames.AsMemory(sent, Math.Min(Piece, frames.Length - sent)));
            var rest = new byte[4096];
            while (await socket.ReceiveAsync(rest) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // The reader has what it wanted and is gone.
        }
    }

    private static async Task<string> ReadHeadAsync(Socket socket)
    {
        var buffer = new byte[8192];
        var length = 0;
        while (!buffer.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
        {
            var got = await socket.ReceiveAsync(buffer.AsMemory(length));
            if (got == 0)
                throw new SocketException((int)SocketError.ConnectionReset);
            length += got;
        }

        return Encoding.ASCII.GetString(buffer, 0, length);
    }

    private static byte[] Upgrade(string request)
    {
        const string name = "Sec-WebSocket-Key: ";
        var from = request.IndexOf(name, StringComparison.OrdinalIgnoreCase) + name.Length;
        var key = request[from..request.IndexOf('\r', from)];
        // RFC 6455, 4.2.2: the key and a fixed text, hashed; nothing is protected by it.
#pragma warning disable CA5350
        var accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
        return Encoding.ASCII.GetBytes(
            $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n");
    }
}
