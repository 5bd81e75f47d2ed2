using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Tests.Strategy;

/// <summary>What is left of a lease after pairs of every kind and end (I5).</summary>
public class LeaseBooksSpecs
{
    private static readonly DateTimeOffset At = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly LeaseToken Token = new(7, new(0, 1), At.AddSeconds(10));
    private static readonly VenueMoney Asked = new(new(150m), new(150m));

    private static LeaseState Held(decimal spent = 0m) => new StrategyScript().State.Lease with
    {
        Held = new(Token, new(150m), new(150m), new(spent), At, AtVenues: PerVenue.Everywhere(Asked)),
    };

    private static OrderState Leg(char letter, Venue venue, Side side, decimal quantity, LadderStep step = LadderStep.Legs, LeaseToken? lease = null) => new(
        new OrderIntent(
            ClientOrderId.For(0, "abcdefgh", 9, letter), venue, StrategyScript.Coin, new(0, 1), side, OrderKind.ImmediateOrCancel, new(quantity), new(1m),
            false, side == Side.Buy ? RiskClass.AddsRisk : RiskClass.Reducing, At.AddSeconds(1), lease ?? Token),
        step, At, null, false, null, 0, default, default, default, default);

    private static LeaseState Spend(LeaseState lease, params OrderState[] orders) => LeaseBooks.Spend(lease, orders.Select(o => o.Intent));

    [Fact]
    public void A_pair_between_the_spots_gives_back_what_it_spent_and_leaves_what_was_spent_before()
    {
        var (buy, sell) = (Leg('a', Venue.GateSpot, Side.Buy, 30m), Leg('b', Venue.MexcSpot, Side.Sell, 30m));
        var before = Held(spent: 100m);

        var during = Spend(before, buy, sell);
        var after = LeaseBooks.Unspend(during, [buy, sell]);

        Assert.Equal((new Notional(20m), new Notional(50m)), (during.Held!.Left, after.Held!.Left));
        Assert.Equal(new Notional(30m), during.Held.SpentAt![Venue.GateSpot].Capital);
        Assert.Equal(Notional.Zero, after.Held.SpentAt![Venue.GateSpot].Capital);
    }

    [Fact]
    public void Orders_under_another_lease_give_nothing_back()
    {
        var older = Leg('a', Venue.GateSpot, Side.Buy, 30m, lease: Token with { Id = 6 });

        Assert.Equal(new Notional(100m), LeaseBooks.Unspend(Held(spent: 100m), [older]).Held!.Spent);
    }

    [Theory]
    [InlineData(PairResult.Done, 150)]
    [InlineData(PairResult.Completed, 150)]
    [InlineData(PairResult.Reversed, 150)]
    [InlineData(PairResult.Empty, 150)]
    [InlineData(PairResult.Hedged, 120)]
    [InlineData(PairResult.Halted, 120)]
    public void What_a_pair_leaves_behind_stays_spent(PairResult result, decimal left)
    {
        var buy = Leg('a', Venue.GateSpot, Side.Buy, 30m);
        var state = StrategyState.Empty with
        {
            Lease = Spend(Held(), buy),
            Orders = StrategyState.Empty.Orders.Add(buy.Intent.Id, buy),
        };

        var ended = StrategyBooks.EndPair(state, new(
            9, PairPurpose.Return, result, default, default, default, default, default, default, default, default, Venue.GateSpot, At));

        Assert.Equal(new Notional(left), ended.Lease.Held!.Left);
    }
}
