using System.Text;
using Arbitrage.Actors.Hosting;
using Arbitrage.Node.CommandLine;
using Arbitrage.Node.Demo;
using Arbitrage.Node.Inputs;
using Arbitrage.Node.Reporting;
using Arbitrage.Simulation.Market;
using Arbitrage.Simulation.Reporting;
using Arbitrage.Simulation.Reporting.Html;

namespace Arbitrage.Node.Tests.Demo;

/// <summary>The whole of it, over real sockets: one short demo, its report, its log, and what a second process is told.</summary>
public sealed class DemoRunSpecs : IDisposable
{
    private const string Key = "key-2b7e151628aed2a6";
    private const string Secret = "secret-abf7158809cf4f3c";

    private readonly string _directory = Directory.CreateTempSubdirectory("arbitrage-node-tests-").FullName;

    [Fact]
    public async Task A_demo_keeps_its_promises_and_no_secret_leaves_it()
    {
        var run = await RunAsync(TimeSpan.FromSeconds(10), CancellationToken.None);
        var report = RunReportJson.Read(run.Output);
        Assert.True(report.LedgerMatchesVenue, string.Join('\n', report.Notes));
        Assert.Equal((0L, ExitCode.Done), (report.InvariantViolations, run.Code));
        Assert.Equal("BTC_USDT ETH_USDT NEIROETH_USDT", string.Join(' ', report.Symbols));
        Assert.Contains("SHUTDOWN", report.StatesVisited);
        Assert.Contains("dislocations injected", report.Market, StringComparison.Ordinal);
        var page = await File.ReadAllTextAsync(Path.Combine(_directory, "run.html"), CancellationToken.None);
        Assert.Equal(page, ReportPage.Render(RunFolder.Read(_directory)));
        AssertAgrees(report, RunFolder.Read(_directory));
        var everything = run.Output + run.Error + page + string.Concat(
            Directory.EnumerateFiles(_directory, "*.*").Where(f => Path.GetExtension(f) is ".log" or ".json" or ".jsonl").Select(ReadShared));
        Assert.Contains("exchanges.gateio.secret_key", everything, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, everything, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, everything, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, string.Concat(Directory.EnumerateFiles(_directory, "trading.db*").Select(ReadShared)), StringComparison.Ordinal);
        AssertVerifies(report.TraceHash);
    }

    [Fact]
    public async Task A_report_outlives_the_temporary_data_directory_of_its_run()
    {
        var page = Path.Combine(_directory, "temporary.html");
        await using var output = new StringWriter();
        var run = new DemoRun(
            new(TimeSpan.FromSeconds(1), 1, null, [], MarketPreset.Typical, null, Json: true, page), output, TextWriter.Null, _ => null, TimeProvider.System);

        Assert.Equal(ExitCode.Done, await run.RunAsync(CancellationToken.None));
        var data = RunReportJson.Read(output.ToString()).Notes.Single(n => n.StartsWith("data in ", StringComparison.Ordinal))["data in ".Length..];
        Assert.False(File.Exists(Path.Combine(data, "report.json")));
        Assert.Contains("\"mode\":\"demo\"", await File.ReadAllTextAsync(page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_file_that_cannot_be_written_is_told_before_the_run()
    {
        var page = Path.Combine(_directory, "missing", "run.html");
        var run = new DemoRun(
            new(TimeSpan.FromSeconds(600), 1, _directory, [], MarketPreset.Typical, null, Json: true, page), TextWriter.Null, TextWriter.Null, _ => null,
            TimeProvider.System);

        var failure = await Assert.ThrowsAsync<NodeFailure>(() => run.RunAsync(CancellationToken.None));
        Assert.Equal(
            (ExitCode.MissingResource, $"--report '{page}': the directory '{Path.GetDirectoryName(page)}' does not exist; make it first."),
            (failure.ExitCode, failure.Message));
        Assert.Empty(Directory.EnumerateFiles(_directory));
    }

    [Fact]
    public async Task A_venue_server_that_is_not_there_is_a_missing_resource()
    {
        var failure = await Assert.ThrowsAsync<NodeFailure>(() => RunAsync(
            TimeSpan.FromSeconds(1), CancellationToken.None, new(new("http://127.0.0.1:9"), new("http://127.0.0.1:9"))));
        Assert.Equal(ExitCode.MissingResource, failure.ExitCode);
        Assert.StartsWith("gate_spot at http://127.0.0.1:9/api/v4", failure.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    // What the fold of the journals tells is what the process itself counted.
    private static void AssertAgrees(RunReport report, RunHistory history)
    {
        Assert.Empty(history.Missing);
        Assert.Equal(
            (report.Attempts, report.CompletedPairs, report.Cycles, report.SingleLegs, report.RealisedPnl, report.Fees, report.MaxDeltaDeviationPct),
            (history.Figures.Attempts, history.Figures.CompletedPairs, history.Figures.Cycles, history.Figures.SingleLegs, history.Figures.RealisedPnl,
                history.Figures.Fees, history.Figures.MaxDeltaDeviationPct));
        Assert.NotEmpty(history.Equity);
        Assert.All(history.Symbols, s => Assert.NotEmpty(s.BuyGateEdgePct));
        Assert.Equal(report.LatencyMicros.Keys.Order(StringComparer.Ordinal), history.Stages.Select(s => s.Stage).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(history.Promises, p => p.Verdict == Promises.Broken);
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(
        TimeSpan duration, CancellationToken interrupted, VenueAddresses? venues = null)
    {
        var keys = Path.Combine(_directory, "keys.yaml");
        await File.WriteAllTextAsync(keys, """
            exchanges:
              gateio: {api_key: "${KEY}", secret_key: "${SECRET}"}
              mexc: {api_key: "${KEY}", secret_key: "${SECRET}"}
            logging: {level: debug}
            """, CancellationToken.None);
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var run = new DemoRun(
            new(duration, 1, _directory, [keys], MarketPreset.Typical, venues, Json: true, Path.Combine(_directory, "run.html")), output, TextWriter.Synchronized(error),
            name => name switch { "KEY" => Key, "SECRET" => Secret, _ => null }, TimeProvider.System);
        var code = await run.RunAsync(interrupted);
        return (code, output.ToString(), error.ToString());
    }

    // I14: the machines run again with the inputs that the demo recorded give the journal's events, to the last byte.
    private void AssertVerifies(string traceHash)
    {
        using (var secrets = InputFile.OpenReader(InputFile.PathIn(_directory)))
        {
            while (secrets.TryRead(out var record))
                Assert.True(record.Body.IndexOf(Encoding.UTF8.GetBytes(Secret)) < 0);
        }

        using var recording = InputFile.OpenReader(InputFile.PathIn(_directory));
        var verification = InputsVerifier.Verify(recording, JournalEvents.Read(DataDirectory.JournalFileOf(_directory)));
        Assert.Equal(Verdict.Verified, verification.Verdict);
        Assert.Equal((traceHash, traceHash, traceHash), (verification.JournalHash, verification.ReplayedHash, verification.ReportedHash));
        Assert.Equal((10, verification.Events), (verification.Actors.Length, verification.Verified));
        Assert.All(verification.Actors, a => Assert.True(a.Inputs > 50 && a.Events > 0, a.ToString()));
    }

    private static string ReadShared(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        return reader.ReadToEnd();
    }
}
