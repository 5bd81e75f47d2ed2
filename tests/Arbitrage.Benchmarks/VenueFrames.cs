using System.Text;
using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Venues;
using Arbitrage.Venues.Books;
using Arbitrage.Venues.Gate;
using Arbitrage.Venues.Mexc;
using Arbitrage.Venues.Mexc.Wire;
using BenchmarkDotNet.Attributes;
using Google.Protobuf;

namespace Arbitrage.Benchmarks;

/// <summary>
/// Bytes of one frame to domain values, for each venue: best quote, and a change of ten levels. Beside it what the runtime alone takes for the same
/// frame: every token of it read by Utf8JsonReader, or the generated protobuf classes.
/// </summary>
[MemoryDiagnoser]
public class VenueFrames
{
    private const int Levels = 5;

    private readonly PublicFrame _frame = new();
    private IBookProtocol _protocol = null!;
    private byte[] _quote = [];
    private byte[] _change = [];
    private bool _isText;

    /// <summary>Whose frames.</summary>
    [Params("gate_spot", "gate_futures", "mexc_spot")]
    public string Venue { get; set; } = "";

    /// <summary>Frames of the venue.</summary>
    [GlobalSetup]
    public void Make()
    {
        var options = new VenueOptions { Rest = new("http://127.0.0.1:1/api/v4"), Socket = new("ws://127.0.0.1:1/") };
        var symbol = new Symbol("BTC_USDT");
        _isText = Venue != "mexc_spot";
        _protocol = Venue switch
        {
            "gate_spot" => new GateBookProtocol(GateMarket.Spot, options, [new(symbol, "BTC_USDT")], TimeProvider.System),
            "gate_futures" => new GateBookProtocol(GateMarket.Futures, options, [new(symbol, "BTC_USDT")], TimeProvider.System),
            _ => new MexcBookProtocol(options, [new(symbol, "BTCUSDT")], TimeProvider.System),
        };
        (_quote, _change) = Venue switch
        {
            "gate_spot" => (GateQuote("spot", "\"0.0003341504\""), GateChange("spot", (p, s) => $"[\"{p}\",\"{s}\"]")),
            "gate_futures" => (GateQuote("futures", "37000"), GateChange("futures", (p, s) => $"{{\"p\":\"{p}\",\"s\":{s}}}")),
            _ => (MexcQuote(), MexcChange()),
        };
        if (_protocol.Read(_quote, _isText, _frame).Kind != BookMessageKind.BestQuote || _protocol.Read(_change, _isText, _frame).Kind != BookMessageKind.Change)
            throw new InvalidOperationException("Not the frames they should be.");
    }

    /// <summary>Best quote.</summary>
    [Benchmark]
    public decimal BestQuote()
    {
        _protocol.Read(_quote, _isText, _frame);
        return _frame.Quote.Bid.Value;
    }

    /// <summary>Change of ten levels.</summary>
    [Benchmark]
    public int Change()
    {
        _protocol.Read(_change, _isText, _frame);
        return _frame.Depth.Bids.Length;
    }

    /// <summary>The runtime alone over the best quote.</summary>
    [Benchmark]
    public int BestQuoteFloor() => Floor(_quote);

    /// <summary>The runtime alone over the change.</summary>
    [Benchmark]
    public int ChangeFloor() => Floor(_change);

    private int Floor(byte[] frame)
    {
        if (!_isText)
            return PushDataV3ApiWrapper.Parser.ParseFrom(frame).Symbol.Length;
        var reader = new Utf8JsonReader(frame);
        var tokens = 0;
        while (reader.Read())
            tokens++;
        return tokens;
    }

    private static byte[] GateQuote(string market, string size) => Encoding.UTF8.GetBytes(
        $$$"""{"time":1606293275,"time_ms":1606293275723,"channel":"{{{market}}}.book_ticker","event":"update","result":{"t":1606293275123,"u":48733182,"s":"BTC_USDT","b":"19177.79","B":{{{size}}},"a":"19179.38","A":{{{size}}}}}""");

    private static byte[] GateChange(string market, Func<string, int, string> level)
    {
        string Side(int from) => string.Join(',', Enumerable.Range(0, Levels).Select(i => level($"{from + i}.5", 100 * i)));
        return Encoding.UTF8.GetBytes(
            $$$"""{"time":1790000000,"time_ms":1790000000130,"channel":"{{{market}}}.order_book_update","event":"update","result":{"t":1790000000123,"s":"BTC_USDT","U":48776301,"u":48776306,"b":[{{{Side(59000)}}}],"a":[{{{Side(60001)}}}],"l":"100"}}""");
    }

    private static byte[] MexcQuote() => new PushDataV3ApiWrapper
    {
        Channel = "spot@public.aggre.bookTicker.v3.api.pb@100ms@BTCUSDT",
        Symbol = "BTCUSDT",
        SendTime = 1_790_000_000_123,
        PublicAggreBookTicker = new() { BidPrice = "60000.00", BidQuantity = "1.5", AskPrice = "60000.01", AskQuantity = "2", Version = "36913293511" },
    }.ToByteArray();

    private static byte[] MexcChange()
    {
        var depths = new PublicAggreDepthsV3Api { FromVersion = "36913293511", ToVersion = "36913293519" };
        for (var i = 0; i < Levels; i++)
        {
            depths.Bids.Add(new PublicAggreDepthV3ApiItem { Price = $"{59000 + i}.5", Quantity = $"{100 * i}" });
            depths.Asks.Add(new PublicAggreDepthV3ApiItem { Price = $"{60001 + i}.5", Quantity = $"{100 * i}" });
        }

        return new PushDataV3ApiWrapper
        {
            Channel = "spot@public.aggre.depth.v3.api.pb@100ms@BTCUSDT",
            Symbol = "BTCUSDT",
            SendTime = 1_790_000_000_123,
            PublicAggreDepths = depths,
        }.ToByteArray();
    }
}
