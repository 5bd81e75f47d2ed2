using System.Collections.Immutable;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Strategy;

/// <summary>Takes the current pair forward until it is final: waits, hedges what is certain, climbs the ladder, ends it.</summary>
internal static class PairExecution
{
    /// <summary>One step. True when no pair is under way any more.</summary>
    public static bool Advance(StrategyTurn turn)
    {
        if (turn.State.Pair is not { } pair)
            return true;
        if (turn.State.AnyOrderLive)
        {
            // An order that is late is in doubt for us, whatever its connection says: only what is certain is hedged.
            if (turn.Now - pair.StepAt >= turn.Settings.LegTimeout || turn.State.Orders.Values.Any(o => o.InDoubt))
                Ladder.HedgeCertain(turn);
            return false;
        }

        if (IsUnequal(turn.State, pair) && Ladder.Climb(turn))
            return false;
        End(turn);
        return true;
    }

    // The ladder is for legs that came out unequal. A delta that others left or made is the perpetual's to hedge once the pair is final.
    private static bool IsUnequal(StrategyState state, PairState pair)
    {
        if (pair.Purpose == PairPurpose.Rebalance || state.NetDelta.Abs < state.Contract)
            return false;
        var own = Quantity.Zero;
        foreach (var (_, order) in state.Orders)
            own += order.BaseChange;
        return own.Abs >= state.Contract;
    }

    private static void End(StrategyTurn turn)
    {
        var (state, pair) = (turn.State, turn.State.Pair!);
        var sums = PairSums.Of(state);
        var ended = new StrategyEvent.PairEnded(
            pair.Id, pair.Purpose, ResultOf(state, pair, sums), sums.Sold, sums.SoldFor, sums.BoughtNet, sums.BoughtFor,
            sums.Moved(state, pair), sums.Fees, pair.Purpose is PairPurpose.Entry or PairPurpose.Return ? sums.Pnl : Notional.Zero,
            pair.Seen.Estimated, pair.BuyVenue, turn.Now);
        var orders = state.Orders.Values.ToImmutableArray();
        turn.Record(ended);
        foreach (var venue in Venues.All)
        {
            ImmutableArray<ClientOrderId> ids = [.. orders.Where(o => o.Intent.Venue == venue).Select(o => o.Intent.Id)];
            if (ids.IsEmpty)
                continue;
            turn.Tell(venue, new ConnectionInput.ConfirmOutcomes(turn.Settings.Symbol, ids));
            turn.Pull(venue);
        }
    }

    private static PairResult ResultOf(StrategyState state, PairState pair, PairSums sums)
    {
        if (sums.Sold.IsZero && sums.BoughtNet.IsZero)
            return PairResult.Empty;
        if (pair.Step == LadderStep.Halt)
            return PairResult.Halted;
        var last = state.Orders.Values.Where(o => o.Filled > Quantity.Zero).Max(o => o.Step);
        return last switch
        {
            // Buying the perpetual back is the second half of an unwind, not a repair.
            LadderStep.Complete when pair.Purpose == PairPurpose.Unwind => PairResult.Done,
            LadderStep.Complete => PairResult.Completed,
            LadderStep.Reverse => PairResult.Reversed,
            LadderStep.Hedge => PairResult.Hedged,
            _ => PairResult.Done,
        };
    }
}

/// <summary>Sums over the fills of the current pair's orders.</summary>
internal readonly record struct PairSums(
    Quantity Sold, Notional SoldFor, Quantity Bought, Quantity BoughtNet, Notional BoughtFor, Notional Fees)
{
    /// <summary>Matched base x (sell VWAP - buy VWAP) - fees (requirement B7).</summary>
    public Notional Pnl
    {
        get
        {
            if (Sold.IsZero || Bought.IsZero)
                return -Fees;
            var matched = Quantity.Min(Sold, BoughtNet).Value;
            return new((matched * ((SoldFor.Value / Sold.Value) - (BoughtFor.Value / Bought.Value))) - Fees.Value);
        }
    }

    public static PairSums Of(StrategyState state)
    {
        var sums = new PairSums();
        foreach (var (_, order) in state.Orders)
        {
            sums = order.Intent.Side == Side.Sell
                ? sums with { Sold = sums.Sold + order.Filled, SoldFor = sums.SoldFor + order.FilledFor, Fees = sums.Fees + order.Fees }
                : sums with
                {
                    Bought = sums.Bought + order.Filled,
                    BoughtNet = sums.BoughtNet + order.BaseChange,
                    BoughtFor = sums.BoughtFor + order.FilledFor,
                    Fees = sums.Fees + order.Fees,
                };
        }

        return sums;
    }

    /// <summary>Base that left the venue sold at and arrived at the venue bought at.</summary>
    public Quantity Moved(StrategyState state, PairState pair)
    {
        var (left, arrived) = (Quantity.Zero, Quantity.Zero);
        foreach (var (_, order) in state.Orders)
        {
            left -= order.Intent.Venue == pair.SellVenue ? order.BaseChange : Quantity.Zero;
            arrived += order.Intent.Venue == pair.BuyVenue ? order.BaseChange : Quantity.Zero;
        }

        return Quantity.Max(Quantity.Min(left, arrived), Quantity.Zero);
    }
}
