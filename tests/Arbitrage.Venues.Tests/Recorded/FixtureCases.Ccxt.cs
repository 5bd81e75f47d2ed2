using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using Arbitrage.Tests.Shared;
using Arbitrage.Venues.Books;
using Arbitrage.Venues.Gate;
using Arbitrage.Venues.Mexc;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Tests.Private;
using Fields = Arbitrage.Venues.Tests.Private.Fixtures;

namespace Arbitrage.Venues.Tests.Recorded;

/// <content>What ccxt sends, compared path by path and field by field less signature, time and client id; and replies and frames it recorded.</content>
internal static partial class FixtureCases
{
    private static readonly string[] OurOwn = ["timestamp", "recvWindow", "signature", "newClientOrderId"];

    private static Dictionary<string, Func<RecordedFixture, Task>> Ccxt => new(StringComparer.Ordinal)
    {
        ["request-gate-spot#Spot limit buy"] = recorded => GateOrder(recorded, Venue.GateSpot, Accounts.Ltc, Side.Buy, 0.1m, 50m),
        ["request-gate-spot#Spot limit sell"] = recorded => GateOrder(recorded, Venue.GateSpot, Accounts.Btc, Side.Sell, 0.0001m, 55000m),
        ["request-gate-spot#spot my trades"] = recorded => Read(
            recorded, Venue.GateSpot, (url, _) => Gateway(Venue.GateSpot, url).ReadTradesAsync(Accounts.Ltc, Accounts.Now.AddDays(-1), default).AcceptedAsync(),
            // The oldest window of history is asked for from another time, and in other pages.
            "account", "limit", "from"),
        ["request-gate-spot#spot closed orders"] = recorded => Read(
            recorded, Venue.GateSpot, (_, account) => account.ReadOrdersAsync(Accounts.Ltc, Accounts.Now, null, default), "limit", "from"),
        ["request-gate-spot#spot closed orders with limit since until"] = recorded => Read(
            recorded, Venue.GateSpot,
            (_, account) => account.ReadOrdersAsync(Accounts.Ltc, AtMs(1_727_308_800_000m), AtMs(1_727_316_000_000m), default)),
        ["request-gate-spot#spot balance"] = recorded => Read(
            recorded, Venue.GateSpot, (url, _) => Gateway(Venue.GateSpot, url).ReadAccountAsync(default).AcceptedAsync()),

        // One contract is 0.1 LTC.
        ["request-gate-futures#Swap limit buy"] = recorded => GateOrder(recorded, Venue.GateFutures, Accounts.Ltc, Side.Buy, 0.1m, 50m),
        ["request-gate-futures#swap limit sell is a negative size"] =
            recorded => GateOrder(recorded, Venue.GateFutures, Accounts.Ltc, Side.Sell, 0.1m, 100m),
        ["request-gate-futures#all positions"] = recorded => Read(
            recorded, Venue.GateFutures, (url, _) => Gateway(Venue.GateFutures, url).ReadAccountAsync(default).AcceptedAsync()),
        ["request-gate-futures#swap my trades with since"] = recorded => Read(
            recorded, Venue.GateFutures, (url, _) => Gateway(Venue.GateFutures, url).ReadTradesAsync(Accounts.Ltc, AtMs(1_699_457_638_000m), default).AcceptedAsync(),
            "limit"),
        ["request-gate-futures#swap closed orders with since"] = recorded => Read(
            recorded, Venue.GateFutures, (_, account) => account.ReadOrdersAsync(Accounts.Ltc, AtMs(1_727_504_130_000m), null, default)),
        ["request-gate-futures#swap balance"] = recorded => Read(
            recorded, Venue.GateFutures, (url, _) => Gateway(Venue.GateFutures, url).ReadAccountAsync(default).AcceptedAsync()),
        ["request-gate-futures#set leverage: POST with the value in the query"] = recorded => Read(
            recorded, Venue.GateFutures, (_, account) => ((IMarginAccount)account).SetMarginAsync(Accounts.Ltc, 5m, isCross: false, default)),

        ["request-mexc-spot#tif FOK"] = recorded => MexcOrder(recorded, Accounts.Ada, Side.Buy, 0.5m, 2m, OrderKind.FillOrKill),
        ["request-mexc-spot#tif IOC"] = recorded => MexcOrder(recorded, Accounts.Ada, Side.Buy, 0.5m, 2m, OrderKind.ImmediateOrCancel),
        ["request-mexc-spot#Spot limit sell"] =
            recorded => MexcOrder(recorded, Accounts.Atlas, Side.Sell, 1500m, 0.007m, OrderKind.GoodTillCancelled),
        ["request-mexc-spot#spot order by id"] = recorded => Read(
            recorded, Venue.MexcSpot,
            (url, _) => Gateway(Venue.MexcSpot, url).QueryAsync(Accounts.Ltc, Accounts.Id, "129402018493145088", default).AcceptedAsync(), OurOwn),
        ["request-mexc-spot#spot private trades with since and until"] = recorded => Read(
            recorded, Venue.MexcSpot, (url, _) => Gateway(Venue.MexcSpot, url).ReadTradesAsync(Accounts.Atlas, AtMs(1_727_693_417_000m), default).AcceptedAsync(),
            [.. OurOwn, "endTime"]),

        ["response-gate#createOrder"] = recorded =>
        {
            var order = new GateFuturesWire(Index(Venue.GateFutures, (Kline, "人生K线_USDT"))).Order(Response(recorded));
            Assert.Equal(
                new OrderReport(Venue.GateFutures, Kline, "299207900263708423", null, false, new(1000m), new Notional(5.416m)), order);
            return Task.CompletedTask;
        },
        ["response-gate#fetchPositions"] = recorded =>
        {
            var row = Response(recorded)[0];
            Assert.Equal(
                new PositionReport(
                    Accounts.Ltc, new(0.1m), new(74.35m), new(74.43m), new(60.07m), new Notional(1.49257625m), 5m, OneWay: true),
                new GateFuturesWire(Index(Venue.GateFutures)).Position(row));
            Assert.Equal(new MarginSetting(5m, IsCross: false, IsOneWay: true), GateFuturesWire.Margin(row));
            return Task.CompletedTask;
        },
        ["response-mexc-spot#fetchOrderBook"] = recorded =>
        {
            var book = MexcPublicReader.ReadSnapshot(Bytes(Response(recorded).GetRawText()));
            Assert.Equal((20453289489L, AtMs(1_704_908_526_228m)), (book.Last, book.AtVenue));
            Assert.Equal([(45995.47m, 10.337165m)], Levels(book.Bids));
            Assert.Equal([(45995.48m, 13.457322m)], Levels(book.Asks));
            return Task.CompletedTask;
        },
        ["response-mexc-spot#fetchMyTrades"] = recorded =>
        {
            Assert.Equal(
                new AccountFact.Trade(
                    "trade:dd44f79dda764c2e927a190ac5e7a1e5", Accounts.Atlas, AtMs(1_707_671_871_000m), "dd44f79dda764c2e927a190ac5e7a1e5",
                    "C02__385413065019117569043", null, Side.Sell, new(0.004542m), new(1220m), 0m, Asset.Usdt, false, TradeCause.Foreign),
                MexcWire.Trade(Response(recorded)[0], Accounts.Instrument(Venue.MexcSpot, Accounts.Atlas)));
            return Task.CompletedTask;
        },
        ["response-mexc-spot#fetchTrades (aggTrades)"] = recorded =>
        {
            Assert.Equal(
                new PublicTrade(null, Side.Buy, new(73238.7m), new(0.000112m), AtMs(1_710_327_661_000m)),
                MexcMarketReader.Trade(Response(recorded)[0]));
            return Task.CompletedTask;
        },
        ["ws-gate-futures-order-book#futures.order_book_update"] = recorded =>
        {
            var reader = new GatePublicReader(GateMarket.Futures, ["BTC_USDT"]);
            var sync = new BookSync(new DepthShape(100, 100, StreamsBeyondSnapshot: false));
            sync.OnSubscribed();
            sync.OnSnapshot(new DepthUpdate { IsFull = true, Last = 121506953850 });
            foreach (var push in Received(recorded))
            {
                var change = ReadFrame(frame => reader.Read(push, frame), BookMessageKind.Change).Depth;
                Assert.Equal(SyncStep.Changed, sync.OnChange(change));
            }

            var levels = new BookLevel[9];
            Assert.Equal(121506953927, sync.Sequence);
            Assert.Equal(
                [(64013.1m, 21508m), (64029.9m, 625m), (64054.2m, 27m), (64054.7m, 12m)],
                Levels(levels.AsSpan(0, sync.Depth.Asks.CopyBest(levels))));
            return Task.CompletedTask;
        },
        ["ws-gate-tickers#futures.tickers"] = recorded =>
        {
            var reader = new GatePublicReader(GateMarket.Futures, ["BTC_USDT"]);
            var frames = Received(recorded);
            Assert.Equal(BookMessageKind.Confirmed, reader.Read(frames[0], new PublicFrame()).Kind);
            Assert.Equal(
                [
                    new PerpetualState(
                        new(63964.8m), new(63989.2m), new(63964.7m), new(0.000052m), TimeSpan.FromHours(8), AtMs(1_786_550_400_000m)),
                    new PerpetualState(
                        new(63964.8m), new(63989.2m), new(63964.8m), new(0.000052m), TimeSpan.FromHours(8), AtMs(1_786_550_400_000m)),
                ],
                frames.Skip(1).Select(push => ReadFrame(frame => reader.Read(push, frame), BookMessageKind.Mark).Mark));
            return Task.CompletedTask;
        },
    };

