using System.Text.Json;
using Arbitrage.Domain.Markets;

namespace Arbitrage.VenueServer.Tests;

/// <summary>What venues do to symbols, positions and clocks, asked for over the control API and seen on the wire.</summary>
public sealed class MarketFaultSpecs
{
    [Fact]
    public async Task Suspended_symbol_says_so_in_its_rules_refuses_orders_and_opens_again()
    {
        await using var venues = await TestVenues.StartAsync();
        foreach (var venue in Domain.Markets.Venues.All)
            await venues.FaultAsync($$"""{"kind":"symbol_suspended","venue":"{{venue.Key()}}","symbol":"BTC_USDT"}""");

        Assert.Equal("untradable", (await venues.PublicAsync("/spot/currency_pairs/BTC_USDT")).Body.GetProperty("trade_status").GetString());
        Assert.Equal("circuit_breaker", (await venues.PublicAsync("/futures/usdt/contracts/BTC_USDT")).Body.GetProperty("status").GetString());
        var rules = (await venues.GetAsync(new(venues.Host.MexcUrl, "/api/v3/exchangeInfo"))).GetProperty("symbols")[0];
        Assert.False(rules.GetProperty("isSpotTradingAllowed").GetBoolean());
        Assert.Equal(10007, (await RequestFaultSpecs.CreateAsync(venues, Venue.MexcSpot)).Body.GetProperty("code").GetInt32());
        Assert.Equal("INVALID_CURRENCY_PAIR", (await RequestFaultSpecs.CreateAsync(venues, Venue.GateSpot)).Body.GetProperty("label").GetString());

        await venues.FaultAsync("""{"kind":"symbol_suspended","venue":"gate_spot","symbol":"BTC_USDT","suspended":false}""");
        Assert.Equal(201, (await RequestFaultSpecs.CreateAsync(venues, Venue.GateSpot)).Status);
    }

    [Fact]
    public async Task Liquidation_takes_the_position_and_is_told_by_stream_history_and_order()
    {
        await using var venues = await TestVenues.StartAsync();
        await using var socket = await FuturesAsync(venues, "futures.liquidates");
        await venues.GateAsync("POST", "/futures/usdt/orders", "", GateFuturesWireSpecs.Order("3", "60000.1", "t-long"));

        var (_, reply) = await venues.FaultAsync("""{"kind":"liquidation","symbol":"BTC_USDT"}""");
        var push = (await socket.ReadPushAsync("futures.liquidates")).GetProperty("result")[0];
        var (_, history) = await venues.GateAsync("GET", "/futures/usdt/liquidates", "contract=BTC_USDT");
        var (_, order) = await venues.GateAsync("GET", $"/futures/usdt/orders/{push.GetProperty("order_id").GetInt64()}");
        var (_, everybody) = await venues.PublicAsync("/futures/usdt/liq_orders?contract=BTC_USDT");

        Assert.Equal("0.0003", reply[0].GetProperty("size").GetString());
        Assert.Equal(3, push.GetProperty("size").GetInt32());
        Assert.Equal(push.GetProperty("order_id").GetInt64(), Assert.Single(history.EnumerateArray().ToList()).GetProperty("order_id").GetInt64());
        Assert.Equal(("liquidation", "liquidated"), (Text(order, "text"), Text(order, "finish_as")));
        Assert.Equal(-3, everybody[0].GetProperty("size").GetInt32());
        Assert.Equal(0, (await venues.GateAsync("GET", "/futures/usdt/positions", "holding=true")).Body.GetArrayLength());
    }

    [Fact]
    public async Task Deleveraging_takes_a_part_and_is_told_by_stream_and_history()
    {
        await using var venues = await TestVenues.StartAsync();
        await using var socket = await FuturesAsync(venues, "futures.auto_deleverages");
        await venues.GateAsync("POST", "/futures/usdt/orders", "", GateFuturesWireSpecs.Order("3", "60000.1", "t-long"));

        await venues.FaultAsync("""{"kind":"adl","symbol":"BTC_USDT","contracts":2}""");
        var push = (await socket.ReadPushAsync("futures.auto_deleverages")).GetProperty("result")[0];
        var (_, history) = await venues.GateAsync("GET", "/futures/usdt/auto_deleverages");

        Assert.Equal((-2, 1), (push.GetProperty("trade_size").GetInt32(), push.GetProperty("position_size").GetInt32()));
        Assert.Single(history.EnumerateArray().ToList());
    }

    [Fact]
    public async Task Funding_changes_the_balance_and_is_told_by_the_stream()
    {
        await using var venues = await TestVenues.StartAsync();
        await using var socket = await FuturesAsync(venues, "futures.balances");
        await venues.GateAsync("POST", "/futures/usdt/orders", "", GateFuturesWireSpecs.Order("3", "60000.1", "t-long"));

        await venues.FaultAsync("""{"kind":"funding","symbol":"BTC_USDT","rate":"-0.001"}""");
        var push = (await socket.ReadPushAsync("futures.balances", r => r[0].GetProperty("type").GetString() == "fund")).GetProperty("result")[0];

        // Longs receive a negative rate: 0.0003 x 60000.05 x 0.001.
        Assert.Equal(0.018000015m, push.GetProperty("change").GetDecimal());
    }

    [Fact]
    public async Task Skewed_clock_moves_server_time_and_what_the_venue_accepts()
    {
        await using var venues = await TestVenues.StartAsync();
        await venues.FaultAsync("""[{"kind":"clock_skew","venue":"gate_futures","milliseconds":70000},{"kind":"clock_skew","venue":"mexc_spot","milliseconds":-3000}]""");
        var now = venues.Host.Clock.GetUtcNow().ToUnixTimeMilliseconds();

        var gate = (await venues.PublicAsync("/spot/time")).Body.GetProperty("server_time").GetInt64();
        var mexc = (await venues.GetAsync(new(venues.Host.MexcUrl, "/api/v3/time"))).GetProperty("serverTime").GetInt64();

        Assert.InRange(gate - now, 69_900, 75_000);
        Assert.InRange(mexc - now, -3_100, 2_000);
        Assert.Equal("REQUEST_EXPIRED", (await venues.GateAsync("GET", "/spot/accounts")).Body.GetProperty("label").GetString());
        Assert.Equal(700003, (await venues.MexcAsync("GET", "/account")).Body.GetProperty("code").GetInt32());
        await venues.ClearFaultsAsync();
        Assert.Equal(200, (await venues.GateAsync("GET", "/spot/accounts")).Status);
    }

    private static async Task<TestSocket> FuturesAsync(TestVenues venues, string channel)
    {
        var socket = await TestSocket.OpenAsync(new(venues.Host.GateUrl, "/v4/ws/usdt"));
        await socket.SubscribeAsync(venues, channel, """["10000001","!all"]""", authenticated: true);
        return socket;
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
