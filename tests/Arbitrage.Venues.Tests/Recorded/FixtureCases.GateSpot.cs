using System.Buffers;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using Arbitrage.Tests.Shared;
using Arbitrage.Venues.Books;
using Arbitrage.Venues.Gate;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Rest;
using Arbitrage.Venues.Sockets;
using Arbitrage.Venues.Tests.Private;

namespace Arbitrage.Venues.Tests.Recorded;

/// <content>Gate spot.</content>
internal static partial class FixtureCases
{
    private static readonly OrderReport FilledSpotOrder =
        new(Venue.GateSpot, Accounts.Btc, "1852454420", null, false, new(0.001m), new Notional(63.4693m));

    private static Dictionary<string, Func<RecordedFixture, Task>> GateSpotReplies => new(StringComparer.Ordinal)
    {
        ["CancelOrders"] = async recorded =>
        {
            var (sent, said) = await AskAsync(
                recorded, url => Account(Venue.GateSpot, url).CancelOwnAsync(Accounts.Btc, CancellationToken.None),
                others: request => request.Path.EndsWith("/spot/orders", StringComparison.Ordinal) ? OpenSpotOrders : null);
            Assert.Equal("""[{"currency_pair":"BTC_USDT","id":"123456"}]""", sent.Body);
            Assert.Equal(
                new OwnCancel("123456", Accounts.Id, new VenueAnswer<OrderReport?>.Accepted(null)), Assert.Single(said.Accepted()));
        },
        ["GetAccountInfo"] = async recorded =>
        {
            var (_, said) = await AskAsync(recorded, url => Account(Venue.GateSpot, url).ReadIdentityAsync(CancellationToken.None));
            var identity = said.Accepted();
            Assert.Equal(("1667201533", 2), (identity.UserId, identity.Tier!.Value));
            Assert.Equal("127.0.0.1", Assert.Single(identity.Addresses));
            Assert.Equal("USDT_BTC", Assert.Single(identity.Symbols));
        },
        ["GetLedger"] = async recorded =>
        {
            var (sent, rows) = await AskAsync(
                recorded, url => Gateway(Venue.GateSpot, url).ReadRowsAsync(Accounts.Now.AddDays(-20), CancellationToken.None).AcceptedAsync(),
                body => body.Replace("1547633726123", "1789900000123", StringComparison.Ordinal));
            Assert.Equal("1788272000", sent.Query["from"]);
            Assert.Equal(
                new AccountFact.Row("row:123456", null, AtMs(1_789_900_000_123m), "123456", RowKind.Transfer, new("BTC"), 1.03m),
                Assert.Single(rows));
        },
        ["GetOpenOrders"] = async recorded =>
        {
            var (_, orders) = await AskAsync(
                recorded, url => Gateway(Venue.GateSpot, url, (EthBtc, "ETH_BTC")).ReadOpenOrdersAsync(CancellationToken.None).AcceptedAsync());
            Assert.Equal(
                new OrderReport(Venue.GateSpot, EthBtc, "12332324", null, true, new(0.5m), new Notional(2.50016m)), Assert.Single(orders));
        },
        ["GetOrders"] = async recorded =>
        {
            var (sent, said) = await AskAsync(
                recorded, url => Account(Venue.GateSpot, url).ReadOrdersAsync(Accounts.Btc, AtMs(1_710_000_000_000m), null, CancellationToken.None));
            Assert.Equal("finished", sent.Query["status"]);
            Assert.Equal(
                new OrderRecord(FilledSpotOrder, AtMs(1_710_488_334_073m), Side.Buy, new(65000m)), Assert.Single(said.Accepted()));
        },
        ["GetSymbol"] = async recorded =>
        {
            var (_, rules) = await AskAsync(
                recorded, url => Source(Venue.GateSpot, url).ReadInstrumentsAsync([new(Accounts.Btc, "BTC_USDT")], CancellationToken.None));
            Assert.Equal(EthUsdtRules(Accounts.Btc, "BTC_USDT"), Assert.Single(rules));
        },
        // The list has the same rows as the call for one pair, which is the one that is made.
        ["GetSymbols"] = recorded =>
        {
            Assert.Equal(
                EthUsdtRules(Eth, "ETH_USDT"), GateInstruments.MapSpot(new(Eth, "ETH_USDT"), Json(recorded.Reply)[0], Accounts.Now));
            return Task.CompletedTask;
        },
        ["GetTrades"] = async recorded =>
        {
            var (sent, trades) = await AskAsync(recorded, url => VenueAccess.CreateMarketReader(
                    Venue.GateSpot, Accounts.Options(Venue.GateSpot, url), TimeProvider.System)
                .ReadTradesAsync(Accounts.Instrument(Venue.GateSpot, Accounts.Btc), 5, CancellationToken.None));
            Assert.Equal(("BTC_USDT", "5"), (sent.Query["currency_pair"], sent.Query["limit"]));
            Assert.Equal(new PublicTrade("1232893232", Side.Buy, new(0.03m), new(0.15m), AtMs(1_548_000_000_123.456m)), Assert.Single(trades));
        },
        ["GetTradingFee"] = async recorded =>
        {
            var (sent, said) = await AskAsync(recorded, url => Account(Venue.GateSpot, url).ReadFeeTierAsync(Accounts.Btc, CancellationToken.None));
            Assert.Equal("BTC_USDT", sent.Query["currency_pair"]);
            Assert.Equal(new FeeTier(new(new(0.002m), new(0.002m)), FeeDeduction.None), said.Accepted());
        },
        ["GetUserTrades"] = async recorded =>
        {
            var (_, trades) = await AskAsync(
                recorded, url => Gateway(Venue.GateSpot, url).ReadTradesAsync(Accounts.Btc, Accounts.Now.AddDays(-20), CancellationToken.None).AcceptedAsync(),
                body => body.Replace("1548000000", "1789900000", StringComparison.Ordinal));
            Assert.Equal(
                new AccountFact.Trade(
                    "trade:1232893232", Accounts.Btc, AtMs(1_789_900_000_123.456m), "1232893232", "4128442423", null, Side.Buy, new(0.03m),
                    new(0.15m), 0.0005m, new("ETH"), true, TradeCause.Foreign),
                Assert.Single(trades));
        },
        ["PlaceOrder"] = async recorded =>
        {
            var (_, outcome) = await AskAsync(
                recorded,
                url => Gateway(Venue.GateSpot, url).CreateAsync(
                    Accounts.Intent(Venue.GateSpot, Accounts.Btc, Side.Buy, 0.001m, 65000m), default, Accounts.Passes, CancellationToken.None),
                WithOurId);
            Assert.Equal(new CreateOutcome.Accepted("1852454420", FilledSpotOrder with { ClientId = Accounts.Id }), outcome);
        },
    };

