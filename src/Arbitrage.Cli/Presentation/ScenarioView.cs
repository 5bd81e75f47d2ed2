using Arbitrage.Simulation.Scenarios;

namespace Arbitrage.Cli.Presentation;

/// <summary>Scenarios as text: one line each, and a timeline where one is wanted.</summary>
internal static class ScenarioView
{
    public static void Write(TextWriter output, IReadOnlyList<ScenarioResult> results, bool withTimeline)
    {
        foreach (var result in results)
        {
            output.WriteLine($"{(result.Passed ? "pass" : "FAIL")}  {Path.GetFileNameWithoutExtension(result.Scenario.File),-52} {result.Scenario.Name}");
            if (withTimeline)
                WriteTimeline(output, result);
            foreach (var broken in result.Broken)
                output.WriteLine($"      {result.Scenario.File}: {broken}");
        }

        if (results.Count > 1)
            output.WriteLine($"{results.Count(r => r.Passed)} of {results.Count} scenarios passed");
    }

    private static void WriteTimeline(TextWriter output, ScenarioResult result)
    {
        var scenario = result.Scenario;
        if (!scenario.Sources.IsEmpty)
            output.WriteLine($"  source  {string.Join(", ", scenario.Sources)}");
        output.WriteLine($"  lesson  {scenario.Lesson}");
        foreach (var entry in result.Timeline)
            output.WriteLine($"  {ScenarioText.Time(entry.At),9}  {Mark(entry.Kind)} {entry.Who,-24} {entry.Text}");
    }

    private static char Mark(TimelineKind kind) => kind switch
    {
        TimelineKind.Step => '*',
        TimelineKind.Order => '>',
        TimelineKind.Alert => '!',
        TimelineKind.Machine => '#',
        TimelineKind.Held => '+',
        TimelineKind.Broken => 'X',
        _ => ' ',
    };
}
