using System.Buffers;
using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using Arbitrage.Venues.Sockets;
using Microsoft.Extensions.Logging;
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
    private readonly SocketCounts _counts = new();
    private readonly ConcurrentQueue<long> _waits = new();
    private readonly FakeTimeProvider _time = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Handler _handler;
    private readonly VenueSocket _socket;
    private Task _running = Task.CompletedTask;

    public VenueSocketSpecs()
    {
        _handler = new Handler(_venue.Socket);
        _socket = new VenueSocket("test", _handler, Settings with { Observer = _counts }, _time, new WaitLog(_waits));
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
    public async Task A_ping_without_its_answer_drops_a_connection_that_is_full_of_data()
    {
        _handler.TellsPongs = true;
        var session = await OpenAsync();
        var again = _venue.NextSessionAsync();
        var sent = 0;
        await Eventually.HoldsAsync(() =>
        {
            // Data of every moment hides no dead ping.
            if (!again.IsCompleted && _handler.Messages.Count == sent)
            {
                sent++;
                _ = session.SendAsync("data");
                _time.Advance(TimeSpan.FromMilliseconds(500));
            }
            else if (!_handler.Closed.IsEmpty)
            {
                _time.Advance(TimeSpan.FromMilliseconds(100));
            }

            return again.IsCompleted;
        });
        Assert.Equal("a ping was not answered for 10 s", _handler.Closed.First());
    }

    [Fact]
    public async Task An_answered_ping_keeps_the_connection()
    {
        _handler.TellsPongs = true;
        var session = await OpenAsync();
        for (var i = 0; i < 8; i++)
        {
            _time.Advance(Settings.PingEvery);
            await session.ReceivedAsync(text => text == "ping");
            _socket.OnPong();
            // Not silence either.
            await session.SendAsync("pong");
            await Eventually.HoldsAsync(() => _handler.Messages.Count == i + 1);
        }

        Assert.Empty(_handler.Closed);
    }

    [Fact]
    public async Task A_venue_that_takes_and_closes_at_once_meets_a_growing_distance_until_a_connection_was_stable()
    {
        _running = _socket.RunAsync(_stop.Token);
        for (var i = 1; i <= 5; i++)
        {
            var session = await _venue.NextSessionAsync();
            await Eventually.HoldsAsync(() => _socket.Opened == i);
            // The last one lives, but not for long enough to be forgiven.
            if (i == 5)
                await LiveAsync(session, TimeSpan.FromSeconds(20));
            session.Break();
            await Eventually.HoldsAsync(() => _waits.Count == i);
            await AdvanceUntilAsync(() => _socket.Opened > i);
        }

        Assert.Equal([1000, 2000, 4000, 8000, 8000], _waits);
        var count = _counts.Read()["test"];
        Assert.Equal((6, 5, 0), (count.Opened, count.Lost, count.Failed));
        Assert.True(count.LongestDown >= TimeSpan.FromSeconds(8) && count.Down >= TimeSpan.FromSeconds(23), $"{count}");
    }

    [Fact]
    public async Task An_attempt_that_takes_long_to_fail_is_not_a_stable_connection()
    {
        _handler.Endpoint = async () =>
        {
            if (_handler.Closed.Count < 3)
            {
                await Task.Delay(Settings.StableAfter * 2, _time);
                throw new Ports.VenueException("no listen key");
            }

            return _venue.Socket;
        };
        _running = _socket.RunAsync(_stop.Token);
        await AdvanceUntilAsync(() => _socket.Opened == 1);
        Assert.Equal([1000, 2000, 4000], _waits);
        Assert.Equal((1, 0, 3), (_counts.Read()["test"].Opened, _counts.Read()["test"].Lost, _counts.Read()["test"].Failed));
    }

    [Fact]
    public async Task A_stable_connection_resets_the_distance()
    {
        var session = await OpenAsync();
        session.Break();
        session = await ReopenedAsync();
        await Eventually.HoldsAsync(() => _socket.Opened == 2);
        await LiveAsync(session, Settings.StableAfter);
        session.Break();
        session = await ReopenedAsync();
        await Eventually.HoldsAsync(() => _socket.Opened == 3);
        session.Break();
        await Eventually.HoldsAsync(() => _waits.Count == 3);
        Assert.Equal([1000, 1000, 2000], _waits);
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

    // Time passes while the venue speaks.
    private async Task LiveAsync(LoopbackSession session, TimeSpan span)
    {
        for (var end = _time.GetUtcNow() + span; _time.GetUtcNow() < end; _time.Advance(TimeSpan.FromSeconds(1)))
        {
            var heard = _handler.Messages.Count;
            await session.SendAsync("data");
            await Eventually.HoldsAsync(() => _handler.Messages.Count > heard);
        }
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

    // How long the socket says that it waits.
    private sealed class WaitLog(ConcurrentQueue<long> waits) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (state is IReadOnlyList<KeyValuePair<string, object?>> values && values.FirstOrDefault(v => v.Key == "WaitMs").Value is long wait)
                waits.Enqueue(wait);
        }
    }

    private sealed class Handler(Uri address) : IVenueSocketHandler
    {
        public ConcurrentQueue<(byte[] Bytes, bool IsText)> Messages { get; } = new();

        public ConcurrentQueue<string> Closed { get; } = new();

        public bool TellsPongs { get; set; }

        public TaskCompletionSource Opened { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Func<Task<Uri>> Endpoint { get; set; } = () => Task.FromResult(address);

        public async ValueTask<Uri> EndpointAsync(CancellationToken cancel) => await Endpoint().WaitAsync(cancel);

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
