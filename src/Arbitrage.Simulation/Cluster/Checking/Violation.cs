namespace Arbitrage.Simulation.Cluster.Checking;

/// <summary>A promise that was seen broken.</summary>
/// <param name="Invariant">`I1` to `I16`.</param>
/// <param name="Checker">Name of the checker that saw it.</param>
/// <param name="At">True time.</param>
/// <param name="Text">By what: ids, numbers, times.</param>
public sealed record Violation(string Invariant, string Checker, DateTimeOffset At, string Text)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Invariant} {Checker}: {Text}";
}
