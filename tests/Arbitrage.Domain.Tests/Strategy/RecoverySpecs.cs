using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Tests.Strategy;

/// <summary>Crashes, older incarnations, lost venues, time limits and error budget (B13, ARCHITECTURE 5).</summary>
public class RecoverySpecs
{
    [Fact]
    public void The_first_write_of_an_incarnation_is_its_epoch_and_then_come_questions_never_orders()
    {
        var script = new StrategyScript { GuardMute = true };
        foreach (var venue in script.All)
            venue.Mute = true;

        script.Start();

        var started = Assert.IsType<StrategyEvent.IncarnationStarted>(Assert.Single(script.Journal));
        Assert.Equal(new Epoch(0, 1), started.Epoch);
        Assert.Equal(3, script.Effects.OfType<StrategyEffect.TellConnection>().Count(t => t.Input is ConnectionInput.RaiseEpoch));
        Assert.Equal(3, script.Effects.OfType<StrategyEffect.TellConnection>().Count(t => t.Input is ConnectionInput.PullSymbolFacts));
        Assert.Single(script.ToldGuard.OfType<RiskGuardInput.RaiseEpoch>());
        Assert.DoesNotContain(script.Effects, e => e is StrategyEffect.SubmitOrder or StrategyEffect.ResubmitOrder);
    }

    [Theory]
    [InlineData(Venue.GateSpot)]
    [InlineData(Venue.GateFutures)]
    [InlineData(Venue.MexcSpot)]
    public void Nothing_is_risked_before_every_connection_has_acknowledged(Venue missing)
    {
        var script = new StrategyScript();
        script.At(missing).Mute = true;

        script.Start().PassSeconds(20);

        Assert.Empty(script.All.SelectMany(v => v.Taken));
        Assert.Equal(StrategyPhase.Initializing, script.State.Phase);
        script.At(missing).Mute = false;
        script.Until(StrategyPhase.MonitoringSpreads);
    }

    [Fact]
    public void An_answer_to_an_order_that_is_forgotten_is_confirmed_so_that_it_is_not_told_for_ever()
    {
        var script = new StrategyScript().Start().Until(StrategyPhase.MonitoringSpreads);
        var id = ClientOrderId.For(0, ClientOrderId.StrategyTag("another"), 7, 'a');

        script.Give(new StrategyInput.IntentAnswered(Venue.MexcSpot, id, IntentAnswer.Voided.Instance));

        var confirmed = script.Effects.OfType<StrategyEffect.TellConnection>().Select(t => t.Input).OfType<ConnectionInput.ConfirmOutcomes>();
        Assert.Contains(confirmed, c => c.Ids.Contains(id));
    }

    [Fact]
    public void Nothing_is_risked_before_the_guard_has_acknowledged()
    {
        var script = new StrategyScript { GuardMute = true };

        script.Start().PassSeconds(20);

        Assert.Empty(script.All.SelectMany(v => v.Taken));
    }

    [Fact]
    public void A_clock_beyond_its_bound_stops_new_risk()
    {
        var script = new StrategyScript();
        script.Mexc.Clock = new(TimeSpan.Zero, TimeSpan.FromMilliseconds(251));

        script.Start().PassSeconds(20);

        Assert.Empty(script.All.SelectMany(v => v.Taken));
    }

    [Fact]
    public void A_higher_epoch_at_a_connection_or_at_the_guard_ends_this_incarnation()
    {
        var script = new StrategyScript().Monitoring();
        script.Give(new StrategyInput.EpochAcknowledged(Venue.MexcSpot, new(0, 9_999), []));
        Assert.IsType<StrategyEffect.StopSelf>(script.Effects[^1]);

        var other = new StrategyScript().Monitoring();
        other.Give(new StrategyInput.GuardAcknowledged(new(1, 1), [], TradingMode.Active, 1));
        Assert.IsType<StrategyEffect.StopSelf>(other.Effects[^1]);
    }

    [Fact]
    public void Epochs_are_probed_every_ten_seconds()
    {
        var script = new StrategyScript().Monitoring();
        var before = script.Effects.Count;

        script.PassSeconds(20);

        var probes = script.Effects.Skip(before).OfType<StrategyEffect.TellConnection>().Count(t => t.Input is ConnectionInput.RaiseEpoch);
        Assert.Equal(6, probes);
    }

    [Fact]
    public void After_a_crash_between_write_and_send_the_successor_voids_and_never_sends()
    {
        var script = new StrategyScript().Monitoring().PassSeconds(10);
        script.Gate.Reply = Reply.Lose;
        script.Mexc.Reply = Reply.Lose;
        script.Quotes(1m, 1.02m).Pass(TimeSpan.FromMilliseconds(400));
        Assert.Equal(StrategyPhase.ExecutingArbitrage, script.State.Phase);
        var taken = script.Gate.Taken.Count + script.Mexc.Taken.Count;
        (script.Gate.Reply, script.Mexc.Reply) = (Reply.Fill, Reply.Fill);

        script.Quotes(1m, 1m).Start().Until(StrategyPhase.MonitoringSpreads);

        Assert.Equal(taken, script.Gate.Taken.Count + script.Mexc.Taken.Count);
        Assert.Equal(2, script.Events<StrategyEvent.OrderAnswered>().Count(a => a.Answer is IntentAnswer.Voided));
        Assert.Equal(PairResult.Empty, script.Events<StrategyEvent.PairEnded>().Last().Result);
    }

