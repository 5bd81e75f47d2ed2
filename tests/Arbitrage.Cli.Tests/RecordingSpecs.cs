using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Recordings;
using Arbitrage.Simulation.Recordings.Files;
using Arbitrage.Simulation.Recordings.Storage;
using Arbitrage.Tests.Shared;

namespace Arbitrage.Cli.Tests;

public sealed class RecordingSpecs : IDisposable
{
    private const string NativeTwoVenue = "market-data/lunc_usdt_2025-10-11/mexc_spot.book_ticker.csv.gz";
    private const string FullDepth = "market-data/binance_btc_2024-08-08/spot.depth.csv.gz";

    private static readonly DateTimeOffset Start = new(2025, 10, 18, 10, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("arb");

    [SharedFact(NativeTwoVenue)]
    public void A_scenario_is_converted_to_a_file_that_says_the_same_record_for_record()
    {
        var (code, output, error) = Arb(
            "recording", "convert", SharedFiles.PathOf("market-data"), "--scenario", "native-two-venue", "--output", At("lunc.arbrec"), "--json");

        Assert.Equal((0, ""), (code, error));
        using var json = JsonDocument.Parse(output);
        Assert.Equal(8306 + 6583, json.RootElement.GetProperty("records").GetInt64());
        Same(RecordingCatalogue.Open(SharedFiles.PathOf("market-data")).Recording("native-two-venue"), MarketFile.Open(At("lunc.arbrec")));
        Assert.True(new FileInfo(At("lunc.arbrec")).Length < new FileInfo(SharedFiles.PathOf(NativeTwoVenue)).Length * 2);
    }

    [SharedFact(NativeTwoVenue)]
    public void Info_tells_the_same_of_the_scenario_and_of_its_file_and_how_the_file_ends()
    {
        Arb("recording", "convert", SharedFiles.PathOf("market-data"), "--scenario", "native-two-venue", "--output", At("lunc.arbrec"));

        using var csv = JsonDocument.Parse(Arb("recording", "info", SharedFiles.PathOf("market-data"), "--scenario", "native-two-venue", "--json").Output);
        using var file = JsonDocument.Parse(Arb("recording", "info", At("lunc.arbrec"), "--json").Output);

        foreach (var same in (string[])["id", "symbols", "records", "first", "last", "legs", "gapCount", "gaps", "declared"])
            Assert.Equal(csv.RootElement.GetProperty(same).GetRawText(), file.RootElement.GetProperty(same).GetRawText());
        Assert.Equal(8306, csv.RootElement.GetProperty("legs")[0].GetProperty("counts").GetProperty("bookTicker").GetInt64());
        Assert.Equal("Closed", file.RootElement.GetProperty("file").GetProperty("end").GetString());
        Assert.True(file.RootElement.GetProperty("file").GetProperty("ratio").GetDecimal() > 1m);
        Assert.Contains("closed with an index after record 14889", Arb("recording", "info", At("lunc.arbrec")).Output, StringComparison.Ordinal);
    }

    [SharedFact(FullDepth)]
    public void Full_depth_is_converted_record_for_record_and_a_cut_of_it_begins_with_its_books()
    {
        string[] convert = ["recording", "convert", SharedFiles.PathOf("market-data"), "--scenario", "relabelled-binance-load", "--output", At("btc.arbrec")];
        Assert.Equal(0, Arb(convert).Code);
        Same(RecordingCatalogue.Open(SharedFiles.PathOf("market-data")).Recording("relabelled-binance-load"), MarketFile.Open(At("btc.arbrec")));

        var (code, output, _) = Arb(
            "recording", "cut", At("btc.arbrec"), "--from", "2024-08-08T23:57:00Z", "--to", "2024-08-08T23:57:10Z", "--output", At("part.arbrec"));

        Assert.Equal(0, code);
        Assert.Contains("its first 3 snapshots were not recorded", output, StringComparison.Ordinal);
        using var reader = MarketFile.Open(At("part.arbrec")).Read();
        var record = new MarketRecord();
        for (var i = 0; i < 3; i++)
        {
            Assert.True(reader.TryRead(record));
            Assert.Equal((MarketRecordKind.Snapshot, new DateTimeOffset(2024, 8, 8, 23, 57, 0, TimeSpan.Zero)), (record.Kind, record.ReceivedAt));
            Assert.True(record.Bids.Length > 500 && record.Asks.Length > 500 && record.Bids[0].Price < record.Asks[0].Price);
        }
    }

    [Fact]
    public void Files_of_several_symbols_are_merged_and_a_torn_one_is_told()
    {
        Write("btc.arbrec", "BTC_USDT", 3);
        Write("eth.arbrec", "ETH_USDT", 3);
        var bytes = File.ReadAllBytes(At("eth.arbrec"));
        File.WriteAllBytes(At("eth.arbrec"), bytes[..^30]);

        var (code, output, error) = Arb("recording", "merge", At("btc.arbrec"), At("eth.arbrec"), "--output", At("both.arbrec"));

        Assert.Equal(0, code);
        Assert.Contains("6 records of gate_spot BTC_USDT, gate_spot ETH_USDT", output, StringComparison.Ordinal);
        Assert.Contains("eth.arbrec: torn at byte", error, StringComparison.Ordinal);
        Assert.Equal(["BTC_USDT", "ETH_USDT"], MarketFile.Open(At("both.arbrec")).Header.Symbols.Select(s => s.Text));
    }

    [Fact]
    public void An_existing_file_is_overwritten_only_by_force_and_a_failure_leaves_it()
    {
        Write("btc.arbrec", "BTC_USDT", 3);
        Write("old.arbrec", "ETH_USDT", 1);
        string[] cut = ["recording", "cut", At("btc.arbrec"), "--from", "2025-10-18T10:00:01Z", "--output", At("old.arbrec")];

        var (code, _, error) = Arb(cut);
        Assert.Equal((2, $"arb: {At("old.arbrec")}: it exists already; name another file, or overwrite it with --force."), (code, error.TrimEnd()));
        Assert.Equal(2, Arb([.. cut, "--to", "2025-10-18T10:00:00.5Z", "--force"]).Code);
        Assert.Equal(2, Arb("recording", "cut", At("btc.arbrec"), "--from", "2030-01-01", "--output", At("old.arbrec"), "--force").Code);
        Assert.Equal("ETH_USDT", MarketFile.Open(At("old.arbrec")).Header.Symbols[0].Text);

        Assert.Equal(0, Arb([.. cut, "--force"]).Code);
        Assert.Equal("BTC_USDT", MarketFile.Open(At("old.arbrec")).Header.Symbols[0].Text);
        Assert.Equal(0, Arb("recording", "cut", At("old.arbrec"), "--to", "2025-10-18T10:00:02Z", "--output", At("old.arbrec"), "--force").Code);
        Assert.Equal(["btc.arbrec", "old.arbrec"], Directory.GetFiles(_directory.FullName).Select(f => Path.GetFileName(f)!).Order());
    }

    [Fact]
    public void What_cannot_be_used_is_one_line_and_an_exit_code()
    {
        Write("btc.arbrec", "BTC_USDT", 3);
        File.WriteAllText(At("text.arbrec"), "timestamp,bid,ask");
        var damaged = File.ReadAllBytes(At("btc.arbrec"));
        damaged[^150] ^= 4;
        File.WriteAllBytes(At("damaged.arbrec"), damaged);
        RecordFileWriter.Create(At("inputs.arbinp"), "inputs", []).Dispose();

        Says(3, "no such file", "recording", "info", At("none.arbrec"));
        Says(2, "not a recording of ours", "recording", "info", At("text.arbrec"));
        Says(2, "it holds 'inputs', not 'market'", "recording", "info", At("inputs.arbinp"));
        Says(2, "--scenario is for a directory", "recording", "info", At("btc.arbrec"), "--scenario", "x");
        Says(2, "--from 'noon' has to be a time like", "recording", "cut", At("btc.arbrec"), "--from", "noon", "--output", At("x.arbrec"));
        Says(2, "begins 2025-10-18T10:00:00Z, before it ends in", "recording", "merge", At("btc.arbrec"), At("btc.arbrec"), "--output", At("x.arbrec"));
        Says(2, "--gap '0' has to be", "recording", "info", At("btc.arbrec"), "--gap", "0");
        Says(2, "Option '--output' is required", "recording", "merge", At("btc.arbrec"));
        Says(2, "; damaged: ", "recording", "info", At("damaged.arbrec"));
        File.WriteAllBytes(At("torn.arbrec"), damaged[..^200]);
        var (torn, output, error) = Arb("recording", "info", At("torn.arbrec"));
        Assert.Equal((0, ""), (torn, error));
        Assert.Contains("torn at byte", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Progress_is_for_a_terminal_and_help_has_examples()
    {
        Write("btc.arbrec", "BTC_USDT", 140_000);

        Assert.Contains("\rread 131,072 records", Arb(terminal: true, "recording", "info", At("btc.arbrec")).Error, StringComparison.Ordinal);
        Assert.Equal("", Arb("recording", "info", At("btc.arbrec")).Error);
        Assert.Contains("arb recording merge btc.arbrec eth.arbrec --output both.arbrec", Arb("--help").Output, StringComparison.Ordinal);
        Assert.Contains("arb recording merge btc.arbrec eth.arbrec --output both.arbrec", Arb("recording", "--help").Output, StringComparison.Ordinal);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private static void Same(IMarketRecording expected, IMarketRecording actual)
    {
        using var one = expected.Read();
        using var other = actual.Read();
        var (a, b) = (new MarketRecord(), new MarketRecord());
        for (var number = 1L; one.TryRead(a); number++)
        {
            Assert.True(
                other.TryRead(b) && a.Kind == b.Kind && a.Venue == b.Venue && a.Symbol == b.Symbol && a.ReceivedAt == b.ReceivedAt && a.AtVenue == b.AtVenue
                && a.FirstUpdate == b.FirstUpdate && a.LastUpdate == b.LastUpdate && a.Bids.SequenceEqual(b.Bids) && a.Asks.SequenceEqual(b.Asks)
                && (a.Kind != MarketRecordKind.Trade
                    || (a.Price == b.Price && a.Quantity == b.Quantity && a.Taker == b.Taker && a.TradeId == b.TradeId)),
                $"record {number} differs");
        }

        Assert.False(other.TryRead(b));
    }

    private static (int Code, string Output, string Error) Arb(params string[] arguments) => Arb(terminal: false, arguments);

    private static (int Code, string Output, string Error) Arb(bool terminal, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = new ArbCommand(new(output, error, terminal, TimeProvider.System)).Run(arguments);
        return (code, output.ToString(), error.ToString());
    }

    private string At(string name) => Path.Combine(_directory.FullName, name);

    private static void Says(int code, string what, params string[] arguments)
    {
        var (actual, output, error) = Arb(arguments);
        Assert.Equal((code, ""), (actual, output));
        Assert.Contains(what, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    private void Write(string name, string symbol, int count)
    {
        var instrument = new Instrument(
            Venue.GateSpot, new(symbol), symbol, new(0.01m), new(0.01m), default, default, default, default, default, default, default, Tradable: true);
        using var writer = MarketFileWriter.Create(At(name), new("given", [new(instrument, "", HasSizes: true, HasDepth: false)], Relabelled: false, []));
        var record = new MarketRecord();
        for (var i = 0; i < count; i++)
        {
            record.Begin(MarketRecordKind.BookTicker, Venue.GateSpot, new(symbol), Start.AddSeconds(i), null, 0, 0);
            record.Add(Side.Buy, new(new(100m), new(1m)));
            record.Add(Side.Sell, new(new(101m), new(1m)));
            writer.Add(record);
        }
    }
}
