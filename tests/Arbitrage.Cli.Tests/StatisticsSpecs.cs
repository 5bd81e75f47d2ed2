using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Arbitrage.Tests.Shared;

namespace Arbitrage.Cli.Tests;

public sealed class StatisticsSpecs : IDisposable
{
    private const string Mapping = "market-data/mapping.json";
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("arb");

    [SharedFact(Mapping)]
    public void Figures_are_one_json_object_with_rules_and_declarations()
    {
        var (code, output, error) = Arb("statistics", SharedFiles.PathOf("market-data"), "--scenario", "native-two-venue", "--json");

        using var json = JsonDocument.Parse(output);
        var root = json.RootElement;
        Assert.Equal((0, ""), (code, error));
        Assert.Equal(("native-two-venue", false, 5m, 0.5m), (
            root.GetProperty("recording").GetString(), root.GetProperty("relabelled").GetBoolean(), root.GetProperty("ageRuleSeconds").GetDecimal(),
            root.GetProperty("latencySeconds").GetDecimal()));
        Assert.Contains(root.GetProperty("rules").EnumerateArray(), r => r.GetString()!.Contains("at most 5 s old", StringComparison.Ordinal));
        Assert.Contains(root.GetProperty("declared").EnumerateArray(), r => r.GetString() == "gate_spot was not recorded and nothing stands for it");
        var pair = root.GetProperty("pairs")[0];
        Assert.Equal(3583.180251m, pair.GetProperty("usableSeconds").GetDecimal());
        var first = pair.GetProperty("directions")[0].GetProperty("gross")[0];
        Assert.Equal((46, 15, 16), (first.GetProperty("episodes").GetInt32(), first.GetProperty("long").GetInt32(), first.GetProperty("stillThere").GetInt32()));
    }

    [SharedFact(Mapping)]
    public void A_file_of_our_own_format_gives_the_figures_of_the_csv_it_was_made_from()
    {
        var file = Path.Combine(_directory.FullName, "lunc.arbrec");
        Assert.Equal(0, Arb("recording", "convert", SharedFiles.PathOf("market-data"), "--scenario", "native-two-venue", "--output", file).Code);

        var (code, output, error) = Arb("statistics", file, "--json");

        Assert.Equal((0, ""), (code, error));
        Assert.Equal(46, Episodes(output));
        Assert.Equal((2, ""), (Arb("statistics", file, "--scenario", "native-two-venue").Code, Arb("statistics", file, "--scenario", "x").Output));
    }

    [SharedFact(Mapping)]
    public void Rules_are_options()
    {
        string[] arguments = ["statistics", SharedFiles.PathOf("market-data"), "--scenario", "native-two-venue", "--json", "--age-rule", "0.3"];

        Assert.Equal(31, Episodes(Arb(arguments).Output));
        Assert.Equal(31, Episodes(Arb([.. arguments, "--age-look", "always", "--latency", "0"]).Output));
        Assert.Equal(26, Episodes(Arb([.. arguments, "--age-look", "arrival"]).Output));
    }

    [SharedFact(Mapping)]
    public void Text_says_the_same_with_its_rules()
    {
        var (code, output, _) = Arb("statistics", SharedFiles.PathOf("market-data"), "--scenario", "native-three-venue", "--age-rule", "10");

        Assert.Equal(0, code);
        Assert.StartsWith("spreads of native-three-venue\n", output, StringComparison.Ordinal);
        Assert.Contains("F_USDT gate_spot / mexc_spot", output, StringComparison.Ordinal);
        Assert.Contains("50.57 %", output, StringComparison.Ordinal);
        Assert.Contains("F_USDT: buy gate_futures, sell gate_spot; best +0.2503 %, after 0.25 % fees +0.0003 %", output, StringComparison.Ordinal);
        Assert.Matches("gross > 0.1 % *. *154 *. *9 *. *4 *. *9 *. *9", output);
        Assert.Contains("- time-weighted; a state counts only while both quotes are at most 10 s old", output, StringComparison.Ordinal);
        Assert.Contains("- fees are declared, for makers and takers alike: gate_spot 0.2 %", output, StringComparison.Ordinal);
    }

