using System.Text;
using Arbitrage.Domain.Markets;
using Arbitrage.Venues.Books;
using Arbitrage.Venues.Feeds;
using Arbitrage.Venues.Gate;
using Arbitrage.Venues.Mexc;
using Arbitrage.Venues.Mexc.Wire;
using Arbitrage.Venues.Ports;
using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Arbitrage.Venues.Tests.Public;

/// <summary>Best quotes, trades and marks as they come.</summary>
public class MarketFeedSpecs
{
    private static readonly Symbol Btc = new("BTC_USDT");
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_790_000_000);

    private readonly Sink _sink = new();

    [Fact]
    public void Gate_spot_tells_quotes_and_trades()
    {
        var feed = Handler(new GateBookProtocol(GateMarket.Spot, Options, [new(Btc, "BTC_USDT")], TimeProvider.System), "BTC_USDT");

        Say(feed, """{"time":1,"channel":"spot.book_ticker","event":"update","result":{"t":1790000000123,"u":7,"s":"BTC_USDT","b":"59999.9","B":"0.5","a":"60000","A":"0.25"}}""");
        Say(feed, """{"time":1,"channel":"spot.trades","event":"update","result":{"id":9,"create_time_ms":"1790000000124.5","side":"sell","currency_pair":"BTC_USDT","amount":"0.1","price":"59999.9"}}""");
        Say(feed, """{"time":1,"channel":"spot.book_ticker","event":"update","result":{"t":1790000000123,"u":8,"s":"DOGE_USDT","b":"1","B":"1","a":"2","A":"1"}}""");

        Assert.Equal(
            [
                new BestQuote(new(59999.9m), new(0.5m), new(60000m), new(0.25m), 7, DateTimeOffset.FromUnixTimeMilliseconds(1_790_000_000_123)),
                new PublicTrade("9", Side.Sell, new(59999.9m), new(0.1m), DateTimeOffset.UnixEpoch.AddTicks(17_900_000_001_245_000)),
            ],
            _sink.Said);
    }

    [Fact]
    public void Futures_trades_have_their_side_in_the_sign_and_an_empty_side_of_a_quote_has_no_price()
    {
        var reader = new GatePublicReader(GateMarket.Futures, ["BTC_USDT"]);
        var frame = new PublicFrame();

        reader.Read("""{"channel":"futures.trades","event":"update","result":[{"size":"-108","id":27753479,"create_time":1790000000,"create_time_ms":1790000000123,"price":"96.4","contract":"BTC_USDT"},{"size":5,"id":27753480,"create_time":1790000000,"create_time_ms":1790000000124,"price":"96.5","contract":"BTC_USDT"}]}"""u8, frame);
        frame.Scale(0.0001m);
        Assert.Equal(
            [(Side.Sell, 0.0108m, "27753479"), (Side.Buy, 0.0005m, "27753480")],
            frame.Trades.Select(trade => (trade.Taker, trade.Quantity.Value, trade.Id)));

        reader.Read("""{"channel":"futures.book_ticker","event":"update","result":{"t":1,"u":2,"s":"BTC_USDT","b":"","B":0,"a":"54696.7","A":"47061"}}"""u8, frame);
        Assert.Equal((true, false, false), (frame.Quote.Bid.IsNone, frame.Quote.Ask.IsNone, frame.Quote.IsUsable));
    }

    [Fact]
    public void The_result_may_come_before_the_channel_that_says_what_it_is()
    {
        var frame = new PublicFrame();
        var read = new GatePublicReader(GateMarket.Futures, ["BTC_USDT"]).Read(
            """{"result":{"a":"2","A":"4","b":"1","B":"3","u":9,"s":"BTC_USDT","t":1},"event":"update","channel":"futures.book_ticker"}"""u8, frame);
        Assert.Equal(new BookMessage(BookMessageKind.BestQuote, 0, 9), read);
        Assert.Equal((1m, 3m, 2m, 4m), (frame.Quote.Bid.Value, frame.Quote.BidSize.Value, frame.Quote.Ask.Value, frame.Quote.AskSize.Value));
    }

    [Theory]
    [InlineData("1", "1", false)] // locked
    [InlineData("2", "1", false)] // crossed
    [InlineData("1", "2", true)]
    public void A_crossed_quote_is_not_usable(string bid, string ask, bool usable)
    {
        var frame = new PublicFrame();
        new GatePublicReader(GateMarket.Spot, ["BTC_USDT"]).Read(
            Encoding.UTF8.GetBytes($$$"""{"channel":"spot.book_ticker","event":"update","result":{"t":1,"u":2,"s":"BTC_USDT","b":"{{{bid}}}","B":"1","a":"{{{ask}}}","A":"1"}}"""), frame);
        Assert.Equal(usable, frame.Quote.IsUsable);
    }

    [Fact]
    public void Mexc_tells_quotes_and_deals()
    {
        var feed = Handler(new MexcBookProtocol(Options, [new(Btc, "BTCUSDT")], TimeProvider.System), "BTCUSDT");
        feed.OnMessage(
            new PushDataV3ApiWrapper
            {
                Channel = "spot@public.aggre.bookTicker.v3.api.pb@100ms@BTCUSDT",
                Symbol = "BTCUSDT",
                SendTime = 1_790_000_000_123,
                PublicAggreBookTicker = new() { BidPrice = "60000.00", BidQuantity = "1.5", AskPrice = "60000.01", AskQuantity = "2", Version = "41" },
            }.ToByteArray(), isText: false);
        feed.OnMessage(
            new PushDataV3ApiWrapper
            {
                Channel = "spot@public.aggre.deals.v3.api.pb@100ms@BTCUSDT",
                Symbol = "BTCUSDT",
                PublicAggreDeals = new()
                {
                    Deals = { new PublicAggreDealsV3ApiItem { Price = "60000", Quantity = "0.1", TradeType = 2, Time = 1_790_000_000_000, TradeId = "t1" } },
                },
            }.ToByteArray(), isText: false);

        Assert.Equal(
            [
                new BestQuote(new(60000m), new(1.5m), new(60000.01m), new(2m), 41, DateTimeOffset.FromUnixTimeMilliseconds(1_790_000_000_123)),
                new PublicTrade("t1", Side.Sell, new(60000m), new(0.1m), Now),
            ],
            _sink.Said);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(0)]
    public void A_deal_without_a_side_is_refused(int type)
    {
        var push = new PushDataV3ApiWrapper
        {
            Symbol = "BTCUSDT",
            PublicAggreDeals = new() { Deals = { new PublicAggreDealsV3ApiItem { Price = "1", Quantity = "1", TradeType = type, Time = 1 } } },
        };
        Assert.Throws<Arbitrage.Venues.Wire.UnreadableException>(
            () => new MexcPublicReader(["BTCUSDT"], "100ms").ReadPush(push.ToByteArray(), new()));
    }

    [Fact]
    public void Mexc_subscribes_to_what_is_asked_for_and_knows_the_answers()
    {
        var protocol = new MexcBookProtocol(Options, [new(Btc, "BTCUSDT")], TimeProvider.System);
        Assert.Equal(
            [
                """{"method":"SUBSCRIPTION","params":["spot@public.aggre.bookTicker.v3.api.pb@100ms@BTCUSDT"],"id":1}""",
                """{"method":"SUBSCRIPTION","params":["spot@public.aggre.deals.v3.api.pb@100ms@BTCUSDT"],"id":2}""",
            ],
            protocol.SubscribeFrames(FeedConnection.Channels, Now).Select(Encoding.UTF8.GetString));
        Assert.Equal(
            new BookMessage(BookMessageKind.Confirmed, 0, (long)PublicChannels.Trades),
            protocol.Read("""{"id":2,"code":0,"msg":"spot@public.aggre.deals.v3.api.pb@100ms@BTCUSDT"}"""u8, isText: true, new()));
        // The end of a subscription is answered in the same words as its beginning.
        Assert.Equal(
            BookMessageKind.Other,
            protocol.Read("""{"id":9999,"code":0,"msg":"spot@public.aggre.deals.v3.api.pb@100ms@BTCUSDT"}"""u8, isText: true, new()).Kind);
        Assert.Equal(
            BookMessageKind.Refused,
            protocol.Read("""{"id":2,"code":0,"msg":"Not Subscribed successfully! [spot@public.aggre.deals.v3.api.pb@100ms@BTCUSDT]."}"""u8, isText: true, new()).Kind);
    }

    [Theory]
    [InlineData(false, """["BTC_USDT","100ms","100"]""", "futures.order_book_update")]
    [InlineData(true, """["ob.BTC_USDT.400"]""", "futures.obu")]
    public void The_book_channel_is_that_of_the_options(bool whole, string payload, string channel)
    {
        var protocol = new GateBookProtocol(
            GateMarket.Futures, Options with { WholeBooksByStream = whole }, [new(Btc, "BTC_USDT")], TimeProvider.System);
        Assert.Equal(
            $$"""{"time":1790000000,"channel":"{{channel}}","event":"subscribe","payload":{{payload}}}""",
            Encoding.UTF8.GetString(Assert.Single(protocol.SubscribeFrames(PublicChannels.Books, Now))));
        Assert.Equal(
            $$"""{"time":1790000000,"channel":"{{channel}}","event":"unsubscribe","payload":{{payload}}}""",
            Encoding.UTF8.GetString(protocol.ResubscribeFrames(new(Btc, "BTC_USDT"), PublicChannels.Books, Now)[0]));
    }

    private static VenueOptions Options => new() { Rest = new("http://127.0.0.1:1/api/v4"), Socket = new("ws://127.0.0.1:1/") };

    private FeedHandler Handler(IBookProtocol protocol, string name) =>
        new(protocol, [new(Btc, name)], Options, new FeedMerge(_sink, [new(Btc, name)]).Join(), new FakeTimeProvider(Now), NullLogger.Instance);

    private static void Say(FeedHandler feed, string frame) => feed.OnMessage(Encoding.UTF8.GetBytes(frame), isText: true);

    private sealed class Sink : IMarketFeedSink
    {
        public List<object> Said { get; } = [];

        public void OnQuote(Symbol symbol, in BestQuote quote, DateTimeOffset receivedAt) => Add(symbol, quote, receivedAt);

        public void OnTrade(Symbol symbol, PublicTrade trade, DateTimeOffset receivedAt) => Add(symbol, trade, receivedAt);

        public void OnPerpetual(Symbol symbol, PerpetualState state, DateTimeOffset receivedAt) => Add(symbol, state, receivedAt);

        public void OnDown(string why) => Said.Add(why);

        private void Add(Symbol symbol, object said, DateTimeOffset receivedAt)
        {
            Assert.Equal((Btc, Now), (symbol, receivedAt));
            Said.Add(said);
        }
    }
}
