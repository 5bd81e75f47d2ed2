using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Venues.Tests.Private;

/// <summary>A private call other than CREATE: how it is made, what a healthy venue says to it, and what it must then answer.</summary>
/// <param name="Name">Of the call.</param>
/// <param name="MakeAsync">The typed answer, boxed.</param>
/// <param name="Reply">Body of a healthy venue to any request of this call.</param>
/// <param name="Expected">The accepted value as text.</param>
internal sealed record PrivateCall(string Name, Func<ITradingGateway, CancellationToken, Task<object>> MakeAsync, Func<RawRequest, string> Reply, string Expected);

/// <summary>Every private call of each venue that goes over the network.</summary>
internal static class PrivateCalls
{
    private const string GateSpotOrder =
        """{"id":"7","text":"apiv4","status":"closed","currency_pair":"LTC_USDT","side":"buy","amount":"1","left":"0","filled_amount":"1","filled_total":"50"}""";

    private const string GateFuturesOrder =
        """{"id":7,"text":"api","status":"finished","contract":"LTC_USDT","size":10,"left":0,"fill_price":"50"}""";

    private const string MexcOrder =
        """{"symbol":"LTCUSDT","orderId":"7","clientOrderId":"x","price":"50","origQty":"1","executedQty":"1","cummulativeQuoteQty":"50","status":"FILLED","side":"BUY"}""";

    public static IReadOnlyList<PrivateCall> Of(Venue venue) => venue switch
    {
        Venue.GateSpot => GateSpot,
        Venue.GateFutures => GateFutures,
        _ => Mexc,
    };

    private static IReadOnlyList<PrivateCall> GateSpot { get; } =
    [
        Cancel(_ => GateSpotOrder, Venue.GateSpot),
        Query(_ => GateSpotOrder, Venue.GateSpot),
        OpenOrders(_ => $$"""[{"currency_pair":"LTC_USDT","total":1,"orders":[{{GateSpotOrder}}]}]""", Venue.GateSpot),
        Trades(_ => """
            [{"id":"9","create_time_ms":"1790000000000","order_id":"8","side":"buy","role":"taker","amount":"1","price":"50","fee":"0.1","fee_currency":"LTC","text":"apiv4"}]
            """),
        Rows(_ => """[{"id":"5","time":1790000000000,"currency":"USDT","change":"3","balance":"7","type":"deposit","text":""}]""", "row:5 3"),
        Account(_ => Accounts.AccountReply(Venue.GateSpot)),
        DeadMan(),
        Fees(_ => """{"maker_fee":"0.001","taker_fee":"0.002"}"""),
    ];

    private static IReadOnlyList<PrivateCall> GateFutures { get; } =
    [
        Cancel(_ => GateFuturesOrder, Venue.GateFutures),
        Query(_ => GateFuturesOrder, Venue.GateFutures),
        OpenOrders(_ => $"[{GateFuturesOrder}]", Venue.GateFutures),
        Trades(_ => """
            [{"trade_id":"9","create_time":1790000000,"contract":"LTC_USDT","order_id":"8","size":"10","price":"50","role":"taker","text":"api","fee":"0.1"}]
            """),
        Rows(_ => """[{"time":1790000000,"change":"3","balance":"7","type":"dnw","text":"","id":"5"}]""", "row:5 3"),
        Account(r => r.Path.EndsWith("positions", StringComparison.Ordinal) ? "[]" : Accounts.AccountReply(Venue.GateFutures)),
        new(
            "leverage", async (gateway, cancel) => await gateway.SetLeverageAsync(Accounts.Ltc, 5m, cancel),
            r => r.Path.EndsWith("leverage", StringComparison.Ordinal) ? """{"leverage":"5","mode":"single"}""" : """{"position_mode":"single"}""", "5"),
        DeadMan(),
        Fees(_ => """{"LTC_USDT":{"maker_fee":"0.001","taker_fee":"0.002"}}"""),
    ];

