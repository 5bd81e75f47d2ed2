using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using Arbitrage.Venues.Gate;
using Arbitrage.Venues.Mexc.Wire;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Rest;
using Arbitrage.Venues.Sockets;
using Arbitrage.Venues.Tests.Public;
using Google.Protobuf;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Arbitrage.Venues.Tests.Private;

/// <summary>Private streams over a real socket: up only when all is confirmed, down on a refusal, and what the pushes mean.</summary>
public class PrivateStreamSpecs
{
    [Fact]
    public async Task A_gate_stream_signs_each_subscription_and_is_up_after_the_last_confirmation()
    {
        await using var venue = new LoopbackVenue();
        await using var stream = new Running(Venue.GateSpot, venue);
        var session = await venue.NextSessionAsync();

        foreach (var channel in new[] { "spot.orders", "spot.usertrades" })
            await session.SendAsync(Confirmation(await SubscriptionAsync(session, channel)));
        // Balances are not confirmed yet: what is pushed already is told, but the stream is not up.
        await session.SendAsync(TradePush("1"));
        var last = await SubscriptionAsync(session, "spot.balances");
        await session.SendAsync(Confirmation(last));

        Assert.IsType<AccountFact.Trade>(await stream.Sink.NextAsync());
        Assert.Equal("up", await stream.Sink.NextAsync());
    }

    [Fact]
    public async Task A_futures_stream_names_the_user_and_asks_for_decimal_sizes()
    {
        await using var venue = new LoopbackVenue
        {
            Answer = path => path.EndsWith("/account/detail", StringComparison.Ordinal) ? """{"user_id":10000001}""" : null,
        };
        await using var stream = new Running(Venue.GateFutures, venue);
        var session = await venue.NextSessionAsync();

        foreach (var channel in new[] { "futures.orders", "futures.usertrades", "futures.positions", "futures.balances", "futures.liquidates", "futures.auto_deleverages" })
        {
            var frame = await SubscriptionAsync(session, channel);
            Assert.Equal("10000001", frame.GetProperty("payload")[0].GetString());
            await session.SendAsync(Confirmation(frame));
        }

        Assert.Equal("up", await stream.Sink.NextAsync());
        Assert.Equal("1", session.SizeHeader);
    }

    [Theory]
    [InlineData("""{"channel":"spot.usertrades","event":"subscribe","error":{"code":4,"message":"bad key demo-key-0001"},"result":{"status":"fail"}}""")]
    [InlineData("""{"channel":"spot.usertrades","event":"subscribe","error":null,"result":{"status":"fail"}}""")]
    [InlineData("""{"type":"upgrade","msg":"The connection will soon be closed"}""")]
    [InlineData("""{"channel":"spot.orders","event":"update","result":[{"id":"1"}]}""")]
    [InlineData("no JSON")]
    public async Task A_refusal_a_restart_or_an_unreadable_push_takes_a_gate_stream_down_and_it_comes_again(string frame)
    {
        await using var venue = new LoopbackVenue();
        await using var stream = new Running(Venue.GateSpot, venue);
        var session = await venue.NextSessionAsync();
        await session.SendAsync(Confirmation(await SubscriptionAsync(session, "spot.orders")));

        await session.SendAsync(frame);

        var down = Assert.IsType<string>(await stream.Sink.NextAsync());
        Assert.StartsWith("down", down, StringComparison.Ordinal);
        Assert.DoesNotContain("demo-key", down, StringComparison.Ordinal);
        await venue.NextSessionAsync();
    }

    [Fact]
    public async Task A_subscription_that_is_never_confirmed_takes_the_stream_down()
    {
        var time = new FakeTimeProvider(Accounts.Now);
        await using var venue = new LoopbackVenue();
        await using var stream = new Running(Venue.GateSpot, venue, time);
        var session = await venue.NextSessionAsync();
        await SubscriptionAsync(session, "spot.balances");

        var said = new List<object>();
        await Eventually.HoldsAsync(() =>
        {
            // Less than the silence that would end it too.
            time.Advance(TimeSpan.FromMilliseconds(100));
            said.AddRange(stream.Sink.Drain());
            return said.Count > 0;
        });

        Assert.Equal("down: not confirmed within 5000 ms: spot.balances, spot.orders, spot.usertrades", said[0]);
    }

