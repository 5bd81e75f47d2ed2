using System.Globalization;
using System.Text.Json;
using Arbitrage.Domain.Markets;

namespace Arbitrage.VenueServer.Tests;

/// <summary>Orders, trades and account rows of the past, page by page within the documented bounds; status of coins.</summary>
public sealed class HistoryWireSpecs
{
    [Theory]
    [InlineData("/spot/my_trades", "currency_pair=BTC_USDT&limit=1001")]
    [InlineData("/spot/my_trades", "currency_pair=BTC_USDT&limit=0")]
    [InlineData("/spot/my_trades", "from=1600000000&to=1700000000")]
    [InlineData("/spot/orders", "currency_pair=BTC_USDT&status=open&limit=101")]
    [InlineData("/spot/orders", "currency_pair=BTC_USDT&status=some")]
    [InlineData("/spot/account_book", "limit=1000&page=102")]
    [InlineData("/spot/account_book", "from=2&to=1")]
    [InlineData("/futures/usdt/my_trades", "limit=1001")]
    public async Task Gate_refuses_pages_beyond_what_it_documents(string path, string query)
    {
        await using var venues = await TestVenues.StartAsync();

        var (status, body) = await venues.GateAsync("GET", path, query);

        Assert.Equal((400, "INVALID_PARAM_VALUE"), (status, body.GetProperty("label").GetString()));
    }

    [Fact]
    public async Task Gate_pages_are_disjoint_newest_first_and_counted_in_headers()
    {
        await using var venues = await TestVenues.StartAsync();
        for (var i = 1; i <= 5; i++)
            await venues.GateAsync("POST", "/futures/usdt/orders", "", GateOrderEntryWireSpecs.Future("1", "59000", "gtc", $"t-{i}"));

        var (_, first) = await venues.GateAsync("GET", "/futures/usdt/orders", "contract=BTC_USDT&status=open&limit=2");
        var total = venues.LastHeaders!.GetValues("X-Pagination-Total").Single();
        var (_, second) = await venues.GateAsync("GET", "/futures/usdt/orders", "contract=BTC_USDT&status=open&limit=2&offset=2");
        var last = first[1].GetProperty("id").GetInt64().ToString(CultureInfo.InvariantCulture);
        var (_, older) = await venues.GateAsync("GET", "/futures/usdt/orders", $"contract=BTC_USDT&status=open&limit=2&last_id={last}");

        Assert.Equal("5", total);
        Assert.Equal(["t-5", "t-4"], Texts(first));
        Assert.Equal(["t-3", "t-2"], Texts(second));
        Assert.Equal(Texts(second), Texts(older));
    }

    [Fact]
    public async Task Account_book_tells_every_change_and_ends_at_the_balance()
    {
        await using var venues = await TestVenues.StartAsync();
        await venues.GateAsync("POST", "/spot/orders", "", GateSpotWireSpecs.Order("0.0001", "60000.1", "ioc", "t-1"));
        await venues.FaultAsync("""{"kind":"transfer","venue":"gate_spot","asset":"BTC","amount":"-0.5"}""");

        var (_, rows) = await venues.GateAsync("GET", "/spot/account_book", "currency=BTC");
        var (_, fees) = await venues.GateAsync("GET", "/spot/account_book", "currency=BTC&type=order_fee");
        var (_, byCode) = await venues.GateAsync("GET", "/spot/account_book", "currency=BTC&code=102&type=order_fee");

        Assert.Equal(["-0.5", "-0.0000002", "0.0001", "1"], rows.EnumerateArray().Select(r => r.GetProperty("change").GetString()!));
        Assert.Equal("0.5000998", rows[0].GetProperty("balance").GetString());
        Assert.Equal(JsonValueKind.Number, rows[0].GetProperty("time").ValueKind);
        Assert.Equal("-0.0000002", Assert.Single(fees.EnumerateArray().ToList()).GetProperty("change").GetString());
        Assert.Equal("order_fill", Assert.Single(byCode.EnumerateArray().ToList()).GetProperty("type").GetString());
    }

