using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Simulation.Tests.Model;

namespace Arbitrage.Simulation.Tests.Checking;

/// <summary>I1, I2, I3, I6: each checker is shown a history that keeps its promise and one that does not.</summary>
public sealed class OrderCheckerSpecs
{
    private static readonly OrderIntent Buy = Watched.Order();

    [Fact]
    public void An_order_that_goes_its_way_breaks_nothing()
    {
        var run = new Watched().Sends(Buy).Arrives(Buy);
        run.Writes(Watched.Connection(Venue.GateSpot), new ConnectionEvent.Finished(Buy.Id, new OrderOutcome.Ended(new(1m), new(100.2m)), 1, run.Now));
        run.Writes(Watched.Strategy, new StrategyEvent.OutcomeSeen(Buy.Id, new OrderOutcome.Ended(new(1m), new(100.2m)), 1, run.Now));

        Assert.Empty(run.Broken);
    }

    [Fact]
    public void A_second_write_of_a_create_breaks_I1() =>
        Assert.Equal(["I1 OneCreatePerIntent"], new Watched().Sends(Buy).Wire(Buy, attempt: 2).Broken);

    [Fact]
    public void A_second_receipt_breaks_I1() =>
        Assert.Contains("I1 OneCreatePerIntent", new Watched().Sends(Buy).Arrives(Buy).Arrives(Buy).Broken);

    [Fact]
    public void A_second_claim_breaks_I1_and_I2() =>
        Assert.Equal(["I1 OneCreatePerIntent", "I2 OneAnswerPerIntent"], new Watched().Sends(Buy).Claims(Buy).Broken);

    [Fact]
    public void A_create_without_durable_intent_breaks_I2() =>
        Assert.Equal(["I2 DurableBeforeWire"], new Watched().Granted().Claims(Buy).Wire(Buy).Broken);

    [Fact]
    public void A_create_without_durable_claim_breaks_I2() =>
        Assert.Equal(["I2 DurableBeforeWire"], new Watched().Granted().Writes(Watched.Strategy, Watched.Legs(Buy)).Wire(Buy).Broken);

    [Fact]
    public void An_order_that_is_not_what_was_intended_breaks_I2()
    {
        var other = Buy with { Cap = new(100.1m) };

        Assert.Contains("I2 DurableBeforeWire", new Watched().Granted().Writes(Watched.Strategy, Watched.Legs(Buy)).Claims(Buy).Wire(other).Broken);
    }

    [Fact]
    public void A_journal_that_lost_what_it_had_confirmed_breaks_I2()
    {
        var run = new Watched().Sends(Buy);
        run.Set.Started(Watched.Connection(Venue.GateSpot, 9));
        Assert.Empty(run.Broken);

        var lost = new Watched();
        lost.Set.Heard(new Simulation.Cluster.Durable(Watched.Strategy, 1, Watched.Legs(Buy), Known: true));
        lost.Set.Started(Watched.Strategy with { Number = 9 });

        Assert.Equal(["I2 AcknowledgedWritesStay"], lost.Broken);
    }

    [Fact]
    public void A_strategy_that_was_told_never_sent_of_a_claimed_order_breaks_I2() =>
        Assert.Equal(["I2 OneAnswerPerIntent"], new Watched().Sends(Buy).Writes(
            Watched.Strategy, new StrategyEvent.OrderAnswered(Buy.Id, new IntentAnswer.Refused(RefusalReason.Funds), Given.T0)).Broken);

    [Fact]
    public void Rejected_without_a_refusal_of_the_venue_breaks_I3()
    {
        var rejected = new ConnectionEvent.Finished(Buy.Id, new OrderOutcome.Rejected(VenueReject.Other, ""), 0, Given.T0);

        Assert.Equal(["I3 OutcomesRestOnEvidence"], new Watched().Sends(Buy).Writes(Watched.Connection(Venue.GateSpot), rejected).Broken);
        Assert.Equal(["I3 OutcomesRestOnEvidence"], new Watched().Sends(Buy).Arrives(Buy).Writes(Watched.Connection(Venue.GateSpot), rejected).Broken);
    }