    [Fact]
    public async Task Mexc_compares_the_answer_with_the_channel_and_reads_protobuf()
    {
        await using var venue = MexcVenue(_ => "key-1");
        await using var stream = new Running(Venue.MexcSpot, venue);
        var session = await venue.NextSessionAsync();
        await ConfirmMexcAsync(session);

        Assert.Equal("up", await stream.Sink.NextAsync());
        await session.SendAsync(
            new PushDataV3ApiWrapper
            {
                Channel = "spot@private.orders.v3.api.pb",
                Symbol = "LTCUSDT",
                PrivateOrders = new()
                {
                    Id = "C02__1",
                    ClientId = Accounts.Id.Text,
                    Status = 5,
                    CumulativeQuantity = "0.1",
                    CumulativeAmount = "5.01",
                    TradeType = 1,
                },
            }.ToByteArray(), 7);
        await session.SendAsync(
            new PushDataV3ApiWrapper
            {
                Channel = "spot@private.deals.v3.api.pb",
                Symbol = "LTCUSDT",
                PrivateDeals = new()
                {
                    TradeId = "T1",
                    OrderId = "C02__1",
                    ClientOrderId = Accounts.Id.Text,
                    TradeType = 1,
                    Price = "50.1",
                    Quantity = "0.1",
                    FeeAmount = "0.0001",
                    FeeCurrency = "LTC",
                    Time = 1_790_000_000_123,
                },
            }.ToByteArray(), 1000);
        await session.SendAsync(
            new PushDataV3ApiWrapper { Channel = "spot@private.account.v3.api.pb", PrivateAccount = new() { VcoinName = "USDT" } }.ToByteArray(), 1000);

        Assert.Equal(
            new OrderReport(Venue.MexcSpot, Accounts.Ltc, "C02__1", Accounts.Id, IsOpen: false, new(0.1m), new Notional(5.01m)),
            await stream.Sink.NextAsync());
        Assert.Equal(
            new AccountFact.Trade(
                "trade:T1", Accounts.Ltc, DateTimeOffset.FromUnixTimeMilliseconds(1_790_000_000_123), "T1", "C02__1", Accounts.Id, Side.Buy,
                new(50.1m), new(0.1m), 0.0001m, new("LTC"), false, TradeCause.Own),
            await stream.Sink.NextAsync());
        Assert.Equal("hint", await stream.Sink.NextAsync());
    }

