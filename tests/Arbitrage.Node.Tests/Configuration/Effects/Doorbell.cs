using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Arbitrage.Node.Tests.Configuration.Effects;

/// <summary>A server on loopback that notes the head of the first request it gets and refuses it.</summary>
internal static class Doorbell
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(20);
    private static readonly TcpListener Listener = Listen();

    /// <summary>Its address, without a scheme.</summary>
    public static string Address { get; } = $"127.0.0.1:{((IPEndPoint)Listener.LocalEndpoint).Port}";

    /// <summary>Runs a call that ends in one request and gives the request's lines; how the call ends is all the same.</summary>
    public static async Task<string[]> HeadOfAsync(Func<CancellationToken, Task> call)
    {
        using var over = new CancellationTokenSource(Within);
        var calling = Task.Run(() => call(over.Token), CancellationToken.None);
        using var client = await Listener.AcceptTcpClientAsync(over.Token);
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII, leaveOpen: true);
        var lines = new List<string>();
        while (await reader.ReadLineAsync(over.Token) is { Length: > 0 } line)
            lines.Add(line);
        await client.GetStream().WriteAsync("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), over.Token);
        await over.CancelAsync();
        await calling.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        while (Listener.Pending())
            (await Listener.AcceptTcpClientAsync(CancellationToken.None)).Dispose(); // it rang again before it was stopped
        return [.. lines];
    }

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }
}
