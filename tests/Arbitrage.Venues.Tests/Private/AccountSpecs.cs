using System.Collections.Immutable;
using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using Arbitrage.Tests.Shared;
using Arbitrage.Venues.Gate;
using Arbitrage.Venues.Ports;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Arbitrage.Venues.Tests.Private;

/// <summary>Account calls beside trading, on samples of the exchange sheets.</summary>
public class AccountSpecs
{
    private const string GateCoin =
        """{"currency":"XYZ","name":"Xyz Coin","delisted":false,"withdraw_disabled":false,"withdraw_delayed":false,"deposit_disabled":false,"trade_disabled":false,"chain":"ETH","chains":[{"name":"ETH","addr":"0x00000000000000000000000000000000000000aa","withdraw_disabled":true,"withdraw_delayed":false,"deposit_disabled":false}]}""";

    private const string MexcCoins =
        """[{"coin":"ABC","Name":"ABC","networkList":[]},{"coin":"XYZ","Name":"XYZ","networkList":[{"coin":"XYZ","depositDesc":null,"depositEnable":true,"minConfirm":12,"Name":"XYZ-ERC20","network":"ERC20","withdrawEnable":false,"withdrawFee":"0.5","withdrawIntegerMultiple":null,"withdrawMax":"10000","withdrawMin":"1","sameAddress":false,"contract":"0x00000000000000000000000000000000000000aa","withdrawTips":null,"depositTips":null,"netWork":"ETH"}]}]""";

    private static readonly Asset Xyz = new("XYZ");

    [Fact]
    public async Task A_gate_coin_is_movable_by_its_chains_and_not_by_the_deprecated_flags()
    {
        await using var server = RawVenue.Answering(_ => (200, GateCoin));
        using var account = Account(Venue.GateSpot, server.Url);

        var coin = Assert.Single(await account.ReadCoinsAsync([Xyz], CancellationToken.None).AcceptedAsync());

        Assert.Equal("/api/v4/spot/currencies/XYZ", Assert.Single(server.Requests).Path);
        Assert.Equal((Xyz, true, true, false), (coin.Asset, coin.Tradable!.Value, coin.CanDeposit, coin.CanWithdraw));
        Assert.Equal(
            new CoinNetwork("ETH", "0x00000000000000000000000000000000000000aa", CanDeposit: true, CanWithdraw: false, null, null),
            Assert.Single(coin.Networks));
    }

    [Theory]
    [InlineData("""{"currency":"xyz","chain":"ETH","deposit_disabled":false,"withdraw_disabled":true,"trade_disabled":true}""", false, true, false)]
    [InlineData("""{"currency":"XYZ","chain":"ETH"}""", true, false, false)] // a flag that is missing opens nothing
    [InlineData("""{"currency":"XYZ","chains":[],"deposit_disabled":false}""", true, false, false)]
    [InlineData("""{"currency":"XYZ","delisted":true,"chains":[{"name":"A","deposit_disabled":true,"withdraw_disabled":true},{"name":"B","deposit_disabled":false,"withdraw_disabled":false}]}""", false, true, true)]
    public void A_gate_coin_says_what_is_open(string json, bool tradable, bool deposit, bool withdraw)
    {
        using var document = JsonDocument.Parse(json);
        var coin = GateCoins.Read(document.RootElement);
        Assert.Equal((Xyz, tradable, deposit, withdraw), (coin.Asset, coin.Tradable!.Value, coin.CanDeposit, coin.CanWithdraw));
    }

