using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;

namespace Arbitrage.Domain.Tests.Strategy;

/// <summary>The periodic check of delta (B11): it ends what the cost budget delays, and is not due right after a start.</summary>
public class DeltaCheckSpecs
{
    // The budget is spent by the first rebalance, and I7 would let the second wait half an hour.
    private static readonly StrategySettings Patient = new()
    {
        Symbol = StrategyScript.Coin,
        RebalanceCostBudgetPct = 0.000001m,
        DeltaTimeLimit = TimeSpan.FromHours(1),
        DeltaCheckEvery = TimeSpan.FromMinutes(3),
    };

    private static StrategyScript WithDelayedRebalance(StrategySettings settings)
    {
        var script = new StrategyScript(settings).Monitoring();
        Deleverage(script).PassSeconds(3);
        Assert.Equal(-299m, script.Futures.Base.Value);
        return Deleverage(script);
    }

    private static StrategyScript Deleverage(StrategyScript script) =>
        script.Give(script.Futures.Trade(Side.Buy, new(50m), new(1m), TradeCause.AutoDeleveraging));

    [Fact]
    public void A_delta_that_the_cost_budget_delays_is_brought_back_at_the_check()
    {
        var script = WithDelayedRebalance(Patient);

        script.PassSeconds(150);
        Assert.Equal(-249m, script.Futures.Base.Value);

        script.PassSeconds(40);
        Assert.Equal(-299m, script.Futures.Base.Value);
        Assert.Equal(StrategyPhase.MonitoringSpreads, script.State.Phase);
    }

    [Fact]
    public void Without_a_frequency_only_the_time_limit_ends_the_delay()
    {
        var script = WithDelayedRebalance(Patient with { DeltaCheckEvery = TimeSpan.Zero });

        script.PassSeconds(600);

        Assert.Equal(-249m, script.Futures.Base.Value);
    }

    [Fact]
    public void An_incarnation_waits_a_whole_interval_for_its_first_check()
    {
        var script = new StrategyScript(Patient).Monitoring().PassSeconds(150);
        Assert.Equal(default, script.View.DeltaCheckAt);

        script.Start();

        script.PassSeconds(170);
        Assert.Equal(default, script.View.DeltaCheckAt);
        script.PassSeconds(15);
        Assert.NotEqual(default, script.View.DeltaCheckAt);
    }

    [Fact]
    public void No_unwind_begins_while_the_budget_delays_a_delta_that_is_out_of_its_band()
    {
        var script = WithDelayedRebalance(Patient);
        script.Futures.Liquidation = new(1.25m);

        script.Give(script.Futures.Funds()).PassSeconds(30);
        Assert.DoesNotContain(script.Events<StrategyEvent.LegsIntended>(), l => l.Purpose == PairPurpose.Unwind);

        script.PassSeconds(200);
        Assert.Contains(script.Events<StrategyEvent.LegsIntended>(), l => l.Purpose == PairPurpose.Unwind);
    }
}
