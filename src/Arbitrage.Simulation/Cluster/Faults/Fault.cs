using System.Globalization;
using System.Text.Json;
using Arbitrage.Simulation.Market;

namespace Arbitrage.Simulation.Cluster.Faults;

/// <summary>One thing the adversary will do. Its number is stable for a seed, so that a run can leave it out.</summary>
/// <param name="Number">From 0.</param>
/// <param name="Kind">What.</param>
/// <param name="At">When, from the start of the run.</param>
/// <param name="For">How long it is in force; zero for what happens at one moment.</param>
/// <param name="Target">Which node, venue, symbol or machine: each kind reads it modulo what there is.</param>
/// <param name="Chance">Of what passes by while it is in force, this percentage is hit.</param>
/// <param name="Size">Seconds of delay, size of a jump and the like, 0 to 999.</param>
public sealed record Fault(int Number, FaultKind Kind, TimeSpan At, TimeSpan For, int Target, int Chance, int Size)
{
    /// <summary>When it ends.</summary>
    public TimeSpan Until => At + For;

    /// <summary>Draws of what this fault hits: a stream of its own, so that another fault left out shifts nothing here.</summary>
    internal SeededRandom? Random { get; set; }

    /// <summary>Name in reports.</summary>
    public string Name => NameOf(Kind);

    /// <summary>Name of a kind in reports.</summary>
    public static string NameOf(FaultKind kind) => JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString());

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"#{Number} {Name} at {At.TotalSeconds:0.000} s for {For.TotalSeconds:0.000} s, target {Target}, {Chance} %, size {Size}");
}
