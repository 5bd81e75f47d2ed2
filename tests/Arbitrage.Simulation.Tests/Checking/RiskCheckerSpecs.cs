using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Simulation.Cluster;
using Arbitrage.Simulation.Driver;
using Arbitrage.Simulation.Tests.Model;

namespace Arbitrage.Simulation.Tests.Checking;

/// <summary>I5, I7, I8, I9, I13, I15, I16: kept and broken.</summary>
public sealed class RiskCheckerSpecs
{
    private static readonly OrderIntent Buy = Watched.Order();

    [Fact]
    public void A_worst_case_above_the_limit_breaks_I5()
    {
        // 2 coins at each spot venue are held already: 400 USDT.
        Assert.Empty(new Watched().Sends(Watched.Order(size: 5m)).Broken);
        Assert.Contains("I5 WorstCaseWithinLimits", new Watched().Sends(Watched.Order(size: 8m)).Broken);
    }

    [Fact]
    public void Exposure_that_is_not_charged_breaks_I5()
    {
        var run = new Watched().Granted(exposure: 450m).Writes(Watched.Strategy, Watched.Legs(Buy)).Claims(Buy).Wire(Buy);

        Assert.Equal(["I5 ChargesCoverExposure"], run.Broken);
    }

    [Fact]
    public void A_create_under_a_closed_lease_breaks_I5() => Assert.Contains("I5 ChargesCoverExposure", new Watched()
        .Granted().Writes(Watched.Strategy, Watched.Legs(Buy)).Claims(Buy)
        .Writes(Watched.Guard, new RiskGuardEvent.LeaseClosed(1, Given.Btc, new(900m), new(900m))).Wire(Buy).Broken);

    [Fact]
    public void A_charge_above_the_limit_breaks_I5() => Assert.Equal(["I5 ChargesCoverExposure"], new Watched().Granted(1_001m).Broken);

    [Fact]
    public void A_delta_that_stays_breaks_I7_when_nothing_was_in_the_way()
    {
        var opening = new AccountFact.OpeningBalance("open:BTC", Given.Btc, Given.T0, Given.Coin, 1m);

        Assert.Empty(new Watched().Books(Venue.MexcSpot, 1, opening).Rests(1).Rests(60, quiet: 30).Broken);
        Assert.Empty(new Watched().Books(Venue.MexcSpot, 1, opening)
            .Books(Venue.GateFutures, 1, new AccountFact.OpeningPosition("open:p", Given.Btc, Given.T0, new(-1m), new(100m)))
            .Rests(1).Rests(100, quiet: 90).Broken);
        Assert.Equal(["I7 CertainDeltaIsShort"], new Watched().Books(Venue.MexcSpot, 1, opening).Rests(1).Rests(100, quiet: 90).Broken);
    }

    [Fact]
    public void A_hedge_larger_than_what_is_certain_breaks_I8()
    {
        var opening = new AccountFact.OpeningBalance("open:BTC", Given.Btc, Given.T0, Given.Coin, 1m);
        OrderIntent Hedge(decimal size) => Watched.Order('c', Side.Sell, Venue.GateFutures, size, 100m, RiskClass.Reducing);

        Assert.Empty(new Watched().Books(Venue.MexcSpot, 1, opening).Writes(Watched.Strategy, Watched.Legs(Hedge(1m))).Broken);
        Assert.Equal(
            ["I8 ReducingOrdersReduce"], new Watched().Books(Venue.MexcSpot, 1, opening).Writes(Watched.Strategy, Watched.Legs(Hedge(1.001m))).Broken);
        // A sale in doubt may have taken half of it already.
        Assert.Equal(
            ["I8 ReducingOrdersReduce"],
            new Watched().Books(Venue.MexcSpot, 1, opening)
                .Writes(Watched.Strategy, Watched.Legs(Watched.Order('a', Side.Sell, Venue.MexcSpot, 0.5m, 100m)), Watched.Legs(Hedge(1m))).Broken);
    }

    [Fact]
    public void A_latched_node_that_sends_breaks_I9()
    {
        Assert.Equal(["I9 KillSilences"], Sent(new LatchState(2, All: true, [])));
        Assert.Equal(["I9 KillSilences"], Sent(new LatchState(2, All: false, [Given.Btc])));
        Assert.Empty(Sent(new LatchState(2, All: false, [new("ETH_USDT")])));

        static IEnumerable<string> Sent(LatchState latch) =>
            new Watched().Granted().Writes(Watched.Strategy, Watched.Legs(Buy)).Claims(Buy).Wire(Buy, latch).Broken;
    }

