using System.Text.Json;
using Arbitrage.Tests.Shared;

namespace Arbitrage.Cli.Tests;

public sealed class ReplaySpecs : IDisposable
{
    private const string NativeThreeVenue = "market-data/f_usdt_2025-10-18/three_venues_1s.csv.gz";
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("arb");

    [SharedFact(NativeThreeVenue)]
    public void The_three_venue_recording_takes_no_entry_and_has_the_spread_that_was_measured()
    {
        var (code, output, error) = Arb("replay", SharedFiles.PathOf("market-data"), "--scenario", "native-three-venue", "--json");

        using var json = JsonDocument.Parse(output);
        var root = json.RootElement;
        Assert.Equal((0, ""), (code, error));
        Assert.Equal("replay", root.GetProperty("mode").GetString());
        Assert.Equal(179m, root.GetProperty("durationSeconds").GetDecimal());
        Assert.Equal("F_USDT", root.GetProperty("symbols")[0].GetString());
        foreach (var none in (string[])["opportunities", "attempts", "completedPairs", "cycles", "singleLegs", "realisedPnl", "fees", "invariantViolations"])
            Assert.Equal(0m, root.GetProperty(none).GetDecimal());
        Assert.True(root.GetProperty("ledgerMatchesVenue").GetBoolean());
        Assert.Equal(64, root.GetProperty("traceHash").GetString()!.Length);
        Assert.True(root.GetProperty("ticksPerSecond").GetDecimal() > 0m);
        var spread = root.GetProperty("spread");
        Assert.Equal(50.57m, Rounded(spread, "midAboveEntryPctOfTime"));
        Assert.Equal(0.01m, Rounded(spread, "bestExecutableEdgePct"));
        Assert.Equal(-0.10m, Rounded(spread, "medianMidPct"));
        Assert.Equal(0.33m, Rounded(spread, "medianReturnCostPct"));
        Assert.Equal(174m, spread.GetProperty("usableSeconds").GetDecimal());
        Assert.Equal(10m, spread.GetProperty("ageRuleSeconds").GetDecimal());
        Assert.Equal(3, root.GetProperty("pairs").GetArrayLength());
    }

    [SharedFact(NativeThreeVenue)]
    public void Every_output_states_the_declared_size_the_age_rule_and_the_opening_inventory()
    {
        string[] arguments = ["replay", SharedFiles.PathOf("market-data"), "--scenario", "native-three-venue", "--size", "2500", "--age-rule", "5"];

        foreach (var output in (string[])[Arb(arguments).Output, Arb([.. arguments, "--json"]).Output])
        {
            Assert.Contains("declared, not recorded: size 2500 F at every best price", output, StringComparison.Ordinal);
            Assert.Contains("overridden to 5000", output, StringComparison.Ordinal);
            Assert.Contains("opening inventory declared and adopted: 15", output, StringComparison.Ordinal);
        }
    }

    [SharedFact(NativeThreeVenue)]
    public void The_same_recording_has_the_same_trace_hash()
    {
        string Hash(params string[] more)
        {
            using var json = JsonDocument.Parse(
                Arb(["replay", SharedFiles.PathOf("market-data"), "--scenario", "native-three-venue", "--json", .. more]).Output);
            return json.RootElement.GetProperty("traceHash").GetString()!;
        }

        Assert.Equal(Hash(), Hash());
    }

