using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using Arbitrage.Tests.Shared;
using Arbitrage.Venues.Mexc;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Tests.Private;

namespace Arbitrage.Venues.Tests.Recorded;

/// <content>MEXC spot by REST. Its pushes are protobuf and have no recording; see the wire example of the specs of the reader.</content>
internal static partial class FixtureCases
{
    private const string ListenKey = "pqia91ma19a5s61cv6a81va65sdf19v8a65a1a5s61cv6a81va65sdf19v8a65a1";

    private static Dictionary<string, Func<RecordedFixture, Task>> MexcReplies => new(StringComparer.Ordinal)
    {
        ["CancelOrder"] = async recorded =>
        {
            var (sent, order) = await AskAsync(
                recorded, url => Gateway(Venue.MexcSpot, url, (LtcBtc, "LTCBTC")).CancelAsync(LtcBtc, Accounts.Id, "4", CancellationToken.None).AcceptedAsync());
            Assert.Equal(("LTCBTC", "4"), (sent.Query["symbol"], sent.Query["orderId"]));
            Assert.Equal(new OrderReport(Venue.MexcSpot, LtcBtc, "4", null, false, default, default), order);
        },
        ["GetAggregatedTradeHistory"] = recorded =>
        {
            Assert.Equal(
                new PublicTrade(null, Side.Buy, new(46782.67m), new(0.0038m), AtMs(1_641_380_483_000m)),
                MexcMarketReader.Trade(Json(recorded.Reply)[0]));
            return Task.CompletedTask;
        },
        ["GetExchangeInfo"] = async recorded =>
        {
            var brock = new Symbol("BROCK_USDT");
            var (sent, rules) = await AskAsync(
                recorded, url => Source(Venue.MexcSpot, url).ReadInstrumentsAsync([new(brock, "BROCKUSDT")], CancellationToken.None));
            Assert.Equal("BROCKUSDT", sent.Query["symbol"]);
            Assert.Equal(
                new Instrument(
                    Venue.MexcSpot, brock, "BROCKUSDT", new(0.00001m), new(0.01m), Quantity.Zero, new(1m), Quantity.Zero, Rate.Zero, default,
                    new(0.0005m), new(0.0005m), Tradable: true),
                Assert.Single(rules));
        },
        ["GetMxDeductionStatus"] = async recorded =>
        {
            var (_, said) = await AskAsync(
                recorded, url => Account(Venue.MexcSpot, url).ReadFeeTierAsync(Accounts.Btc, CancellationToken.None),
                others: request => request.Path.EndsWith("tradeFee", StringComparison.Ordinal)
                    ? """{"data":{"makerCommission":0.0,"takerCommission":0.0005},"code":0,"msg":"success","timestamp":1669109672717}"""
                    : null);
            Assert.Equal(new FeeTier(new(Rate.Zero, new(0.0005m)), FeeDeduction.VenueCoin), said.Accepted());
        },
        ["GetOpenOrders"] = async recorded =>
        {
            var (_, orders) = await AskAsync(recorded, async url =>
            {
                using var gateway = new MexcSpotGateway(
                    Accounts.Options(Venue.MexcSpot, url), Accounts.Key(Venue.MexcSpot),
                    new(Venue.MexcSpot, [Accounts.Instrument(Venue.MexcSpot, LtcBtc)]), TimeProvider.System,
                    Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
                return await gateway.ReadOpenOrdersAsync(CancellationToken.None).AcceptedAsync();
            });
            Assert.Equal(new OrderReport(Venue.MexcSpot, LtcBtc, "1", null, true, default, default), Assert.Single(orders));
        },
        ["GetOrder"] = async recorded =>
        {
            var (sent, order) = await AskAsync(
                recorded, url => Gateway(Venue.MexcSpot, url, (LtcBtc, "LTCBTC")).QueryAsync(LtcBtc, Accounts.Id, "1", CancellationToken.None).AcceptedAsync());
            Assert.Equal(("LTCBTC", "1"), (sent.Query["symbol"], sent.Query["orderId"]));
            Assert.Equal(new OrderReport(Venue.MexcSpot, LtcBtc, "1", null, true, default, default), order);
        },
        ["GetRecentTrades"] = async recorded =>
        {
            var (sent, trades) = await AskAsync(recorded, url => VenueAccess.CreateMarketReader(
                    Venue.MexcSpot, Accounts.Options(Venue.MexcSpot, url), TimeProvider.System)
                .ReadTradesAsync(Accounts.Instrument(Venue.MexcSpot, Accounts.Btc), 2, CancellationToken.None));
            Assert.Equal(("BTCUSDT", "2"), (sent.Query["symbol"], sent.Query["limit"]));
            Assert.Equal(
                [
                    new PublicTrade(null, Side.Buy, new(3219.58m), new(0.04757m), AtMs(1_737_623_988_881m)),
                    new PublicTrade(null, Side.Sell, new(3219.58m), new(0.09293m), AtMs(1_737_623_988_876m)),
                ],
                trades.AsEnumerable());
        },
        ["GetTradeFeeAsync"] = async recorded =>
        {
            var (sent, fees) = await AskAsync(
                recorded, url => ((IFeeSource)Gateway(Venue.MexcSpot, url)).ReadFeesAsync(Accounts.Btc, CancellationToken.None).AcceptedAsync());
            Assert.Equal("BTCUSDT", sent.Query["symbol"]);
            Assert.Equal(new TradingFees(new(0.003m), new(0.003m)), fees);
        },
        ["GetUserTrades"] = async recorded =>
        {
            var (_, trades) = await AskAsync(
                recorded, url => Gateway(Venue.MexcSpot, url, (BnbBtc, "BNBBTC")).ReadTradesAsync(BnbBtc, AtMs(0m), CancellationToken.None).AcceptedAsync());
            Assert.Equal(
                new AccountFact.Trade(
                    "trade:fad2af9e942049b6adbda1a271f990c6", BnbBtc, AtMs(1_499_865_549_590m), "fad2af9e942049b6adbda1a271f990c6",
                    "bb41e5663e124046bd9497a3f5692f39", null, Side.Buy, new(4.000001m), new(12m), 10.1m, new("BNB"), false, TradeCause.Foreign),
                Assert.Single(trades));
        },
        ["StartUserStream"] = async recorded =>
        {
            var (_, key) = await AskAsync(recorded, async url =>
            {
                using var rest = new MexcRest(Accounts.Options(Venue.MexcSpot, url), Accounts.Key(Venue.MexcSpot), TimeProvider.System);
                return await new MexcListenKey(rest, TimeProvider.System).RenewAsync(CancellationToken.None);
            });
            Assert.Equal(ListenKey, key);
        },
        ["StopUserStream"] = async recorded =>
        {
            var (sent, _) = await AskAsync(recorded, async url =>
            {
                using var rest = new MexcRest(Accounts.Options(Venue.MexcSpot, url), Accounts.Key(Venue.MexcSpot), TimeProvider.System);
                var stream = new MexcListenKey(rest, TimeProvider.System);
                var key = await stream.RenewAsync(CancellationToken.None);
                await stream.EndAsync(CancellationToken.None);
                return key;
            }, others: request => request.Method == "POST" ? $$"""{"listenKey":"{{ListenKey}}"}""" : null);
            Assert.Equal(ListenKey, sent.Query["listenKey"]);
        },
    };
}