    private static Dictionary<string, Func<RecordedFixture, Task>> GateSpotPushes => new(StringComparer.Ordinal)
    {
        ["SubscribeToBalanceUpdates"] = recorded => Private(Venue.GateSpot, recorded, "hint"),
        ["SubscribeToBookTickerUpdates"] = recorded =>
        {
            AssertSubscribes(recorded, PublicFrames(GateMarket.Spot, PublicChannels.BestQuotes));
            var quote = ReadPublic(GateMarket.Spot, recorded, BookMessageKind.BestQuote).Quote;
            Assert.Equal(
                new BestQuote(new(19177.79m), new(0.0003341504m), new(19179.38m), new(0.09m), 48733182, AtMs(1_606_293_275_123m)), quote);
            return Task.CompletedTask;
        },
        ["SubscribeToOrderUpdates"] = recorded => Private(
            Venue.GateSpot, recorded, new OrderReport(Venue.GateSpot, Accounts.Btc, "399123456", null, IsOpen: true, default, default)),
        ["SubscribeToTradeUpdates"] = recorded =>
        {
            AssertSubscribes(recorded, PublicFrames(GateMarket.Spot, PublicChannels.Trades));
            Assert.Equal(
                new PublicTrade("309143071", Side.Sell, new(0.4705m), new(16.47m), AtMs(1_606_292_218_213.4578m)),
                Assert.Single(ReadPublic(GateMarket.Spot, recorded, BookMessageKind.Trades).Trades));
            return Task.CompletedTask;
        },
        ["SubscribeToUserTradeUpdates"] = recorded => Private(
            Venue.GateSpot, recorded,
            new AccountFact.Trade(
                "trade:5736713", Accounts.Btc, AtMs(1_605_176_741_123.456m), "5736713", "30784428", null, Side.Sell, new(10000m), new(1m), 0.002m,
                Asset.Usdt, false, TradeCause.Foreign)),
    };

    private static Dictionary<string, Func<RecordedFixture, Task>> GateSpotOrderSocket => new(StringComparer.Ordinal)
    {
        ["PlaceOrder"] = recorded =>
        {
            AssertApiFrames(recorded, (frames, into) => frames.Place(
                into, 2, Accounts.Intent(Venue.GateSpot, Accounts.Btc, Side.Buy, 1m, 1m), Accounts.Instrument(Venue.GateSpot, Accounts.Btc),
                Accounts.Now, 1_744_621_445));
            var receipt = GateSocketAnswer.Read(Bytes(recorded.Frames('<')[1]));
            Assert.True(receipt.IsReceipt);
            Assert.True(receipt.RequestId.SequenceEqual("|5|"u8));
            var answer = GateSocketAnswer.Read(Bytes(WithOurId(recorded.Frames('=')[0])));
            Assert.False(answer.IsReceipt);
            Assert.Equal(
                new CreateOutcome.Accepted("1852454420", FilledSpotOrder with { ClientId = Accounts.Id }),
                GateReplies.Outcome(
                    answer.Status, answer.Body, Accounts.Id, new GateSpotWire(Index(Venue.GateSpot)).Order, new(Accounts.Key(Venue.GateSpot))));
            return Task.CompletedTask;
        },
        ["CancelOrder"] = recorded => OrderCall(
            recorded, (frames, into) => frames.Cancel(into, 2, "1700664330", "GT_USDT", 1_744_621_445), isOpen: false),
        ["GetOrder"] = recorded => OrderCall(
            recorded, (frames, into) => frames.Status(into, 2, "1700664330", "GT_USDT", 1_744_621_445), isOpen: true),
    };