    [Fact]
    public void Claimed_orders_of_an_older_incarnation_are_awaited_before_new_risk()
    {
        var script = new StrategyScript().Monitoring().PassSeconds(10);
        script.Mexc.Next.Enqueue(Reply.Silence);
        script.Quotes(1m, 1.02m).Pass(TimeSpan.FromMilliseconds(600));

        script.Start().PassSeconds(5);

        Assert.Equal(StrategyPhase.Initializing, script.State.Phase);
        script.Give(script.Mexc.FillOpen(script.Mexc.Taken[^1].Id)).Until(StrategyPhase.MonitoringSpreads);
        Assert.InRange(script.State.NetDelta.Value, -1m, 1m);
        Assert.Single(script.State.Inventory.Lots);
    }

    [Fact]
    public void A_restart_with_inventory_standing_does_not_buy_again()
    {
        var script = new StrategyScript().Monitoring();
        var taken = script.All.Sum(v => v.Taken.Count);

        script.Start().Until(StrategyPhase.MonitoringSpreads);

        Assert.Equal(taken, script.All.Sum(v => v.Taken.Count));
        Assert.Equal(StrategyPhase.DeltaNeutralActive, script.Phases.ElementAt(script.Phases.Count() - 2));
    }

    [Fact]
    public void A_state_beyond_its_time_limit_enters_recovery_and_comes_back_through_reconciliation()
    {
        var script = new StrategyScript();
        script.Futures.Ready = false;

        script.Start().PassSeconds(31);
        Assert.Equal(StrategyPhase.ErrorRecovery, script.State.Phase);

        script.Futures.Ready = true;
        script.Give(script.Futures.Session()).Give(script.Futures.Funds()).Until(StrategyPhase.MonitoringSpreads);
        Assert.Equal(StrategyPhase.EstablishingDeltaNeutral, script.Phases.ElementAt(1));
    }

    [Fact]
    public void An_unreachable_venue_is_retried_for_ever_and_counts_once()
    {
        var script = new StrategyScript();
        script.Futures.Ready = false;

        script.Start().PassSeconds(1200);

        Assert.Equal(StrategyPhase.ErrorRecovery, script.State.Phase);
        Assert.True(script.Events<StrategyEvent.RecoveryAttempted>().Count() > 20);
        Assert.Equal(1, script.State.Recovery.ErrorsTotal);
    }

    [Theory]
    [InlineData(45)]
    [InlineData(240)]
    public void After_an_outage_however_long_it_is_back_within_the_longest_back_off(int seconds)
    {
        var script = new StrategyScript().Monitoring();
        script.Mexc.Ready = false;
        script.Give(script.Mexc.Session()).Give(new StrategyInput.HaltOrdered("outage"));
        script.Give(script.Order(TradingMode.Halted)).Give(script.Order(TradingMode.Active)).PassSeconds(seconds);
        Assert.Equal(StrategyPhase.ErrorRecovery, script.State.Phase);

        script.Mexc.Ready = true;
        script.Give(script.Mexc.Session()).Give(script.Mexc.Funds());

        // The current attempt may have just begun: 30 s and a quarter more.
        script.Until(StrategyPhase.MonitoringSpreads, seconds: 39);
    }

    [Fact]
    public void A_flapping_venue_spends_the_error_budget_and_ends_the_symbol_with_the_hedge_kept()
    {
        var script = new StrategyScript().Monitoring();
        for (var i = 0; i < 10; i++)
        {
            script.Mexc.Ready = false;
            script.Give(script.Mexc.Session());
            script.Mexc.Ready = true;
            script.Give(script.Mexc.Session()).Give(script.Mexc.Funds()).PassSeconds(5);
        }

        var stopped = Assert.Single(script.Events<StrategyEvent.Stopped>());
        Assert.Contains("error budget", stopped.Reason, StringComparison.Ordinal);
        Assert.Equal(-299m, script.Futures.Base.Value);
    }

    [Fact]
    public void While_a_venue_is_down_nothing_is_entered_and_the_hedge_stays()
    {
        var script = new StrategyScript().Monitoring().PassSeconds(10);
        script.Futures.Ready = false;
        script.Give(script.Futures.Session());

        script.Quotes(1m, 1.02m).PassSeconds(3);

        Assert.DoesNotContain(script.Events<StrategyEvent.LegsIntended>(), e => e.Purpose == PairPurpose.Entry);
        Assert.Equal(1, script.View.Skipped(SkipReason.Session));
        Assert.Equal(StrategyPhase.MonitoringSpreads, script.State.Phase);
    }

