using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Arbitrage.Cli.Presentation;
using Arbitrage.Protocol.Hashing;
using Arbitrage.Protocol.Tables;
using Arbitrage.Simulation.Driver;
using Arbitrage.Simulation.Recordings;
using Arbitrage.Simulation.Replay;
using Arbitrage.Simulation.Reporting;

namespace Arbitrage.Cli.Commands;

/// <summary>`arb replay`: a recording through the same machines and runner as everything else, on the venue model, at full speed.</summary>
internal static class ReplayCommand
{
    public static Command Build(Surroundings surroundings)
    {
        var directory = new Argument<string?>("DIR")
        {
            Description = "Directory with mapping.json and the recordings it names",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var scenario = new Option<string?>("--scenario") { Description = "Scenario of mapping.json", HelpName = "ID" };
        var inputs = new InputsOptions();
        var size = Positive("--size", "Base units shown at each best price, since none were recorded (10000)", "BASE", 10_000m);
        var age = Positive("--age-rule", "Oldest quote that counts, in seconds, in statistics and decisions (10)", "SECONDS", 10m);
        var json = new Option<bool>("--json") { Description = "One JSON object on standard output" };
        var html = ReportOption.New();
        var command = new Command("replay", "Run a recording through the machines and measure its spreads") { directory, scenario, size, age, json, html };
        inputs.AddTo(command);
        command.Validators.Add(result =>
        {
            if (inputs.AreIn(result))
                return;
            if (result.GetValue(directory) is null)
                result.AddError("name a directory of recordings with --scenario, or a run's recording with --inputs");
            else if (result.GetValue(scenario) is null)
                result.AddError("Option '--scenario' is required");
        });
        command.SetAction(parsed =>
        {
            if (inputs.Read(parsed) is { } asked)
                return InputsReplay.Run(asked.Inputs, asked.Journal, parsed.GetValue(json), surroundings);
            var recording = RecordingCatalogue.Open(parsed.GetValue(directory)!).Load(parsed.GetValue(scenario)!);
            var replay = new RecordingReplay(recording, new()
            {
                Size = parsed.GetValue(size),
                AgeRule = TimeSpan.FromSeconds((double)parsed.GetValue(age)),
                Sampled = parsed.GetValue(html) is not null,
            });
            var report = Run(replay, surroundings);
            ReportOption.Write(parsed.GetValue(html), () => replay.History(report));
            if (parsed.GetValue(json))
                surroundings.Output.WriteLine(RunReportJson.Write(report));
            else
                ReplayView.Write(surroundings.Output, report);
            return report is { LedgerMatchesVenue: true, InvariantViolations: 0 } ? ExitCode.Done : ExitCode.PromiseBroken;
        });
        return command;
    }

    private static RunReport Run(RecordingReplay replay, Surroundings surroundings)
    {
        if (!surroundings.ShowsProgress)
            return replay.Run(HashOf, surroundings.Time);
        var shown = -1m;
        var report = replay.Run(HashOf, surroundings.Time, new Direct(part =>
        {
            var percent = decimal.Floor(part * 20m) * 5m;
            if (percent == shown)
                return;
            shown = percent;
            surroundings.Error.Write($"\rreplay {percent,3:0} %");
        }));
        surroundings.Error.Write("\r             \r");
        return report;
    }

    private static string HashOf(MemoryJournals journals)
    {
        using var hash = new TraceHash(TradingWire.Schema);
        foreach (var entry in journals.All)
            hash.Append(entry.PersistenceId, entry.Sequence, entry.Happened);
        return hash.Compute();
    }

    private static Option<decimal> Positive(string name, string description, string helpName, decimal otherwise) => new(name)
    {
        Description = description,
        HelpName = helpName,
        DefaultValueFactory = _ => otherwise,
        CustomParser = result => Parse(name, otherwise, result),
    };

    private static decimal Parse(string name, decimal otherwise, ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value is > 0m and <= 1_000_000_000_000m)
            return value;
        result.AddError($"{name} '{text}' has to be a number above zero, for example {name} {otherwise}");
        return 0m;
    }

    // Progress<T> would post to the thread pool; a replay is one thread.
    private sealed class Direct(Action<decimal> tell) : IProgress<decimal>
    {
        public void Report(decimal value) => tell(value);
    }
}
