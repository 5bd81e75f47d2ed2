using System.Text;
using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Venues.Books;
using Arbitrage.Venues.Gate;
using Arbitrage.Venues.Wire;

namespace Arbitrage.Venues.Tests.Public;

public class GatePublicReaderSpecs
{
    private const string SpotChange =
        """{"time":1790000000,"time_ms":1790000000130,"channel":"spot.order_book_update","event":"update","result":{"t":1790000000123,"l":"100","e":"depthUpdate","E":1790000000,"s":"BTC_USDT","U":48776301,"u":48776306,"b":[["60000.0","1.25"],["59999.9","0"]],"a":[["60001.0","0.5"]]}}""";

    private const string FuturesChange =
        """{"channel":"futures.order_book_update","event":"update","result":{"t":1790000000123,"full":true,"s":"BTC_USDT","U":5,"u":9,"b":[{"p":"60000","s":12}],"a":[{"p":"60001.5","s":"1.5"}],"l":"100"}}""";

    private const string BestQuote =
        """{"time":1606293275,"channel":"spot.book_ticker","event":"update","result":{"t":1606293275123,"u":48733182,"s":"BTC_USDT","b":"19177.79","B":"0.0003341504","a":"19179.38","A":"0.09"}}""";

    private const string Pong = """{"time":1790000000,"channel":"spot.pong","event":"","error":null,"result":null}""";

    private readonly GatePublicReader _spot = new(GateMarket.Spot, ["ETH_USDT", "BTC_USDT"]);
    private readonly GatePublicReader _futures = new(GateMarket.Futures, ["BTC_USDT", "ETH_USDT"]);
    private readonly PublicFrame _into = new();

