using System.Text;
using Arbitrage.Domain.Markets;
using Arbitrage.Venues.Books;
using Arbitrage.Venues.Gate;
using Arbitrage.Venues.Mexc;
using Arbitrage.Venues.Mexc.Wire;
using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;

namespace Arbitrage.Venues.Tests.Public;

/// <summary>Bytes to domain values without allocation, warm: best quotes and changes of all three venues, and changes as far as the reader's book.</summary>
public class ParsingAllocationSpecs
{
    private static readonly Symbol Btc = new("BTC_USDT");

    public static TheoryData<string> Frames => ["gate spot", "gate spot whole book", "gate futures", "gate futures whole book", "mexc"];

    [Theory]
    [MemberData(nameof(Frames))]
    public void A_change_becomes_levels(string venue)
    {
        var (protocol, isText) = Protocol(venue);
        var bytes = Change(venue, 101, 105);
        var frame = new PublicFrame();

        Assert.Equal(0, Allocations.Of(() => protocol.Read(bytes, isText, frame)));

        Assert.Equal((105L, 2, 2), (frame.Depth.Last, frame.Depth.Bids.Length, frame.Depth.Asks.Length));
        Assert.Equal((60000m, 1.5m), (frame.Depth.Bids[0].Price.Value, frame.Depth.Bids[0].Quantity.Value));
    }

    [Theory]
    [InlineData("gate spot")]
    [InlineData("gate futures")]
    [InlineData("mexc")]
    public void A_best_quote_becomes_prices_and_sizes(string venue)
    {
        var (protocol, isText) = Protocol(venue);
        var bytes = Quote(venue);
        var frame = new PublicFrame();

        Assert.Equal(0, Allocations.Of(() => protocol.Read(bytes, isText, frame)));

        Assert.Equal(
            (60000m, 1.5m, 60000.1m, 2m, 105L),
            (frame.Quote.Bid.Value, frame.Quote.BidSize.Value, frame.Quote.Ask.Value, frame.Quote.AskSize.Value, frame.Quote.Sequence));
        Assert.True(frame.Quote.IsUsable);
    }

    [Theory]
    [MemberData(nameof(Frames))]
    public void Changes_in_sequence_reach_the_readers_book(string venue)
    {
        var (protocol, isText) = Protocol(venue);
        var slot = new Arbitrage.Venues.Ports.BookSlot(protocol.Venue, Btc);
        var name = new Arbitrage.Venues.Ports.SymbolName(Btc, "BTC_USDT");
        var feed = new BookFeed(name, new BookOutlet(slot), protocol.Shape, TimeProvider.System, NullLogger.Instance);
        var connection = new BookConnection(protocol, [feed], Options, TimeProvider.System, NullLogger.Instance);
        byte[][] frames = [.. Enumerable.Range(0, 3000).Select(i => Change(venue, 101 + (5 * i), 105 + (5 * i)))];
        feed.OnSubscribed();
        Synchronise(feed, slot);
        var next = 0;

        // Two rounds of a thousand frames, so that none comes twice.
        Assert.Equal(0, Allocations.Of(() => connection.OnMessage(frames[next++], isText)));

        var book = new Book();
        slot.Read(book);
        Assert.True(book.IsUsable);
        Assert.Equal(105L + (5 * (next - 1)), book.Sequence);
    }

    private static VenueOptions Options => new() { Rest = new("http://127.0.0.1:1/api/v4"), Socket = new("ws://127.0.0.1:1/") };

    private static void Synchronise(BookFeed feed, Arbitrage.Venues.Ports.BookSlot slot)
    {
        var whole = new DepthUpdate { IsFull = true, Last = 100 };
        whole.Add(Side.Buy, 59_000m, 1m);
        whole.Add(Side.Sell, 61_000m, 1m);
        feed.OnChange(whole, TimeProvider.System.GetUtcNow());
        Assert.Equal(1, slot.Published);
    }

    private static (IBookProtocol Protocol, bool IsText) Protocol(string venue)
    {
        if (venue == "mexc")
            return (new MexcBookProtocol(Options, [new(Btc, "BTCUSDT")], TimeProvider.System), false);
        var market = venue.StartsWith("gate spot", StringComparison.Ordinal) ? GateMarket.Spot : GateMarket.Futures;
        var options = Options with { WholeBooksByStream = venue.EndsWith("book", StringComparison.Ordinal) };
        return (new GateBookProtocol(market, options, [new(Btc, "BTC_USDT")], TimeProvider.System), true);
    }

    private static byte[] Change(string venue, long first, long last) => venue switch
    {
        "mexc" => new PushDataV3ApiWrapper
        {
            Channel = "spot@public.aggre.depth.v3.api.pb@100ms@BTCUSDT",
            Symbol = "BTCUSDT",
            CreateTime = 1_790_000_000_100,
            PublicAggreDepths = new()
            {
                Bids = { Item("60000", "1.5"), Item("59999.9", "0") },
                Asks = { Item("60000.1", "2"), Item("60000.2", "0") },
                FromVersion = first.ToString(),
                ToVersion = last.ToString(),
            },
        }.ToByteArray(),
        "gate futures" => Json(
            "futures.order_book_update", "BTC_USDT", first, last, """[{"p":"60000","s":1.5},{"p":"59999.9","s":0}]""",
            """[{"p":"60000.1","s":"2"},{"p":"60000.2","s":"0"}]"""),
        _ => Json(
            venue switch
            {
                "gate spot" => "spot.order_book_update",
                "gate spot whole book" => "spot.obu",
                _ => "futures.obu",
            },
            venue == "gate spot" ? "BTC_USDT" : "ob.BTC_USDT.400", first, last, """[["60000","1.5"],["59999.9","0"]]""",
            """[["60000.1","2"],["60000.2","0"]]"""),
    };

    private static byte[] Json(string channel, string name, long first, long last, string bids, string asks) => Encoding.UTF8.GetBytes(
        $$$"""{"time":1790000000,"time_ms":1790000000130,"channel":"{{{channel}}}","event":"update","result":{"t":1790000000123,"s":"{{{name}}}","U":{{{first}}},"u":{{{last}}},"b":{{{bids}}},"a":{{{asks}}},"l":"100"}}""");

    private static byte[] Quote(string venue) => venue == "mexc"
        ? new PushDataV3ApiWrapper
        {
            Channel = "spot@public.aggre.bookTicker.v3.api.pb@100ms@BTCUSDT",
            Symbol = "BTCUSDT",
            SendTime = 1_790_000_000_123,
            PublicAggreBookTicker = new() { BidPrice = "60000", BidQuantity = "1.5", AskPrice = "60000.1", AskQuantity = "2", Version = "105" },
        }.ToByteArray()
        : Encoding.UTF8.GetBytes(
            $$$"""{"time":1606293275,"channel":"{{{venue[5..]}}}.book_ticker","event":"update","result":{"t":1606293275123,"u":105,"s":"BTC_USDT","b":"60000","B":"1.5","a":"60000.1","A":"2"}}""");

    private static PublicAggreDepthV3ApiItem Item(string price, string quantity) => new() { Price = price, Quantity = quantity };
}
