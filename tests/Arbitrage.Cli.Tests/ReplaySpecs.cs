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

        Assert.Contains("replay  50 %", error, StringComparison.Ordinal);
        Assert.StartsWith("{", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--size 0", "--size '0' has to be a number above zero, for example --size 10000")]
    [InlineData("--size ten", "--size 'ten' has to be a number above zero, for example --size 10000")]
    [InlineData("--age-rule -1", "--age-rule '-1' has to be a number above zero, for example --age-rule 10")]
    [InlineData("--speed 3", "'--speed' is not known")]
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
