using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Strategy;

/// <summary>
/// What is done about legs that came out unequal (requirement B9): complete the missing one, reverse the filled one, hedge with the
/// perpetual, halt. Each step is durable before its order is sent, bounded in attempts, and sized so that net delta never flips (I8).
/// </summary>
internal static class Ladder
{
    private const int LettersLeft = 26;

    /// <summary>The next order, or a wait. False when nothing is left to do: the pair ends as it is, or halted.</summary>
    public static bool Climb(StrategyTurn turn)
    {
        var pair = turn.State.Pair!;
        var (step, attempts) = pair.Step == LadderStep.Legs ? (LadderStep.Complete, 0) : (pair.Step, pair.StepAttempts);
        var net = turn.State.NetDelta;
        var mayYetHelp = false;
        for (; step < LadderStep.Halt && pair.OrderCount < LettersLeft; step++, attempts = 0)
        {
            if (attempts >= MostAttempts(pair, step) || !IsAllowed(turn, pair, step))
                continue;
            if (Fix(turn, pair, step, net) is { } order)
            {
                Send(turn, step, order, $"net delta {net}");
                return true;
            }

            mayYetHelp = true;
        }

        // A session, a book or a price that is not there now may come back, as long as the limit on delta allows.
        var since = pair.StepAt > turn.State.PhaseSince ? pair.StepAt : turn.State.PhaseSince;
        if (mayYetHelp && turn.Now - since < turn.Settings.DeltaTimeLimit)
            return true;

        if (pair.Step != LadderStep.Halt)
        {
            turn.Record(new StrategyEvent.LadderStepped(LadderStep.Halt, [], $"ladder exhausted at net delta {net}", turn.Now));
            turn.Halt($"ladder exhausted at net delta {net}");
        }

        return false;
    }

    /// <summary>While an order is in doubt: the perpetual takes the part of net delta that is certain, and no more.</summary>
    public static void HedgeCertain(StrategyTurn turn)
    {
        var pair = turn.State.Pair!;
        var certain = DeltaInterval.Of(turn.State).Certain;
        if (certain.Abs < turn.State.Contract || turn.State.Contract.IsZero || pair.OrderCount >= LettersLeft
            || turn.State.Orders.Values.Any(o => o.Intent.Venue == Venue.GateFutures && !turn.State.IsFinal(o)))
            return;
        if (pair.Step == LadderStep.Hedge && pair.StepAttempts >= MostAttempts(pair, LadderStep.Hedge)
            && turn.Now - pair.StepAt < turn.Settings.LegTimeout)
            return;
        if (Hedge(turn, pair.Id, pair.OrderCount, certain) is { } order)
            Send(turn, LadderStep.Hedge, order, $"certain part {certain} while in doubt");
    }

    /// <summary>A perpetual order that brings delta towards zero by whole contracts; null when it cannot be placed now.</summary>
    public static OrderIntent? Hedge(StrategyTurn turn, long pair, int number, Quantity delta) =>
        Order(turn, pair, number, Venue.GateFutures, delta, turn.View.BookAt(Venue.GateFutures), null);

    /// <summary>
    /// A sale of spot that brings a delta above zero towards it, on the venue that holds more or else the other; null when neither takes it now.
    /// </summary>
    public static OrderIntent? SellSpot(StrategyTurn turn, long pair, int number, Quantity delta)
    {
        var first = turn.State.BaseAt(Venue.GateSpot) >= turn.State.BaseAt(Venue.MexcSpot) ? Venue.GateSpot : Venue.MexcSpot;
        var second = first == Venue.GateSpot ? Venue.MexcSpot : Venue.GateSpot;
        return Order(turn, pair, number, first, delta, turn.View.BookAt(first), null)
            ?? Order(turn, pair, number, second, delta, turn.View.BookAt(second), null);
    }

    private static void Send(StrategyTurn turn, LadderStep step, OrderIntent order, string reason)
    {
        turn.Record(new StrategyEvent.LadderStepped(step, [order], reason, turn.Now));
        turn.Do(new StrategyEffect.SubmitOrder(order));
    }

