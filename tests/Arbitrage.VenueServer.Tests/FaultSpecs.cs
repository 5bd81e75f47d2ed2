using System.Net.WebSockets;
using System.Text.Json;
using Arbitrage.Domain.Markets;

namespace Arbitrage.VenueServer.Tests;

/// <summary>Planned faults happen where they were planned, and the order log tells the truth about them.</summary>
public sealed class FaultSpecs
{
    [Theory]
    [InlineData("before_read", new string[0], 0)]
    [InlineData("after_read", new[] { "dropped:closed_after_read" }, 0)]
    [InlineData("after_execution", new[] { "filled" }, 1)]
    [InlineData("mid_reply", new[] { "filled" }, 1)]
    public async Task Connection_of_a_create_breaks_at_the_stage(string stage, string[] outcomes, int trades)
    {
        await using var venues = await TestVenues.StartAsync();
        foreach (var venue in Domain.Markets.Venues.All)
        {
            var (status, _) = await venues.FaultAsync($$"""{"kind":"close_create","venue":"{{venue.Key()}}","stage":"{{stage}}"}""");
            Assert.Equal(200, status);

            var broken = await Record.ExceptionAsync(() => CreateAsync(venues, venue));

            Assert.True(broken is HttpRequestException or HttpIOException, $"{venue}: {broken}");
            Assert.Equal(outcomes, venues.Model(venue).Creates().Select(c => c.Outcome));
            Assert.Equal(trades, venues.Model(venue).Trades().Count);
        }

        Assert.Equal(0, venues.Host.Faults.Pending);
    }

    [Fact]
    public async Task Server_error_hides_an_order_that_took_effect()
    {
        await using var venues = await TestVenues.StartAsync();
        await venues.FaultAsync("""{"kind":"server_error","venue":"mexc_spot"}""");

        Assert.Equal(502, (await CreateAsync(venues, Venue.MexcSpot)).Status);

        Assert.Single(venues.Model(Venue.MexcSpot).Trades());
        Assert.Equal(200, (await CreateAsync(venues, Venue.MexcSpot)).Status);
    }

    [Fact]
    public async Task Dropped_sockets_are_gone_and_can_be_opened_again()
    {
        await using var venues = await TestVenues.StartAsync();
        await using var socket = await TestSocket.OpenAsync(new(venues.Host.GateUrl, "/ws/v4/"));
        await socket.SubscribeAsync(venues, "spot.book_ticker", """["BTC_USDT"]""");

        var (_, reply) = await venues.FaultAsync("""{"kind":"drop_sockets","venue":"gate_spot"}""");

        Assert.Equal(1, reply[0].GetProperty("dropped").GetInt32());
        await Assert.ThrowsAnyAsync<WebSocketException>(socket.ReadAsync);
        await using var again = await TestSocket.OpenAsync(new(venues.Host.GateUrl, "/ws/v4/"));
        Assert.Equal("success", (await again.SubscribeAsync(venues, "spot.book_ticker", """["BTC_USDT"]"""))
            .GetProperty("result").GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("""{"kind":"nonsense"}""")]
    [InlineData("""{"kind":"close_create","venue":"binance","stage":"mid_reply"}""")]
    [InlineData("""{"kind":"adl","symbol":"BTC_USDT"}""")]
    [InlineData("not json")]
    public async Task Faults_that_make_no_sense_are_answered_with_an_example(string fault)
    {
        await using var venues = await TestVenues.StartAsync();

        var (status, body) = await venues.FaultAsync(fault);

        Assert.Equal(400, status);
        Assert.True(body.TryGetProperty("example", out _));
    }

    [Fact]
    public async Task Accounts_are_told_exactly()
    {
        await using var venues = await TestVenues.StartAsync();
        await CreateAsync(venues, Venue.GateSpot);

        var spot = (await venues.ControlAsync("/control/accounts")).EnumerateArray()
            .Single(a => a.GetProperty("venue").GetString() == "gate_spot").GetProperty("balances").EnumerateArray();

        Assert.Equal("1.0000998", Of(spot, "BTC"));
        Assert.Equal("9993.99999", Of(spot, "USDT"));

        static string? Of(JsonElement.ArrayEnumerator balances, string asset) =>
            balances.Single(b => b.GetProperty("asset").GetString() == asset).GetProperty("total").GetString();
    }

    private static Task<(int Status, JsonElement Body)> CreateAsync(TestVenues venues, Venue venue) => venue switch
    {
        Venue.GateSpot => venues.GateAsync("POST", "/spot/orders", "", GateSpotWireSpecs.Order("0.0001", "60000.1", "ioc", "t-f")),
        Venue.GateFutures => venues.GateAsync("POST", "/futures/usdt/orders", "", GateFuturesWireSpecs.Order("1", "60000.1", "t-f")),
        _ => venues.MexcAsync(
            "POST", "/order", "symbol=BTCUSDT&side=BUY&type=IMMEDIATE_OR_CANCEL&quantity=0.0001&price=60000.1&newClientOrderId=f"),
    };
}
