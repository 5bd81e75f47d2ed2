using System.Collections.Immutable;
using System.CommandLine;
using Arbitrage.Cli.Presentation;
using Arbitrage.Protocol.Hashing;
using Arbitrage.Protocol.Tables;
using Arbitrage.Simulation.Driver;
using Arbitrage.Simulation.Recordings;
using Arbitrage.Simulation.Replay;
using Arbitrage.Simulation.Reporting;

namespace Arbitrage.Cli.Commands;

/// <summary>`arb replay`: a recording through the same machines and runner as everything else, on the venue model; one run, or one for each point of a sweep.</summary>
internal static class ReplayCommand
{
    public static Command Build(Surroundings surroundings)
    {
        var directory = new Argument<string?>("SOURCE")
        {
            Description = "Directory with mapping.json and the recordings it names, or an .arbrec file",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var scenario = new Option<string?>("--scenario") { Description = "Scenario of mapping.json", HelpName = "ID" };
        var inputs = new InputsOptions();
        var options = new ReplayOptionSet();
        var json = new Option<bool>("--json") { Description = "One JSON object on standard output; of a sweep an array" };
        var html = ReportOption.New();
        var csv = new Option<bool>("--csv") { Description = "A sweep's table as CSV on standard output" };
        var command = new Command("replay", "Run a recording through the machines and measure its spreads") { directory, scenario };
        options.AddTo(command);
        command.Options.Add(json);
        command.Options.Add(csv);
        command.Options.Add(html);
        inputs.AddTo(command);
        command.Validators.Add(result =>
        {
            if (inputs.AreIn(result))
                return;
            if (result.GetValue(directory) is null)
                result.AddError("name a directory of recordings with --scenario, a recording's file, or a run's recording with --inputs");
            else if (result.GetValue(scenario) is null && !ReplaySource.IsFile(result.GetValue(directory)))
                result.AddError("Option '--scenario' is required");
            if (result.GetValue(csv) && (result.GetValue(json) || !options.Sweeps(result)))
                result.AddError("--csv is the table of a --sweep, and not together with --json");
            if (result.GetValue(html) is not null && options.Sweeps(result))
                result.AddError("--report shows one run, and a sweep is many; leave one of them out");
        });
        command.SetAction(parsed =>
        {
            if (inputs.Read(parsed) is { } recorded)
                return InputsReplay.Run(recorded.Inputs, recorded.Journal, parsed.GetValue(json), surroundings);
            var source = ReplaySource.Open(parsed.GetValue(directory)!, parsed.GetValue(scenario));
            var points = options.Points(parsed);
            if (points is not [{ Values.IsEmpty: true } only])
            {
                return Sweep(source, points, surroundings, (output, reports) =>
                {
                    if (parsed.GetValue(json))
                        SweepView.WriteJson(output, points, reports);
                    else if (parsed.GetValue(csv))
                        SweepView.WriteCsv(output, points, reports);
                    else
                        SweepView.Write(output, points, reports);
                });
            }

            var asked = only.Options with { Spreads = SpreadsOf(source, only.Options), Sampled = parsed.GetValue(html) is not null };
            using var replay = new RecordingReplay(source.Recording, asked, surroundings.Time);
            var report = ProgressBar.Over(surroundings, "replay", part => replay.Run(HashOf, part is null ? null : new Direct<decimal>(part)));
            ReportOption.Write(parsed.GetValue(html), () => replay.History(report));
            if (parsed.GetValue(json))
                surroundings.Output.WriteLine(RunReportJson.Write(report));
            else
                ReplayView.Write(surroundings.Output, report);
            return CodeOf([report]);
        });
        return command;
    }

    private static int Sweep(
        ReplaySource source, ImmutableArray<SweepPoint> points, Surroundings surroundings, Action<TextWriter, ImmutableArray<RunReport>> write)
    {
        var reports = ProgressBar.Over(surroundings, $"{points.Length} runs", part => ReplaySweep.Run(
            source.Recording, [.. points.Select(p => p.Options)], Environment.ProcessorCount, HashOf,
            part is null ? null : new Direct<int>(ended => part((decimal)ended / points.Length))));
        // Runs share the cores, so that none of them measures a speed.
        reports = [.. reports.Select(r => r with { TicksPerSecond = null, TicksPerSecondWithReading = null })];
        write(surroundings.Output, reports);
        return CodeOf(reports);
    }

    private static int CodeOf(ImmutableArray<RunReport> reports) =>
        reports.All(r => r is { LedgerMatchesVenue: true, InvariantViolations: 0 }) ? ExitCode.Done : ExitCode.PromiseBroken;

    private static Func<decimal, ImmutableArray<SpreadReport>>? SpreadsOf(ReplaySource source, ReplayOptions options) =>
        source.Quotes is { } quotes ? threshold => [.. SpreadStatistics.OfAllPairs(quotes(), options.AgeRule, threshold)] : null;

    private static string HashOf(MemoryJournals journals)
    {
        using var hash = new TraceHash(TradingWire.Schema);
        foreach (var entry in journals.All)
            hash.Append(entry.PersistenceId, entry.Sequence, entry.Happened);
        return hash.Compute();
    }

    // Progress<T> would post to the thread pool, and tell the last part after the end.
    private sealed class Direct<T>(Action<T> tell) : IProgress<T>
    {
        public void Report(T value) => tell(value);
    }
}
