using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Tests.Strategy;

/// <summary>PREPARING_ARBITRAGE: waits shortly for a lease that is on its way, then enters, expires, or leaves on error and stop (B8).</summary>
public class PreparingSpecs
{
    private const long Granted = 1000;

    private static readonly StrategySettings Defaults = new() { Symbol = StrategyScript.Coin };

    /// <summary>In MONITORING without a lease: the request is out, the guard has not answered yet.</summary>
    private static StrategyScript LeaseAsked(StrategySettings? settings = null) =>
        AskAnew(new StrategyScript(settings).Monitoring().PassSeconds(10));

    // Halted, the lease is given back; back in MONITORING it is asked for again, and this time the guard keeps silent.
    private static StrategyScript AskAnew(StrategyScript script)
    {
        script.Quotes(1m, 1m);
        script.Give(script.Order(TradingMode.Halted)).PassSeconds(1);
        script.GuardMute = true;
        script.Give(script.Order(TradingMode.Active)).Until(StrategyPhase.MonitoringSpreads);
        Assert.Null(script.State.Lease.Held);
        Assert.NotNull(script.State.Lease.Asked);
        return script;
    }

    private static StrategyScript Preparing(StrategySettings? settings = null)
    {
        var script = LeaseAsked(settings).Quotes(gateMid: 1m, mexcMid: 1.02m).Until(StrategyPhase.PreparingArbitrage, seconds: 1);
        Assert.Equal(script.Now, script.State.PhaseSince);
        return script;
    }

    private static StrategyInput Grant(StrategyScript script)
    {
        var asked = script.State.Lease.Asked!;
        return new StrategyInput.LeaseGranted(asked.RequestId, Granted, new(0, 1), asked.Capital, asked.Exposure, TimeSpan.FromSeconds(10));
    }

    private static int Sent(StrategyScript script) => script.Effects.Count(e => e is StrategyEffect.SubmitOrder or StrategyEffect.ResubmitOrder);

    private static IEnumerable<StrategyPhase> PhasesFrom(StrategyScript script, int index) =>
        script.Journal.Skip(index).OfType<StrategyEvent.PhaseEntered>().Select(p => p.Phase);

    [Fact]
    public void While_its_lease_is_on_the_way_an_entry_waits_in_preparing_and_no_order_leaves()
    {
        var script = LeaseAsked();
        var (from, sent) = (script.Journal.Count, Sent(script));

        script.Quotes(1m, 1.02m).Pass(TimeSpan.FromMilliseconds(600));

        Assert.Equal([StrategyPhase.PreparingArbitrage], PhasesFrom(script, from));
        Assert.Equal("Entry is due, its lease is on the way", script.State.PhaseReason);
        Assert.Null(script.State.Pair);
        Assert.Equal(sent, Sent(script));
        Assert.Equal((1, 0), (script.View.Opportunities, script.View.Skipped(SkipReason.Lease)));
    }

    [Fact]
    public void The_lease_that_comes_lets_the_entry_go_at_once_and_pays_for_it()
    {
        var script = Preparing();
        var from = script.Journal.Count;

        script.Give(Grant(script));

        var decided = script.Journal.Skip(from).Take(3).ToArray();
        Assert.IsType<StrategyEvent.LeaseHeld>(decided[0]);
        Assert.Equal(StrategyPhase.ExecutingArbitrage, Assert.IsType<StrategyEvent.PhaseEntered>(decided[1]).Phase);
        var legs = Assert.IsType<StrategyEvent.LegsIntended>(decided[2]);
        Assert.Equal(PairPurpose.Entry, legs.Purpose);
        Assert.All(legs.Orders, o => Assert.Equal(Granted, o.Lease?.Id));
        Assert.Equal([StrategyPhase.ExecutingArbitrage, StrategyPhase.MonitoringSpreads], PhasesFrom(script, from));
        Assert.Equal(PairResult.Done, script.Events<StrategyEvent.PairEnded>().Last().Result);
    }

    [Theory]
    [InlineData(300)]
    [InlineData(500)]
    [InlineData(900)]
    public void After_its_time_limit_and_not_before_it_expires_back_to_monitoring(int milliseconds)
    {
        var limit = TimeSpan.FromMilliseconds(milliseconds);
        var script = Preparing(Defaults with { Timeouts = new() { Preparing = limit } });
        var (from, sent) = (script.Journal.Count, Sent(script));

        script.Pass(limit - TimeSpan.FromMilliseconds(100));
        Assert.Empty(PhasesFrom(script, from));

        script.Pass(TimeSpan.FromMilliseconds(100));
        Assert.Equal([StrategyPhase.MonitoringSpreads], PhasesFrom(script, from));
        Assert.Equal("expired", script.State.PhaseReason);
        Assert.Equal(sent, Sent(script));
        Assert.Equal(0, script.State.Recovery.ErrorsTotal);
    }

    [Fact]
    public void Expired_it_is_skipped_for_want_of_a_lease_and_not_prepared_again_at_once()
    {
        var script = Preparing();
        var from = script.Journal.Count;

        script.PassSeconds(4);

        Assert.Equal([StrategyPhase.MonitoringSpreads], PhasesFrom(script, from));
        Assert.Equal(1, script.View.Skipped(SkipReason.Lease));
    }