    [Fact]
    public async Task A_mexc_refusal_has_code_zero_and_is_seen_all_the_same()
    {
        await using var venue = MexcVenue(_ => "key-1");
        await using var stream = new Running(Venue.MexcSpot, venue);
        var session = await venue.NextSessionAsync();

        await session.SendAsync(
            """{"id":1,"code":0,"msg":"Not Subscribed successfully! [spot@private.orders.v3.api.pb].  Reason： Blocked!"}""");

        Assert.Contains("Blocked", Assert.IsType<string>(await stream.Sink.NextAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_listen_key_is_kept_alive_and_made_anew_for_the_next_connection()
    {
        var time = new FakeTimeProvider(Accounts.Now);
        var keys = 0;
        await using var venue = MexcVenue(_ => $"key-{++keys}");
        await using var stream = new Running(
            Venue.MexcSpot, venue, time, new() { SilentAfter = TimeSpan.FromHours(30), PingEvery = TimeSpan.FromHours(30) }, TimeSpan.FromHours(30));
        var session = await venue.NextSessionAsync();
        await ConfirmMexcAsync(session);
        Assert.Equal("up", await stream.Sink.NextAsync());

        // The wait for the next sign of life may start a moment after `up`.
        await Eventually.HoldsAsync(() =>
        {
            time.Advance(TimeSpan.FromMinutes(1));
            return venue.Requests.Count(r => r.Path.Contains("listenKey=key-1", StringComparison.Ordinal)) >= 2;
        });
        session.Break();
        await stream.Sink.NextAsync<string>(s => s.StartsWith("down", StringComparison.Ordinal));
        await Eventually.HoldsAsync(() =>
        {
            time.Advance(TimeSpan.FromMilliseconds(500));
            return keys == 2;
        });
        await ConfirmMexcAsync(await venue.NextSessionAsync());
        await stream.Sink.NextAsync<string>(s => s == "up");
    }

    [Fact]
    public async Task A_stream_that_ends_gives_its_listen_key_back()
    {
        await using var venue = MexcVenue(_ => "key-1");
        await using (var stream = new Running(Venue.MexcSpot, venue))
        {
            await ConfirmMexcAsync(await venue.NextSessionAsync());
            Assert.Equal("up", await stream.Sink.NextAsync());
        }

        Assert.Single(venue.Requests, r => r.Path.Contains("listenKey=key-1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_log_line_of_a_stream_holds_a_key_a_signature_or_a_listen_key()
    {
        var log = new LineLogger();
        await using var venue = MexcVenue(_ => "listen-secret-0001");
        await using var stream = new Running(Venue.MexcSpot, venue, log: log);
        var session = await venue.NextSessionAsync();
        await ConfirmMexcAsync(session);
        await session.SendAsync("""{"id":1,"code":0,"msg":"demo-mexc-secret-0001 demo-key-0001"}""");
        await venue.NextSessionAsync();

        Assert.NotEmpty(log.Lines);
        Assert.All(log.Lines, line => Assert.DoesNotContain("0001", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("put", true)]
    [InlineData("update", true)]
    [InlineData("finish", false)]
    public void A_spot_push_has_no_status_but_an_event(string happened, bool open)
    {
        var sink = new RecordingSink();
        Protocol(Venue.GateSpot, sink).OnMessage(System.Text.Encoding.UTF8.GetBytes(
            """{"channel":"spot.orders","event":"update","result":[{"id":"1","text":"t-x","currency_pair":"LTC_USDT","type":"limit","side":"buy","amount":"2","left":"0.5","filled_total":"75","event":"HAPPENED"}]}"""
                .Replace("HAPPENED", happened, StringComparison.Ordinal)), isText: true);

        Assert.Equal(
            new OrderReport(Venue.GateSpot, Accounts.Ltc, "1", null, open, new(1.5m), new Notional(75m)), Assert.Single(sink.Drain()));
    }

    private static GatePrivateProtocol Protocol(Venue venue, RecordingSink sink)
    {
        var options = Accounts.Options(venue, new("http://127.0.0.1:1"));
        return new(
            venue, options, Accounts.Key(venue), new InstrumentIndex(venue, Accounts.Instruments(venue)),
            new GateRest(venue, options, Accounts.Key(venue), TimeProvider.System), new PrivateMerge(sink).Join(), TimeProvider.System);
    }

    private static string TradePush(string id) =>
        $$"""{"channel":"spot.usertrades","event":"update","result":[{"id":{{id}},"order_id":"7","currency_pair":"LTC_USDT","create_time_ms":"1790000000123.456","side":"sell","amount":"1.0","role":"taker","price":"50","fee":"0.1","fee_currency":"USDT","text":"t-1"}]}""";

    private static async Task<JsonElement> SubscriptionAsync(LoopbackSession session, string channel)
    {
        using var document = JsonDocument.Parse(
            await session.ReceivedAsync(text => text.Contains($"\"{channel}\"", StringComparison.Ordinal)));
        var frame = document.RootElement.Clone();
        var auth = frame.GetProperty("auth");
        Assert.Equal("api_key", auth.GetProperty("method").GetString());
        Assert.Equal(Accounts.KeyText, auth.GetProperty("KEY").GetString());
        Assert.Equal(
            new GateSigner(Accounts.Key(Venue.GateSpot)).Subscription(channel, "subscribe", frame.GetProperty("time").GetInt64()),
            auth.GetProperty("SIGN").GetString());
        return frame;
    }

    private static string Confirmation(JsonElement frame) =>
        $$$"""{"time":1,"channel":"{{{frame.GetProperty("channel").GetString()}}}","event":"subscribe","error":null,"result":{"status":"success"}}""";

    private static LoopbackVenue MexcVenue(Func<string, string> key) => new()
    {
        Answer = path => path.Contains("listenKey=", StringComparison.Ordinal) ? "{}" : $$"""{"listenKey":"{{key(path)}}"}""",
    };

    private static async Task ConfirmMexcAsync(LoopbackSession session)
    {
        for (var i = 1; i <= 3; i++)
        {
            using var document = JsonDocument.Parse(
                await session.ReceivedAsync(text => text.Contains("SUBSCRIPTION", StringComparison.Ordinal)));
            await session.SendAsync(JsonSerializer.Serialize(
                new { id = i, code = 0, msg = document.RootElement.GetProperty("params")[0].GetString() }));
        }
    }

    /// <summary>A stream that runs until it is disposed.</summary>
    private sealed class Running : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _run;

        public Running(Venue venue, LoopbackVenue server, TimeProvider? time = null, VenueSocketSettings? sockets = null,
            TimeSpan? timeout = null, ILogger? log = null)
        {
            var options = Accounts.Options(venue, server.Rest) with
            {
                Timeout = timeout ?? TimeSpan.FromSeconds(5),
                Sockets = (sockets ?? new()) with { BackOffFrom = TimeSpan.FromMilliseconds(1), BackOffTo = TimeSpan.FromMilliseconds(1) },
            };
            var stream = VenueAccess.CreatePrivateStream(
                venue, options, Accounts.Instruments(venue), time ?? TimeProvider.System, log ?? NullLogger.Instance);
            _run = stream.RunAsync(Sink, _stop.Token);
        }

        public RecordingSink Sink { get; } = new();

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _run;
            _stop.Dispose();
        }
    }

    private sealed class LineLogger : ILogger
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> _lines = new();

        public IReadOnlyCollection<string> Lines => _lines;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue($"{formatter(state, exception)} {exception}");
    }
}
