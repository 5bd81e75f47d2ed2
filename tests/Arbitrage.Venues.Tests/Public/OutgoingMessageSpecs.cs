using System.Buffers;
using System.Net.WebSockets;
using Arbitrage.Venues.Sockets;
using Arbitrage.Venues.Tests.Private;
using Microsoft.Extensions.Logging.Abstractions;

namespace Arbitrage.Venues.Tests.Public;

/// <summary>A message that is written at its turn: what it says and whether it goes is decided when all before it have left.</summary>
public sealed class OutgoingMessageSpecs
{
    [Fact]
    public async Task A_message_is_asked_only_when_those_before_it_have_left_and_may_still_refuse()
    {
        await using var server = new RawVenue(async connection =>
        {
            await connection.UpgradeAsync((await connection.ReadAsync())!);
            while (await connection.ReadFrameAsync() is { } text)
                await connection.FrameAsync(text);
        });
        var echo = new Echo(new($"ws://{server.Url.Authority}/"));
        using var stop = new CancellationTokenSource();
        using var socket = new VenueSocket("test", echo, new(), TimeProvider.System, NullLogger.Instance);
        Assert.False(await socket.SendAsync(new Message("too early"), default));
        var run = socket.RunAsync(stop.Token);
        await Eventually.HoldsAsync(() => socket.Opened == 1);

        using var release = new SemaphoreSlim(0);
        var first = new Message("first") { Before = () => release.Wait(TimeSpan.FromSeconds(30)) };
        var (second, refused, third) = (new Message("second"), new Message("refused") { Goes = false }, new Message("third"));
        var sending = Task.Run(() => socket.SendAsync(first, default).AsTask());
        await Eventually.HoldsAsync(() => first.Asked == 1);
        var waiting = new[] { second, refused, third }.Select(message => socket.SendAsync(message, default).AsTask()).ToList();
        Assert.Equal((0, 0, 0), (second.Asked, refused.Asked, third.Asked));
        release.Release();

        Assert.True(await sending);
        Assert.Equal(new[] { true, false, true }, await Task.WhenAll(waiting));
        Assert.Equal((1, 1, 1), (second.Asked, refused.Asked, third.Asked));
        await Eventually.HoldsAsync(() => echo.Heard.Count == 3);
        Assert.Equal(["first", "second", "third"], echo.Heard);
        await stop.CancelAsync();
        await run;
    }

    private sealed class Message(string text) : IOutgoingMessage
    {
        public Action Before { get; init; } = static () => { };

        public bool Goes { get; init; } = true;

        public int Asked { get; private set; }

        public bool Write(IBufferWriter<byte> into)
        {
            Asked++;
            Before();
            into.Write(System.Text.Encoding.UTF8.GetBytes(text));
            return Goes;
        }
    }

    private sealed class Echo(Uri address) : IVenueSocketHandler
    {
        public System.Collections.Concurrent.ConcurrentQueue<string> Heard { get; } = new();

        public ValueTask<Uri> EndpointAsync(CancellationToken cancel) => ValueTask.FromResult(address);

        public void Configure(ClientWebSocketOptions options)
        {
        }

        public Task OnOpenedAsync(VenueSocket socket, CancellationToken cancel) => Task.CompletedTask;

        public void OnMessage(ReadOnlySpan<byte> message, bool isText) => Heard.Enqueue(System.Text.Encoding.UTF8.GetString(message));

        public void WritePing(IBufferWriter<byte> into)
        {
        }

        public void OnClosed(string why)
        {
        }
    }
}
