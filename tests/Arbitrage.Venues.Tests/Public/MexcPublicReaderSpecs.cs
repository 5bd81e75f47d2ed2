using System.Text;
using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Venues.Books;
using Arbitrage.Venues.Mexc;
using Arbitrage.Venues.Mexc.Wire;
using Arbitrage.Venues.Wire;
using Google.Protobuf;

namespace Arbitrage.Venues.Tests.Public;

public class MexcPublicReaderSpecs
{
    // The exchange sheet's example: bookTicker, bid 60000.00 x 1.5, ask 60000.01 x 2, sendTime 1790000000123. It carries no version.
    private const string SheetExample =
        "0a3473706f74407075626c69632e61676772652e626f6f6b5469636b65722e76332e6170692e7062403130306d734042544355534454" +
        "da131c0a0836303030302e30301203312e351a0836303030302e30312201321a074254435553445430fbd8c1a28c34";

    private readonly MexcPublicReader _reader = new(["ETHUSDT", "BTCUSDT"], "100ms");
    private readonly PublicFrame _into = new();

    [Fact]
    public void The_wire_example_of_the_sheet_is_a_best_quote_of_its_symbol()
    {
        var message = Convert.FromHexString(SheetExample);
        Assert.Equal(101, message.Length);
        Assert.Equal(new BookMessage(BookMessageKind.BestQuote, 1), _reader.ReadPush(message, _into));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1790000000123), _into.Depth.AtVenue);
    }

    [Fact]
    public void A_change_is_read_as_the_generated_classes_write_it()
    {
        var read = _reader.ReadPush(Change("101", "105").ToByteArray(), _into);
        Assert.Equal((BookMessageKind.Change, 1), (read.Kind, read.Symbol));
        Assert.Equal((101L, 105L, false), (_into.Depth.First, _into.Depth.Last, _into.Depth.IsFull));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1790000000100), _into.Depth.AtVenue);
        Assert.Equal([(60000.00m, 1.5m), (59999.99m, 0m)], Levels(_into.Depth.Bids));
        Assert.Equal([(60000.01m, 2m), (60000.02m, 0m)], Levels(_into.Depth.Asks));
    }

    [Fact]
    public void A_best_quote_tells_its_version_and_its_symbol_by_channel_when_the_field_is_missing()
    {
        var push = new PushDataV3ApiWrapper
        {
            Channel = "spot@public.aggre.bookTicker.v3.api.pb@100ms@ETHUSDT",
            SendTime = 1,
            PublicAggreBookTicker = new PublicAggreBookTickerV3Api { BidPrice = "1", Version = "36913293511" },
        };
        Assert.Equal(new BookMessage(BookMessageKind.BestQuote, 0, 36913293511), _reader.ReadPush(push.ToByteArray(), _into));
    }

    [Fact]
    public void Other_pushes_and_other_symbols_are_passed_over()
    {
        var kline = new PushDataV3ApiWrapper { Channel = "spot@public.kline.v3.api.pb@BTCUSDT@Min15", Symbol = "BTCUSDT", PublicSpotKline = new() };
        Assert.Equal(BookMessageKind.Other, _reader.ReadPush(kline.ToByteArray(), _into).Kind);
        var change = Change("1", "2");
        change.Symbol = "DOGEUSDT";
        Assert.Equal(-1, _reader.ReadPush(change.ToByteArray(), _into).Symbol);
    }

    [Fact]
    public void Every_cut_message_is_refused_or_read_as_something_shorter_but_never_crashes()
    {
        var whole = Change("101", "105").ToByteArray();
        for (var length = 0; length < whole.Length; length++)
        {
            var cut = whole[..length];
            var refused = Record.Exception(() => _reader.ReadPush(cut, _into));
            Assert.True(refused is null or UnreadableException, $"{length}: {refused}");
        }
    }

    [Theory]
    [InlineData("ca13ff")]
    [InlineData("0b")]
    [InlineData("ffffffffffffffffffffff01")]
    [InlineData("ca13ffffffffffffffffff01")]
    public void What_is_no_protobuf_is_refused(string hex) =>
        Assert.Throws<UnreadableException>(() => _reader.ReadPush(Convert.FromHexString(hex), _into));

    [Fact]
    public void A_version_that_is_no_number_is_refused() =>
        Assert.Throws<UnreadableException>(() => _reader.ReadPush(Change("10x", "11").ToByteArray(), _into));

    [Theory]
    [InlineData("""{"id":2,"code":0,"msg":"spot@public.aggre.depth.v3.api.pb@100ms@BTCUSDT"}""", BookMessageKind.Subscribed, 1)]
    [InlineData("""{"id":3,"code":0,"msg":"spot@public.aggre.bookTicker.v3.api.pb@100ms@ETHUSDT"}""", BookMessageKind.Confirmed, 0)]
    [InlineData("""{"id":0,"code":0,"msg":"PONG"}""", BookMessageKind.Pong, -1)]
    [InlineData("""{"id":2,"code":0,"msg":"Not Subscribed successfully! [spot@public.aggre.depth.v3.api.pb@100ms@BTCUSDT].  Reason： Blocked!"}""", BookMessageKind.Refused, -1)]
    [InlineData("""{"id":4,"code":0,"msg":"Not Subscribed successfully! [spot@public.aggre.bookTicker.v3.api.pb@100ms@BTCUSDT].  Reason： Blocked!"}""", BookMessageKind.Refused, -1)]
    [InlineData("""{"id":0,"code":500,"msg":"msg format invalid"}""", BookMessageKind.Refused, -1)]
    public void A_control_answer_counts_by_its_text_and_not_by_its_code(string json, object kind, int symbol)
    {
        var read = _reader.ReadControl(Encoding.UTF8.GetBytes(json));
        Assert.Equal(((BookMessageKind)kind, symbol), (read.Kind, read.Symbol));
    }

    [Fact]
    public void A_snapshot_has_version_time_and_levels()
    {
        var book = MexcPublicReader.ReadSnapshot(
            """{"lastUpdateId":20453289489,"bids":[["45995.47","10.33"]],"asks":[["45995.48","13.45"]],"timestamp":1704908526228}"""u8);
        Assert.Equal((20453289489L, true), (book.Last, book.IsFull));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1704908526228), book.AtVenue);
        Assert.Equal([(45995.47m, 10.33m)], Levels(book.Bids));
        Assert.Equal([(45995.48m, 13.45m)], Levels(book.Asks));
    }

    [Fact]
    public void Reading_a_change_and_a_best_quote_allocates_nothing()
    {
        var change = Change("101", "105").ToByteArray();
        var quote = Convert.FromHexString(SheetExample);
        var pong = """{"id":0,"code":0,"msg":"PONG"}"""u8.ToArray();
        Assert.Equal(0, Allocations.Of(() => _reader.ReadPush(change, _into)));
        Assert.Equal(0, Allocations.Of(() => _reader.ReadPush(quote, _into)));
        Assert.Equal(0, Allocations.Of(() => _reader.ReadControl(pong)));
    }

    private static PushDataV3ApiWrapper Change(string from, string to) => new()
    {
        Channel = "spot@public.aggre.depth.v3.api.pb@100ms@BTCUSDT",
        Symbol = "BTCUSDT",
        CreateTime = 1790000000100,
        SendTime = 1790000000123,
        PublicAggreDepths = new PublicAggreDepthsV3Api
        {
            Bids = { new PublicAggreDepthV3ApiItem { Price = "60000.00", Quantity = "1.5" }, new PublicAggreDepthV3ApiItem { Price = "59999.99", Quantity = "0.00000000" } },
            Asks = { new PublicAggreDepthV3ApiItem { Price = "60000.01", Quantity = "2" }, new PublicAggreDepthV3ApiItem { Price = "60000.02" } },
            EventType = "spot@public.aggre.depth.v3.api.pb@100ms",
            FromVersion = from,
            ToVersion = to,
        },
    };

    private static (decimal Price, decimal Size)[] Levels(ReadOnlySpan<BookLevel> levels)
    {
        var pairs = new (decimal, decimal)[levels.Length];
        for (var i = 0; i < pairs.Length; i++)
            pairs[i] = (levels[i].Price.Value, levels[i].Quantity.Value);
        return pairs;
    }
}
