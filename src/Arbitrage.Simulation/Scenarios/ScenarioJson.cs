using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Arbitrage.Simulation.Scenarios;

/// <summary>Results of scenarios for machines.</summary>
public static class ScenarioJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>`{scenarios, passed, failed, results[{file, name, sources[], lesson, passed, broken[], timeline[{at, kind, who, text}]}]}`; `at` in seconds.</summary>
    public static string Write(IReadOnlyList<ScenarioResult> results) => JsonSerializer.Serialize(
        new
        {
            Scenarios = results.Count,
            Passed = results.Count(r => r.Passed),
            Failed = results.Count(r => !r.Passed),
            Results = results.Select(r => new
            {
                r.Scenario.File,
                r.Scenario.Name,
                r.Scenario.Sources,
                r.Scenario.Lesson,
                r.Passed,
                r.Broken,
                Timeline = r.Timeline.Select(t => new { At = t.At.TotalSeconds, t.Kind, t.Who, t.Text }),
            }),
        },
        Options);
}