    private static JsonElement Response(RecordedFixture recorded) => recorded.Entry.GetProperty("httpResponse");

    private static byte[][] Received(RecordedFixture recorded) =>
        [.. recorded.Entry.GetProperty("received").EnumerateArray().Select(frame => Bytes(frame.GetRawText()))];

    private static async Task GateOrder(RecordedFixture recorded, Venue venue, Symbol symbol, Side side, decimal quantity, decimal price)
    {
        await using var server = RawVenue.Answering(_ => (500, ""));
        await Gateway(venue, server.Url).CreateAsync(Accounts.Intent(venue, symbol, side, quantity, price), default, Accounts.Passes, default);

        var sent = Assert.Single(server.Requests);
        Assert.Equal(("POST", recorded.Entry.Path()), (sent.Method, sent.Path));
        // An order of ours always says how long it lives, and on perpetuals whether it may only reduce.
        var ours = Fields.Fields(sent.Body);
        Assert.Equal(Fields.Fields(recorded.Entry.GetProperty("body")), ours.Without("text", "time_in_force", "tif", "reduce_only"));
        Assert.Equal("ioc", ours[venue == Venue.GateSpot ? "time_in_force" : "tif"]);
    }

    private static async Task MexcOrder(RecordedFixture recorded, Symbol symbol, Side side, decimal quantity, decimal price, OrderKind kind)
    {
        await using var server = RawVenue.Answering(_ => (500, ""));
        await Gateway(Venue.MexcSpot, server.Url).CreateAsync(
            Accounts.Intent(Venue.MexcSpot, symbol, side, quantity, price, kind), default, Accounts.Passes, default);

        var sent = Assert.Single(server.Requests);
        Assert.Equal(("POST", recorded.Entry.Path()), (sent.Method, sent.Path));
        Assert.Equal(recorded.Entry.Query().Without(OurOwn), sent.Query.Without(OurOwn));
    }