    [Fact]
    public void A_node_without_an_answer_of_the_guard_that_sends_breaks_I9()
    {
        var run = new Watched().Granted().Writes(Watched.Strategy, Watched.Legs(Buy)).Claims(Buy);
        run.Set.Heard(new CreateWritten(Watched.Connection(Venue.GateSpot), Buy, default, run.Now, Latch: null, 1));

        Assert.Equal(["I9 KillSilences"], run.Broken);
    }

    [Fact]
    public void A_node_that_came_back_and_sends_before_it_was_told_anything_breaks_I9()
    {
        Watched Ready()
        {
            var run = new Watched().Granted().Writes(Watched.Strategy, Watched.Legs(Buy)).Claims(Buy);
            run.Set.NodeUp(0);
            return run;
        }

        Assert.Equal(["I9 KillSilences"], Ready().Wire(Buy).Broken);

        var told = Ready();
        told.Set.Latched(0, new(1, false, []));
        Assert.Empty(told.Wire(Buy).Broken);
    }

    [Fact]
    public void An_acceptance_long_after_the_kill_breaks_I9()
    {
        var late = Buy with { NotAfter = Given.T0.AddMinutes(1) };
        Watched Killed() => new Watched().Sends(late).Writes(
            Watched.Guard, new RiskGuardEvent.ModeSet(null, TradingMode.Halted, "a person", "drill", Given.T0));

        Assert.Empty(Killed().Rests(9).Arrives(late).Broken);
        Assert.Equal(["I9 KillSilences", "I9 LeasesEnd"], Killed().Rests(11).Arrives(late).Broken);
    }

    [Fact]
    public void Confirmed_without_the_journal_breaks_I9()
    {
        var kill = new RiskGuardInput.Kill(null, TradingMode.Halted, "a person", "drill");
        var told = new OperatorPressed(0, kill, Confirmed: true);
        var run = new Watched().Writes(Watched.Guard, new RiskGuardEvent.ModeSet(null, TradingMode.Halted, "a person", "drill", Given.T0));
        run.Set.Heard(told);
        Assert.Empty(run.Broken);

        var early = new Watched();
        early.Set.Heard(told);
        Assert.Equal(["I9 KillSilences"], early.Broken);
    }

    [Fact]
    public void A_kill_that_stops_a_hedge_breaks_I9()
    {
        var hedge = Watched.Order('c', Side.Sell, Venue.GateFutures, 1m, 100m, RiskClass.Reducing);

        Assert.Equal(["I9 KillSilences"], new Watched().Writes(
            Watched.Connection(Venue.GateFutures), new ConnectionEvent.Refused(hedge, RefusalReason.Killed, Given.T0)).Broken);
    }

    [Fact]
    public void Too_many_requests_break_I13()
    {
        var run = new Watched();
        void Reads(int count)
        {
            for (var i = 0; i < count; i++)
                run.Set.Heard(new Called(Watched.Connection(Venue.MexcSpot), Venue.MexcSpot, new ConnectionEffect.ReadAccount()));
        }

        Reads(2);
        run.Rests(1);
        Reads(2);
        Assert.Empty(run.Broken);

        Reads(1);
        Assert.Equal(["I13 RequestsWithinBudget"], run.Broken);
    }

    [Fact]
    public void A_pair_that_does_not_end_breaks_I15()
    {
        Assert.DoesNotContain(new Watched().Sends(Buy).Rests(300, quiet: 30).Ends().Broken, b => b.StartsWith("I15", StringComparison.Ordinal));
        Assert.Contains("I15 PairsEnd", new Watched().Sends(Buy).Rests(300, quiet: 300).Ends().Broken);

        var halted = new Watched().Sends(Buy).Writes(Watched.Strategy, new StrategyEvent.HaltSet("a reason", Given.T0)).Rests(300, quiet: 300);
        halted.Set.Heard(new RaisedAlert(halted.Now, Watched.Strategy.PersistenceId, "halted", "a reason"));
        Assert.DoesNotContain("I15 PairsEnd", halted.Ends().Broken);
    }

    [Fact]
    public void A_secret_in_journal_or_alert_breaks_I16()
    {
        Assert.Empty(new Watched().Writes(Watched.Strategy, new StrategyEvent.ErrorSeen("403 ***", Given.T0)).Broken);
        Assert.Equal(["I16 NoSecretTold"], new Watched().Writes(
            Watched.Strategy, new StrategyEvent.ErrorSeen($"403 {Simulation.Cluster.Checking.NoSecretTold.Canary}", Given.T0)).Broken);

        var told = new Watched();
        told.Set.Heard(new RaisedAlert(told.Now, "x", "y", Simulation.Cluster.Checking.NoSecretTold.Canary));
        Assert.Equal(["I16 NoSecretTold"], told.Broken);
    }
}
