using Arbitrage.Actors.Hosting;
using Arbitrage.Node.CommandLine;
using Arbitrage.Node.Reporting;
using Arbitrage.Simulation.Reporting;
using Arbitrage.Simulation.Reporting.Html;
using Arbitrage.Simulation.Tests.Reporting;

namespace Arbitrage.Node.Tests.Reporting;

/// <summary>A report from a data directory: whole, of a killed run, and of what is not a data directory.</summary>
public sealed class RunFolderSpecs : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("folder-").FullName;

    [Fact]
    public void A_directory_gives_back_the_history_that_the_run_itself_had()
    {
        WrittenRun.Write(_directory, GeneratedRun.Shared);

        var history = RunFolder.Read(_directory);
        Assert.Empty(history.Missing);
        Assert.Equal(ReportPage.Render(GeneratedRun.Shared.History with { Missing = [] }), ReportPage.Render(history));
    }

    [Fact]
    public void A_killed_run_has_its_figures_from_the_journal_and_says_what_is_missing()
    {
        WrittenRun.Write(_directory, GeneratedRun.Shared);
        RunFolder.Begin(_directory);
        File.AppendAllText(Path.Combine(_directory, HistoryFile.Name), "{\"sample\":{\"at\":\"20");

        var history = RunFolder.Read(_directory);
        Assert.Null(history.Report);
        Assert.Equal(GeneratedRun.Shared.History.Figures, history.Figures);
        Assert.Equal(GeneratedRun.Shared.History.Skipped, history.Skipped);
        Assert.Equal(2, history.Missing.Length);
        Assert.Contains(history.Missing, m => m.StartsWith("No report.json: the run did not come to its end.", StringComparison.Ordinal));
        Assert.Contains(history.Missing, m => m.StartsWith("samples.jsonl: 1 lines cannot be read", StringComparison.Ordinal));
        string[] held = [.. history.Promises.Where(p => p.Verdict == Promises.Held).Select(p => p.Id)];
        Assert.Equal(["I6", "I7", "I10", "I12"], held);
    }

    [Fact]
    public void A_journal_without_samples_still_has_its_symbols_pairs_and_marked_equity()
    {
        WrittenRun.Write(_directory, GeneratedRun.Shared);
        File.Delete(Path.Combine(_directory, HistoryFile.Name));

        var history = RunFolder.Read(_directory);
        Assert.StartsWith("No samples", Assert.Single(history.Missing), StringComparison.Ordinal);
        Assert.Equal(GeneratedRun.Shared.Report.Symbols, history.Symbols.Select(s => s.Facts.Symbol));
        Assert.Equal(GeneratedRun.Shared.History.Pairs.Length, history.Pairs.Length);
        Assert.NotEmpty(history.Equity);
        Assert.Contains("</html>", ReportPage.Render(history), StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_promise_in_the_journal_of_a_killed_run_is_found()
    {
        var run = GeneratedRun.Shared;
        WrittenRun.Write(_directory, run with
        {
            History = run.History with { Facts = run.History.Facts with { Symbols = [.. run.History.Facts.Symbols.Select(s => s with { StaleAfterMs = -1m })] } },
        });
        RunFolder.Begin(_directory);

        var fresh = RunFolder.Read(_directory).Promises.Single(p => p.Id == "I10");
        Assert.Equal(Promises.Broken, fresh.Verdict);
        Assert.Equal(run.History.Pairs.Count(p => p.Purpose == "Entry"), fresh.Findings.Length);
    }

    [Fact]
    public void A_directory_without_a_journal_is_a_missing_resource()
    {
        var failure = Assert.Throws<NodeFailure>(() => RunFolder.Read(_directory));
        Assert.Equal(
            (ExitCode.MissingResource, $"'{_directory}' has no journal (trading.db); name the data directory of a run (--data)"),
            (failure.ExitCode, failure.Message));
    }

    [Fact]
    public void A_journal_or_report_that_is_none_is_bad_input_with_its_place()
    {
        File.WriteAllText(DataDirectory.JournalFileOf(_directory), "this is not a database, whatever its name says, and long enough to have a header");
        var journal = Assert.Throws<NodeFailure>(() => RunFolder.Read(_directory));
        Assert.Equal(ExitCode.BadInput, journal.ExitCode);
        Assert.StartsWith(DataDirectory.JournalFileOf(_directory) + " is not a journal", journal.Message, StringComparison.Ordinal);

        File.WriteAllText(Path.Combine(_directory, "report.json"), "{\n  \"mode\": demo\n}");
        var report = Assert.Throws<NodeFailure>(() => RunFolder.Read(_directory));
        Assert.Equal(ExitCode.BadInput, report.ExitCode);
        Assert.StartsWith(Path.Combine(_directory, "report.json") + ", line 2: not a report", report.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