    private static IReadOnlyList<PrivateCall> Mexc { get; } =
    [
        Cancel(_ => MexcOrder, Venue.MexcSpot),
        Query(_ => MexcOrder, Venue.MexcSpot),
        OpenOrders(r => r.Query["symbol"] == "LTCUSDT" ? $"[{MexcOrder}]" : "[]", Venue.MexcSpot),
        Trades(_ => """
            [{"symbol":"LTCUSDT","id":"9","orderId":"8","price":"50","qty":"1","commission":"0.1","commissionAsset":"USDT","time":1790000000000,"isBuyer":true,"isMaker":false}]
            """),
        Rows(
            r => r.Path.EndsWith("hisrec", StringComparison.Ordinal)
                ? """[{"amount":"3","coin":"USDT","status":5,"txId":"aa","insertTime":1790000000000}]"""
                : r.Path.EndsWith("transfer", StringComparison.Ordinal) ? """{"rows":[],"total":0}""" : "[]",
            "row:deposit:USDT:aa 3"),
        Account(_ => """{"balances":[{"asset":"USDT","free":"1","locked":"0"}]}"""),
        Fees(_ => """{"data":{"makerCommission":"0.001","takerCommission":"0.002"},"code":0,"msg":"success"}"""),
    ];

    private static PrivateCall Cancel(Func<RawRequest, string> reply, Venue venue) => new(
        "cancel", async (gateway, cancel) => (await gateway.CancelAsync(Accounts.Ltc, Accounts.Id, "7", cancel)).Map(o => o?.ToString()), reply, Order(venue));

    private static PrivateCall Query(Func<RawRequest, string> reply, Venue venue) => new(
        "query", async (gateway, cancel) => (await gateway.QueryAsync(Accounts.Ltc, Accounts.Id, "7", cancel)).Map(o => o?.ToString()), reply, Order(venue));

    private static PrivateCall OpenOrders(Func<RawRequest, string> reply, Venue venue) => new(
        "open_orders", async (gateway, cancel) => (await gateway.ReadOpenOrdersAsync(cancel)).Map(all => Assert.Single(all).ToString()), reply, Order(venue));

    private static PrivateCall Trades(Func<RawRequest, string> reply) => new(
        "trades",
        async (gateway, cancel) => (await gateway.ReadTradesAsync(Accounts.Ltc, Accounts.Now, cancel))
            .Map(all => $"{Assert.Single(all).Key} {DecimalText.Plain(all[0].Quantity.Value)}@{DecimalText.Plain(all[0].Price.Value)}"),
        reply, "trade:9 1@50");

    private static PrivateCall Rows(Func<RawRequest, string> reply, string expected) => new(
        "rows",
        async (gateway, cancel) => (await gateway.ReadRowsAsync(Accounts.Now.AddSeconds(-1), cancel)).Map(all => string.Join(' ', all.Select(row => $"{row.Key} {row.Change}"))),
        reply, expected);

    private static PrivateCall Account(Func<RawRequest, string> reply) => new(
        "account", async (gateway, cancel) => (await gateway.ReadAccountAsync(cancel)).Map(all => Assert.Single(all.Balances).ToString()), reply,
        new BalanceReport(Asset.Usdt, 1m, 1m).ToString());

    private static PrivateCall DeadMan() => new(
        "dead_man", async (gateway, cancel) => await gateway.ArmDeadManAsync(TimeSpan.FromSeconds(30), cancel), _ => """{"triggerTime":"1790000030"}""", "True");

    private static PrivateCall Fees(Func<RawRequest, string> reply) => new(
        "fees", async (gateway, cancel) => await ((IFeeSource)gateway).ReadFeesAsync(Accounts.Ltc, cancel), reply,
        new TradingFees(new(0.001m), new(0.002m)).ToString());

    private static string Order(Venue venue) =>
        new OrderReport(venue, Accounts.Ltc, "7", null, IsOpen: false, new(1m), new Notional(50m)).ToString();
}
