using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using Arbitrage.Tests.Shared;
using Arbitrage.Venues.Books;
using Arbitrage.Venues.Gate;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Tests.Private;
using Microsoft.Extensions.Logging.Abstractions;

namespace Arbitrage.Venues.Tests.Recorded;

/// <content>Gate USDT perpetuals. One contract of BTC is 0.0001 in all of them.</content>
internal static partial class FixtureCases
{
    private static readonly OrderReport CancelledFuturesOrder =
        new(Venue.GateFutures, Accounts.Btc, "15675394", null, false, default, default);

    private static Dictionary<string, Func<RecordedFixture, Task>> GateFuturesReplies => new(StringComparer.Ordinal)
    {
        ["CancelOrder"] = async recorded =>
        {
            var (_, order) = await AskAsync(
                recorded, url => Gateway(Venue.GateFutures, url).CancelAsync(Accounts.Btc, Accounts.Id, "123", CancellationToken.None).AcceptedAsync());
            Assert.Equal(CancelledFuturesOrder, order);
        },
        ["CancelOrders"] = async recorded =>
        {
            var (sent, said) = await AskAsync(
                recorded, url => Account(Venue.GateFutures, url).CancelOwnAsync(Accounts.Btc, CancellationToken.None),
                others: request => request.Path.EndsWith("/usdt/orders", StringComparison.Ordinal)
                    ? $$"""[{"id":123456,"text":"t-{{Accounts.Id.Text}}","contract":"BTC_USDT","status":"open","size":"5","left":"5"},{"id":7,"text":"web","contract":"BTC_USDT","status":"open","size":"5","left":"5"}]"""
                    : null);
            Assert.Equal("""["123456"]""", sent.Body);
            Assert.Equal(
                new OwnCancel("123456", Accounts.Id, new VenueAnswer<OrderReport?>.Accepted(null)), Assert.Single(said.Accepted()));
        },
        ["CancelOrdersAfter"] = async recorded =>
        {
            // One market, so that one request is recorded.
            await using var server = RawVenue.Answering(_ => (200, recorded.Reply));
            using var gateway = new GateFuturesGateway(
                Accounts.Options(Venue.GateFutures, server.Url), Accounts.Key(Venue.GateFutures),
                new(Venue.GateFutures, [Accounts.Instrument(Venue.GateFutures, Accounts.Btc)]), TimeProvider.System, NullLogger.Instance);
            Assert.True(await gateway.ArmDeadManAsync(TimeSpan.FromSeconds(30), CancellationToken.None).AcceptedAsync());
            var sent = Assert.Single(server.Requests);
            Assert.Equal((recorded.Method, recorded.RestPath, true), (sent.Method, sent.Path, sent.Headers.ContainsKey("SIGN")));
            Assert.Equal("""{"timeout":30,"contract":"BTC_USDT"}""", sent.Body);
        },
        ["GetAccount"] = async recorded =>
        {
            var (_, account) = await AskAsync(
                recorded, url => Gateway(Venue.GateFutures, url).ReadAccountAsync(CancellationToken.None).AcceptedAsync(),
                others: request => request.Path.EndsWith("positions", StringComparison.Ordinal) ? "[]" : null);
            // Unrealised profit is left out.
            Assert.Equal(new BalanceReport(Asset.Usdt, 9707.803567115145m, 9669.091377934145m), Assert.Single(account.Balances));
        },
        ["GetContract"] = async recorded =>
        {
            var (_, rules) = await AskAsync(
                recorded, url => Source(Venue.GateFutures, url).ReadInstrumentsAsync([new(Eth, "ETH_USDT")], CancellationToken.None));
            Assert.Equal(
                new Instrument(
                    Venue.GateFutures, Eth, "ETH_USDT", new(0.1m), new(0.0001m), new(0.0001m), Notional.Zero, new(100m), new(0.5m), new(0.0001m),
                    new(-0.00025m), new(0.00075m), Tradable: true),
                Assert.Single(rules));
            var (_, state) = await AskAsync(recorded, url => Perpetuals(url).ReadPerpetualAsync(rules[0], CancellationToken.None));
            Assert.Equal(
                new PerpetualState(
                    new(37985.6m), new(37954.92m), new(38026m), new(0.002053m), TimeSpan.FromHours(8),
                    DateTimeOffset.FromUnixTimeSeconds(1_610_035_200)),
                state);
        },
        // Sizes with a fraction, as text, because the header asks for them: the smallest order is still one whole contract.
        ["GetContracts"] = recorded =>
        {
            Assert.Equal(
                new Instrument(
                    Venue.GateFutures, Eth, "LAB_USDT", new(0.00001m), new(100m), new(100m), Notional.Zero, new(120_000m), new(0.5m), new(100m),
                    new(-0.00025m), new(0.00075m), Tradable: true),
                GateInstruments.MapFutures(new(Eth, "LAB_USDT"), Json(recorded.Reply)[0]));
            return Task.CompletedTask;
        },
        ["GetOrder"] = async recorded =>
        {
            var (_, order) = await AskAsync(
                recorded, url => Gateway(Venue.GateFutures, url).QueryAsync(Accounts.Btc, Accounts.Id, "123", CancellationToken.None).AcceptedAsync());
            Assert.Equal(CancelledFuturesOrder, order);
        },
        ["GetOrderBook"] = async recorded =>
        {
            var (sent, book) = await AskAsync(recorded, async url =>
            {
                var protocol = new GateBookProtocol(
                    GateMarket.Futures, Accounts.Options(Venue.GateFutures, url), [new(Accounts.Btc, "BTC_USDT")], TimeProvider.System);
                await protocol.PrepareAsync(CancellationToken.None);
                return await protocol.ReadSnapshotAsync(new(Accounts.Btc, "BTC_USDT"), CancellationToken.None);
            }, others: request => request.Path.Contains("contracts", StringComparison.Ordinal) ? """{"quanto_multiplier":"0.0001"}""" : null);
            Assert.Equal(("BTC_USDT", "100", "true"), (sent.Query["contract"], sent.Query["limit"], sent.Query["with_id"]));
            Assert.Equal((123456L, AtMs(1_623_898_993_121m)), (book.Last, book.AtVenue));
            Assert.Equal([(1.17m, 0.015m), (1.16m, 0.0203m)], Levels(book.Bids));
            Assert.Equal([(1.52m, 0.01m), (1.53m, 0.004m)], Levels(book.Asks));
        },
        ["GetOrders"] = async recorded =>
        {
            var (sent, orders) = await AskAsync(recorded, url => Gateway(Venue.GateFutures, url).ReadOpenOrdersAsync(CancellationToken.None).AcceptedAsync());
            Assert.Equal("open", sent.Query["status"]);
            Assert.Equal(CancelledFuturesOrder, Assert.Single(orders));
        },
        ["GetRiskLimitTiers"] = async recorded =>
        {
            var (_, tiers) = await AskAsync(
                recorded, url => Perpetuals(url).ReadRiskTiersAsync(Accounts.Instrument(Venue.GateFutures, Accounts.Btc), CancellationToken.None));
            var first = new RiskTier(1, new Notional(500_000m), new(0.02m), new(0.01m), 50m);
            Assert.Equal([first, first, new RiskTier(2, new Notional(1_000_000m), new(0.03m), new(0.02m), 33.33m)], tiers.AsEnumerable());
        },
        // The row is that of the stream; by REST the contract is asked, which has interval and next settlement.
        ["GetTickers"] = recorded =>
        {
            Assert.Equal(
                new PerpetualState(new(6534m), new(6531m), new(6432m), new(0.0001m), TimeSpan.Zero, null),
                GateMarketWire.Perpetual(Json(recorded.Reply)[0]));
            return Task.CompletedTask;
        },
        ["GetTradingFee"] = async recorded =>
        {
            var aave = new Symbol("AAVE_USDT");
            var (_, fees) = await AskAsync(
                recorded, url => ((IFeeSource)Gateway(Venue.GateFutures, url, (aave, "AAVE_USDT"))).ReadFeesAsync(aave, CancellationToken.None).AcceptedAsync());
            Assert.Equal(new TradingFees(new(-0.0001m), new(0.00025m)), fees);
        },
        // The call with times is made, whose rows are the same.
        ["GetUserTrades"] = recorded =>
        {
            Assert.Equal(
                new AccountFact.Trade(
                    "trade:121234231", Accounts.Btc, AtMs(1_514_764_800_123m), "121234231", "21893289839", null, Side.Buy, new(100.123m),
                    new(0.01m), 0.01m, Asset.Usdt, false, TradeCause.Foreign),
                new GateFuturesWire(Index(Venue.GateFutures)).Trade(Json(recorded.Reply)[0]));
            return Task.CompletedTask;
        },
        ["PlaceOrder"] = async recorded =>
        {
            var (_, outcome) = await AskAsync(
                recorded,
                url => Gateway(Venue.GateFutures, url).CreateAsync(
                    Accounts.Intent(Venue.GateFutures, Accounts.Btc, Side.Buy, 0.6024m, 3765m), default, Accounts.Passes, CancellationToken.None),
                WithOurId);
            Assert.Equal(new CreateOutcome.Accepted("15675394", CancelledFuturesOrder with { ClientId = Accounts.Id }), outcome);
        },
        // Another path of the same switch; the documented one has the same reply, a position in cross margin.
        ["SetMarginMode"] = recorded =>
        {
            Assert.Equal(new MarginSetting(0m, IsCross: true, IsOneWay: true), GateFuturesWire.Margin(Json(recorded.Reply)));
            Assert.Equal(
                new PositionReport(
                    Accounts.Btc, new(-0.944m), new(3779.55m), new(3780.32m), new(99999999m), new Notional(4.431548146258m), 0m, OneWay: true),
                new GateFuturesWire(Index(Venue.GateFutures)).Position(Json(recorded.Reply)));
            return Task.CompletedTask;
        },
    };