    [Fact]
    public async Task Mexc_coins_come_in_one_reply_and_an_unknown_one_is_a_refusal()
    {
        await using var server = RawVenue.Answering(_ => (200, MexcCoins));
        using var account = Account(Venue.MexcSpot, server.Url);

        var coin = Assert.Single(await account.ReadCoinsAsync([Xyz], CancellationToken.None).AcceptedAsync());
        var unknown = await account.ReadCoinsAsync([Xyz, new("NONE")], CancellationToken.None);

        Assert.Equal("/api/v3/capital/config/getall", server.Requests.First().Path);
        Assert.Equal((Xyz, null, true, false), (coin.Asset, coin.Tradable, coin.CanDeposit, coin.CanWithdraw));
        Assert.Equal(
            new CoinNetwork("ETH", "0x00000000000000000000000000000000000000aa", CanDeposit: true, CanWithdraw: false, 0.5m, 1m),
            Assert.Single(coin.Networks));
        Assert.Equal(new VenueAnswer<ImmutableArray<CoinStatus>>.Rejected(VenueReject.NotTradable, "the venue does not know NONE"), unknown);
    }

    [Fact]
    public async Task Cross_margin_is_leverage_zero_with_its_limit_beside_it()
    {
        await using var server = RawVenue.Answering(_ => (200, """{"leverage":"0","cross_leverage_limit":"5","mode":"dual_long"}"""));
        using var account = Account(Venue.GateFutures, server.Url);

        var set = await ((IMarginAccount)account).SetMarginAsync(Accounts.Ltc, 5m, isCross: true, CancellationToken.None);
        var read = await ((IMarginAccount)account).ReadMarginAsync(Accounts.Ltc, CancellationToken.None);

        var expected = new VenueAnswer<MarginSetting>.Accepted(new(5m, IsCross: true, IsOneWay: false));
        Assert.Equal(expected, set);
        Assert.Equal(expected, read);
        Assert.Equal(
            [("POST", "/api/v4/futures/usdt/positions/LTC_USDT/leverage?leverage=0&cross_leverage_limit=5"), ("GET", "/api/v4/futures/usdt/positions/LTC_USDT")],
            server.Requests.Select(request => (request.Method, request.Target)));
    }

    [Fact]
    public async Task Own_orders_are_cancelled_in_batches_and_each_gets_its_own_answer()
    {
        var open = "[" + string.Join(',', Enumerable.Range(1, 23).Select(i =>
            $$"""{"id":"{{i}}","text":"t-{{ClientOrderId.For(0, "abcdefgh", i, 'a')}}","currency_pair":"BTC_USDT","status":"open","amount":"1","left":"1","side":"buy","type":"limit"}""")) + "]";
        await using var server = RawVenue.Answering(request => (200, request.Method == "GET"
            ? open
            : """[{"id":"1","succeeded":true},{"id":"2","succeeded":false,"label":"ORDER_NOT_FOUND","message":"x"},{"id":"3","succeeded":false,"label":"TOO_FAST","message":"x"}]"""));
        using var account = Account(Venue.GateSpot, server.Url);

        var said = await account.CancelOwnAsync(Accounts.Btc, CancellationToken.None).AcceptedAsync();

        Assert.Equal([20, 3], server.Requests.Where(r => r.Method == "POST").Select(r => JsonDocument.Parse(r.Body).RootElement.GetArrayLength()));
        Assert.Equal(23, said.Length);
        var gone = new VenueAnswer<OrderReport?>.Accepted(null);
        Assert.Equal(gone, said[0].Answer);
        Assert.Equal(gone, said[1].Answer);
        Assert.Equal(new VenueAnswer<OrderReport?>.Rejected(VenueReject.RateLimited, "TOO_FAST: x"), said[2].Answer);
        Assert.IsType<VenueAnswer<OrderReport?>.Unknown>(said[3].Answer);
    }

