using System.CommandLine;
using Arbitrage.Cli.Presentation;
using Arbitrage.Node.CommandLine;
using Arbitrage.Simulation.Scenarios;
using Arbitrage.Simulation.Scenarios.Reading;

namespace Arbitrage.Cli.Commands;

/// <summary>`arb scenario run`: named failures replayed through the machines on virtual time, each with what must be true afterwards.</summary>
internal static class ScenarioCommand
{
    /// <summary>For the examples of the help.</summary>
    public const string Examples = """
          arb scenario run tests/scenarios
              every failure in the directory, one line each; exit code 1 when something expected did not come
          arb scenario run tests/scenarios/create-reply-lost-order-exists.yaml
              one failure with its timeline: steps, journal, orders, alerts, and what was expected
          arb scenario run tests/scenarios --html scenarios.html
              the timelines as one HTML file that needs nothing else; --json is the same for machines
        """;

    public static Command Build(Surroundings surroundings)
    {
        var path = new Argument<string>("FILE|DIRECTORY") { Description = "A scenario, or a directory with scenarios (*.yaml)" };
        var json = new Option<bool>("--json") { Description = "One JSON object on standard output" };
        var timeline = new Option<bool>("--timeline") { Description = "Print the timeline of each, not only of a single file" };
        var html = new Option<string?>("--html") { Description = "Write the timelines as one self-contained HTML file", HelpName = "FILE" };
        var run = new Command("run", "Run scenarios on virtual time and say what did not hold") { path, json, timeline, html };
        run.SetAction(parsed =>
        {
            var target = parsed.GetValue(path)!;
            var scenarios = Read(target);
            var results = scenarios.Select(ScenarioRun.InMemory).ToList();
            if (parsed.GetValue(html) is { } file)
                WriteHtml(file, results);
            if (parsed.GetValue(json))
                surroundings.Output.WriteLine(ScenarioJson.Write(results));
            else
                ScenarioView.Write(surroundings.Output, results, parsed.GetValue(timeline) || !Directory.Exists(target));
            return results.TrueForAll(r => r.Passed) ? ExitCode.Done : ExitCode.PromiseBroken;
        });
        return new Command("scenario", "Replay named failures of other systems") { run };
    }

    private static List<Scenario> Read(string target)
    {
        try
        {
            if (!Directory.Exists(target))
                return [ScenarioFile.Read(target)];
            var files = Directory.EnumerateFiles(target, "*.yaml").Order(StringComparer.Ordinal).ToList();
            return files.Count > 0
                ? [.. files.Select(ScenarioFile.Read)]
                : throw new NodeFailure(ExitCode.MissingResource, $"'{target}' holds no scenario; name a directory with *.yaml files.");
        }
        catch (ScenarioFileException e)
        {
            throw new NodeFailure(ExitCode.BadInput, e.Message, e);
        }
    }

    private static void WriteHtml(string file, IReadOnlyList<ScenarioResult> results)
    {
        try
        {
            File.WriteAllText(file, ScenarioPage.Render(results));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NodeFailure(ExitCode.MissingResource, $"--html '{file}' cannot be written: {e.Message}", e);
        }
    }
}
