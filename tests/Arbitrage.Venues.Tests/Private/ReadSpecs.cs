using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using Arbitrage.Tests.Shared;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Venues.Tests.Private;

/// <summary>Replies to reads, of recordings where there are some.</summary>
public class ReadSpecs
{
    [Fact]
    public async Task A_market_buy_of_somebody_else_is_sized_in_quote()
    {
        var report = await QueryAsync(
            Venue.GateSpot,
            """{"id":"1","text":"apiv4","status":"closed","currency_pair":"BTC_USDT","type":"market","side":"buy","amount":"100","left":"1","filled_total":"99","avg_deal_price":"50"}""");

        Assert.Equal(1.98m, report!.Filled.Value);
    }

    [Fact]
    public async Task A_position_is_told_in_base_units()
    {
        const string positions = """
            [{"contract":"LTC_USDT","size":"-25","leverage":"5","entry_price":"74.35","mark_price":"74.43","liq_price":"160.07",
              "margin":"1.49257625","mode":"single"},
             {"contract":"BTC_USDT","size":0,"leverage":"5","entry_price":"0","mode":"single"},
             {"contract":"DOGE_USDT","size":7,"leverage":"5","entry_price":"1","mode":"single"}]
            """;
        await using var server = RawVenue.Answering(r =>
            (200, r.Path.EndsWith("accounts", StringComparison.Ordinal) ? Accounts.AccountReply(Venue.GateFutures) : positions));

        var report = await Accounts.Gateway(Venue.GateFutures, server.Url).ReadAccountAsync(CancellationToken.None).AcceptedAsync();

        Assert.Equal(
            new(Accounts.Ltc, new(-2.5m), new(74.35m), new(74.43m), new(160.07m), new(1.49257625m), 5m, OneWay: true),
            Assert.Single(report.Positions));
    }

    [Theory]
    [InlineData("t-OURS", TradeCause.Own)]
    [InlineData("t-someone-else", TradeCause.Foreign)]
    [InlineData("web", TradeCause.Foreign)]
    [InlineData("api", TradeCause.Foreign)]
    [InlineData("liquidation", TradeCause.Liquidation)]
    [InlineData("liq-17", TradeCause.Liquidation)]
    [InlineData("hedge-liq-17", TradeCause.Liquidation)]
    [InlineData("pm_liquidate", TradeCause.Liquidation)]
    [InlineData("insurance", TradeCause.Liquidation)]
    [InlineData("auto_deleveraging", TradeCause.AutoDeleveraging)]
    public async Task The_text_of_a_trade_says_who_caused_it(string text, TradeCause cause)
    {
        var row = """[{"trade_id":"9","create_time":1790000000.5,"contract":"LTC_USDT","order_id":"8","size":"-3","price":"50","role":"maker","text":"TEXT","fee":"-0.001"}]"""
            .Replace("TEXT", text, StringComparison.Ordinal).Replace("OURS", Accounts.Id.Text, StringComparison.Ordinal);

        var trade = Assert.Single(await TradesAsync(Venue.GateFutures, Accounts.Ltc, row, 1_790_000_000));

        Assert.Equal(
            new AccountFact.Trade(
                "trade:9", Accounts.Ltc, WhenMs(1_790_000_000_500m), "9", "8", cause == TradeCause.Own ? Accounts.Id : null, Side.Sell,
                new(50m), new(0.3m), -0.001m, Asset.Usdt, true, cause),
            trade);
    }

    [Theory]
    [InlineData("0.002", "LTC", "0", "0", "0.002", "LTC")]
    [InlineData("0", "LTC", "0.5", "0", "0.5", "GT")]
    [InlineData("0", "LTC", "0", "3", "3", "POINT")]
    [InlineData("0", "LTC", "0", "0", "0", "LTC")]
    public async Task The_fee_is_the_one_that_was_taken(string fee, string currency, string gt, string points, string amount, string asset)
    {
        var row = $$"""
            [{"id":"1","create_time_ms":"1790000000000","order_id":"8","side":"buy","role":"taker","amount":"1","price":"50","fee":"{{fee}}",
              "fee_currency":"{{currency}}","gt_fee":"{{gt}}","point_fee":"{{points}}","text":"apiv4"}]
            """;

        var trade = Assert.Single(await TradesAsync(Venue.GateSpot, Accounts.Ltc, row, 1_790_000_000));

        Assert.Equal((amount, asset), (DecimalText.Plain(trade.Fee), trade.FeeAsset.Text));
    }