    [SharedFact(NativeThreeVenue)]
    public void Progress_is_shown_on_a_terminal_only_and_never_on_standard_output()
    {
        string[] arguments = ["replay", SharedFiles.PathOf("market-data"), "--scenario", "native-three-venue", "--json"];
        var (_, output, error) = Arb(terminal: true, arguments);

        Assert.Contains("replay", error, StringComparison.Ordinal);
        Assert.Contains("100%", error, StringComparison.Ordinal);
        Assert.StartsWith("{", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--size 0", "--size '0' has to be a number above zero, for example --size 10000")]
    [InlineData("--size ten", "--size 'ten' has to be a number above zero, for example --size 10000")]
    [InlineData("--age-rule -1", "--age-rule '-1' has to be a number above zero, for example --age-rule 10")]
    [InlineData("--speed 0", "--speed '0' has to be a number above zero, for example --speed 10")]
    [InlineData("--sped 3", "'--sped' is not known")]
    [InlineData("--order-latency -1", "--order-latency '-1' has to be milliseconds from 0 to 60000, for example 25 or mexc_spot=40")]
    [InlineData("--order-latency mexc=4", "--order-latency 'mexc=4' has to be milliseconds from 0 to 60000, for example 25 or mexc_spot=40")]
    [InlineData("--queue half", "--queue 'half' has to be none, proportional or pessimistic")]
    [InlineData("--books top", "--books 'top' has to be deepest or tickers")]
    [InlineData("--fee 0.1", "--fee '0.1' has to be a venue and percent from -1 to 10, for example gate_spot=0.1")]
    [InlineData("--fee gate_spot=11", "--fee 'gate_spot=11' has to be a venue and percent from -1 to 10, for example gate_spot=0.1")]
    [InlineData("--symbol btc", "--symbol 'btc' has to be BASE_QUOTE in upper case, for example BTC_USDT")]
    [InlineData("--set confidence", "--set 'confidence' has to be KEY=VALUE, for example arbitrage_entry_threshold_pct=0.2")]
    [InlineData("--set confidnce_min=0.5", "--set 'confidnce_min' is not a key of the strategy; did you mean confidence_min?")]
    [InlineData("--set confidence_min=2", "--set 'confidence_min=2' has to be a number from 0 to 1")]
    [InlineData("--set stale_after_ms=100", "--set 'stale_after_ms' follows from the age rule in a replay; use --age-rule")]
    [InlineData("--sweep confidence_min", "--sweep 'confidence_min' has to be KEY=FROM..TO:STEP or KEY=A,B,C, for example arbitrage_entry_threshold_pct=0.05..0.5:0.05")]
    [InlineData("--sweep arbitrage_entry_treshold_pct=0.1..0.2:0.1", "--sweep 'arbitrage_entry_treshold_pct' is not a key of the strategy; did you mean arbitrage_entry_threshold_pct?")]
    [InlineData("--sweep confidence_min=0..1:0", "--sweep 'confidence_min=0..1:0' has to be a range that rises by steps above zero, KEY=FROM..TO:STEP or KEY=A,B,C, for example arbitrage_entry_threshold_pct=0.05..0.5:0.05")]
    [InlineData("--sweep confidence_min=0.5..1.5:0.5", "--sweep 'confidence_min=1.5' has to be a number from 0 to 1")]
    [InlineData("--sweep confidence_min=0..1:0.001", "--sweep asks for more than 1000 runs; take larger steps or fewer keys")]
    [InlineData("--sweep max_trade_usd=1..40:1 --sweep max_in_doubt_usd=1..40:1", "--sweep asks for more than 1000 runs; take larger steps or fewer keys")]
    [InlineData("--sweep confidence_min=0,1 --sweep confidence_min=0.5", "--sweep 'confidence_min=0.5' names a key for the second time; give each key once")]
    [InlineData("--sweep confidence_min=0,1 --speed 3", "--speed paces one run, and a sweep runs at full speed; leave one of them out")]
    [InlineData("--csv", "--csv is the table of a --sweep, and not together with --json")]
    [InlineData("", "Option '--scenario' is required", false)]
    public void Bad_arguments_are_one_line_and_exit_code_two(string more, string message, bool withScenario = true)
    {
        var (code, output, error) = Arb(
            ["replay", _directory.FullName, .. (withScenario ? ["--scenario", "x"] : Array.Empty<string>()), .. more.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.Equal((2, ""), (code, output));
        Assert.Equal($"arb: {message}; --help shows what is possible", Assert.Single(Lines(error)));
    }

    [Fact]
    public void A_missing_directory_or_mapping_is_exit_code_three()
    {
        var missing = Path.Combine(_directory.FullName, "nothing");

        var (code, _, error) = Arb("replay", missing, "--scenario", "x");
        Assert.Equal(3, code);
        Assert.Equal($"arb: {missing}: no such directory; name the one that holds mapping.json.", Assert.Single(Lines(error)));
        Assert.Equal(3, Arb("replay", _directory.FullName, "--scenario", "x").Code);
    }

    [Fact]
    public void A_bad_recording_is_one_line_with_file_line_and_key_and_exit_code_two()
    {
        File.WriteAllText(Path.Combine(_directory.FullName, "mapping.json"), """
            {"scenarios": [{"id": "x", "folder": "f_usdt_1", "legs": {"gate_spot": {"file": "q.csv", "columns": ["b", "a"]}}}]}
            """);
        File.WriteAllText(Path.Combine(_directory.CreateSubdirectory("f_usdt_1").FullName, "q.csv"), "at,b,a\n2025-10-18T10:00:00Z,1,x\n");

        var (code, output, error) = Arb("replay", _directory.FullName, "--scenario", "x");

        Assert.Equal((2, ""), (code, output));
        var file = Path.Combine(_directory.FullName, "f_usdt_1", "q.csv");
        Assert.Equal($"arb: {file}: line 2: key 'a': 'x' is not a price above zero.", Assert.Single(Lines(error)));
    }

    [SharedFact(NativeThreeVenue)]
    public void A_sweep_gives_each_value_what_a_single_run_gives_it()
    {
        string[] arguments =
        [
            "replay", SharedFiles.PathOf("market-data"), "--scenario", "native-three-venue",
            "--set", "profit_basis=one_way", "--set", "confidence_min=0", "--fee", "gate_spot=0", "--fee", "mexc_spot=0",
        ];
        const string Axis = "arbitrage_entry_threshold_pct=0,0.1";
        using var sweep = JsonDocument.Parse(Arb([.. arguments, "--sweep", Axis, "--json"]).Output);
        using var single = JsonDocument.Parse(Arb([.. arguments, "--set", "arbitrage_entry_threshold_pct=0", "--json"]).Output);

        Assert.Equal([0m, 0.1m], sweep.RootElement.EnumerateArray().Select(r => r.GetProperty("parameters").GetProperty("arbitrage_entry_threshold_pct").GetDecimal()));
        var of = sweep.RootElement[0].GetProperty("report");
        foreach (var figure in (string[])["opportunities", "attempts", "completedPairs", "realisedPnl", "estimatedPnl", "fees", "maxDrawdownPct", "maxDeltaDeviationPct"])
            Assert.Equal(single.RootElement.GetProperty(figure).GetDecimal(), of.GetProperty(figure).GetDecimal());
        Assert.Equal(single.RootElement.GetProperty("traceHash").GetString(), of.GetProperty("traceHash").GetString());
        Assert.False(of.TryGetProperty("ticksPerSecond", out _));
        Assert.True(of.GetProperty("opportunities").GetDecimal() > 0m, "without fees the best edge of 0.01 % is above a threshold of zero");
        Assert.Equal(0m, sweep.RootElement[1].GetProperty("report").GetProperty("opportunities").GetDecimal());

        var table = Arb([.. arguments, "--sweep", Axis]).Output;
        Assert.StartsWith("recording native-three-venue", table, StringComparison.Ordinal);
        Assert.Contains("arbitrage_entry_threshold_pct", table, StringComparison.Ordinal);
        var csv = Lines(Arb([.. arguments, "--sweep", Axis, "--csv"]).Output);
        Assert.Equal(4, csv.Length);
        Assert.StartsWith("# recording native-three-venue", csv[0], StringComparison.Ordinal);
        Assert.StartsWith("arbitrage_entry_threshold_pct,opportunities,attempts,completedPairs,realisedPnl,", csv[1], StringComparison.Ordinal);
        Assert.StartsWith("0.1,0,0,0,0,", csv[3], StringComparison.Ordinal);
    }

    [SharedFact(NativeThreeVenue)]
    public void A_recording_converted_to_our_own_format_gives_the_same_journals()
    {
        var file = Path.Combine(_directory.FullName, "f.arbrec");
        var scenario = Arbitrage.Simulation.Recordings.RecordingCatalogue.Open(SharedFiles.PathOf("market-data")).Recording("native-three-venue");
        using (var writer = Arbitrage.Simulation.Recordings.Files.MarketFileWriter.Create(file, scenario.Header))
        using (var reader = scenario.Read())
        {
            var record = new Arbitrage.Simulation.Recordings.MarketRecord();
            while (reader.TryRead(record))
                writer.Add(record);
        }

        string HashOf(params string[] source)
        {
            using var json = JsonDocument.Parse(Arb(["replay", .. source, "--json"]).Output);
            return json.RootElement.GetProperty("traceHash").GetString()!;
        }

        Assert.Equal(HashOf(SharedFiles.PathOf("market-data"), "--scenario", "native-three-venue"), HashOf(file));
        Assert.Equal(3, Arb("replay", Path.Combine(_directory.FullName, "none.arbrec")).Code);
    }

    [SharedFact(NativeThreeVenue)]
    public void Settings_come_from_configuration_files_and_single_keys_go_over_them()
    {
        var file = Path.Combine(_directory.FullName, "node.yaml");
        File.WriteAllText(file, "strategy:\n  delta_neutral:\n    base_position_size: 50\n");
        string Opening(params string[] more) => Lines(Arb(["replay", SharedFiles.PathOf("market-data"), "--scenario", "native-three-venue", .. more]).Output)
            .First(l => l.Contains("opening inventory", StringComparison.Ordinal));

        Assert.Contains("15080 F at gate_spot", Opening(), StringComparison.Ordinal);
        Assert.Contains("7540 F at gate_spot", Opening("--config", file), StringComparison.Ordinal);
        Assert.Contains("15080 F at gate_spot", Opening("--config", file, "--set", "base_position_size=100"), StringComparison.Ordinal);
    }

    [SharedFact(NativeThreeVenue)]
    public void A_wrong_configuration_or_a_symbol_that_was_not_recorded_is_one_line_and_exit_code_two()
    {
        var file = Path.Combine(_directory.FullName, "node.yaml");
        File.WriteAllText(file, "strategy:\n  delta_neutral:\n    confidnce_min: 0.5\n");
        string[] arguments = ["replay", SharedFiles.PathOf("market-data"), "--scenario", "native-three-venue"];

        var (code, output, error) = Arb([.. arguments, "--config", file]);
        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith($"arb: {file}:3: strategy.delta_neutral.confidnce_min: ", Assert.Single(Lines(error)), StringComparison.Ordinal);

        (code, output, error) = Arb([.. arguments, "--symbol", "BTC_USDT"]);
        Assert.Equal((2, ""), (code, output));
        Assert.Equal("arb: native-three-venue: no symbol BTC_USDT; there is F_USDT.", Assert.Single(Lines(error)));
    }

    [Fact]
    public void A_relabelled_recording_says_in_its_first_line_that_it_is_none_of_our_venues()
    {
        File.WriteAllText(Path.Combine(_directory.FullName, "mapping.json"), """
            {"scenarios": [{"id": "x", "folder": "f_usdt_1", "relabelled": true, "legs": {"gate_spot": {"really": "another venue", "file": "q.csv", "columns": ["b", "a"]}}}]}
            """);
        File.WriteAllText(
            Path.Combine(_directory.CreateSubdirectory("f_usdt_1").FullName, "q.csv"), "at,b,a\n2025-10-18T10:00:00Z,1,1.1\n2025-10-18T10:00:02Z,1,1.2\n");
        string[] arguments = ["replay", _directory.FullName, "--scenario", "x"];

        Assert.StartsWith("RELABELLED: other venues' quotes stand for ours", Arb(arguments).Output, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(Arb([.. arguments, "--json"]).Output);
        Assert.StartsWith("RELABELLED", json.RootElement.GetProperty("market").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("# RELABELLED", Arb([.. arguments, "--sweep", "confidence_min=0.5,0.7", "--csv"]).Output, StringComparison.Ordinal);
    }

    [SharedFact("market-data/mapping.json")]
    public void A_venue_that_was_not_recorded_breaks_no_promise()
    {
        foreach (var scenario in (string[])["native-two-venue", "native-single-venue"])
        {
            var (code, output, error) = Arb("replay", SharedFiles.PathOf("market-data"), "--scenario", scenario, "--json");

            Assert.Equal((0, ""), (code, error));
            Assert.Contains("was not recorded: run as a venue that is down", output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("replay")]
    [InlineData("statistics")]
    [InlineData("report")]
    [InlineData("recording cut")]
    [InlineData("config check")]
    public void Help_of_a_command_needs_no_arguments(string command)
    {
        var (code, output, error) = Arb([.. command.Split(' '), "--help"]);

        Assert.Equal((0, ""), (code, error));
        Assert.Contains("Usage:", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Help_has_examples_and_exit_codes()
    {
        var (code, output, _) = Arb("--help");

        Assert.Equal(0, code);
        Assert.Contains("arb replay ../shared/market-data --scenario native-three-venue", output, StringComparison.Ordinal);
        Assert.Contains("Exit codes: 0 done; 1 ran", output, StringComparison.Ordinal);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private static decimal Rounded(JsonElement of, string name) => decimal.Round(of.GetProperty(name).GetDecimal(), 2);

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static (int Code, string Output, string Error) Arb(params string[] arguments) => Arb(terminal: false, arguments);

    private static (int Code, string Output, string Error) Arb(bool terminal, string[] arguments)
    {
        using StringWriter output = new(), error = new();
        var code = new ArbCommand(new(output, error, terminal, TimeProvider.System)).Run(arguments);
        return (code, output.ToString(), error.ToString());
    }
}
