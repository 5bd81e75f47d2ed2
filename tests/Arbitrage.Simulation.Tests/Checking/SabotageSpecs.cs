using Arbitrage.Simulation.Cluster;
using Arbitrage.Simulation.Cluster.Sabotage;

namespace Arbitrage.Simulation.Tests.Checking;

/// <summary>A few sabotages that need one seed each; the whole table is `arb simulate --sabotage all`.</summary>
public sealed class SabotageSpecs
{
    private static readonly string[] Invariants = [.. Enumerable.Range(1, 16).Select(i => $"I{i}")];

    [Theory]
    [InlineData("persist-after-send", "DurableBeforeWire")]
    [InlineData("claim-after-send", "DurableBeforeWire")]
    [InlineData("fills-not-deduplicated", "LedgerEqualsVenue")]
    [InlineData("grant-not-journaled", "ChargesCoverExposure")]
    [InlineData("delta-without-mexc", "ReducingOrdersReduce")]
    [InlineData("lease-never-expires", "LeasesEnd")]
    [InlineData("rounding-up", "LegsLegalAndFunded")]
    [InlineData("fee-sign", "MoneyAddsUp")]
    [InlineData("budget-ignored", "RequestsWithinBudget")]
    public void The_checker_that_is_meant_to_sees_it(string name, string checker)
    {
        var result = SabotageTable.Run(
            Sabotages.Find(name)!, from: 1, most: 3, (seed, parts, set) => ClusterRun.Run(seed, parts, [set], stopsAtFirst: true).Violations);

        Assert.True(result.CaughtByExpected, $"{name} was caught by {result.CaughtBy ?? "nobody"}");
        Assert.Equal(checker, result.Checker);
    }

    [Fact]
    public void Every_invariant_has_a_sabotage_that_its_checker_is_meant_to_see()
    {
        Assert.Equal(Invariants.Order(StringComparer.Ordinal), Sabotages.All.Select(s => s.Invariants[0]).Distinct().Order(StringComparer.Ordinal));
        Assert.True(Sabotages.All.Length >= 24);
        Assert.Equal(Sabotages.All.Length, Sabotages.All.Select(s => s.Name).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void A_sabotage_that_nobody_sees_is_reported_so()
    {
        var harmless = new SabotageCase("harmless", "Nothing.", ["I1"], parts => parts);

        var result = SabotageTable.Run(
            harmless, from: 1, most: 1, (seed, parts, set) => ClusterRun.Run(seed, parts, [set], stopsAtFirst: true).Violations);

        Assert.Null(result.CaughtBy);
        Assert.False(result.CaughtByExpected);
        Assert.Null(result.SeedsNeeded);
    }
}
