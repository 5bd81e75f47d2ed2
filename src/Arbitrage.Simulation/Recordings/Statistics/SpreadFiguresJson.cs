using System.Text.Json;
using Arbitrage.Simulation.Reporting;

namespace Arbitrage.Simulation.Recordings.Statistics;

/// <summary>The one JSON form of spread figures.</summary>
public static class SpreadFiguresJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new RunReportJson.PlainDecimals() },
    };

    /// <summary>One JSON object, camelCase, decimals as numbers; what has no value is null.</summary>
    public static string Write(SpreadFigures figures) => JsonSerializer.Serialize(figures, Options);
}
