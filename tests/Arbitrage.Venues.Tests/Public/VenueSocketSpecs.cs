using System.Buffers;
using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using Arbitrage.Venues.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Arbitrage.Venues.Tests.Public;

public sealed class VenueSocketSpecs : IAsyncDisposable
{
    private static readonly VenueSocketSettings Settings = new()
    {
        PingEvery = TimeSpan.FromSeconds(5),
        SilentAfter = TimeSpan.FromSeconds(15),
        // Connecting takes real time while the clock of the test leaps.
        ConnectTimeout = TimeSpan.FromHours(1),
        BackOffFrom = TimeSpan.FromSeconds(1),
        BackOffTo = TimeSpan.FromSeconds(8),
        Jitter = () => 1.0,
    };

    private readonly LoopbackVenue _venue = new();
    private readonly FakeTimeProvider _time = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Handler _handler;
    private readonly VenueSocket _socket;
    private Task _running = Task.CompletedTask;

    public VenueSocketSpecs()
    {
        _handler = new Handler(_venue.Socket);
        _socket = new VenueSocket("test", _handler, Settings, _time, NullLogger.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _socket.Dispose();
        _stop.Dispose();
        await _venue.DisposeAsync();
    }

    [Fact]
    public async Task Subscribes_and_hands_over_whole_messages_however_they_are_cut()
    {
        var session = await OpenAsync();
        Assert.Equal("subscribe", await session.ReceivedAsync(_ => true));
        await session.SendAsync("first");
        var large = Enumerable.Range(0, 200_000).Select(i => (byte)i).ToArray();
        await session.SendAsync(large, fragment: 70_001);
        await Eventually.HoldsAsync(() => _handler.Messages.Count == 2);
        Assert.Equal(("first", true), (Encoding.UTF8.GetString(_handler.Messages.ElementAt(0).Bytes), _handler.Messages.ElementAt(0).IsText));
        Assert.Equal(large, _handler.Messages.ElementAt(1).Bytes);
        Assert.False(_handler.Messages.ElementAt(1).IsText);
    }

    [Fact]
    public async Task Pings_on_an_interval()
    {
        var session = await OpenAsync();
        await session.ReceivedAsync(text => text == "subscribe");
        _time.Advance(Settings.PingEvery);
        Assert.Equal("ping", await session.ReceivedAsync(_ => true));
    }

    [Fact]
    public async Task A_silent_connection_is_dropped_and_opened_again()
    {
        await OpenAsync();
        var again = _venue.NextSessionAsync();
        await AdvanceUntilAsync(() => again.IsCompleted);
        await again;
        Assert.Contains("silent", _handler.Closed.First(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_connection_is_told_and_opened_again_and_subscribed_again()
    {
        var session = await OpenAsync();
        session.Break();
        var again = await ReopenedAsync();
        Assert.Equal("subscribe", await again.ReceivedAsync(_ => true));
        Assert.Equal((1, 2), (_handler.Closed.Count, _socket.Opened));
    }

    [Fact]
    public async Task A_close_by_the_venue_is_told_with_its_words()
    {
        var session = await OpenAsync();
        await session.CloseAsync();
        await ReopenedAsync();
        Assert.Contains("restart", _handler.Closed.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_handler_can_drop_a_connection()
    {
        await OpenAsync();
        _socket.Drop("refused");
        await ReopenedAsync();
        Assert.Equal(["refused"], _handler.Closed);
    }

    [Fact]
    public async Task A_message_that_cannot_be_read_drops_the_connection()
    {
        var session = await OpenAsync();
        await session.SendAsync("malformed");
        await ReopenedAsync();
        Assert.Equal(["not what it must be"], _handler.Closed);
    }

    [Fact]
    public async Task A_bug_in_the_handler_ends_the_run_instead_of_being_swallowed()
    {
        var session = await OpenAsync();
        await session.SendAsync("bug");
        await Assert.ThrowsAsync<InvalidOperationException>(() => _running);
        Assert.Single(_handler.Closed);
        _running = Task.CompletedTask;
    }

    [Fact]
    public async Task Cancelling_ends_it_cleanly_and_tells_that_it_is_down()
    {
        await OpenAsync();
        await _stop.CancelAsync();
        await _running;
        Assert.Single(_handler.Closed);
    }

    [Fact]
    public void Waits_double_up_to_a_limit_and_jitter_takes_at_most_half()
    {
        Assert.Equal([1, 2, 4, 8, 8, 8], Enumerable.Range(1, 6).Select(failures => (int)Settings.BackOff(failures).TotalSeconds));
        Assert.Equal(TimeSpan.FromSeconds(2), (Settings with { Jitter = () => 0.0 }).BackOff(3));
        Assert.Equal(TimeSpan.FromSeconds(8), Settings.BackOff(int.MaxValue));
    }

    private async Task<LoopbackSession> OpenAsync()
    {
        _running = _socket.RunAsync(_stop.Token);
        var session = await _venue.NextSessionAsync();
        await _handler.Opened.Task;
        return session;
    }

    // Time passes only in steps of the back-off, less than the ping interval, until the next attempt came.
    private async Task<LoopbackSession> ReopenedAsync()
    {
        var next = _venue.NextSessionAsync();
        await Eventually.HoldsAsync(() => !_handler.Closed.IsEmpty);
        await AdvanceUntilAsync(() => next.IsCompleted);
        return await next;
    }

    private Task AdvanceUntilAsync(Func<bool> done) => Eventually.HoldsAsync(() =>
    {
        if (done())
            return true;
        _time.Advance(TimeSpan.FromMilliseconds(100));
        return false;
    });

    private sealed class Handler(Uri address) : IVenueSocketHandler
    {
        public ConcurrentQueue<(byte[] Bytes, bool IsText)> Messages { get; } = new();

        public ConcurrentQueue<string> Closed { get; } = new();

        public TaskCompletionSource Opened { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ValueTask<Uri> EndpointAsync(CancellationToken cancel) => new(address);

        public void Configure(ClientWebSocketOptions options)
        {
        }

        public async Task OnOpenedAsync(VenueSocket socket, CancellationToken cancel)
        {
            await socket.SendAsync("subscribe"u8.ToArray(), cancel);
            Opened.TrySetResult();
        }

        public void OnMessage(ReadOnlySpan<byte> message, bool isText)
        {
            if (message.SequenceEqual("malformed"u8))
                throw new FormatException("not what it must be");
            if (message.SequenceEqual("bug"u8))
                throw new InvalidOperationException("a bug");
            Messages.Enqueue((message.ToArray(), isText));
        }

        public void WritePing(IBufferWriter<byte> into) => into.Write("ping"u8);

        public void OnClosed(string why) => Closed.Enqueue(why);
    }
}
