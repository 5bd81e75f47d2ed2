namespace Arbitrage.Simulation.Scenarios;

/// <summary>How net delta at the venues went, sampled every 100 ms.</summary>
internal sealed class DeltaWatch(ScenarioWorld world)
{
    private readonly List<(TimeSpan At, decimal Delta)> _seen = [];

    public void Look() => _seen.Add((world.Elapsed, world.NetDelta));

    /// <summary>Longest time at a stretch that it was outside a band of base units, to either side.</summary>
    public TimeSpan LongestOutside(decimal band)
    {
        TimeSpan longest = TimeSpan.Zero, since = TimeSpan.MinValue;
        foreach (var (at, delta) in _seen)
        {
            if (Math.Abs(delta) <= band)
                since = TimeSpan.MinValue;
            else if (since == TimeSpan.MinValue)
                since = at;
            else if (at - since > longest)
                longest = at - since;
        }

        return longest;
    }
}