    [Fact]
    public void Some_seconds_after_an_expiry_another_entry_is_prepared()
    {
        var script = Preparing().PassSeconds(1).Quotes(1m, 1m).Move();
        script.GuardMute = false;
        script.Give(Grant(script)).PassSeconds(6);

        AskAnew(script);
        var from = script.Journal.Count;
        script.Quotes(1m, 1.02m).Until(StrategyPhase.PreparingArbitrage, seconds: 1);

        Assert.Equal([StrategyPhase.PreparingArbitrage], PhasesFrom(script, from));
    }

    [Fact]
    public void A_request_that_has_been_out_for_seconds_is_not_waited_for()
    {
        var script = LeaseAsked().PassSeconds(3);
        var from = script.Journal.Count;

        script.Quotes(1m, 1.02m).PassSeconds(1);

        Assert.Empty(PhasesFrom(script, from));
        Assert.Equal(1, script.View.Skipped(SkipReason.Lease));
    }

    [Fact]
    public void A_refusal_while_preparing_lets_it_expire_and_no_order_leaves()
    {
        var script = Preparing();
        var (from, sent) = (script.Journal.Count, Sent(script));

        script.Give(new StrategyInput.LeaseRefused(script.State.Lease.Asked!.RequestId, "limit")).PassSeconds(1);

        Assert.Equal([StrategyPhase.MonitoringSpreads], PhasesFrom(script, from));
        Assert.Equal(sent, Sent(script));
        Assert.Equal(1, script.View.Skipped(SkipReason.Lease));
    }

    [Fact]
    public void A_lease_that_comes_when_the_spread_is_gone_starts_nothing_and_is_kept()
    {
        var script = Preparing().Quotes(1m, 1m).Move();
        var (from, sent) = (script.Journal.Count, Sent(script));

        script.Give(Grant(script)).PassSeconds(1);

        Assert.Equal([StrategyPhase.MonitoringSpreads], PhasesFrom(script, from));
        Assert.Equal(sent, Sent(script));
        Assert.Equal(Granted, script.State.Lease.Held?.Token.Id);
    }

    [Fact]
    public void Halted_while_preparing_nothing_is_entered_and_the_lease_that_comes_is_given_back()
    {
        var script = Preparing();
        var (from, sent) = (script.Journal.Count, Sent(script));

        script.Give(new StrategyInput.HaltOrdered("ledger")).Give(Grant(script)).PassSeconds(1);

        Assert.Equal([StrategyPhase.MonitoringSpreads], PhasesFrom(script, from));
        Assert.Equal(sent, Sent(script));
        Assert.Null(script.State.Lease.Held);
        Assert.Contains(script.ToldGuard, i => i is RiskGuardInput.CloseLease { LeaseId: Granted });
    }

    [Fact]
    public void A_halt_lifted_while_preparing_goes_through_recovery()
    {
        var script = Preparing();
        var (from, sent) = (script.Journal.Count, Sent(script));

        script.Give(script.Order(TradingMode.Halted)).Give(script.Order(TradingMode.Active));
        Assert.Equal([StrategyPhase.ErrorRecovery], PhasesFrom(script, from));

        script.Give(Grant(script)).PassSeconds(1);
        Assert.Equal(StrategyPhase.ErrorRecovery, script.State.Phase);
        Assert.Equal(sent, Sent(script));
    }

    [Fact]
    public void A_venue_lost_while_preparing_lets_it_expire_although_the_lease_comes()
    {
        var script = Preparing();
        var (from, sent) = (script.Journal.Count, Sent(script));

        script.Mexc.Ready = false;
        script.Give(script.Mexc.Session()).Give(Grant(script)).PassSeconds(1);

        Assert.Equal([StrategyPhase.MonitoringSpreads], PhasesFrom(script, from));
        Assert.Equal(sent, Sent(script));
        Assert.Equal(1, script.View.Skipped(SkipReason.Session));
    }

    [Fact]
    public void The_error_that_spends_the_budget_while_preparing_shuts_down_and_keeps_the_hedge()
    {
        var script = Preparing(Defaults with { ErrorRateThreshold = 1 });
        var (from, sent, hedge) = (script.Journal.Count, Sent(script), script.Futures.Base);

        script.Mexc.Ready = false;
        script.Give(script.Mexc.Session()).Give(Grant(script)).PassSeconds(1);

        Assert.Equal([StrategyPhase.Shutdown], PhasesFrom(script, from));
        Assert.Contains("critical", script.Alerts);
        Assert.Equal((sent, hedge), (Sent(script), script.Futures.Base));
        Assert.False(Assert.Single(script.Events<StrategyEvent.Stopped>()).Flat);
    }

    [Fact]
    public void After_a_crash_while_preparing_the_late_lease_is_closed_and_starts_nothing()
    {
        var script = Preparing();
        var late = Grant(script);
        script.Quotes(1m, 1m);
        var (from, sent) = (script.Journal.Count, Sent(script));

        script.Start().Give(late).PassSeconds(1);

        Assert.DoesNotContain(StrategyPhase.ExecutingArbitrage, PhasesFrom(script, from));
        Assert.Equal(sent, Sent(script));
        Assert.NotEqual(Granted, script.State.Lease.Held?.Token.Id);
        Assert.Contains(script.ToldGuard, i => i is RiskGuardInput.CloseLease { LeaseId: Granted });
    }
}