    [Fact]
    public void Back_off_doubles_to_thirty_seconds_and_differs_between_incarnations_only_by_its_jitter()
    {
        int[] seconds = [2, 4, 8, 16, 30, 30];
        for (var attempt = 1; attempt <= seconds.Length; attempt++)
        {
            var waits = Enumerable.Range(1, 50).Select(e => Recovery.BackOff(e, attempt)).ToArray();
            Assert.All(waits, w => Assert.InRange(w.TotalSeconds, seconds[attempt - 1], seconds[attempt - 1] * 1.25));
            Assert.True(waits.Distinct().Count() > 10);
            Assert.Equal(waits, Enumerable.Range(1, 50).Select(e => Recovery.BackOff(e, attempt)));
        }
    }

    [Fact]
    public void Only_a_mode_ordered_after_the_guard_took_the_halt_ends_it_and_that_goes_through_reconciliation()
    {
        var script = new StrategyScript().Monitoring();
        script.GuardMute = true;
        script.Give(new StrategyInput.HaltOrdered("difference of 3 COIN"));

        // A resume of something older arrives while the guard has not heard of the halt.
        script.Give(script.Order(TradingMode.Active));
        Assert.Equal(TradingMode.Halted, script.State.Mode.Effective);

        script.GuardMute = false;
        script.PassSeconds(2);
        Assert.True(script.State.Mode.HaltConfirmed);
        script.Give(script.Order(TradingMode.Active));
        Assert.Equal(TradingMode.Active, script.State.Mode.Effective);
        Assert.Equal(StrategyPhase.ErrorRecovery, script.State.Phase);
        script.Until(StrategyPhase.MonitoringSpreads);
    }

    [Fact]
    public void An_older_mode_never_wins()
    {
        var script = new StrategyScript().Monitoring();
        script.Give(new StrategyInput.ModeOrdered(TradingMode.Halted, 50, "kill"));

        script.Give(new StrategyInput.ModeOrdered(TradingMode.Active, 49, "late"));

        Assert.Equal(TradingMode.Halted, script.State.Mode.Effective);
    }

    [Fact]
    public void A_gap_in_the_facts_is_answered_with_a_pull_and_nothing_is_booked_twice()
    {
        var script = new StrategyScript().Monitoring();
        var cursor = script.State.Accounts[Venue.GateSpot].Cursor;
        var held = script.State.BaseAt(Venue.GateSpot);
        script.Gate.Trade(Side.Buy, new(1m), new(1m), TradeCause.Foreign);
        var second = script.Gate.Trade(Side.Buy, new(2m), new(1m), TradeCause.Foreign);

        script.Give(second).Give(second);

        Assert.Equal(cursor + 2, script.State.Accounts[Venue.GateSpot].Cursor);
        Assert.Equal(held + new Quantity(3m), script.State.BaseAt(Venue.GateSpot));
    }

    [Fact]
    public void An_outcome_is_acted_on_only_once_its_facts_are_booked()
    {
        var script = new StrategyScript().Monitoring().PassSeconds(10);
        script.Mexc.Next.Enqueue(Reply.Silence);
        script.Quotes(1m, 1.02m).Pass(TimeSpan.FromMilliseconds(600));
        var answers = script.Mexc.FillOpen(script.Mexc.Taken[^1].Id).ToArray();
        script.Mexc.Mute = true;

        script.Give(answers.Single(a => a is StrategyInput.OrderFinished)).PassSeconds(1);
        Assert.NotNull(script.State.Pair);
        Assert.Contains(script.Effects, e => e is StrategyEffect.TellConnection { Venue: Venue.MexcSpot, Input: ConnectionInput.PullSymbolFacts });

        script.Mexc.Mute = false;
        script.PassSeconds(2);
        Assert.Null(script.State.Pair);
        Assert.Contains(script.Mexc.Taken[^1].Id, script.Mexc.Confirmed);
    }

    [Fact]
    public void A_lost_order_is_handed_over_again_and_taken_once()
    {
        var script = new StrategyScript().Monitoring().PassSeconds(10);
        script.Mexc.Next.Enqueue(Reply.Lose);

        script.Quotes(1m, 1.02m).PassSeconds(4);

        Assert.Contains(script.Effects, e => e is StrategyEffect.ResubmitOrder);
        Assert.Equal(script.Mexc.Taken.Count, script.Mexc.Taken.Select(o => o.Id).Distinct().Count());
        Assert.Null(script.State.Pair);
    }

    [Fact]
    public void Authentication_and_funds_are_critical_and_keep_the_hedge()
    {
        var script = new StrategyScript().Monitoring().PassSeconds(10);
        script.Mexc.Next.Enqueue(Reply.Reject);
        script.Mexc.RejectReason = VenueReject.Authentication;

        script.Quotes(1m, 1.02m).PassSeconds(5);

        Assert.Contains("Authentication", Assert.Single(script.Events<StrategyEvent.Stopped>()).Reason, StringComparison.Ordinal);
        Assert.InRange(script.State.NetDelta.Value, -1m, 1m);
        Assert.True(script.Futures.Base < Quantity.Zero);
    }
}