    private static Dictionary<string, Func<RecordedFixture, Task>> GateFuturesPushes => new(StringComparer.Ordinal)
    {
        ["SubscribeToBalanceUpdates"] = recorded => Private(Venue.GateFutures, recorded, "hint"),
        ["SubscribeToBookTickerUpdates"] = recorded =>
        {
            AssertSubscribes(recorded, PublicFrames(GateMarket.Futures, PublicChannels.BestQuotes));
            Assert.Equal(
                new BestQuote(new(54696.6m), new(37000.5m), new(54696.7m), new(47061.2m), 2517661076, AtMs(1_615_366_379_123m)),
                ReadPublic(GateMarket.Futures, recorded, BookMessageKind.BestQuote).Quote);
            return Task.CompletedTask;
        },
        ["SubscribeToOrderBookV2Updates"] = recorded =>
        {
            AssertSubscribes(recorded, PublicFrames(GateMarket.Futures, PublicChannels.Books, wholeBooks: true));
            var book = ReadPublic(GateMarket.Futures, recorded, BookMessageKind.Change).Depth;
            Assert.Equal((true, 2517661101L, 2517661113L, AtMs(1_615_366_381_417m)), (book.IsFull, book.First, book.Last, book.AtVenue));
            Assert.Equal([(54672.1m, 58794.5m)], Levels(book.Bids));
            Assert.Equal([(54742m, 95.2m)], Levels(book.Asks));
            return Task.CompletedTask;
        },
        ["SubscribeToOrderUpdates"] = recorded => Private(
            Venue.GateFutures, recorded,
            new OrderReport(Venue.GateFutures, new("BTCUSD_USDT"), "4872460", null, IsOpen: false, new(0.0001m), new Notional(4.00004m))),
        ["SubscribeToTickerUpdates"] = recorded =>
        {
            AssertSubscribes(recorded, PublicFrames(GateMarket.Futures, PublicChannels.Marks));
            Assert.Equal(
                new PerpetualState(new(118.35m), new(118.36m), new(118.4m), new(-0.000114m), TimeSpan.Zero, null),
                ReadPublic(GateMarket.Futures, recorded, BookMessageKind.Mark).Mark);
            return Task.CompletedTask;
        },
        ["SubscribeToUserLiquidationUpdates"] = recorded => Private(
            Venue.GateFutures, recorded,
            new ForcedClose(
                Venue.GateFutures, new("BTCUSD_USDT"), TradeCause.Liquidation, DateTimeOffset.FromUnixTimeSeconds(1_541_486_601))),
        ["SubscribeToUserTradeUpdates"] = recorded => Private(
            Venue.GateFutures, recorded,
            new AccountFact.Trade(
                "trade:3335259", new Symbol("BTCUSD_USDT"), AtMs(1_628_736_848_321m), "3335259", "4872460", null, Side.Buy, new(40000.4m),
                new(0.00015m), 0.0009290592m, Asset.Usdt, true, TradeCause.Foreign)),
    };

    private static IPerpetualReader Perpetuals(Uri url) =>
        (IPerpetualReader)VenueAccess.CreateMarketReader(Venue.GateFutures, Accounts.Options(Venue.GateFutures, url), TimeProvider.System);
}
