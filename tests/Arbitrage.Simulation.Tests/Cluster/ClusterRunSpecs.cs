using Arbitrage.Domain.Strategy;
using Arbitrage.Simulation.Cluster;
using Arbitrage.Simulation.Cluster.Checking;
using Arbitrage.Simulation.Driver;
using Arbitrage.Simulation.Model;

namespace Arbitrage.Simulation.Tests.Cluster;

/// <summary>The seeded simulation of the whole system.</summary>
public sealed class ClusterRunSpecs
{
    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public void The_same_seed_gives_the_same_trace(long seed)
    {
        var (one, other) = (ClusterRun.Run(seed, ClusterParts.Real, []), ClusterRun.Run(seed, ClusterParts.Real, []));

        Assert.Equal(one.Hash, other.Hash);
        Assert.Equal((one.Events, one.Steps, one.Orders), (other.Events, other.Steps, other.Orders));
        Assert.NotEqual(one.Hash, ClusterRun.Run(seed + 1, ClusterParts.Real, []).Hash);
    }

    [Fact]
    public void Watching_changes_nothing_and_a_checker_hears_everything_that_it_needs()
    {
        var listener = new Listener();
        var watched = ClusterRun.Run(3, ClusterParts.Real, [listener]);

        Assert.Equal(ClusterRun.Run(3, ClusterParts.Real, []).Hash, watched.Hash);
        Assert.Empty(watched.Violations);
        Assert.Equal(watched.Events, listener.Events);
        Assert.Equal(watched.Orders, listener.Received);
        Assert.True(listener.Written >= 50, $"{listener.Written} CREATEs");
        Assert.True(listener.Calls > listener.Written && listener.Trades > 0 && listener.Latches > 0 && listener.Steps > 600);
        Assert.True(listener.Lives >= 9 && listener.Ends > 0 && listener.AtEnd == 1);
        Assert.True(listener.QuietAtEnd >= TimeSpan.FromMinutes(2), $"{listener.QuietAtEnd}");
    }

    [Fact]
    public void A_fault_that_is_left_out_does_not_happen_and_shifts_no_other()
    {
        var plan = ClusterRun.PlanOf(ClusterRun.SettingsOf(2));
        Assert.True(plan.Length > 10);
        Assert.Equal(Enumerable.Range(0, plan.Length), plan.Select(f => f.Number));

        var without = ClusterRun.Run(2, ClusterParts.Real, [], plan.Select(f => f.Number).ToHashSet());

        Assert.All(without.Faults, f => Assert.True(f.Hits == 0 || f.Kind == Simulation.Cluster.Faults.FaultKind.ClockDrift, $"{f}"));
        Assert.NotEqual(ClusterRun.Run(2, ClusterParts.Real, []).Hash, without.Hash);
    }

    private sealed class Listener() : Checker("I0")
    {
        public int Events { get; private set; }

        public int Written { get; private set; }

        public int Received { get; private set; }

        public int Calls { get; private set; }

        public int Trades { get; private set; }

        public int Latches { get; private set; }

        public int Steps { get; private set; }

        public int Lives { get; private set; }

        public int Ends { get; private set; }

        public int AtEnd { get; private set; }

        public TimeSpan QuietAtEnd { get; private set; }

        public override void Heard(in Durable durable)
        {
            Events++;
            Assert.Same(durable.Happened, Cluster.JournalOf(durable.By.PersistenceId)[(int)durable.Sequence - 1]);
        }

        public override void Heard(in CreateWritten written) => Written++;

        public override void Heard(in CreateReceived received) => Received++;

        public override void Heard(in Called called) => Calls++;

        public override void Heard(Domain.Markets.Venue venue, VenueEvent happened) => Trades += happened is VenueEvent.Traded ? 1 : 0;

        public override void Latched(int node, Domain.Risk.LatchState latch) => Latches++;

        public override void AfterStep() => Steps++;

        public override void Started(Incarnation incarnation) => Lives++;

        public override void Ended(Incarnation incarnation) => Ends++;

        public override void AtQuiescence()
        {
            AtEnd++;
            QuietAtEnd = Cluster.QuietFor;
            Assert.NotNull(Cluster.StateOf<StrategyState>(JournalIds.Strategy(Cluster.Settings.Strategies[0].Symbol)));
        }
    }
}
