using System.Globalization;
using System.Net.WebSockets;
using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Market;
using Microsoft.Extensions.Time.Testing;

namespace Arbitrage.VenueServer.Tests;

/// <summary>What venues do to clients that ask much and trade little, open too many connections, or leave one idle.</summary>
public sealed class ConductWireSpecs
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task Gate_spot_slows_who_trades_too_little_for_his_requests_for_an_hour()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var venues = await LimitedAsync(clock, VenueLimits.Documented with { GateSpotJudgedFrom = 4, GateSlowed = new(2, TimeSpan.FromSeconds(10)) });
        for (var i = 0; i < 3; i++)
            await venues.GateAsync("POST", "/spot/orders", "", GateSpotWireSpecs.Order("0.0001", "59000", "gtc", $"t-{i}"));
        await venues.GateAsync("DELETE", "/spot/orders/t-0", "currency_pair=BTC_USDT");
        Assert.Equal("0", await RatioAsync(venues, "spot"));

        clock.Advance(Hour);
        var statuses = await PlaceAsync(venues, 3, "a");
        // Cancels are not slowed, and neither is the other product.
        Assert.Equal(200, (await venues.GateAsync("DELETE", "/spot/orders/t-1", "currency_pair=BTC_USDT")).Status);
        Assert.Equal(201, (await venues.GateAsync("POST", "/futures/usdt/orders", "", GateFuturesWireSpecs.Order("1", "60000.1", "t-f"))).Status);
        // 24 USDT in the hour that follows are enough for so few requests.
        clock.Advance(TimeSpan.FromSeconds(10));
        await venues.GateAsync("POST", "/spot/orders", "", GateSpotWireSpecs.Order("0.0004", "60000.1", "ioc", "t-trade"));
        clock.Advance(Hour);
        var later = await PlaceAsync(venues, 3, "b");

        Assert.Equal([201, 201, 429], statuses);
        Assert.Equal([201, 201, 201], later);
        // 24.00004 USDT over 4 + 3 + 1 + 1 requests.
        Assert.Equal("2.6667", await RatioAsync(venues, "spot"));
    }

    [Fact]
    public async Task Gate_futures_slows_by_fills_and_forgets_after_a_day()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var venues = await LimitedAsync(clock, VenueLimits.Documented with { GateFuturesJudgedFrom = 2, GateSlowed = new(1, TimeSpan.FromSeconds(10)) });
        for (var i = 0; i < 3; i++)
            await PlaceFutureAsync(venues, $"t-{i}");

        clock.Advance(Hour);
        int[] slowed = [await PlaceFutureAsync(venues, "t-3"), await PlaceFutureAsync(venues, "t-4")];
        clock.Advance(TimeSpan.FromHours(25));
        int[] forgotten = [await PlaceFutureAsync(venues, "t-5"), await PlaceFutureAsync(venues, "t-6")];

        Assert.Equal([201, 429], slowed);
        Assert.Equal([201, 201], forgotten);
    }

    [Fact]
    public async Task Gate_takes_so_many_sockets_of_an_address_over_both_products()
    {
        await using var venues = await LimitedAsync(TimeProvider.System, VenueLimits.Documented with { GateConnections = 2 });
        await using var spot = await TestSocket.OpenAsync(new(venues.Host.GateUrl, "/ws/v4/"));
        var futures = await TestSocket.OpenAsync(new(venues.Host.GateUrl, "/v4/ws/usdt"));

        await Assert.ThrowsAsync<WebSocketException>(() => TestSocket.OpenAsync(new(venues.Host.GateUrl, "/ws/v4/")));
        await futures.DisposeAsync();

        // The server learns of it in its own time.
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await using var again = await TestSocket.OpenAsync(new(venues.Host.GateUrl, "/ws/v4/"));
                break;
            }
            catch (WebSocketException) when (attempt < 200)
            {
                await Task.Delay(20);
            }
        }
    }

    [Fact]
    public void The_documented_number_of_sockets_is_three_hundred() => Assert.Equal(300, VenueLimits.Documented.GateConnections);

    [Theory]
    [InlineData(false, false, 30)]
    [InlineData(true, false, 60)]
    public async Task Mexc_closes_without_subscription_and_without_data(bool subscribes, bool pings, int after)
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var venues = await TestVenues.StartAsync(clock: clock);
        await using var socket = await TestSocket.OpenAsync(new(venues.Host.MexcUrl, "/ws"));
        if (subscribes)
            await SubscribeAsync(socket, Ticker("BTCUSDT", "100ms"));
        else
            await PingAsync(socket);

        await AdvanceAsync(clock, after - 2);
        await PingAsync(socket, answers: !subscribes || pings);
        await AdvanceAsync(clock, subscribes ? after + 1 : 3);

        await Assert.ThrowsAsync<WebSocketException>(async () => await socket.ReadAsync());
    }

    [Fact]
    public async Task Mexc_keeps_a_quiet_socket_that_is_pinged()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var venues = await TestVenues.StartAsync(clock: clock);
        await using var socket = await TestSocket.OpenAsync(new(venues.Host.MexcUrl, "/ws"));
        await SubscribeAsync(socket, Ticker("BTCUSDT", "100ms"));

        for (var i = 0; i < 5; i++)
        {
            await AdvanceAsync(clock, 40);
            await PingAsync(socket);
        }
    }

    [Fact]
    public async Task Mexc_takes_thirty_subscriptions_a_connection()
    {
        Symbol[] symbols = [.. "ABCDE".Select(letter => new Symbol($"{letter}_USDT"))];
        await using var venues = await TestVenues.StartAsync(
            change: o => o with { Market = new MarketGenerator(MarketPreset.Calm, 1, symbols) });
        await using var socket = await TestSocket.OpenAsync(new(venues.Host.MexcUrl, "/ws"));
        string[] channels =
        [
            .. symbols.SelectMany(s => new[] { "10ms", "100ms" }.SelectMany(pace => new[] { "depth", "bookTicker", "deals" }
                .Select(kind => $"spot@public.aggre.{kind}.v3.api.pb@{pace}@{s.Base}USDT"))),
        ];

        foreach (var channel in channels)
            Assert.Equal(channel, await SubscribeAsync(socket, channel));
        var refused = await SubscribeAsync(socket, "spot@public.limit.depth.v3.api.pb@AUSDT@5");

        Assert.Equal(30, channels.Length);
        Assert.Equal("Not Subscribed successfully! [spot@public.limit.depth.v3.api.pb@AUSDT@5].  Reason： Blocked!", refused);
    }

    [Fact]
    public async Task Closed_positions_have_their_history()
    {
        await using var venues = await TestVenues.StartAsync();
        await venues.GateAsync("POST", "/futures/usdt/orders", "", GateFuturesWireSpecs.Order("-10", "60000", "t-open"));
        await venues.FaultAsync("""{"kind":"funding","symbol":"BTC_USDT","rate":"0.0001"}""");
        // Closes the short of ten and opens a long of two.
        venues.Show(Venue.GateFutures, StillMarket.Levels((60000m, 1m)), StillMarket.Levels((60010m, 1m)));
        await venues.GateAsync("POST", "/futures/usdt/orders", "", GateFuturesWireSpecs.Order("12", "60010", "t-turn"));
        await venues.GateAsync("POST", "/futures/usdt/orders", "", GateFuturesWireSpecs.Order("-2", "60000", "t-end"));

        var (_, all) = await venues.GateAsync("GET", "/futures/usdt/position_close", "contract=BTC_USDT");
        var (_, shorts) = await venues.GateAsync("GET", "/futures/usdt/position_close", "side=short");
        var (_, profits) = await venues.GateAsync("GET", "/futures/usdt/position_close", "pnl=profit");

        Assert.Equal(["long", "short"], all.EnumerateArray().Select(c => Text(c, "side")));
        var closed = Assert.Single(shorts.EnumerateArray());
        Assert.Equal(
            ("-0.01", "10", "10", "60000", "60010", "t-turn"),
            (Text(closed, "pnl_pnl"), Text(closed, "max_size"), Text(closed, "accum_size"), Text(closed, "short_price"), Text(closed, "long_price"),
                Text(closed, "text")));
        Assert.Empty(profits.EnumerateArray());
        // Over both, the rows of the account say the same.
        var rows = venues.Model(Venue.GateFutures).Rows().Where(r => r.Symbol is not null).Sum(r => r.Change);
        Assert.Equal(rows, all.EnumerateArray().Sum(c => decimal.Parse(Text(c, "pnl")!, CultureInfo.InvariantCulture)));
    }

    private static string Ticker(string symbol, string pace) => $"spot@public.aggre.bookTicker.v3.api.pb@{pace}@{symbol}";

    private static async Task<string?> SubscribeAsync(TestSocket socket, string channel)
    {
        await socket.SendAsync($$"""{"method":"SUBSCRIPTION","params":["{{channel}}"],"id":4}""");
        while (true)
        {
            var (bytes, type) = await socket.ReadAsync();
            if (type == WebSocketMessageType.Text)
                return Text(JsonDocument.Parse(bytes).RootElement, "msg");
        }
    }

    private static async Task PingAsync(TestSocket socket, bool answers = true)
    {
        if (!answers)
            return;
        await socket.SendAsync("""{"method":"PING"}""");
        Assert.Equal("PONG", Text(await socket.ReadJsonAsync(_ => true), "msg"));
    }

    // The server's timers tick once a second; each tick needs its moment.
    private static async Task AdvanceAsync(FakeTimeProvider clock, int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(1);
        }
    }

    private static async Task<int[]> PlaceAsync(TestVenues venues, int count, string name)
    {
        var statuses = new int[count];
        for (var i = 0; i < count; i++)
            (statuses[i], _) = await venues.GateAsync("POST", "/spot/orders", "", GateSpotWireSpecs.Order("0.0001", "59000", "gtc", $"t-{name}{i}"));
        return statuses;
    }

    private static async Task<int> PlaceFutureAsync(TestVenues venues, string text) =>
        (await venues.GateAsync("POST", "/futures/usdt/orders", "", GateFuturesWireSpecs.Order("1", "59000", text))).Status;

    private static async Task<string?> RatioAsync(TestVenues venues, string type) =>
        Text((await venues.GateAsync("GET", "/account/rate_limit")).Body.EnumerateArray().Single(r => Text(r, "type") == type), "ratio");

    private static Task<TestVenues> LimitedAsync(TimeProvider clock, VenueLimits limits) =>
        TestVenues.StartAsync(clock: clock, change: o => o with { Limits = limits });

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
