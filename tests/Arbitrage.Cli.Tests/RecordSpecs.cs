using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using Arbitrage.Simulation.Market;
using Arbitrage.Simulation.Recordings;
using Arbitrage.Simulation.Recordings.Files;
using Arbitrage.Venues.Mexc.Wire;
using Arbitrage.VenueServer;

namespace Arbitrage.Cli.Tests;

/// <summary>`arb record` over real sockets; what it should hold is what the venue server says that it sent.</summary>
public sealed class RecordSpecs : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("arb-record-");
    private readonly ConcurrentQueue<(Venue Venue, byte[] Frame)> _sent = new();
    private readonly EndingMarket _market = new();
    private VenueServerHost _server = null!;

    public async Task InitializeAsync()
    {
        _server = await VenueServerHost.StartAsync(new(_market, "no-key", "no-secret", VenueServerOptions.UsdtEverywhere(100_000m))
        {
            Sent = (venue, frame) => _sent.Enqueue((venue, frame.ToArray())),
        });
        await File.WriteAllTextAsync(At("venues.yaml"), $"""
            exchanges:
              gateio:
                base_url: {_server.GateUrl}api/v4
                ws_spot_url: ws://{_server.GateUrl.Authority}/ws/v4/
                ws_futures_url: ws://{_server.GateUrl.Authority}/v4/ws/usdt
                api_key: ${"{"}A_VARIABLE_THAT_NOBODY_SETS{"}"}
                secret_key: a-key-that-nobody-needs
              mexc:
                base_url: {_server.MexcUrl}
                ws_url: ws://{_server.MexcUrl.Authority}/ws
            strategies:
              - symbol: BTC_USDT
                gate_spot: BTC_USDT
                gate_futures: BTC_USDT
                mexc_spot: BTCUSDT
              - symbol: NEIROETH_USDT
                gate_spot: NEIROETH_USDT
                gate_futures: NEIROETH_USDT
                mexc_spot: NEIROETHUSDT
            """);
    }

    [Fact]
    public async Task Every_quote_that_the_server_sent_is_in_the_file_in_order_and_books_and_replay_are_made_of_it()
    {
        using var stop = new CancellationTokenSource();
        var recording = Task.Run(() => Arb(stop.Token, "record", "--config", At("venues.yaml"), "--books", "--trades", "--output", At("live.arbrec"), "--json"));
        await UntilAsync(() => Records().Count > 0);
        Trade();
        await Task.Delay(TimeSpan.FromSeconds(5));
        _market.End();
        await UntilAsync(() => _market.HasEnded);
        await Task.Delay(TimeSpan.FromSeconds(2)); // what was sent last arrives and is flushed; the books stand still
        await stop.CancelAsync();
        var (code, output, error) = await recording.WaitAsync(Patience);

        Assert.Equal(0, code);
        Assert.Equal("warning: exchanges.gateio.secret_key is ignored: public data needs no key\n", error);
        using var json = JsonDocument.Parse(output);
        Assert.Equal((0L, 0), (json.RootElement.GetProperty("lostRecords").GetInt64(), json.RootElement.GetProperty("overflows").GetInt32()));
        var records = Records();
        Assert.Equal(records.Count, json.RootElement.GetProperty("records").GetInt64());
        AssertQuotesAreThoseSent(records, isWhole: true);
        Assert.Equal(3, records.Count(r => r.Kind == MarketRecordKind.Trade));
        Assert.DoesNotContain(records, r => r.Kind == MarketRecordKind.Down);
        AssertBooksEqualTheServers();
        Assert.Equal(_server.Models[Venue.GateFutures].FindInstrument(new("BTC_USDT"))!.Multiplier, Leg(Venue.GateFutures).Multiplier);

        var info = Arb("recording", "info", At("live.arbrec"), "--json");
        Assert.Contains("\"end\": \"Closed\"", info.Output, StringComparison.Ordinal);
        Assert.Contains($"gate_spot was recorded live from {_server.GateUrl}api/v4", info.Output, StringComparison.Ordinal);
        Assert.Equal(0, Arb("statistics", At("live.arbrec"), "--json").Code);
        var replayed = Arb("replay", At("live.arbrec"), "--json");
        using var report = JsonDocument.Parse(replayed.Output);
        Assert.Equal((0, 0), (replayed.Code, report.RootElement.GetProperty("invariantViolations").GetInt32()));
    }

    [Fact]
    public async Task A_lost_venue_is_down_in_the_file_until_it_speaks_again()
    {
        using var stop = new CancellationTokenSource();
        var recording = Task.Run(() => Arb(
            stop.Token, "record", "--config", At("venues.yaml"), "--symbol", "BTC_USDT", "--books", "--output", At("live.arbrec"), "--json"));
        await UntilAsync(() => Records().Exists(r => r is { Venue: Venue.GateSpot, Kind: MarketRecordKind.Snapshot }));
        using (var http = new HttpClient())
            (await http.PostAsync(new Uri(_server.GateUrl, "/control/faults"), new StringContent("""{"kind":"drop_sockets","venue":"gate_spot"}"""))).EnsureSuccessStatusCode();
        await UntilAsync(() => Records() is var so && so.FindIndex(r => r.Kind == MarketRecordKind.Down) is >= 0 and var down
            && so.Skip(down).Any(r => r is { Venue: Venue.GateSpot, Kind: MarketRecordKind.Snapshot }));
        await stop.CancelAsync();
        var (code, output, _) = await recording.WaitAsync(Patience);

        Assert.Equal(0, code);
        Assert.Contains("\"outages\": 1", output, StringComparison.Ordinal);
        var downs = Records().Where(r => r.Kind == MarketRecordKind.Down).ToList();
        Assert.Equal([(Venue.GateSpot, new Symbol("BTC_USDT"))], downs.Select(r => (r.Venue, r.Symbol)));
        Assert.Equal(1, UsableAgainAfterDown());
        Assert.Equal(0, Arb("replay", At("live.arbrec"), "--json").Code);
        Assert.Equal(0, Arb("statistics", At("live.arbrec"), "--json").Code);
    }

    [Fact]
    public async Task A_killed_recorder_leaves_what_it_had_flushed_and_one_that_is_ended_leaves_a_whole_file()
    {
        using (var killed = Start("record", "--config", At("venues.yaml"), "--books", "--output", At("live.arbrec")))
        {
            await UntilAsync(() => Records().Count > 500);
            killed.Kill();
            await killed.WaitForExitAsync();
        }

        var records = Records();
        AssertQuotesAreThoseSent(records, isWhole: false);
        Assert.DoesNotContain("\"end\": \"Closed\"", Arb("recording", "info", At("live.arbrec"), "--json").Output, StringComparison.Ordinal);

        using var ended = Start("record", "--config", At("venues.yaml"), "--venue", "gate_spot", "--output", At("live.arbrec"), "--force");
        await UntilAsync(() => File.Exists(At("live.arbrec")) && Records() is { Count: > 0 } now && now.TrueForAll(r => r.Venue == Venue.GateSpot));
        using (var signal = Process.Start("kill", ["-TERM", ended.Id.ToString(CultureInfo.InvariantCulture)]))
            await signal.WaitForExitAsync();
        await ended.WaitForExitAsync().WaitAsync(Patience);
        Assert.Equal(0, ended.ExitCode);
        Assert.Contains("\"end\": \"Closed\"", Arb("recording", "info", At("live.arbrec"), "--json").Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "record: nothing says what to record; name a symbol with --symbol, or files with --config", "record", "--output", "x.arbrec")]
    [InlineData(2, "--symbol 'btc' is not a symbol; write BASE_USDT in upper case", "record", "--symbol", "btc", "--output", "x.arbrec")]
    [InlineData(2, "--venue 'gate_sport' has to be one of gate_spot, gate_futures, mexc_spot; did you mean gate_spot?", "record", "--venue", "gate_sport", "--output", "x.arbrec")]
    [InlineData(2, "--duration '0' has to be a whole number of seconds from 1 to", "record", "--duration", "0", "--output", "x.arbrec")]
    [InlineData(3, "missing.yaml: cannot be read", "record", "--config", "missing.yaml", "--output", "x.arbrec")]
    public void What_cannot_be_recorded_is_one_line(int code, string says, params string[] arguments)
    {
        var (actual, output, error) = Arb(arguments);
        Assert.Equal((code, ""), (actual, output));
        Assert.Contains(says, Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.False(File.Exists("x.arbrec"));
    }

    [Fact]
    public async Task A_file_that_exists_and_a_venue_that_does_not_answer_are_told_before_anything_is_recorded()
    {
        await File.WriteAllTextAsync(At("live.arbrec"), "mine");
        Assert.Contains("it exists already", Arb("record", "--config", At("venues.yaml"), "--output", At("live.arbrec")).Error, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(At("live.arbrec")));

        await File.WriteAllTextAsync(At("nowhere.yaml"), "exchanges:\n  mexc:\n    base_url: http://127.0.0.1:9\n");
        var (code, output, error) = Arb(
            "record", "--config", At("venues.yaml"), At("nowhere.yaml"), "--venue", "mexc_spot", "--output", At("other.arbrec"));
        Assert.Equal((3, ""), (code, output));
        Assert.Contains("mexc_spot at http://127.0.0.1:9/ does not tell its rules", error, StringComparison.Ordinal);
        Assert.False(File.Exists(At("other.arbrec")));
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        for (var since = Stopwatch.StartNew(); !holds(); await Task.Delay(50))
            Assert.True(since.Elapsed < Patience, "not in time");
    }

    private static Process Start(params string[] arguments) => Process.Start(
        new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "arb.dll"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    private static (int Code, string Output, string Error) Arb(params string[] arguments) => Arb(CancellationToken.None, arguments);

    private static (int Code, string Output, string Error) Arb(CancellationToken stop, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = new ArbCommand(new(output, TextWriter.Synchronized(error), false, TimeProvider.System) { Stop = stop }).Run(arguments);
        return (code, output.ToString(), error.ToString());
    }

    private string At(string name) => Path.Combine(_directory.FullName, name);

    private Instrument Leg(Venue venue) => MarketFile.Open(At("live.arbrec")).Header.Legs.First(l => l.Instrument.Venue == venue).Instrument;

    // Public trades of the model are those of its account.
    private void Trade()
    {
        foreach (var (_, model) in _server.Models)
        {
            var result = model.Create(
                new(null, new("NEIROETH_USDT"), Side.Buy, OrderKind.Market, new(100m), default), _server.Clock.GetUtcNow());
            Assert.IsType<Simulation.Model.CreateResult.Accepted>(result);
        }
    }

    private List<Taken> Records()
    {
        var records = new List<Taken>();
        if (!File.Exists(At("live.arbrec")))
            return records;
        try
        {
            using var reader = MarketFile.Open(At("live.arbrec")).Read();
            var record = new MarketRecord();
            while (reader.TryRead(record))
            {
                records.Add(new(
                    record.Kind, record.Venue, record.Symbol, record.LastUpdate,
                    record.Bids.IsEmpty ? default : record.Bids[0], record.Asks.IsEmpty ? default : record.Asks[0]));
            }
        }
        catch (RecordingException)
        {
            // Its head is just being written.
        }

        return records;
    }

    private void AssertQuotesAreThoseSent(List<Taken> records, bool isWhole)
    {
        var sent = _sent.ToArray().SelectMany(f => QuotesIn(f.Venue, f.Frame)).ToList();
        foreach (var leg in MarketFile.Open(At("live.arbrec")).Header.Legs.Select(l => l.Instrument))
        {
            var truth = sent.Where(q => q.Venue == leg.Venue && q.Symbol == leg.Symbol).ToList();
            var taken = records.Where(r => r.Kind == MarketRecordKind.BookTicker && r.Venue == leg.Venue && r.Symbol == leg.Symbol).ToList();
            Assert.True(taken.Count > 10, $"{taken.Count} quotes of {leg.Symbol} at {leg.Venue}");
            Assert.Equal(truth.Take(isWhole ? truth.Count : taken.Count), taken);
        }
    }

    private void AssertBooksEqualTheServers()
    {
        var file = MarketFile.Open(At("live.arbrec"));
        var top = new BookLevel[1000];
        foreach (var leg in file.Header.Legs.Select(l => l.Instrument))
        {
            var book = new RecordedBook(leg.Venue, leg.Symbol);
            var record = new MarketRecord();
            using var reader = file.Read();
            while (reader.TryRead(record))
                book.Apply(record);
            var there = _server.Models[leg.Venue].Book(leg.Symbol);
            Assert.True(book.IsSynchronised, $"{leg.Venue} {leg.Symbol}: {book.Why}");
            Assert.Equal(there.Sequence, book.Sequence);
            Assert.Equal(there.Bids, top[..book.CopyBest(Side.Buy, top)]);
            Assert.Equal(there.Asks, top[..book.CopyBest(Side.Sell, top)]);
        }
    }

    // Replayed depth shows nothing from the loss until the next snapshot.
    private int UsableAgainAfterDown()
    {
        var book = new RecordedBook(Venue.GateSpot, new("BTC_USDT"));
        var record = new MarketRecord();
        var again = 0;
        var isDown = false;
        using var reader = MarketFile.Open(At("live.arbrec")).Read();
        while (reader.TryRead(record))
        {
            var step = book.Apply(record);
            if (record.Kind == MarketRecordKind.Down)
            {
                Assert.Equal((RecordedBookStep.Lost, false), (step, book.IsSynchronised));
                isDown = true;
            }
            else if (isDown && book.IsSynchronised)
            {
                (isDown, again) = (false, again + 1);
            }
        }

        return again;
    }

    private IEnumerable<Taken> QuotesIn(Venue venue, byte[] frame)
    {
        if (venue == Venue.MexcSpot)
            return frame[0] == '{' ? [] : QuotesIn(PushDataV3ApiWrapper.Parser.ParseFrom(frame));
        using var json = JsonDocument.Parse(frame);
        var root = json.RootElement;
        if (!root.GetProperty("channel").GetString()!.EndsWith(".book_ticker", StringComparison.Ordinal) || root.GetProperty("event").GetString() != "update")
            return [];
        var result = root.GetProperty("result");
        var symbol = new Symbol(result.GetProperty("s").GetString()!);
        var unit = venue == Venue.GateFutures ? _server.Models[venue].FindInstrument(symbol)!.Multiplier.Value : 1m;
        return [new(MarketRecordKind.BookTicker, venue, symbol, result.GetProperty("u").GetInt64(), Level("b", "B"), Level("a", "A"))];

        BookLevel Level(string price, string size) => new(new(Number(result.GetProperty(price))), new(Number(result.GetProperty(size)) * unit));
    }

    private static IEnumerable<Taken> QuotesIn(PushDataV3ApiWrapper push) => push.PublicAggreBookTicker is not { } quote ? [] :
    [
        new(
            MarketRecordKind.BookTicker, Venue.MexcSpot, new(push.Symbol[..^4] + "_USDT"), long.Parse(quote.Version, CultureInfo.InvariantCulture),
            new(new(Number(quote.BidPrice)), new(Number(quote.BidQuantity))), new(new(Number(quote.AskPrice)), new(Number(quote.AskQuantity)))),
    ];

    private static decimal Number(JsonElement value) => value.ValueKind == JsonValueKind.String ? Number(value.GetString()!) : value.GetDecimal();

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    private sealed record Taken(MarketRecordKind Kind, Venue Venue, Symbol Symbol, long Sequence, BookLevel Bid, BookLevel Ask);

    /// <summary>A generated market that stands still when it is told to.</summary>
    private sealed class EndingMarket : IMarketSource
    {
        private readonly MarketGenerator _inner = new(MarketPreset.Typical, 7, [new("BTC_USDT"), new("NEIROETH_USDT")]);
        private volatile bool _isEnding;

        public bool HasEnded { get; private set; }

        public void End() => _isEnding = true;

        public IReadOnlyList<Instrument> Instruments(Venue venue) => _inner.Instruments(venue);

        public bool TryNext(out MarketStep step)
        {
            step = default;
            HasEnded = _isEnding || !_inner.TryNext(out step);
            return !HasEnded;
        }
    }
}
