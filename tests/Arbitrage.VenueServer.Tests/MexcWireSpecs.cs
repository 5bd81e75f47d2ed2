using System.Text.Json;
using Arbitrage.Domain.Markets;

namespace Arbitrage.VenueServer.Tests;

/// <summary>Life of orders at MEXC spot, over the wire.</summary>
public sealed class MexcWireSpecs
{
    private const string Orders = "spot@private.orders.v3.api.pb";
    private const string Deals = "spot@private.deals.v3.api.pb";
    private const string Account = "spot@private.account.v3.api.pb";

    [Fact]
    public async Task Place_reply_tells_nothing_of_the_outcome_but_stream_query_and_trades_do()
    {
        await using var venues = await TestVenues.StartAsync();
        await using var socket = await PrivateSocketAsync(venues);

        var (status, placed) = await venues.MexcAsync("POST", "/order", Order("IMMEDIATE_OR_CANCEL", "0.001", "60000.1", "arb-1"));

        Assert.Equal(200, status);
        Assert.False(placed.TryGetProperty("status", out _) || placed.TryGetProperty("executedQty", out _));
        var id = placed.GetProperty("orderId").GetString();

        var ended = (await socket.ReadProtobufAsync(p => p.PrivateOrders is { Status: >= 4 })).PrivateOrders;
        Assert.Equal((id, "arb-1", 5, "0.0004"), (ended.Id, ended.ClientId, ended.Status, ended.CumulativeQuantity));

        var (_, found) = await venues.MexcAsync("GET", "/order", "symbol=BTCUSDT&origClientOrderId=arb-1");
        Assert.Equal(("PARTIALLY_CANCELED", "0.0004"), (Text(found, "status"), Text(found, "executedQty")));
        var (_, trades) = await venues.MexcAsync("GET", "/myTrades", $"symbol=BTCUSDT&orderId={id}");
        Assert.Equal(("0.0000008", "BTC", "arb-1"), (Text(trades[0], "commission"), Text(trades[0], "commissionAsset"), Text(trades[0], "clientOrderId")));
        Assert.Equal("arb-1", Text((await venues.ControlAsync("/control/orders"))[0], "clientId"));
    }

    [Fact]
    public async Task Private_stream_tells_deals_and_balances()
    {
        await using var venues = await TestVenues.StartAsync();
        await using var socket = await PrivateSocketAsync(venues);
        await venues.MexcAsync("POST", "/order", Order("IMMEDIATE_OR_CANCEL", "0.0001", "60000.1", "arb-2"));

        var balance = (await socket.ReadProtobufAsync(p => p.PrivateAccount is not null)).PrivateAccount;
        var deal = (await socket.ReadProtobufAsync(p => p.PrivateDeals is not null)).PrivateDeals;

        Assert.Equal(("USDT", "ENTRUST_PLACE", "-6.00001"), (balance.VcoinName, balance.Type, balance.BalanceAmountChange));
        Assert.Equal(("0.0001", "6.00001", "arb-2", 1), (deal.Quantity, deal.Amount, deal.ClientOrderId, deal.TradeType));
    }

    [Fact]
    public async Task Subscription_that_is_not_allowed_is_answered_with_code_0_and_another_text()
    {
        await using var venues = await TestVenues.StartAsync();
        await using var socket = await TestSocket.OpenAsync(new(venues.Host.MexcUrl, "/ws"));

        await socket.SendAsync($$"""{"method":"SUBSCRIPTION","params":["{{Orders}}"],"id":3}""");
        var answer = await socket.ReadJsonAsync(_ => true);
        await socket.SendAsync("""{"method":"PING"}""");
        var pong = await socket.ReadJsonAsync(_ => true);

        Assert.Equal((3, 0), (answer.GetProperty("id").GetInt32(), answer.GetProperty("code").GetInt32()));
        Assert.StartsWith("Not Subscribed successfully!", Text(answer, "msg"), StringComparison.Ordinal);
        Assert.Equal("PONG", Text(pong, "msg"));
    }

    [Fact]
    public async Task Post_only_that_would_take_is_accepted_and_cancelled()
    {
        await using var venues = await TestVenues.StartAsync();

        var (status, _) = await venues.MexcAsync("POST", "/order", Order("LIMIT_MAKER", "0.0001", "60000.1", "maker"));

        Assert.Equal(200, status);
        Assert.Equal("CANCELED", Text((await venues.MexcAsync("GET", "/order", "symbol=BTCUSDT&origClientOrderId=maker")).Body, "status"));
    }

    [Fact]
    public async Task Resting_order_is_listed_and_cancelled_and_unknown_ones_have_their_codes()
    {
        await using var venues = await TestVenues.StartAsync();
        await venues.MexcAsync("POST", "/order", Order("LIMIT", "0.01", "59000", "rest"));
        Assert.Equal("NEW", Text((await venues.MexcAsync("GET", "/openOrders", "symbol=BTCUSDT")).Body[0], "status"));

        var (_, cancelled) = await venues.MexcAsync("DELETE", "/order", "symbol=BTCUSDT&origClientOrderId=rest");
        var (_, again) = await venues.MexcAsync("DELETE", "/order", "symbol=BTCUSDT&origClientOrderId=rest");
        var (_, unknown) = await venues.MexcAsync("GET", "/order", "symbol=BTCUSDT&origClientOrderId=nobody");

        Assert.Equal(("CANCELED", "rest"), (Text(cancelled, "status"), Text(cancelled, "origClientOrderId")));
        Assert.Equal((-2011, -2013), (again.GetProperty("code").GetInt32(), unknown.GetProperty("code").GetInt32()));
        Assert.Equal(1, (await venues.MexcAsync("GET", "/allOrders", "symbol=BTCUSDT")).Body.GetArrayLength());
    }

    [Theory]
    [InlineData("IMMEDIATE_OR_CANCEL", "1", "60000.1", "x", 30004)]
    [InlineData("IMMEDIATE_OR_CANCEL", "0.00015", "60000.1", "x", 10096)]
    [InlineData("IMMEDIATE_OR_CANCEL", "0.001", "100000", "x", 30087)]
    [InlineData("IMMEDIATE_OR_CANCEL", "0.001", "60000.1", "a.b", 700008)]
    public async Task Refusals_carry_mexcs_codes(string type, string quantity, string price, string id, int code)
    {
        await using var venues = await TestVenues.StartAsync();

        var (status, body) = await venues.MexcAsync("POST", "/order", Order(type, quantity, price, id));

        Assert.Equal((400, code), (status, body.GetProperty("code").GetInt32()));
        Assert.Empty(venues.Model(Venue.MexcSpot).Trades());
    }

    private static async Task<TestSocket> PrivateSocketAsync(TestVenues venues)
    {
        var (_, key) = await venues.MexcAsync("POST", "/userDataStream");
        var socket = await TestSocket.OpenAsync(new(venues.Host.MexcUrl, $"/ws?listenKey={Text(key, "listenKey")}"));
        await socket.SendAsync($$"""{"method":"SUBSCRIPTION","params":["{{Orders}}","{{Deals}}","{{Account}}"],"id":1}""");
        Assert.Equal($"{Orders},{Deals},{Account}", Text(await socket.ReadJsonAsync(_ => true), "msg"));
        return socket;
    }

    private static string Order(string type, string quantity, string price, string id) =>
        $"symbol=BTCUSDT&side=BUY&type={type}&quantity={quantity}&price={price}&newClientOrderId={id}";

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