    [Fact]
    public async Task Futures_rows_are_typed_and_trading_fees_left_to_the_trades()
    {
        const string book = """
            [{"time":1790006400.104233,"change":"-0.6021","balance":"998.4","type":"fund","text":"LTC_USDT","contract":"LTC_USDT","trade_id":"","id":"70001"},
             {"time":1790000100.5,"change":"-0.03","balance":"999.0","type":"fee","text":"LTC_USDT:15675394","contract":"LTC_USDT","id":"70000"},
             {"time":1790000100.5,"change":"2.5","balance":"999.0","type":"pnl","text":"LTC_USDT:15675394","id":"69999"},
             {"time":1790000099,"change":"100","balance":"996.5","type":"dnw","text":"","id":"69998"},
             {"time":1790000098,"change":"1","balance":"1","type":"bonus_offset","text":"","id":"69997"},
             {"time":1790000097,"change":"0.2","balance":"1","type":"refr","text":"","id":"69996"},
             {"time":1790000096,"change":"5","balance":"5","type":"point_dnw","text":"","id":"69995"}]
            """;

        var rows = await RowsAsync(Venue.GateFutures, book, 1_790_000_000);

        Assert.Equal(
            [
                ("row:69995", RowKind.Transfer, "POINT", 5m, null), ("row:69996", RowKind.Rebate, "USDT", 0.2m, null),
                ("row:69997", RowKind.Other, "USDT", 1m, null), ("row:69998", RowKind.Transfer, "USDT", 100m, null),
                ("row:69999", RowKind.RealisedPnl, "USDT", 2.5m, Accounts.Ltc), ("row:70001", RowKind.Funding, "USDT", -0.6021m, (Symbol?)Accounts.Ltc),
            ],
            rows.Select(r => (r.Key, r.Kind, r.Asset.Text, r.Change, r.Symbol)));
    }

    [Fact]
    public async Task Spot_rows_leave_out_what_belongs_to_orders()
    {
        string[] types = ["new_order", "order_fill", "order_fee", "cancel_order", "perp_out", "referral_rebate", "airdrop", "interest_in", "novelty"];
        var book = "[" + string.Join(',', types.Select((t, i) =>
            $$"""{"id":"{{i}}","time":1790000000123,"currency":"USDT","change":"-1","balance":"7","type":"{{t}}","text":""}""")) + "]";

        var rows = await RowsAsync(Venue.GateSpot, book, 1_790_000_000);

        Assert.Equal([RowKind.Transfer, RowKind.Rebate, RowKind.Airdrop, RowKind.Interest, RowKind.Other], rows.Select(r => r.Kind));
    }

    [Fact]
    public async Task Mexc_rows_are_deposits_withdrawals_and_transfers_that_came_to_an_end()
    {
        await using var server = RawVenue.Answering(r => (200, (r.Path, r.Query.GetValueOrDefault("fromAccountType")) switch
        {
            ("/api/v3/capital/deposit/hisrec", _) =>
                """[{"amount":"250","coin":"USDT","status":5,"txId":"aa01","insertTime":1790000000000},{"amount":"9","coin":"USDT","status":4,"txId":"aa02","insertTime":1790000000000}]""",
            ("/api/v3/capital/withdraw/history", _) => """[{"id":"w1","coin":"USDT","amount":"100","status":7,"applyTime":1790000001000}]""",
            (_, "SPOT") => """{"rows":[{"tranId":"t1","asset":"USDT","amount":"10","status":"SUCCESS","timestamp":1790000002000}],"total":1}""",
            _ => """[{"rows":[{"tranId":"t2","asset":"USDT","amount":"4","status":"SUCCESS","timestamp":1790000003000}],"total":1}]""",
        }));

        var rows = await Accounts.Gateway(Venue.MexcSpot, server.Url).ReadRowsAsync(Accounts.Now.AddSeconds(-1), CancellationToken.None).AcceptedAsync();

        Assert.Equal(
            [("row:deposit:USDT:aa01", 250m), ("row:withdraw:w1", -100m), ("row:transfer:t1", -10m), ("row:transfer:t2", 4m)],
            rows.Select(r => (r.Key, r.Change)));
    }

    [Fact]
    public async Task Without_the_wallet_permission_mexc_has_no_rows_but_trades_on()
    {
        await using var server = RawVenue.Answering(_ => (400, """{"code":700007,"msg":"No permission to access the endpoint."}"""));

        Assert.Empty(await Accounts.Gateway(Venue.MexcSpot, server.Url).ReadRowsAsync(Accounts.Now.AddSeconds(-1), CancellationToken.None).AcceptedAsync());
    }