    private static string OpenSpotOrders => $$"""
        [{"id":"123456","text":"t-{{Accounts.Id.Text}}","currency_pair":"BTC_USDT","status":"open","amount":"1","left":"1","side":"buy","type":"limit"},
         {"id":"123457","text":"t-somebody","currency_pair":"BTC_USDT","status":"open","amount":"1","left":"1","side":"buy","type":"limit"}]
        """;

    private static IInstrumentSource Source(Venue venue, Uri url) =>
        VenueAccess.CreateInstrumentSource(venue, Accounts.Options(venue, url), new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Accounts.Now));

    private static Instrument EthUsdtRules(Symbol symbol, string name) => new(
        Venue.GateSpot, symbol, name, new(0.000001m), new(0.001m), new(0.001m), new(1m), new(10000m), Rate.Zero, default, new(0.002m),
        new(0.002m), Tradable: true);

    private static IEnumerable<byte[]> PublicFrames(GateMarket market, PublicChannels channels, bool wholeBooks = false, int intervalMs = 20) =>
        new GateBookProtocol(
                market,
                Accounts.Options(market.Venue, new("http://127.0.0.1:1")) with
                {
                    WholeBooksByStream = wholeBooks,
                    BookInterval = TimeSpan.FromMilliseconds(intervalMs),
                },
                [new(Eth, "ETH_USDT")], TimeProvider.System)
            .SubscribeFrames(channels, Accounts.Now);

    private static PublicFrame ReadPublic(GateMarket market, RecordedFixture recorded, BookMessageKind kind)
    {
        var reader = new GatePublicReader(market, ["ETH_USDT"]);
        return ReadFrame(frame => reader.Read(Bytes(recorded.Frames('=')[0]), frame), kind);
    }

    // What a private push says, after a subscription as recorded.
    private static Task Private(Venue venue, RecordedFixture recorded, object said)
    {
        var sink = new RecordingSink();
        var options = Accounts.Options(venue, new("http://127.0.0.1:1"));
        using var rest = new GateRest(venue, options, Accounts.Key(venue), TimeProvider.System);
        var protocol = new GatePrivateProtocol(
            venue, options, Accounts.Key(venue), Index(venue, (new("BTCUSD_USDT"), "BTC_USD")), rest, new PrivateMerge(sink).Join(),
            TimeProvider.System);
        // By the documentation the balances of perpetuals take the user id alone; the recording has "!all" behind it.
        if (!recorded.Name.Contains("futures-ws/SubscribeToBalance", StringComparison.Ordinal))
            AssertSubscribes(recorded, protocol.SubscribeFrames("123"));
        protocol.OnMessage(Bytes(recorded.Frames('=')[0]), isText: true);
        Assert.Equal(said, Assert.Single(sink.Drain()));
        return Task.CompletedTask;
    }

    private static Task OrderCall(RecordedFixture recorded, Action<GateOrderFrames, IBufferWriter<byte>> frame, bool isOpen)
    {
        AssertApiFrames(recorded, frame);
        var answer = GateSocketAnswer.Read(Bytes(recorded.Frames('=')[0]));
        var order = GateReplies.Answer(
            answer.Reply, new GateSpotWire(Index(Venue.GateSpot)).Order, new Redaction(Accounts.Key(Venue.GateSpot))).Accepted();
        Assert.Equal(new OrderReport(Venue.GateSpot, null, "1700664330", null, isOpen, default, default), order);
        return Task.CompletedTask;
    }

    // Login and call as recorded: channel, event and the names of the payload's fields.
    private static void AssertApiFrames(RecordedFixture recorded, Action<GateOrderFrames, IBufferWriter<byte>> call)
    {
        using var frames = new GateOrderFrames(new GateSigner(Accounts.Key(Venue.GateSpot)), Venue.GateSpot);
        var sent = recorded.Frames('>').Select(Json).ToArray();
        var (login, ours) = (new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
        frames.Login(login, 1, 1_744_621_445);
        call(frames, ours);
        for (var i = 0; i < 2; i++)
        {
            var frame = Json(System.Text.Encoding.UTF8.GetString((i == 0 ? login : ours).WrittenSpan));
            Assert.Equal(sent[i].GetProperty("channel").GetString(), frame.GetProperty("channel").GetString());
            Assert.Equal("api", frame.GetProperty("event").GetString());
            Assert.Equal(
                Fields(sent[i]), Fields(frame).Where(field => field != "req_header"));
        }

        // The answer to the login has a number where the others have a text.
        var answer = GateSocketAnswer.Read(Bytes(recorded.Frames('<')[0]));
        Assert.Equal(200, answer.Status);
        Assert.True(answer.RequestId.SequenceEqual("|1|"u8));

        static IEnumerable<string> Fields(System.Text.Json.JsonElement frame) =>
            frame.GetProperty("payload").EnumerateObject().Select(field => field.Name).Order(StringComparer.Ordinal);
    }
}
