using System.Collections.Immutable;
using Arbitrage.Simulation.Cluster.Checking;

namespace Arbitrage.Simulation.Tests.Checking;

public sealed class ShrinkingSpecs
{
    private static readonly ImmutableArray<int> Forty = [.. Enumerable.Range(0, 40)];

    [Fact]
    public void Only_the_faults_that_the_failure_needs_are_left()
    {
        var runs = 0;
        var left = Shrinking.Minimal(Forty, kept =>
        {
            runs++;
            return kept.Contains(3) && kept.Contains(17) && kept.Contains(38);
        });

        Assert.Equal<int>([3, 17, 38], left);
        Assert.InRange(runs, 1, 120);
    }

    [Fact]
    public void A_failure_that_needs_no_fault_has_none() => Assert.Empty(Shrinking.Minimal(Forty, _ => true));

    [Fact]
    public void A_failure_that_does_not_repeat_keeps_all() => Assert.Equal<int>(Forty, Shrinking.Minimal(Forty, _ => false));

    [Fact]
    public void It_ends_when_its_runs_are_spent()
    {
        var runs = 0;
        Shrinking.Minimal(Forty, kept => ++runs > 0 && kept.Count > 20, mostRuns: 10);

        Assert.Equal(10, runs);
    }
}