    private static int MostAttempts(PairState pair, LadderStep step) => (pair.Purpose, step) switch
    {
        (PairPurpose.Unwind, LadderStep.Complete) => 5,
        (_, LadderStep.Hedge) => 5,
        _ => 2,
    };

    // While establishing there is no hedge step: complete or reverse. Halted, only the hedge is left.
    private static bool IsAllowed(StrategyTurn turn, PairState pair, LadderStep step) => step switch
    {
        LadderStep.Hedge => pair.Purpose != PairPurpose.Establish || turn.State.Mode.Effective == TradingMode.Halted,
        _ => turn.State.Mode.Effective != TradingMode.Halted,
    };

    private static OrderIntent? Fix(StrategyTurn turn, PairState pair, LadderStep step, Quantity net)
    {
        var sells = net > Quantity.Zero;
        var side = sells ? Side.Sell : Side.Buy;
        var (missing, filled) = sells ? (pair.SellVenue, pair.BuyVenue) : (pair.BuyVenue, pair.SellVenue);
        return step switch
        {
            LadderStep.Complete => Order(
                turn, pair.Id, pair.OrderCount, missing, net, turn.View.BookAt(missing), LegCap(turn.State, missing, side)),
            LadderStep.Reverse when FilledAt(turn.State, filled, side.Opposite()) is { } paid => Order(
                turn, pair.Id, pair.OrderCount, filled, net, turn.View.BookAt(filled), paid),
            LadderStep.Hedge => Hedge(turn, pair.Id, pair.OrderCount, net),
            _ => null,
        };
    }

    // Reducing by size: at most what brings delta to zero, rounded towards zero.
    private static OrderIntent? Order(
        StrategyTurn turn, long pair, int number, Venue venue, Quantity delta, Book book, Price? reference)
    {
        if (!turn.CanReduce(venue) || !turn.IsFresh(venue))
            return null;
        var rules = turn.Rules(venue)!;
        var side = delta > Quantity.Zero ? Side.Sell : Side.Buy;
        var best = side == Side.Sell ? book.BestBid : book.BestAsk;
        var cap = rules.Clip(rules.BandCap(side, reference ?? best, turn.Settings.MaxSlippagePct), book.Mid);
        var reachable = side == Side.Sell ? cap <= best : cap >= best;
        var size = rules.LotsDown(Quantity.Min(
            side == Side.Buy ? rules.GrossOfFee(delta.Abs) : delta.Abs, MostAt(turn, venue, side, cap)));
        return reachable && rules.IsLegal(size, cap)
            ? turn.Order(pair, number, venue, side, size, cap, RiskClass.Reducing, venue == Venue.GateFutures && side == Side.Buy)
            : null;
    }

    private static Quantity MostAt(StrategyTurn turn, Venue venue, Side side, Price cap)
    {
        var held = turn.State.BaseAt(venue);
        return (venue.IsSpot(), side) switch
        {
            (true, Side.Sell) => held,
            (true, _) => cap.IsNone ? Quantity.Zero : new(turn.View.SessionAt(venue).QuoteFor(turn.Rules(venue)!).Value / cap.Value),
            (false, Side.Buy) => held.Abs,
            (false, _) => new(decimal.MaxValue),
        };
    }

    private static Price? LegCap(StrategyState state, Venue venue, Side side)
    {
        foreach (var (_, order) in state.Orders)
        {
            if (order.Step == LadderStep.Legs && order.Intent.Venue == venue && order.Intent.Side == side)
                return order.Intent.Cap;
        }

        return null;
    }

    private static Price? FilledAt(StrategyState state, Venue venue, Side side)
    {
        var (filled, paid) = (0m, 0m);
        foreach (var order in state.Orders.Values.Where(o => o.Intent.Venue == venue && o.Intent.Side == side))
            (filled, paid) = (filled + order.Filled.Value, paid + order.FilledFor.Value);
        return filled > 0m ? new(paid / filled) : null;
    }
}