    [Fact]
    public async Task Mexc_cancels_own_orders_one_by_one_and_leaves_those_of_others()
    {
        var own = ClientOrderId.For(0, "abcdefgh", 7, 'a');
        const string order = """{"symbol":"BTCUSDT","orderId":"ID","clientOrderId":"OWN","status":"STATUS","executedQty":"0.5","cummulativeQuoteQty":"100"}""";
        await using var server = RawVenue.Answering(request => (200, request.Method == "GET"
            ? $"[{Order("11", own.Text, "NEW")},{Order("12", "somebody", "NEW")}]"
            : Order("11", own.Text, "CANCELED")));
        using var account = Account(Venue.MexcSpot, server.Url);

        var said = await account.CancelOwnAsync(Accounts.Btc, CancellationToken.None).AcceptedAsync();

        Assert.Equal("11", Assert.Single(server.Requests, r => r.Method == "DELETE").Query["orderId"]);
        Assert.Equal(
            new OwnCancel(
                "11", own,
                new VenueAnswer<OrderReport?>.Accepted(new(Venue.MexcSpot, Accounts.Btc, "11", own, false, new(0.5m), new Notional(100m)))),
            Assert.Single(said));

        static string Order(string id, string client, string status) => order.Replace("ID", id, StringComparison.Ordinal)
            .Replace("OWN", client, StringComparison.Ordinal).Replace("STATUS", status, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ended_orders_come_from_all_pages_oldest_first_and_each_once()
    {
        await using var server = RawVenue.Answering(request => (200, Page(int.Parse(request.Query["offset"]))));
        using var account = Account(Venue.GateFutures, server.Url);

        var orders = await account.ReadOrdersAsync(Accounts.Btc, Accounts.Now.AddMinutes(-5), null, CancellationToken.None).AcceptedAsync();

        Assert.Equal(["0", "100"], server.Requests.Select(request => request.Query["offset"]));
        Assert.Equal(150, orders.Length); // of 152 rows one came twice and one is open
        Assert.Equal(orders.OrderBy(order => order.CreatedAt), orders);
        Assert.Equal((Side.Sell, new Price(60000m)), (orders[0].Side, orders[0].Limit));

        static string Page(int offset) => "[" + string.Join(',', Enumerable.Range(offset == 0 ? 0 : 99, offset == 0 ? 100 : 52).Select(i =>
            $$"""{"id":{{1000 - i}},"contract":"BTC_USDT","create_time":{{1790000000 - i}}.5,"size":"-10","left":"0","price":"60000","fill_price":"60000","status":"{{(i == 50 ? "open" : "finished")}}","text":"api"}""")) + "]";
    }

    [Theory]
    [InlineData("""{"taker_fee":"0.002","maker_fee":"0.002","gt_discount":true,"gt_taker_fee":"0.0015","gt_maker_fee":"0.0014","debit_fee":1}""", "0.0014", "0.0015", FeeDeduction.VenueCoin)]
    [InlineData("""{"taker_fee":"0.002","maker_fee":"0.001","gt_taker_fee":"0","gt_maker_fee":"0","debit_fee":2}""", "0.001", "0.002", FeeDeduction.Points)]
    [InlineData("""{"taker_fee":"0.002","maker_fee":"-0.0001","gt_discount":false,"debit_fee":3}""", "-0.0001", "0.002", FeeDeduction.None)]
    public void A_gate_fee_tier_says_what_is_charged_and_in_what(string json, string maker, string taker, FeeDeduction deduction)
    {
        using var document = JsonDocument.Parse(json);
        var tier = GateAccountWire.SpotFees(document.RootElement);
        Assert.Equal((maker, taker, deduction), (tier.Fees.Maker.ToString(), tier.Fees.Taker.ToString(), tier.Deduction));
    }

    [Fact]
    public async Task A_mexc_identity_has_the_symbols_its_key_is_bound_to()
    {
        await using var server = RawVenue.Answering(request => (200, request.Path.EndsWith("uid", StringComparison.Ordinal)
            ? """{"uid":"209000001"}"""
            : """{"code":200,"data":["BTCUSDT","LTCUSDT"],"msg":null}"""));
        using var account = Account(Venue.MexcSpot, server.Url);

        var identity = await account.ReadIdentityAsync(CancellationToken.None).AcceptedAsync();

        Assert.Equal(("209000001", null), (identity.UserId, identity.Tier));
        Assert.Equal(["BTCUSDT", "LTCUSDT"], identity.Symbols.AsEnumerable());
    }

    private static IVenueAccount Account(Venue venue, Uri url) => VenueAccess.CreateAccount(
        venue, Accounts.Options(venue, url), Accounts.Instruments(venue), new FakeTimeProvider(Accounts.Now), NullLogger.Instance);
}
