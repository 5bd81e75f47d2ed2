using System.Globalization;
using System.Text.Json;
using Arbitrage.Simulation.Exploration;
using Spectre.Console;

namespace Arbitrage.Cli.Presentation;

/// <summary>What an exploration found, for people and as JSON.</summary>
internal static class ExploreView
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>
    /// Runs it with a line of states, states per second and depth on a terminal's standard error. How many states there are is not known before the
    /// end, so the bar shows the part of those met that has been looked at.
    /// </summary>
    public static ExplorationResult WithProgress(
        Surroundings surroundings, ExplorationBounds bounds, Func<Action<ExplorationProgress>?, ExplorationResult> work)
    {
        if (!surroundings.ShowsProgress)
            return work(null);
        var console = AnsiConsole.Create(new()
        {
            Out = new AnsiConsoleOutput(surroundings.Error),
            Ansi = AnsiSupport.Yes,
            Interactive = InteractionSupport.Yes,
        });
        return console.Progress().AutoClear(true).Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn())
            .Start(context =>
            {
                var task = context.AddTask("exploring");
                return work(p =>
                {
                    task.Value = 100d * (p.States - p.Open) / Math.Max(p.States, 1);
                    task.Description = Text(
                        $"{p.States} states, {p.States / Math.Max(p.Elapsed.TotalSeconds, 0.001):0} per second, depth {p.Depth}, {bounds.Adversities} adversities");
                });
            });
    }

    /// <summary>A few lines for people.</summary>
    public static void Write(TextWriter output, ExplorationBounds bounds, ExplorationResult result)
    {
        output.WriteLine(Text($"explored {result.States} states and {result.Transitions} transitions, depth {result.Depth}, in {result.Elapsed.TotalSeconds:0.0} s"));
        output.WriteLine(result.IsExhausted
            ? Text($"all states reachable with {bounds.Adversities} adversities and {bounds.Slices} slices of inventory")
            : result.Violation is null ? "not exhausted: a bound was reached" : "stopped at a broken promise");
        WriteList(output, "transitions of the table never taken", result.UnreachedTransitions);
        WriteList(output, "inputs that a state never got", result.UnreachedInputs);
        if (result.Violation is not { } violation)
        {
            output.WriteLine("every promise holds in every state explored");
            return;
        }

        output.WriteLine($"BROKEN {violation.Promise}: {violation.Text}");
        output.WriteLine("shortest way there:");
        for (var i = 0; i < violation.Trace.Count; i++)
            output.WriteLine(Text($"{i + 1,4}  {violation.Trace[i]}"));
    }

    /// <summary>The same for scripts.</summary>
    public static string Json(ExplorationBounds bounds, ExplorationResult result) => JsonSerializer.Serialize(
        new
        {
            states = result.States,
            transitions = result.Transitions,
            depth = result.Depth,
            exhausted = result.IsExhausted,
            seconds = Math.Round(result.Elapsed.TotalSeconds, 3),
            statesPerSecond = Math.Round(result.States / Math.Max(result.Elapsed.TotalSeconds, 0.001)),
            adversities = bounds.Adversities,
            slices = bounds.Slices,
            unreached = new { transitions = result.UnreachedTransitions, inputs = result.UnreachedInputs },
            violation = result.Violation is { } v ? new { promise = v.Promise, text = v.Text, trace = v.Trace } : null,
        },
        Indented);

    private static void WriteList(TextWriter output, string what, IReadOnlyList<string> items)
    {
        output.WriteLine(Text($"{what}: {(items.Count == 0 ? "none" : items.Count)}"));
        foreach (var item in items)
            output.WriteLine("  " + item);
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
