using System.Text.Json;
using Arbitrage.Domain.Markets;

namespace Arbitrage.VenueServer.Tests;

/// <summary>Life of orders at Gate spot, over the wire.</summary>
public sealed class GateSpotWireSpecs
{
    [Fact]
    public async Task Part_filled_immediate_order_is_cancelled_with_its_fills_in_reply_query_trades_stream_and_log()
    {
        await using var venues = await TestVenues.StartAsync();
        await using var socket = await TestSocket.OpenAsync(new(venues.Host.GateUrl, "/ws/v4/"));
        foreach (var (channel, payload) in new[] { ("spot.orders", "[\"!all\"]"), ("spot.usertrades", "[\"BTC_USDT\"]"), ("spot.balances", "[]") })
            Assert.Equal("success", (await socket.SubscribeAsync(venues, channel, payload, true)).GetProperty("result").GetProperty("status").GetString());

        var (status, order) = await venues.GateAsync("POST", "/spot/orders", "", Order("0.001", "60000.1", "ioc", "t-a0-x-1-a"));

        Assert.Equal(201, status);
        Assert.Equal("cancelled", Text(order, "status"));
        Assert.Equal("ioc", Text(order, "finish_as"));
        Assert.Equal(("0.0004", "0.0006"), (Text(order, "filled_amount"), Text(order, "left")));
        Assert.Equal(("24.00004", "60000.1"), (Text(order, "filled_total"), Text(order, "avg_deal_price")));
        Assert.Equal(("0.0000008", "BTC"), (Text(order, "fee"), Text(order, "fee_currency")));

        var finish = await socket.ReadPushAsync("spot.orders", r => Text(r[0], "event") == "finish");
        Assert.Equal("t-a0-x-1-a", Text(finish.GetProperty("result")[0], "text"));
        Assert.False(finish.GetProperty("result")[0].TryGetProperty("status", out _));

        foreach (var id in new[] { Text(order, "id"), "t-a0-x-1-a" })
        {
            var (_, found) = await venues.GateAsync("GET", $"/spot/orders/{id}", "currency_pair=BTC_USDT");
            Assert.Equal("0.0004", Text(found, "filled_amount"));
        }

        var (_, trades) = await venues.GateAsync("GET", "/spot/my_trades", "currency_pair=BTC_USDT&limit=100&page=1");
        Assert.Equal(("0.0004", "taker"), (Text(trades[0], "amount"), Text(trades[0], "role")));
        Assert.Equal(0, (await venues.GateAsync("GET", "/spot/my_trades", "currency_pair=BTC_USDT&limit=100&page=2")).Body.GetArrayLength());

        var logged = (await venues.ControlAsync("/control/orders"))[0];
        Assert.Equal(("gate_spot", "a0-x-1-a", "part_filled"), (Text(logged, "venue"), Text(logged, "clientId"), Text(logged, "outcome")));
        Assert.Equal(("0.001", "60000.1", "0.0004"), (Text(logged, "size"), Text(logged, "price"), Text(logged, "filled")));
        Assert.Equal(Text(order, "id"), Text(logged, "venueId"));
    }

    [Fact]
    public async Task Streams_tell_the_trade_and_the_balances_of_a_fill()
    {
        await using var venues = await TestVenues.StartAsync();
        await using var socket = await TestSocket.OpenAsync(new(venues.Host.GateUrl, "/ws/v4/"));
        await socket.SubscribeAsync(venues, "spot.usertrades", "[\"!all\"]", authenticated: true);
        await venues.GateAsync("POST", "/spot/orders", "", Order("0.0001", "60000.1", "ioc", "t-one"));

        var trade = (await socket.ReadPushAsync("spot.usertrades")).GetProperty("result")[0];

        Assert.Equal(JsonValueKind.Number, trade.GetProperty("id").ValueKind);
        Assert.Equal(("0.0001", "t-one", "BTC"), (Text(trade, "amount"), Text(trade, "text"), Text(trade, "fee_currency")));
    }

    [Fact]
    public async Task Resting_order_locks_is_listed_and_can_be_cancelled_once()
    {
        await using var venues = await TestVenues.StartAsync();
        var (_, order) = await venues.GateAsync("POST", "/spot/orders", "", Order("0.01", "59000", "gtc", "t-rest"));
        Assert.Equal("open", Text(order, "status"));
        var (_, balances) = await venues.GateAsync("GET", "/spot/accounts", "currency=USDT");
        Assert.Equal(("9410", "590"), (Text(balances[0], "available"), Text(balances[0], "locked")));
        Assert.Equal(1, (await venues.GateAsync("GET", "/spot/open_orders")).Body[0].GetProperty("total").GetInt32());

        var (_, cancelled) = await venues.GateAsync("DELETE", $"/spot/orders/{Text(order, "id")}", "currency_pair=BTC_USDT");
        var (again, refusal) = await venues.GateAsync("DELETE", $"/spot/orders/{Text(order, "id")}", "currency_pair=BTC_USDT");

        Assert.Equal(("cancelled", "cancelled"), (Text(cancelled, "status"), Text(cancelled, "finish_as")));
        Assert.Equal((400, "ORDER_CLOSED"), (again, Text(refusal, "label")));
        Assert.Equal(0, (await venues.GateAsync("GET", "/spot/open_orders")).Body.GetArrayLength());
    }

    [Theory]
    [InlineData("1", "60000.1", "ioc", "t-x", "BALANCE_NOT_ENOUGH")]
    [InlineData("0.00015", "60000.1", "ioc", "t-x", "INVALID_PRECISION")]
    [InlineData("0.001", "100000", "ioc", "t-x", "PRICE_THRESHOLD_EXCEEDED")]
    [InlineData("0.0001", "60000.1", "poc", "t-x", "POC_FILL_IMMEDIATELY")]
    [InlineData("0.001", "60000.1", "fok", "t-x", "FOK_NOT_FILL")]
    [InlineData("0.001", "60000.1", "ioc", "no-prefix", "INVALID_PARAM_VALUE")]
    public async Task Refusals_carry_gates_labels(string amount, string price, string tif, string text, string label)
    {
        await using var venues = await TestVenues.StartAsync();

        var (status, body) = await venues.GateAsync("POST", "/spot/orders", "", Order(amount, price, tif, text));

        Assert.Equal((400, label), (status, Text(body, "label")));
        Assert.Empty(venues.Model(Venue.GateSpot).Trades());
    }

    [Fact]
    public async Task Order_past_its_exptime_is_refused_and_logged()
    {
        await using var venues = await TestVenues.StartAsync();

        var (status, _) = await venues.GateAsync(
            "POST", "/spot/orders", "", Order("0.0001", "60000.1", "ioc", "t-late"), ("x-gate-exptime", "1600000000000"));

        Assert.Equal(400, status);
        Assert.Equal("refused:Expired", Text((await venues.ControlAsync("/control/orders"))[0], "outcome"));
        Assert.Empty(venues.Model(Venue.GateSpot).Trades());
    }

    internal static string Order(string amount, string price, string tif, string text) =>
        $$"""{"text":"{{text}}","currency_pair":"BTC_USDT","type":"limit","account":"spot","side":"buy","amount":"{{amount}}","price":"{{price}}","time_in_force":"{{tif}}"}""";

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
