using System.Text.Json;
using Arbitrage.Domain.Markets;

namespace Arbitrage.VenueServer.Tests;

/// <summary>Position, wallet and the venue's own hand at Gate futures, over the wire.</summary>
public sealed class GateFuturesWireSpecs
{
    private const string Root = "/futures/usdt";
    private static readonly (string, string) Decimals = ("X-Gate-Size-Decimal", "1");

    [Fact]
    public async Task Short_is_opened_and_closed_with_rows_that_sum_up_to_the_wallet()
    {
        await using var venues = await TestVenues.StartAsync();
        var (_, set) = await venues.GateAsync("POST", Root + "/positions/BTC_USDT/leverage", "leverage=5");
        Assert.Equal(("5", "isolated", "single"), (Text(set, "leverage"), Text(set, "pos_margin_mode"), Text(set, "mode")));

        var (status, opened) = await venues.GateAsync("POST", Root + "/orders", "", Order("\"-10\"", "60000", "t-s1"), Decimals);
        Assert.Equal((201, "finished", "filled"), (status, Text(opened, "status"), Text(opened, "finish_as")));
        Assert.Equal(("-10", "0", "60000"), (Text(opened, "size"), Text(opened, "left"), Text(opened, "fill_price")));
        Assert.True(opened.GetProperty("id").GetInt64() > 1L << 53);
        var (_, position) = await venues.GateAsync("GET", Root + "/positions/BTC_USDT", "", "", Decimals);
        Assert.Equal(("-10", "60000", "12"), (Text(position, "size"), Text(position, "entry_price"), Text(position, "margin")));

        await venues.GateAsync("POST", Root + "/orders", "", Order("\"10\"", "60001", "t-s2", reduceOnly: true), Decimals);

        var (_, book) = await venues.GateAsync("GET", Root + "/account_book", "limit=1000");
        var (_, account) = await venues.GateAsync("GET", Root + "/accounts");
        var changes = book.EnumerateArray().Sum(r => decimal.Parse(Text(r, "change")!));
        Assert.Equal(decimal.Parse(Text(account, "total")!), changes);
        Assert.Equal(["fee", "pnl", "fee", "pnl", "fee", "dnw"], book.EnumerateArray().Select(r => Text(r, "type")));
        var (_, trades) = await venues.GateAsync("GET", Root + "/my_trades", "contract=BTC_USDT", "", Decimals);
        Assert.Equal("t-s2", Text(trades[0], "text"));
        Assert.Equal(0, (await venues.GateAsync("GET", Root + "/positions", "holding=true")).Body.GetArrayLength());
    }

    [Fact]
    public async Task Sizes_are_integers_without_the_decimal_header()
    {
        await using var venues = await TestVenues.StartAsync();

        var (_, order) = await venues.GateAsync("POST", Root + "/orders", "", Order("-10", "60000", "t-int"));
        var (_, contract) = await venues.GateAsync("GET", Root + "/contracts/BTC_USDT", "", "", Decimals);

        Assert.Equal(-10, order.GetProperty("size").GetInt64());
        Assert.Equal(JsonValueKind.String, contract.GetProperty("order_size_min").ValueKind);
    }

    [Fact]
    public async Task Reduce_only_without_a_position_is_refused()
    {
        await using var venues = await TestVenues.StartAsync();

        var (status, body) = await venues.GateAsync("POST", Root + "/orders", "", Order("-10", "60000", "t-r", reduceOnly: true));

        Assert.Equal((400, "INCREASE_POSITION"), (status, Text(body, "label")));
    }

    [Fact]
    public async Task Deleveraging_and_funding_reach_streams_and_rows_as_foreign_facts()
    {
        await using var venues = await TestVenues.StartAsync();
        await venues.GateAsync("POST", Root + "/orders", "", Order("-10", "60000", "t-s"));
        await using var socket = await TestSocket.OpenAsync(new(venues.Host.GateUrl, "/v4/ws/usdt"), Decimals);
        await socket.SubscribeAsync(venues, "futures.usertrades", """["10000001","!all"]""", authenticated: true);
        await socket.SubscribeAsync(venues, "futures.auto_deleverages", """["10000001","!all"]""", authenticated: true);
        await socket.SubscribeAsync(venues, "futures.positions", """["10000001","BTC_USDT"]""", authenticated: true);

        await venues.FaultAsync("""[{"kind":"adl","symbol":"BTC_USDT","contracts":4},{"kind":"funding","symbol":"BTC_USDT","rate":"0.0001"}]""");

        var position = (await socket.ReadPushAsync("futures.positions")).GetProperty("result")[0];
        var trade = (await socket.ReadPushAsync("futures.usertrades")).GetProperty("result")[0];
        var taken = (await socket.ReadPushAsync("futures.auto_deleverages")).GetProperty("result")[0];
        Assert.Equal("-6", Text(position, "size"));
        Assert.Equal(("4", "auto_deleveraging"), (Text(trade, "size"), Text(trade, "text")));
        Assert.Equal(("4", "-6"), (Text(taken, "trade_size"), Text(taken, "position_size")));
        var (_, funded) = await venues.GateAsync("GET", Root + "/account_book", "type=fund");
        Assert.Equal("0.003600003", Text(funded[0], "change"));
    }

    [Fact]
    public async Task Fees_and_user_id_can_be_read()
    {
        await using var venues = await TestVenues.StartAsync();

        Assert.Equal("0.002", Text((await venues.GateAsync("GET", Root + "/fee", "contract=BTC_USDT")).Body.GetProperty("BTC_USDT"), "taker_fee"));
        Assert.Equal("0.001", Text((await venues.GateAsync("GET", "/wallet/fee", "currency_pair=BTC_USDT")).Body, "maker_fee"));
        Assert.Equal(10000001, (await venues.GateAsync("GET", "/account/detail")).Body.GetProperty("user_id").GetInt64());
    }

    internal static string Order(string size, string price, string text, bool reduceOnly = false, string tif = "ioc") =>
        $$"""{"contract":"BTC_USDT","size":{{size}},"price":"{{price}}","tif":"{{tif}}","text":"{{text}}","reduce_only":{{(reduceOnly ? "true" : "false")}}}""";

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