    // A read or a setting: path and query, less what differs by intention; pages are ours.
    private static async Task Read<T>(RecordedFixture recorded, Venue venue, Func<Uri, IVenueAccount, Task<T>> call, params string[] less)
    {
        await using var server = RawVenue.Answering(request => (200, request.Path switch
        {
            var path when path.EndsWith("/accounts", StringComparison.Ordinal) => Accounts.AccountReply(venue),
            var path when path.EndsWith("/leverage", StringComparison.Ordinal) => """{"leverage":"5","mode":"single"}""",
            "/api/v3/order" => """{"code":-2013,"msg":"Order does not exist."}""",
            _ => "[]",
        }));
        using var account = Account(venue, server.Url);
        await call(server.Url, account);

        var sent = Assert.Single(server.Requests, request => request.Path == recorded.Entry.Path());
        Assert.Equal(recorded.Name.Contains("POST", StringComparison.Ordinal) ? "POST" : "GET", sent.Method);
        // What ccxt leaves to the venue's default.
        string[] pages = ["page", "offset", "holding"];
        var expected = recorded.Entry.Query().Without(less);
        Assert.Equal(expected, sent.Query.Without([.. less, .. pages, .. expected.ContainsKey("limit") ? Array.Empty<string>() : ["limit"]]));
    }
}
