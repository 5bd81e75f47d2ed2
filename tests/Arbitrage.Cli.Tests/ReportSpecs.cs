using Arbitrage.Node.Tests.Reporting;
using Arbitrage.Simulation.Tests.Reporting;
using Arbitrage.Tests.Shared;

namespace Arbitrage.Cli.Tests;

/// <summary>`arb report` and `--report` of a replay.</summary>
public sealed class ReportSpecs : IDisposable
{
    private const string NativeThreeVenue = "market-data/f_usdt_2025-10-18/three_venues_1s.csv.gz";
    private readonly string _directory = Directory.CreateTempSubdirectory("arb-report-").FullName;

    private string File1 => Path.Combine(_directory, "one.html");

    private string File2 => Path.Combine(_directory, "two.html");

    [Fact]
    public void A_data_directory_gives_the_same_file_every_time()
    {
        WrittenRun.Write(_directory, GeneratedRun.Shared);

        Assert.Equal((0, "", ""), Arb("report", _directory, "--report", File1));
        Assert.Equal((0, "", ""), Arb("report", _directory, "--report", File2));
        Assert.Equal(File.ReadAllText(File1), File.ReadAllText(File2));
        Assert.Contains(GeneratedRun.Shared.Report.Market, File.ReadAllText(File1), StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_promise_is_exit_code_one_and_the_file_is_there_all_the_same()
    {
        var run = GeneratedRun.Shared;
        WrittenRun.Write(_directory, run with
        {
            Report = run.Report with { Promises = [.. run.Report.Promises!.Value.Select(p => p.Id == "I4" ? p with { Verdict = "broken", Findings = ["I4: x"] } : p)] },
        });

        Assert.Equal((1, "", ""), Arb("report", _directory, "--report", File1));
        Assert.True(File.Exists(File1));
    }

    [Fact]
    public void Without_a_journal_it_is_exit_code_three() => Assert.Equal(
        (3, "", $"arb: '{_directory}' has no journal (trading.db); name the data directory of a run (--data)"), Arb("report", _directory, "--report", File1));

    [Fact]
    public void A_file_in_a_directory_that_is_not_there_is_exit_code_three()
    {
        WrittenRun.Write(_directory, GeneratedRun.Shared);
        var nowhere = Path.Combine(_directory, "no");

        Assert.Equal(
            (3, "", $"arb: --report '{nowhere}/x.html': the directory '{nowhere}' does not exist; make it first."),
            Arb("report", _directory, "--report", Path.Combine(nowhere, "x.html")));
    }

    [Fact]
    public void Without_a_file_it_is_exit_code_two()
    {
        var (code, output, error) = Arb("report", _directory);

        Assert.Equal((2, "", "arb: Option '--report' is required; --help shows what is possible"), (code, output, error));
    }

    [SharedFact(NativeThreeVenue)]
    public void A_replay_writes_its_report_beside_its_output()
    {
        var (code, output, error) = Arb("replay", SharedFiles.PathOf("market-data"), "--scenario", "native-three-venue", "--json", "--report", File1);

        Assert.Equal((0, ""), (code, error));
        Assert.StartsWith("{", output, StringComparison.Ordinal);
        var page = File.ReadAllText(File1);
        Assert.Contains("\"mode\":\"replay\"", page, StringComparison.Ordinal);
        Assert.Contains("\"symbol\":\"F_USDT\"", page, StringComparison.Ordinal);
        Assert.Contains("\"midAboveEntryPctOfTime\":\"50.57", page, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static (int Code, string Output, string Error) Arb(params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        var code = new ArbCommand(new(output, error, false, TimeProvider.System)).Run(arguments);
        return (code, output.ToString().Trim(), error.ToString().Trim());
    }
}
