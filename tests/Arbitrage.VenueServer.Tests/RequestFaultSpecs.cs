using System.Text.Json;
using Arbitrage.Domain.Markets;

namespace Arbitrage.VenueServer.Tests;

/// <summary>Each fault of requests, asked for over the control API and seen on the wire.</summary>
public sealed class RequestFaultSpecs
{
    [Fact]
    public async Task Lost_request_has_no_effect_and_no_reply_on_an_open_connection()
    {
        await using var venues = await TestVenues.StartAsync();
        foreach (var venue in Domain.Markets.Venues.All)
            await venues.FaultAsync($$"""{"kind":"lose_request","venue":"{{venue.Key()}}"}""");
        venues.LosePatience(TimeSpan.FromMilliseconds(500));

        foreach (var venue in Domain.Markets.Venues.All)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => CreateAsync(venues, venue));
            Assert.Empty(venues.Model(venue).Creates());
        }
    }

    [Fact]
    public async Task Lost_reply_leaves_an_order_that_took_effect()
    {
        await using var venues = await TestVenues.StartAsync();
        await venues.FaultAsync("""{"kind":"lose_reply","venue":"gate_futures"}""");
        venues.LosePatience(TimeSpan.FromMilliseconds(500));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => CreateAsync(venues, Venue.GateFutures));

        Assert.Equal("filled", Assert.Single(venues.Model(Venue.GateFutures).Creates()).Outcome);
    }

    [Fact]
    public async Task Late_reply_is_late_and_right()
    {
        await using var venues = await TestVenues.StartAsync();
        await venues.FaultAsync("""{"kind":"delay_reply","venue":"gate_spot","milliseconds":400,"calls":"all"}""");
        var started = TimeProvider.System.GetTimestamp();

        var (status, _) = await venues.GateAsync("GET", "/spot/accounts");

        Assert.Equal(200, status);
        Assert.True(TimeProvider.System.GetElapsedTime(started) >= TimeSpan.FromMilliseconds(390));
    }

    [Theory]
    [InlineData(500, true, 1)]
    [InlineData(503, false, 0)]
    [InlineData(504, true, 1)]
    public async Task Server_error_comes_after_the_effect_or_instead_of_it(int code, bool effect, int trades)
    {
        await using var venues = await TestVenues.StartAsync();
        foreach (var venue in Domain.Markets.Venues.All)
        {
            await venues.FaultAsync(
                $$"""{"kind":"server_error","venue":"{{venue.Key()}}","status":{{code}},"effect":{{(effect ? "true" : "false")}}}""");

            Assert.Equal(code, (await CreateAsync(venues, venue)).Status);

            Assert.Equal(trades, venues.Model(venue).Trades().Count);
            Assert.Equal(effect ? "filled" : "dropped:server_error", Assert.Single(venues.Model(venue).Creates()).Outcome);
        }
    }

    [Fact]
    public async Task Planned_429_says_when_to_come_again_and_executes_nothing()
    {
        await using var venues = await TestVenues.StartAsync();
        await venues.FaultAsync("""[{"kind":"rate_limited","venue":"gate_spot","seconds":7},{"kind":"rate_limited","venue":"mexc_spot","seconds":3}]""");
        var now = venues.Host.Clock.GetUtcNow().ToUnixTimeSeconds();

        var (gate, body) = await CreateAsync(venues, Venue.GateSpot);
        var reopens = long.Parse(venues.LastHeaders!.GetValues("X-Gate-RateLimit-Reset-Timestamp").Single(), System.Globalization.CultureInfo.InvariantCulture);
        var (mexc, _) = await CreateAsync(venues, Venue.MexcSpot);

        Assert.Equal((429, "TOO_MANY_REQUESTS", 429), (gate, body.GetProperty("label").GetString(), mexc));
        Assert.InRange(reopens, now + 7, now + 9);
        Assert.Equal(TimeSpan.FromSeconds(3), venues.LastHeaders!.RetryAfter!.Delta);
        Assert.All([Venue.GateSpot, Venue.MexcSpot], v => Assert.Equal("refused:RateLimited", Assert.Single(venues.Model(v).Creates()).Outcome));
    }

    [Fact]
    public async Task Ban_refuses_every_call_of_mexc_until_it_is_lifted()
    {
        await using var venues = await TestVenues.StartAsync();
        await venues.FaultAsync("""{"kind":"banned","venue":"mexc_spot","seconds":100}""");

        var (status, _) = await venues.MexcAsync("GET", "/account");
        var create = await CreateAsync(venues, Venue.MexcSpot);
        var (gate, _) = await venues.GateAsync("GET", "/spot/accounts");
        await venues.ClearFaultsAsync();

        Assert.Equal((418, 418, 200), (status, create.Status, gate));
        Assert.Equal(200, (await venues.MexcAsync("GET", "/account")).Status);
    }

    [Theory]
    [InlineData("insufficient_funds", "BALANCE_NOT_ENOUGH", "INSUFFICIENT_AVAILABLE", 30004)]
    [InlineData("price_band", "PRICE_THRESHOLD_EXCEEDED", "PRICE_TOO_DEVIATED", 30087)]
    [InlineData("authentication", "READ_ONLY", "READ_ONLY", 700007)]
    [InlineData("rate_limited", "TOO_MANY_REQUESTS", "TOO_MANY_REQUESTS", 429)]
    [InlineData("not_tradable", "INVALID_CURRENCY_PAIR", "CONTRACT_NOT_FOUND", 10007)]
    public async Task Planned_refusal_has_the_venues_own_reason_once(string reason, string spot, string futures, int mexc)
    {
        await using var venues = await TestVenues.StartAsync();
        foreach (var venue in Domain.Markets.Venues.All)
            await venues.FaultAsync($$"""{"kind":"reject","venue":"{{venue.Key()}}","reason":"{{reason}}"}""");

        Assert.Equal(spot, (await CreateAsync(venues, Venue.GateSpot)).Body.GetProperty("label").GetString());
        Assert.Equal(futures, (await CreateAsync(venues, Venue.GateFutures)).Body.GetProperty("label").GetString());
        Assert.Equal(mexc, (await CreateAsync(venues, Venue.MexcSpot)).Body.GetProperty("code").GetInt32());
        foreach (var venue in Domain.Markets.Venues.All)
        {
            Assert.Empty(venues.Model(venue).Trades());
            Assert.True((await CreateAsync(venues, venue)).Status is 200 or 201);
            Assert.Single(venues.Model(venue).Trades());
        }
    }

    [Fact]
    public async Task Partial_fill_takes_the_share_and_the_rest_of_an_immediate_order_ends()
    {
        await using var venues = await TestVenues.StartAsync();
        await venues.FaultAsync("""{"kind":"partial_fill","venue":"gate_spot","share":0.5}""");

        var (_, order) = await venues.GateAsync("POST", "/spot/orders", "", GateSpotWireSpecs.Order("0.0004", "60000.1", "ioc", "t-half"));
        var (_, whole) = await venues.GateAsync("POST", "/spot/orders", "", GateSpotWireSpecs.Order("0.0002", "60000.1", "ioc", "t-whole"));

        Assert.Equal(("cancelled", "ioc", "0.0002"), (Text(order, "status"), Text(order, "finish_as"), Text(order, "filled_amount")));
        Assert.Equal(("closed", "0.0002"), (Text(whole, "status"), Text(whole, "filled_amount")));
    }

    [Theory]
    [InlineData("""{"kind":"nonsense"}""", "'kind' is 'nonsense'; use close_create, ")]
    [InlineData("""{"venue":"gate_spot"}""", "'kind' is missing")]
    [InlineData("""{"kind":"lose_reply"}""", "'venue' is missing")]
    [InlineData("""{"kind":"lose_reply","venue":"binance"}""", "'venue' is 'binance', which is not a venue; use gate_spot, gate_futures or mexc_spot")]
    [InlineData("""{"kind":"lose_reply","venue":"gate_spot","tiems":2}""", "'tiems' is not a key of lose_reply; it takes venue, count, calls")]
    [InlineData("""{"kind":"lose_reply","venue":"gate_spot","count":0}""", "'count' is missing or not a number from 1")]
    [InlineData("""{"kind":"lose_reply","venue":"gate_spot","count":1.5}""", "'count' is not a whole number")]
    [InlineData("""{"kind":"lose_reply","venue":"gate_spot","calls":"some"}""", "'calls' is 'some'; use create, all")]
    [InlineData("""{"kind":"close_create","venue":"gate_spot","stage":"later"}""", "'stage' is 'later'; use before_read, after_read")]
    [InlineData("""{"kind":"reject","venue":"gate_spot","reason":"mood"}""", "'reason' is 'mood'; use insufficient_funds, ")]
    [InlineData("""{"kind":"partial_fill","venue":"gate_spot","share":2}""", "'share' is missing or not a number from 0 to 1")]
    [InlineData("""{"kind":"server_error","venue":"gate_spot","effect":"yes"}""", "'effect' is neither true nor false")]
    [InlineData("""{"kind":"server_error","venue":"gate_spot","status":404}""", "'status' is missing or not a number from 500 to 504")]
    [InlineData("""{"kind":"banned","venue":"gate_spot"}""", "'venue' must be mexc_spot")]
    [InlineData("""{"kind":"adl","symbol":"XRP_USDT","contracts":1}""", "'symbol' is 'XRP_USDT', which gate_futures does not trade; use BTC_USDT")]
    [InlineData("""{"kind":"clock_skew","venue":"gate_spot","milliseconds":"fast"}""", "'milliseconds' is missing or not a number")]
    [InlineData("""{"kind":"maintenance","venue":"mexc_spot","seconds":1,"notice_milliseconds":5}""", "'notice_milliseconds' is not for mexc_spot")]
    [InlineData("""["x"]""", "A fault is a JSON object")]
    public async Task Bad_bodies_are_answered_with_the_key_the_remedy_and_an_example(string fault, string message)
    {
        await using var venues = await TestVenues.StartAsync();

        var (status, body) = await venues.FaultAsync(fault);

        Assert.Equal(400, status);
        Assert.Contains(message, body.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.True(body.TryGetProperty("example", out _));
        Assert.Equal(0, venues.Host.Faults.Pending);
    }

    [Fact]
    public async Task Every_kind_is_described_with_an_example_that_works()
    {
        await using var venues = await TestVenues.StartAsync();
        var described = (await venues.ControlAsync("/control/faults")).GetProperty("kinds").EnumerateArray().ToList();

        foreach (var kind in described)
        {
            var (status, body) = await venues.FaultAsync(kind.GetProperty("example").GetRawText());
            Assert.True(status == 200, $"{kind}: {body}");
        }

        Assert.Equal(25, described.Count);
    }

    internal static Task<(int Status, JsonElement Body)> CreateAsync(TestVenues venues, Venue venue) => venue switch
    {
        Venue.GateSpot => venues.GateAsync("POST", "/spot/orders", "", GateSpotWireSpecs.Order("0.0001", "60000.1", "ioc", "t-f")),
        Venue.GateFutures => venues.GateAsync("POST", "/futures/usdt/orders", "", GateFuturesWireSpecs.Order("1", "60000.1", "t-f")),
        _ => venues.MexcAsync(
            "POST", "/order", "symbol=BTCUSDT&side=BUY&type=IMMEDIATE_OR_CANCEL&quantity=0.0001&price=60000.1&newClientOrderId=f"),
    };

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