    [Fact]
    public async Task Futures_rows_tell_pnl_fee_and_funding()
    {
        await using var venues = await TestVenues.StartAsync();
        await venues.GateAsync("POST", "/futures/usdt/orders", "", GateFuturesWireSpecs.Order("3", "60000.1", "t-1"));
        await venues.FaultAsync("""{"kind":"funding","symbol":"BTC_USDT","rate":"0.001"}""");

        var (_, funding) = await venues.GateAsync("GET", "/futures/usdt/account_book", "type=fund&contract=BTC_USDT");
        var (_, fees) = await venues.GateAsync("GET", "/futures/usdt/account_book", "type=fee");

        // 3 contracts of 0.0001 at the mark of 60000.05.
        Assert.Equal("-0.018000015", Assert.Single(funding.EnumerateArray().ToList()).GetProperty("change").GetString());
        Assert.Equal("-0.03600006", Assert.Single(fees.EnumerateArray().ToList()).GetProperty("change").GetString());
    }

    [Fact]
    public async Task Coins_can_be_closed_at_either_venue()
    {
        await using var venues = await TestVenues.StartAsync();
        await venues.FaultAsync("""{"kind":"coin_status","venue":"gate_spot","asset":"BTC","withdrawals":false}""");
        await venues.FaultAsync("""{"kind":"coin_status","venue":"mexc_spot","asset":"BTC","deposits":false}""");

        var (_, gate) = await venues.PublicAsync("/spot/currencies/BTC");
        var (_, mexc) = await venues.MexcAsync("GET", "/capital/config/getall");
        var network = mexc.EnumerateArray().Single(c => c.GetProperty("coin").GetString() == "BTC").GetProperty("networkList")[0];

        Assert.Equal((true, false), (
            gate.GetProperty("chains")[0].GetProperty("withdraw_disabled").GetBoolean(),
            gate.GetProperty("chains")[0].GetProperty("deposit_disabled").GetBoolean()));
        Assert.Equal((false, true), (network.GetProperty("depositEnable").GetBoolean(), network.GetProperty("withdrawEnable").GetBoolean()));
        Assert.Equal("INVALID_CURRENCY", (await venues.PublicAsync("/spot/currencies/NOPE")).Body.GetProperty("label").GetString());
    }

    [Fact]
    public async Task Mexc_orders_and_trades_of_the_past_stay_within_their_bounds()
    {
        await using var venues = await TestVenues.StartAsync();
        for (var i = 0; i < 3; i++)
            await venues.MexcAsync("POST", "/order", $"symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=0.0001&price=59000&newClientOrderId=c{i}");
        var eightDaysAgo = venues.Host.Clock.GetUtcNow().AddDays(-8).ToUnixTimeMilliseconds();

        var (_, orders) = await venues.MexcAsync("GET", "/allOrders", "symbol=BTCUSDT&limit=2");
        var (tooOld, _) = await venues.MexcAsync("GET", "/allOrders", $"symbol=BTCUSDT&startTime={eightDaysAgo}");

        Assert.Equal(["c2", "c1"], orders.EnumerateArray().Select(o => o.GetProperty("clientOrderId").GetString()!));
        Assert.Equal(400, tooOld);
    }

    [Fact]
    public async Task Mexc_batches_are_answered_one_by_one()
    {
        await using var venues = await TestVenues.StartAsync();
        var list = Uri.EscapeDataString(
            """[{"symbol":"BTCUSDT","side":"BUY","type":"LIMIT","quantity":"0.001","price":"59000","newClientOrderId":"a"},{"symbol":"BTCUSDT","side":"BUY","type":"LIMIT","quantity":"0.00015","price":"59000","newClientOrderId":"b"}]""");

        var (status, body) = await venues.MexcAsync("POST", "/batchOrders", $"batchOrders={list}");

        Assert.Equal(200, status);
        Assert.Equal("59000", body[0].GetProperty("price").GetString());
        Assert.Equal(("b", 10096), (body[1].GetProperty("newClientOrderId").GetString(), body[1].GetProperty("code").GetInt32()));
        Assert.Equal("a", Assert.Single(venues.Model(Venue.MexcSpot).OpenOrders()).ClientId);
    }

    private static List<string> Texts(JsonElement orders) => [.. orders.EnumerateArray().Select(o => o.GetProperty("text").GetString()!)];
}