    [Fact]
    public void A_fill_counted_as_none_breaks_I3() => Assert.Equal(["I3 OutcomesRestOnEvidence"], new Watched().Sends(Buy).Arrives(Buy).Writes(
        Watched.Connection(Venue.GateSpot), new ConnectionEvent.Finished(Buy.Id, new OrderOutcome.Ended(default, default), 0, Given.T0)).Broken);

    [Fact]
    public void An_outcome_that_no_connection_journaled_breaks_I3() => Assert.Equal(["I3 OutcomesRestOnEvidence"], new Watched().Sends(Buy).Writes(
        Watched.Strategy, new StrategyEvent.OutcomeSeen(Buy.Id, OrderOutcome.NoEffect.Instance, 0, Given.T0)).Broken);

    [Fact]
    public void New_risk_beside_an_order_without_end_breaks_I3()
    {
        var second = Watched.Order('b');

        Assert.Equal(["I3 DoubtFreezesNewRisk"], new Watched().Sends(Buy).Writes(Watched.Strategy, Watched.Legs(second)).Broken);
        Assert.Empty(new Watched().Granted().Writes(
            Watched.Strategy, Watched.Legs(Buy), new StrategyEvent.OrderAnswered(Buy.Id, new IntentAnswer.Refused(RefusalReason.Funds), Given.T0),
            Watched.Legs(second)).Broken);
    }

    [Fact]
    public void Two_writers_break_I6()
    {
        var run = new Watched().Writes(Watched.Strategy with { Number = 5 }, new StrategyEvent.IncarnationStarted(new(0, 1), Given.T0));
        Assert.Empty(run.Broken);

        Assert.Equal(["I6 SingleWriter"], run.Writes(Watched.Strategy, new StrategyEvent.ErrorSeen("", Given.T0)).Broken);
    }

    [Fact]
    public void An_epoch_that_does_not_rise_breaks_I6() => Assert.Equal(["I6 SingleWriter"], new Watched().Writes(
        Watched.Strategy, new StrategyEvent.IncarnationStarted(new(0, 1), Given.T0), new StrategyEvent.IncarnationStarted(new(0, 1), Given.T0)).Broken);

    [Fact]
    public void An_acceptance_after_its_time_breaks_I6()
    {
        var late = Buy with { NotAfter = Given.T0.AddSeconds(-1) };
        var run = new Watched().Sends(late);
        run.Models[Venue.GateSpot].Create(Given.Order(Side.Buy, 1m, 100.2m, id: late.Id.Text), run.Now);
        run.Set.Heard(new Simulation.Cluster.CreateReceived(run.Models[Venue.GateSpot].Creates()[^1], run.Now));

        Assert.Contains("I6 AcceptedBeforeNotAfter", run.Broken);
    }

    [Fact]
    public void A_create_of_an_older_epoch_breaks_I6() => Assert.Equal(["I6 NewestEpochOnly"], new Watched()
        .State(Watched.Connection(Venue.GateSpot).PersistenceId, Knowing(new(0, 7)))
        .Granted().Writes(Watched.Strategy, Watched.Legs(Buy)).Claims(Buy)
        .Writes(Watched.Connection(Venue.GateSpot), new ConnectionEvent.EpochRaised(Given.Btc, new(0, 7), Given.T0)).Wire(Buy).Broken);

    [Fact]
    public void Without_effect_before_it_has_settled_breaks_I6()
    {
        var none = new ConnectionEvent.Finished(Buy.Id, OrderOutcome.NoEffect.Instance, 0, Given.T0);

        Assert.Equal(["I6 ResolvedAfterSettling"], new Watched().Sends(Buy).Rests(20).Writes(Watched.Connection(Venue.GateSpot), none).Broken);
        Assert.Empty(new Watched().Sends(Buy).Rests(40).Writes(Watched.Connection(Venue.GateSpot), none).Broken);
    }

    private static ConnectionState Knowing(Epoch epoch) => ConnectionState.Empty with
    {
        Symbols = ConnectionState.Empty.Symbols.Add(Given.Btc, SymbolProgress.None with { Epoch = epoch }),
    };
}
