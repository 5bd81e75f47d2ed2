using System.Globalization;
using System.Text.Json;
using Arbitrage.Domain.Markets;
using Microsoft.Extensions.Time.Testing;

namespace Arbitrage.VenueServer.Tests;

/// <summary>Request limits as the venues document them: what is told in headers, what is refused, when it reopens.</summary>
public sealed class LimitWireSpecs
{
    [Fact]
    public async Task Gate_spot_takes_ten_orders_a_second_and_market_and_says_how_many_are_left()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var venues = await LimitedAsync(clock, VenueLimits.Documented);

        for (var left = 9; left >= 0; left--)
        {
            var (placed, _) = await venues.GateAsync("POST", "/spot/orders", "", GateSpotWireSpecs.Order("0.0001", "59000", "gtc", $"t-{left}"));
            Assert.Equal((201, left, 10), (placed, Header(venues, "X-Gate-RateLimit-Requests-Remain"), Header(venues, "X-Gate-RateLimit-Limit")));
        }

        var (status, body) = await venues.GateAsync("POST", "/spot/orders", "", GateSpotWireSpecs.Order("0.0001", "59000", "gtc", "t-more"));
        Assert.Equal((429, "TOO_MANY_REQUESTS"), (status, body.GetProperty("label").GetString()));
        Assert.Equal(clock.GetUtcNow().ToUnixTimeSeconds() + 1, Header(venues, "X-Gate-RateLimit-Reset-Timestamp"));
        Assert.Equal("refused:RateLimited", venues.Model(Venue.GateSpot).Creates()[^1].Outcome);
        // Cancels have their own budget, and so has the other product.
        Assert.Equal(200, (await venues.GateAsync("DELETE", "/spot/orders/t-0", "currency_pair=BTC_USDT")).Status);
        Assert.Equal(201, (await venues.GateAsync("POST", "/futures/usdt/orders", "", GateFuturesWireSpecs.Order("1", "60000.1", "t-f"))).Status);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(201, (await venues.GateAsync("POST", "/spot/orders", "", GateSpotWireSpecs.Order("0.0001", "59000", "gtc", "t-again"))).Status);
    }

    [Fact]
    public async Task Gate_public_endpoints_count_apart_from_each_other()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var venues = await LimitedAsync(clock, VenueLimits.Documented with { GatePublic = new(2, TimeSpan.FromSeconds(10)) });

        var statuses = new List<int>();
        foreach (var path in new[] { "/spot/time", "/spot/time", "/spot/time", "/spot/currency_pairs" })
            statuses.Add((await venues.PublicAsync(path)).Status);

        Assert.Equal([200, 200, 429, 200], statuses);
    }

    [Fact]
    public async Task Gate_socket_orders_share_the_spot_budget_and_carry_it_in_their_header()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var venues = await LimitedAsync(clock, VenueLimits.Documented with { GateSpotPlace = new(2, TimeSpan.FromSeconds(1)) });
        await using var socket = await TestSocket.OpenAsync(new(venues.Host.GateUrl, "/ws/v4/"));
        await socket.LoginAsync(venues, "spot");
        await venues.GateAsync("POST", "/spot/orders", "", GateSpotWireSpecs.Order("0.0001", "59000", "gtc", "t-1"));

        var second = await socket.RequestAsync("spot.order_place", "2", GateSpotWireSpecs.Order("0.0001", "59000", "gtc", "t-2"));
        var third = await socket.RequestAsync("spot.order_place", "3", GateSpotWireSpecs.Order("0.0001", "59000", "gtc", "t-3"));

        var header = second.GetProperty("header");
        Assert.Equal(("200", 0, 2), (
            header.GetProperty("status").GetString(), header.GetProperty("x_gate_ratelimit_requests_remain").GetInt32(),
            header.GetProperty("x_gate_ratelimit_limit").GetInt32()));
        Assert.Equal("429", third.GetProperty("header").GetProperty("status").GetString());
        Assert.Equal("TOO_MANY_REQUESTS", third.GetProperty("data").GetProperty("errs").GetProperty("label").GetString());
        Assert.Equal(
            clock.GetUtcNow().ToUnixTimeMilliseconds() + 1000, third.GetProperty("header").GetProperty("x_gate_ratelimit_reset_timestamp").GetInt64());
    }

    [Fact]
    public async Task Mexc_answers_429_with_retry_after_then_bans_who_goes_on_and_forgives_after_the_ban()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var venues = await LimitedAsync(
            clock, VenueLimits.Documented with { MexcAddress = new(20, TimeSpan.FromSeconds(10)), MexcPatience = 2, MexcBan = TimeSpan.FromSeconds(30) });

        // Weight 10 each.
        Assert.Equal(200, (await venues.MexcAsync("GET", "/myTrades", "symbol=BTCUSDT")).Status);
        Assert.Equal(200, (await venues.MexcAsync("GET", "/myTrades", "symbol=BTCUSDT")).Status);
        var (first, body) = await venues.MexcAsync("GET", "/myTrades", "symbol=BTCUSDT");
        Assert.Equal((429, 429, TimeSpan.FromSeconds(10)), (first, body.GetProperty("code").GetInt32(), venues.LastHeaders!.RetryAfter!.Delta));
        Assert.Equal(429, (await venues.MexcAsync("GET", "/openOrders", "symbol=BTCUSDT")).Status);
        Assert.Equal(418, (await venues.MexcAsync("GET", "/openOrders", "symbol=BTCUSDT")).Status);
        Assert.Equal(TimeSpan.FromSeconds(30), venues.LastHeaders!.RetryAfter!.Delta);
        clock.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(418, (await venues.MexcAsync("GET", "/openOrders", "symbol=BTCUSDT")).Status);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await venues.MexcAsync("GET", "/openOrders", "symbol=BTCUSDT")).Status);
    }

    [Fact]
    public async Task Mexc_account_is_read_twice_a_second_at_most()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var venues = await LimitedAsync(clock, VenueLimits.Documented);

        var statuses = new List<int>();
        for (var i = 0; i < 3; i++)
            statuses.Add((await venues.MexcAsync("GET", "/account")).Status);

        Assert.Equal([200, 200, 429], statuses);
    }

    private static Task<TestVenues> LimitedAsync(TimeProvider clock, VenueLimits limits) =>
        TestVenues.StartAsync(clock: clock, change: o => o with { Limits = limits });

    private static long Header(TestVenues venues, string name) =>
        long.Parse(venues.LastHeaders!.GetValues(name).Single(), CultureInfo.InvariantCulture);
}
