using Arbitrage.Domain.Strategy;

namespace Arbitrage.Domain.Tests.Strategy;

/// <summary>The transition table is data, printed, and checked on every event.</summary>
public class StrategyTransitionSpecs
{
    [Fact]
    public void The_printed_table_is_the_committed_page()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Arbitrage.Actors.sln")))
            root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("No solution above the test.");
        var page = Path.Combine(root, "deploy", "strategy-states.md");
        if (Environment.GetEnvironmentVariable("ARB_GOLDEN") == "add")
            File.WriteAllText(page, StrategyTransitions.ToMarkdown());

        Assert.Equal(StrategyTransitions.ToMarkdown(), File.Exists(page) ? File.ReadAllText(page) : "");
    }

    [Fact]
    public void Every_state_is_reached_and_left_except_the_last()
    {
        foreach (var phase in Enum.GetValues<StrategyPhase>())
        {
            Assert.True(phase == StrategyPhase.Initializing || Enum.GetValues<StrategyPhase>().Any(p => StrategyTransitions.Allows(p, phase)));
            Assert.Equal(phase != StrategyPhase.Shutdown, Enum.GetValues<StrategyPhase>().Any(p => StrategyTransitions.Allows(phase, p)));
        }
    }

    [Theory]
    [InlineData(StrategyPhase.Initializing, StrategyPhase.MonitoringSpreads)]
    [InlineData(StrategyPhase.ErrorRecovery, StrategyPhase.DeltaNeutralActive)]
    [InlineData(StrategyPhase.MonitoringSpreads, StrategyPhase.ExecutingArbitrage)]
    [InlineData(StrategyPhase.Shutdown, StrategyPhase.ErrorRecovery)]
    public void A_transition_outside_the_table_throws_when_applied(StrategyPhase from, StrategyPhase to)
    {
        var machine = new StrategyMachine(new() { Symbol = StrategyScript.Coin });
        var state = StrategyState.Empty with { Phase = from };

        Assert.False(StrategyTransitions.Allows(from, to));
        Assert.Throws<InvalidOperationException>(() => machine.Apply(state, new StrategyEvent.PhaseEntered(to, "", default), 1));
    }

    [Fact]
    public void Names_are_those_of_the_guide() => Assert.Equal(
        [
            "INITIALIZING", "ESTABLISHING_DELTA_NEUTRAL", "DELTA_NEUTRAL_ACTIVE", "MONITORING_SPREADS", "PREPARING_ARBITRAGE",
            "EXECUTING_ARBITRAGE", "REBALANCING_DELTA", "ERROR_RECOVERY", "SHUTDOWN",
        ],
        Enum.GetValues<StrategyPhase>().Select(p => p.Display()));
}
