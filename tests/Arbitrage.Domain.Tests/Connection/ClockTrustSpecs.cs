using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using static Arbitrage.Domain.Tests.Connection.Samples;

namespace Arbitrage.Domain.Tests.Connection;

/// <summary>What a connection makes of its clock: a bound that grows, new risk that stops, strategies that are told.</summary>
public sealed class ClockTrustSpecs
{
    [Fact]
    public void Without_a_measurement_the_bound_grows_until_new_risk_stops_and_a_person_is_told_once()
    {
        var connection = new ConnectionScript().Ready(); // 50 ms, 250 allowed, 1 ms a second
        connection.Pass(198).AnswerReads(Account(Venue.GateSpot));
        Assert.Empty(connection.All.OfType<ConnectionEffect.Alert>());

        connection.Pass(3);

        Assert.Equal(["clock_in_doubt"], connection.Alerts);
        var told = connection.Told<StrategyInput.SessionChanged>().Last();
        Assert.InRange(told.Clock.ErrorBound.TotalMilliseconds, 250, 252); // a strategy does not intend with it
        connection.When(new ConnectionInput.AccountRead(Account(Venue.GateSpot) with { At = connection.Now }));
        connection.When(new ConnectionInput.Submit(Intent(connection.Now, n: 1)));
        connection.When(new ConnectionInput.Submit(Intent(connection.Now, n: 2, side: Side.Sell, risk: RiskClass.Reducing)));
        Assert.Equal(new IntentAnswer.Refused(RefusalReason.Clock), connection.State.Orders[Id(1)].Answer);
        Assert.Equal(IntentAnswer.Claimed.Instance, connection.State.Orders[Id(2)].Answer);
        connection.When(new ConnectionInput.Cancel(Id(2)));
        Assert.Single(connection.Last.OfType<ConnectionEffect.SendCancel>());
        Assert.Empty(connection.Pass(5).Alerts);
    }

    [Fact]
    public void A_new_measurement_brings_the_trust_back_and_says_so()
    {
        var connection = new ConnectionScript().Ready();
        connection.Pass(205);

        connection.When(new ConnectionInput.ClockMeasured(Clock));

        Assert.Equal(["clock_trusted"], connection.Alerts);
        Assert.Equal(Clock.ErrorBound, connection.Told<StrategyInput.SessionChanged>().Last().Clock.ErrorBound);
    }

    [Fact]
    public void A_measurement_beyond_the_bound_is_told_at_once()
    {
        var connection = new ConnectionScript().Ready();

        connection.When(new ConnectionInput.ClockMeasured(Clock with { ErrorBound = TimeSpan.FromMilliseconds(900) }));

        Assert.Equal(["clock_in_doubt"], connection.Alerts);
        Assert.Equal(900, connection.Told<StrategyInput.SessionChanged>().Last().Clock.ErrorBound.TotalMilliseconds);
    }

    [Fact]
    public void An_offset_that_moved_is_told_to_strategies_and_used_for_orders()
    {
        var connection = new ConnectionScript().Ready();
        var moved = new ClockReading(TimeSpan.FromSeconds(-3), TimeSpan.FromMilliseconds(8));

        connection.When(new ConnectionInput.ClockMeasured(moved));
        Assert.Equal(moved, connection.Told<StrategyInput.SessionChanged>().Last().Clock);
        connection.When(new ConnectionInput.Submit(Intent(connection.Now, n: 1) with { NotAfter = connection.Now - TimeSpan.FromSeconds(2) }));

        Assert.Equal(moved, Assert.Single(connection.Last.OfType<ConnectionEffect.SendCreate>()).Clock);
        connection.When(new ConnectionInput.ClockMeasured(moved with { Offset = moved.Offset + TimeSpan.FromMilliseconds(9) }));
        Assert.Empty(connection.Last);
    }

    [Fact]
    public void Who_moved_the_clock_is_told()
    {
        var connection = new ConnectionScript().Ready();

        connection.When(new ConnectionInput.ClockJumped(IsOurs: false, TimeSpan.FromMilliseconds(1500)));

        Assert.Equal(["clock_jumped"], connection.Alerts);
    }
}