    [Theory]
    [InlineData(Venue.GateSpot, 404, """{"label":"ORDER_NOT_FOUND","message":""}""")]
    [InlineData(Venue.GateSpot, 400, """{"label":"CLIENT_ID_NOT_FOUND","message":""}""")]
    [InlineData(Venue.GateFutures, 404, """{"label":"ORDER_NOT_FOUND"}""")]
    [InlineData(Venue.MexcSpot, 400, """{"code":-2013,"msg":"Order does not exist."}""")]
    [InlineData(Venue.MexcSpot, 400, """{"code":-2011,"msg":"Unknown order sent."}""")]
    public async Task An_order_the_venue_does_not_find_is_null_and_was_asked_for_by_client_id(Venue venue, int status, string body)
    {
        await using var server = RawVenue.Answering(_ => (status, body));
        var gateway = Accounts.Gateway(venue, server.Url);

        Assert.Null(await gateway.QueryAsync(Accounts.Ltc, Accounts.Id, null, CancellationToken.None).AcceptedAsync());
        Assert.Null(await gateway.CancelAsync(Accounts.Ltc, Accounts.Id, "77", CancellationToken.None).AcceptedAsync());

        Assert.Equal(["GET", "DELETE"], server.Requests.Select(r => r.Method));
        Assert.Contains(Accounts.Id.Text, server.Requests.First().Target, StringComparison.Ordinal);
        Assert.Contains("77", server.Requests.Last().Target, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Venue.GateSpot, 500, "")]
    [InlineData(Venue.GateSpot, 200, "<html>")]
    [InlineData(Venue.GateFutures, 404, "")]
    [InlineData(Venue.MexcSpot, 200, """{"code":500}""")]
    [InlineData(Venue.MexcSpot, 200, """{"orderId":"1"}""")]
    public async Task A_query_that_failed_is_not_taken_for_an_order_that_is_not_there(Venue venue, int status, string body)
    {
        await using var server = RawVenue.Answering(_ => (status, body));

        var doubt = Assert.IsType<VenueAnswer<OrderReport?>.Unknown>(
            await Accounts.Gateway(venue, server.Url).QueryAsync(Accounts.Ltc, Accounts.Id, null, CancellationToken.None));

        Assert.StartsWith(venue.Key() + " GET", doubt.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mexc_looks_at_the_venues_clock_once_when_its_timestamp_is_refused()
    {
        var refusals = 0;
        await using var server = RawVenue.Answering(r => r.Path switch
        {
            "/api/v3/time" => (200, """{"serverTime":1790000007000}"""),
            _ when r.Query["timestamp"] == "1790000007000" => (200, """{"balances":[{"asset":"USDT","free":"1000","locked":"2"}]}"""),
            _ => (400, $$"""{"code":700003,"msg":"refusal {{++refusals}}"}"""),
        });

        var report = await Accounts.Gateway(Venue.MexcSpot, server.Url).ReadAccountAsync(CancellationToken.None).AcceptedAsync();

        Assert.Equal(new(Asset.Usdt, 1002m, 1000m), Assert.Single(report.Balances));
        Assert.Equal(1, refusals);
    }

    [Fact]
    public async Task Leverage_is_what_the_venue_then_says_in_one_way_mode()
    {
        await using var server = RawVenue.Answering(r => (200, r.Path switch
        {
            _ when r.Path.EndsWith("accounts", StringComparison.Ordinal) => """{"position_mode":"dual"}""",
            _ when r.Path.EndsWith("dual_mode", StringComparison.Ordinal) => """{"position_mode":"single"}""",
            _ => """{"leverage":"10","mode":"single"}""",
        }));
        var gateway = Accounts.Gateway(Venue.GateFutures, server.Url);

        Assert.Equal(10m, await gateway.SetLeverageAsync(Accounts.Ltc, 5m, CancellationToken.None).AcceptedAsync());

        Assert.Contains(server.Requests, r => r.Target.EndsWith("/dual_mode?dual_mode=false", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"position_mode":"dual"}""", """{"leverage":"5","mode":"single"}""", "the account stays in dual mode")]
    [InlineData("""{"position_mode":"single"}""", """{"leverage":"5","mode":"dual_long"}""", "the position stays in dual mode")]
    [InlineData("""{"position_mode":"single"}""", """{"leverage":"0","cross_leverage_limit":"5","mode":"single"}""", "the margin stays cross")]
    public async Task A_mode_that_does_not_follow_is_a_refusal(string account, string position, string why)
    {
        await using var server = RawVenue.Answering(r => (200, r.Path.EndsWith("leverage", StringComparison.Ordinal) ? position : account));

        Assert.Equal(
            new VenueAnswer<decimal>.Rejected(VenueReject.Other, why),
            await Accounts.Gateway(Venue.GateFutures, server.Url).SetLeverageAsync(Accounts.Ltc, 5m, CancellationToken.None));
    }

    private static DateTimeOffset WhenMs(decimal ms) => DateTimeOffset.UnixEpoch.AddTicks((long)(ms * 10_000m));

    private static async Task<OrderReport?> QueryAsync(Venue venue, string body)
    {
        await using var server = RawVenue.Answering(_ => (200, body));
        return await Accounts.Gateway(venue, server.Url).QueryAsync(Accounts.Btc, Accounts.Id, "1", CancellationToken.None).AcceptedAsync();
    }

    // The clock stands a little after the rows, so that a history of 30-day windows has one window.
    private static async Task<IReadOnlyList<AccountFact.Trade>> TradesAsync(Venue venue, Symbol symbol, string body, long from)
    {
        await using var server = RawVenue.Answering(_ => (200, body));
        return await Accounts.Gateway(venue, server.Url).ReadTradesAsync(symbol, DateTimeOffset.FromUnixTimeSeconds(from), CancellationToken.None).AcceptedAsync();
    }

    private static async Task<IReadOnlyList<AccountFact.Row>> RowsAsync(Venue venue, string body, long from)
    {
        await using var server = RawVenue.Answering(_ => (200, body));
        return await Accounts.Gateway(venue, server.Url).ReadRowsAsync(DateTimeOffset.FromUnixTimeSeconds(from), CancellationToken.None).AcceptedAsync();
    }
}