    [SharedFact(Mapping)]
    public void Other_venues_figures_are_labelled_in_every_output()
    {
        string[] arguments = ["statistics", SharedFiles.PathOf("market-data"), "--scenario", "relabelled-minute", "--age-rule", "300"];

        var text = Arb(arguments).Output;
        Assert.StartsWith("spreads of relabelled-minute, RELABELLED: figures of other venues, not of Gate or MEXC\n", text, StringComparison.Ordinal);
        Assert.Equal(7, text.Split("relabelled; ").Length - 1); // each table says so
        using var json = JsonDocument.Parse(Arb([.. arguments, "--json"]).Output);
        Assert.True(json.RootElement.GetProperty("relabelled").GetBoolean());
        Assert.StartsWith("relabelled: other venues' quotes stand for ours", json.RootElement.GetProperty("declared")[0].GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--age-rule 0", "--age-rule '0' has to be a number above zero, for example --age-rule 5")]
    [InlineData("--latency -1", "--latency '-1' has to be a number of zero or more, for example --latency 0.5")]
    [InlineData("--latency 9999999999", "--latency '9999999999' has to be a number of zero or more, for example --latency 0.5")]
    [InlineData("--age-look sometimes", "--age-look 'sometimes' has to be always or arrival")]
    public void Bad_arguments_are_one_line_and_exit_code_two(string more, string message)
    {
        var (code, output, error) = Arb(["statistics", _directory.FullName, "--scenario", "x", .. more.Split(' ')]);

        Assert.Equal((2, ""), (code, output));
        Assert.Equal($"arb: {message}; --help shows what is possible", Assert.Single(Lines(error)));
    }

    [Theory]
    [InlineData("2025-10-18T10:00:00Z,1,2\n2025-10-18T09:00:00Z,1,2\n", "line 3: key 'at': it is before the line above; sort the file by time.")]
    [InlineData("2025-10-18T10:00:00Z,2,1\n", "line 2: key 'b': bid 2 is not below ask 1: the book is crossed; correct the row or take it out.")]
    [InlineData("2025-10-18T10:00:00Z,1\n", "line 2: the row has 2 cells of 3; it was cut or joined, copy the file again.")]
    [InlineData("2025-10-18T10:00:00Z,1,NaN\n", "line 2: key 'a': 'NaN' is not a price above zero.")]
    public void A_bad_recording_is_one_line_and_exit_code_two(string rows, string message)
    {
        var file = Given(Zipped("at,b,a\n" + rows));

        Assert.Equal((2, "", $"arb: {file}: {message}"), Fails("x"));
    }

    [Fact]
    public void A_cut_off_recording_is_one_line_and_exit_code_two()
    {
        var file = Given(Zipped("at,b,a\n2025-10-18T10:00:00Z,1,2\n")[..^3]);

        Assert.Equal((2, "", $"arb: {file}: line 3: cut off gzip: the text ends before its end; copy the file again."), Fails("x"));
    }

    [Fact]
    public void A_wrong_scenario_is_exit_code_two_and_a_missing_file_three()
    {
        var file = Given(Zipped("at,b,a\n2025-10-18T10:00:00Z,1,2\n"));

        Assert.Equal((2, "", $"arb: {Path.Combine(_directory.FullName, "mapping.json")}: no scenario 'xy'; choose one of x."), Fails("xy"));
        File.Delete(file);
        Assert.Equal((3, "", $"arb: {file}: no such file; mapping.json names it."), Fails("x"));
        Directory.Delete(_directory.FullName, recursive: true);
        Assert.Equal((3, "", $"arb: {_directory.FullName}: no such directory; name the one that holds mapping.json."), Fails("x"));
        _directory.Create();
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private static int Episodes(string output)
    {
        using var json = JsonDocument.Parse(output);
        return json.RootElement.GetProperty("pairs")[0].GetProperty("directions")[0].GetProperty("gross")[0].GetProperty("episodes").GetInt32();
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static byte[] Zipped(string text)
    {
        using var bytes = new MemoryStream();
        using (var zip = new GZipStream(bytes, CompressionLevel.Fastest))
            zip.Write(Encoding.UTF8.GetBytes(text));
        return bytes.ToArray();
    }

    private static (int Code, string Output, string Error) Arb(params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        var code = new ArbCommand(new(output, error, false, TimeProvider.System)).Run(arguments);
        return (code, output.ToString(), error.ToString());
    }

    private (int Code, string Output, string Error) Fails(string scenario)
    {
        var (code, output, error) = Arb("statistics", _directory.FullName, "--scenario", scenario);
        return (code, output, Assert.Single(Lines(error)));
    }

    private string Given(byte[] quotes)
    {
        File.WriteAllText(Path.Combine(_directory.FullName, "mapping.json"), """
            {"scenarios": [{"id": "x", "folder": "f_usdt_1", "legs": {"gate_spot": {"file": "q.csv.gz", "columns": ["b", "a"]}}}]}
            """);
        var file = Path.Combine(_directory.CreateSubdirectory("f_usdt_1").FullName, "q.csv.gz");
        File.WriteAllBytes(file, quotes);
        return file;
    }
}
