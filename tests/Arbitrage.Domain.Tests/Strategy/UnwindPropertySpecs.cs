using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using CsCheck;

namespace Arbitrage.Domain.Tests.Strategy;

/// <summary>
/// UNWIND over random partial fills, refusals, rejections, doubts and crashes: the perpetual is bought back against confirmed spot sales only
/// (B10). Read from the journal alone, at every prefix.
/// </summary>
public class UnwindPropertySpecs
{
    private static readonly Gen<(int Leg, bool Stop, (int Kind, int A, int B)[] Steps)> Unwinds = Gen.Select(
        Gen.Int[30, 200], Gen.Bool, Gen.Select(Gen.Int[0, 9], Gen.Int[0, 20], Gen.Int[0, 5]).Array[4, 30]);

    private static (StrategyScript Script, int From) Unwind(int leg, bool stop, (int Kind, int A, int B)[] steps)
    {
        var script = new StrategyScript(new() { Symbol = StrategyScript.Coin, MaxInDoubt = new(leg) }).Monitoring();
        var from = script.Journal.Count;
        foreach (var step in steps.Take(2))
            Play(script, step);
        script.Futures.Liquidation = new(1.25m);
        script.Give(script.Futures.Funds());
        if (stop)
            script.Stop(OnStop.Close);
        foreach (var step in steps.Skip(2))
            Play(script, step);
        return (script, from);
    }

    private static void Play(StrategyScript script, (int Kind, int A, int B) step)
    {
        var venue = script.All.ElementAt(step.B % 3);
        switch (step.Kind)
        {
            case 0 or 1:
                venue.FillShare = step.A / 20m;
                break;
            case 2 or 3:
                venue.Next.Enqueue((Reply)step.B);
                break;
            case 4:
                venue.Next.Enqueue(step.A > 10 ? Reply.Doubt : Reply.Refuse);
                break;
            case 5:
                script.Quotes(1m, 1m, size: 1m + (step.A * step.A));
                break;
            case 6:
                Resolve(script, filled: step.A > 10);
                break;
            case 7 when step.A > 14:
                script.Start();
                break;
            default:
                script.Pass(TimeSpan.FromMilliseconds(100 * (1 + step.A)));
                break;
        }
    }

    private static void Resolve(StrategyScript script, bool filled)
    {
        foreach (var venue in script.All)
        {
            foreach (var id in venue.OpenIds)
                script.Give(filled ? venue.FillOpen(id) : venue.NoEffect(id));
        }
    }

    // Looks at one run prefix by prefix; returns how many orders bought perpetual back.
    private static int Check(StrategyScript script, int from)
    {
        var state = StrategyState.Empty;
        decimal sold = 0m, bought = 0m, allowed = 0m;
        var orders = 0;
        for (var i = 0; i < script.Journal.Count; i++)
        {
            var happened = script.Journal[i];
            // What the perpetual was too short by, when it all began, may be bought without a sale.
            allowed = i == from ? Math.Max(-state.NetDelta.Value, 0m) : allowed;
            // Less than a contract of spot is left: the rest of the perpetual hedges nothing any more and goes.
            if (i >= from && happened is StrategyEvent.LegsIntended { Purpose: PairPurpose.Rebalance } && state.SpotBase < state.Contract)
                allowed = Math.Max(-state.NetDelta.Value, 0m) + state.SpotBase.Value + Math.Max(bought - sold, 0m);
            state = script.Machine.Apply(state, happened, i + 1);
            if (i < from)
                continue;
            // Flat and without a reason left, it may build up again: the unwind is over.
            if (state.Phase == StrategyPhase.EstablishingDeltaNeutral)
                break;
            if (happened is StrategyEvent.FactBooked { Fact.Fact: AccountFact.Trade trade } booked)
            {
                sold -= booked.Venue.IsSpot() ? trade.BaseChange.Value : 0m;
                bought += booked.Venue.IsSpot() ? 0m : trade.BaseChange.Value;
            }

            orders += BuysPerpetual(happened) ? 1 : 0;
            var atMost = bought + Purchases(state, spot: false);
            // A reversal buys spot again, less the fee in base.
            var atLeast = sold + Unbooked(state) - (Purchases(state, spot: true) * (1m - 0.001m));
            Assert.True(atMost <= atLeast + allowed, $"{i} {happened}: bought up to {atMost}, sold at least {atLeast}, allowed {allowed}");
        }

        return orders;
    }

    private static bool BuysPerpetual(StrategyEvent happened) => (happened switch
    {
        StrategyEvent.LadderStepped ladder => ladder.Orders,
        StrategyEvent.LegsIntended legs => legs.Orders,
        _ => [],
    }).Any(o => o.Venue == Venue.GateFutures && o.Side == Side.Buy);

    // The most that purchases on their way may still fill. A sale on its way is not confirmed: it counts for nothing.
    private static decimal Purchases(StrategyState state, bool spot) => state.Orders.Values
        .Where(o => !state.IsFinal(o) && o.Intent.Side == Side.Buy && o.Intent.Venue.IsSpot() == spot)
        .Sum(o => (o.Outcome switch
        {
            null => o.Intent.Quantity,
            OrderOutcome.Ended ended => ended.Filled,
            _ => o.Filled,
        } - o.Filled).Value);

    // Sales that their outcome has confirmed and whose fills are not booked yet.
    private static decimal Unbooked(StrategyState state) => state.Orders.Values
        .Where(o => !state.IsFinal(o) && o.Intent.Side == Side.Sell && o.Intent.Venue.IsSpot())
        .Sum(o => o.Outcome is OrderOutcome.Ended ended ? (ended.Filled - o.Filled).Value : 0m);

    [Fact]
    public void Never_more_perpetual_is_bought_back_than_spot_is_confirmed_sold_at_any_prefix()
    {
        var orders = 0;

        Unwinds.Sample(
            run =>
            {
                var (script, from) = Unwind(run.Leg, run.Stop, run.Steps);
                Interlocked.Add(ref orders, Check(script, from));
                ReducingRule.Check(script);
            },
            iter: 300);

        Assert.True(orders > 100, $"only {orders} orders bought perpetual back: the runs prove nothing");
    }
}
