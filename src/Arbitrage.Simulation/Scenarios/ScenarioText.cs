using System.Globalization;

namespace Arbitrage.Simulation.Scenarios;

/// <summary>Figures of scenarios as text.</summary>
public static class ScenarioText
{
    /// <summary>A time since the start, or a length: `15.25s`.</summary>
    public static string Time(TimeSpan time) => time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture) + "s";
}