    [Fact]
    public void A_spot_change_is_read_with_ids_time_and_absolute_sizes()
    {
        var read = _spot.Read(Encoding.UTF8.GetBytes(SpotChange), _into);
        Assert.Equal((BookMessageKind.Change, 1), (read.Kind, read.Symbol));
        Assert.Equal((48776301L, 48776306L, false), (_into.Depth.First, _into.Depth.Last, _into.Depth.IsFull));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1790000000123), _into.Depth.AtVenue);
        Assert.Equal([(60000.0m, 1.25m), (59999.9m, 0m)], Levels(_into.Depth.Bids));
        Assert.Equal([(60001.0m, 0.5m)], Levels(_into.Depth.Asks));
    }

    [Fact]
    public void A_futures_change_takes_sizes_as_numbers_and_as_text_and_the_full_mark()
    {
        var read = _futures.Read(Encoding.UTF8.GetBytes(FuturesChange), _into);
        Assert.Equal((BookMessageKind.Change, 0), (read.Kind, read.Symbol));
        Assert.Equal((5L, 9L, true), (_into.Depth.First, _into.Depth.Last, _into.Depth.IsFull));
        Assert.Equal([(60000m, 12m)], Levels(_into.Depth.Bids));
        Assert.Equal([(60001.5m, 1.5m)], Levels(_into.Depth.Asks));
    }

    [Fact]
    public void The_order_of_fields_does_not_matter()
    {
        var read = _spot.Read(
            """{"result":{"b":[["1","2"]],"a":[],"u":9,"s":"ETH_USDT","U":8,"t":1},"event":"update","channel":"spot.order_book_update"}"""u8, _into);
        Assert.Equal((BookMessageKind.Change, 0), (read.Kind, read.Symbol));
        Assert.Equal((8L, 9L), (_into.Depth.First, _into.Depth.Last));
    }

    [Fact]
    public void A_change_with_both_sides_empty_is_a_change()
    {
        var read = _spot.Read(
            """{"channel":"spot.order_book_update","event":"update","result":{"t":1,"s":"ETH_USDT","U":10,"u":12,"b":[],"a":[]}}"""u8, _into);
        Assert.Equal(BookMessageKind.Change, read.Kind);
        Assert.Equal((10L, 12L, 0, 0), (_into.Depth.First, _into.Depth.Last, _into.Depth.Bids.Length, _into.Depth.Asks.Length));
    }

    [Fact]
    public void Nothing_of_the_frame_before_is_left()
    {
        _futures.Read(Encoding.UTF8.GetBytes(FuturesChange), _into);
        _futures.Read("""{"channel":"futures.order_book_update","event":"update","result":{"t":1,"s":"ETH_USDT","U":10,"u":12}}"""u8, _into);
        Assert.Equal((false, 0, 0), (_into.Depth.IsFull, _into.Depth.Bids.Length, _into.Depth.Asks.Length));
    }

    [Fact]
    public void A_best_quote_tells_its_id()
    {
        var read = _spot.Read(Encoding.UTF8.GetBytes(BestQuote), _into);
        Assert.Equal(new BookMessage(BookMessageKind.BestQuote, 1, 48733182), read);
    }

    [Fact]
    public void Pong_acknowledgement_restart_notice_and_strangers_are_told_apart()
    {
        Assert.Equal(BookMessageKind.Pong, _spot.Read(Encoding.UTF8.GetBytes(Pong), _into).Kind);
        Assert.Equal(
            new BookMessage(BookMessageKind.Subscribed, 1),
            _spot.Read("""{"time":1,"time_ms":1000,"id":1,"conn_id":"c","channel":"spot.order_book_update","event":"subscribe","payload":["BTC_USDT","100ms"],"result":{"status":"success"},"requestId":"r"}"""u8, _into));
        Assert.Equal(BookMessageKind.Closing, _futures.Read("""{"type":"upgrade","msg":"server restarts"}"""u8, _into).Kind);
        Assert.Equal(BookMessageKind.Other, _spot.Read("""{"channel":"spot.candlesticks","event":"update","result":{"n":"1"}}"""u8, _into).Kind);
        Assert.Equal(-1, _spot.Read("""{"channel":"spot.order_book_update","event":"update","result":{"s":"DOGE_USDT","U":1,"u":1,"b":[],"a":[]}}"""u8, _into).Symbol);
    }

    [Theory]
    [InlineData("""{"channel":"spot.order_book_update","event":"subscribe","payload":["X_USDT"],"error":{"code":2,"message":"unknown currency pair"},"result":{"status":"fail"}}""")]
    [InlineData("""{"channel":"spot.order_book_update","event":"subscribe","error":null,"result":{"status":"fail"}}""")]
    public void A_refused_subscription_is_a_refusal(string frame) =>
        Assert.Equal(BookMessageKind.Refused, _spot.Read(Encoding.UTF8.GetBytes(frame), _into).Kind);

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"channel":"spot.order_book_update","event":"update","result":{"b":[["x","1"]]}}""")]
    [InlineData("""{"channel":"spot.order_book_update","event":"update","result":{"b":[["1","-1"]]}}""")]
    [InlineData("""{"channel":"spot.order_book_update","event":"update","result":{"b":[["0","1"]]}}""")]
    [InlineData("""{"channel":"spot.order_book_update","event":"update","result":{"b":[{"p":"1"}]}}""")]
    [InlineData("""{"channel":"spot.order_book_update","event":"update","result":{"b":["1"]}}""")]
    [InlineData("""{"channel":"spot.order_book_update","event":"update","result":{"u":"twelve"}}""")]
    [InlineData("""{"channel":"spot.order_book_update","event":"upd""")]
    public void A_broken_frame_is_refused_and_not_guessed(string frame)
    {
        var refused = Record.Exception(() => _spot.Read(Encoding.UTF8.GetBytes(frame), _into));
        Assert.IsType<UnreadableException>(refused);
    }

    [Fact]
    public void A_spot_snapshot_has_id_and_milliseconds()
    {
        var book = _spot.ReadSnapshot("""{"id":48776300,"current":1790000000123,"update":1790000000121,"asks":[["60001.0","0.5"]],"bids":[["60000.0","1.25"]]}"""u8);
        Assert.Equal((48776300L, true), (book.Last, book.IsFull));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1790000000121), book.AtVenue);
        Assert.Equal([(60000.0m, 1.25m)], Levels(book.Bids));
        Assert.Equal([(60001.0m, 0.5m)], Levels(book.Asks));
    }

    [Fact]
    public void A_snapshot_without_id_is_refused() =>
        Assert.Throws<UnreadableException>(() => _spot.ReadSnapshot("""{"current":1,"update":1,"asks":[],"bids":[]}"""u8));

    [Theory]
    [InlineData(SpotChange)]
    [InlineData(BestQuote)]
    [InlineData(Pong)]
    public void Reading_a_spot_frame_allocates_nothing(string frame) => AssertNoAllocation(_spot, frame);

    [Fact]
    public void Reading_a_futures_frame_allocates_nothing() => AssertNoAllocation(_futures, FuturesChange);

    private void AssertNoAllocation(GatePublicReader reader, string frame)
    {
        var bytes = Encoding.UTF8.GetBytes(frame);
        Assert.Equal(0, Allocations.Of(() => reader.Read(bytes, _into)));
    }

    private static (decimal Price, decimal Size)[] Levels(ReadOnlySpan<BookLevel> levels)
    {
        var pairs = new (decimal, decimal)[levels.Length];
        for (var i = 0; i < pairs.Length; i++)
            pairs[i] = (levels[i].Price.Value, levels[i].Quantity.Value);
        return pairs;
    }
}
