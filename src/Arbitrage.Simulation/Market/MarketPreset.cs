using System.Diagnostics.CodeAnalysis;

namespace Arbitrage.Simulation.Market;

/// <summary>How wild the generated market is. Real dislocations are too small to trade net of fees, so all but `calm` inject them.</summary>
/// <param name="Name">`calm`, `typical` or `dislocated`.</param>
/// <param name="Excess">
/// What an injected dislocation leaves at its top beyond break-even of a round trip (B4), in percent; the range is drawn from. Zero: none are injected.
/// </param>
/// <param name="Scale">The whole dislocation is multiplied by this.</param>
/// <param name="LastsSeconds">Length of one, drawn from.</param>
/// <param name="RestSeconds">Pause after one, drawn from.</param>
/// <param name="IntervalDivisor">
/// Measured update intervals of Gate futures (0.82 s) and MEXC (0.535 s) are divided by this. They were sampled from book tickers of
/// one coin; the demo is an hour of such a market pressed into a minute, and says so.
/// </param>
public sealed record MarketPreset(
    string Name, (decimal From, decimal To) Excess, decimal Scale, (decimal From, decimal To) LastsSeconds,
    (decimal From, decimal To) RestSeconds, int IntervalDivisor)
{
    /// <summary>As measured.</summary>
    public static MarketPreset Calm { get; } = new("calm", (0m, 0m), 0m, (0m, 0m), (0m, 0m), 1);

    /// <summary>A dislocation worth trading every 1.5 to 3 s per symbol, in both directions in turn.</summary>
    public static MarketPreset Typical { get; } = new("typical", (0.35m, 0.6m), 1m, (1.1m, 1.8m), (0.6m, 1.1m), 5);

    /// <summary>The same twice as large.</summary>
    public static MarketPreset Dislocated { get; } = Typical with { Name = "dislocated", Scale = 2m };

    /// <summary>All presets.</summary>
    public static IReadOnlyList<MarketPreset> All { get; } = [Calm, Typical, Dislocated];

    /// <summary>Whether it injects anything.</summary>
    public bool Injects => Scale > 0m;

    /// <summary>Finds a preset by its name.</summary>
    public static bool TryParse(string name, [NotNullWhen(true)] out MarketPreset? preset) =>
        (preset = All.FirstOrDefault(p => string.Equals(p.Name, name, StringComparison.OrdinalIgnoreCase))) is not null;
}
