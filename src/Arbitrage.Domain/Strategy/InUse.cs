using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Strategy;

/// <summary>What the symbol uses: what is held and what is open, doubt in full, at the larger of cap and market price (I5).</summary>
internal static class InUse
{
    // Smaller changes are not worth a journal entry of two actors.
    private const decimal Noteworthy = 0.01m;

    /// <summary>Use as of now.</summary>
    public static Use Of(StrategyTurn turn)
    {
        var (state, price) = (turn.State, PriceOf(turn));
        var leverage = Math.Max(turn.Settings.FuturesLeverage, 1m);
        var (gate, mexc, perp) = (
            price * state.BaseAt(Venue.GateSpot).Abs, price * state.BaseAt(Venue.MexcSpot).Abs, price * state.BaseAt(Venue.GateFutures).Abs);
        var (open, openGate, openMexc, openPerp) = (Notional.Zero, Notional.Zero, Notional.Zero, Notional.Zero);
        foreach (var (_, order) in state.Orders)
        {
            if (state.IsFinal(order))
                continue;
            var value = (order.Intent.Cap > price ? order.Intent.Cap : price) * (order.Intent.Quantity - order.Filled);
            open += value;
            if (order.Intent.Venue == Venue.GateFutures)
                openPerp += value;
            else if (order.Intent.Side == Side.Buy && order.Intent.Venue == Venue.GateSpot)
                openGate += value;
            else if (order.Intent.Side == Side.Buy)
                openMexc += value;
        }

        var margin = perp * (1m / leverage);
        return new(
            Notional.Max(Notional.Max(gate, mexc), margin) + open,
            Notional.Max(gate + mexc, perp) + open,
            new(
                new(gate + openGate, gate + openGate),
                new(margin + (openPerp * (1m / leverage)), perp + openPerp),
                new(mexc + openMexc, mexc + openMexc)));
    }

    /// <summary>The same without what was spent under the lease that is held: the guard charges that one in full.</summary>
    public static Use OutsideTheLease(StrategyTurn turn) =>
        turn.State.Lease.Held is { } held ? Of(turn).Less(held.Spent, held.SpentAt ?? PerVenue.None) : Of(turn);

    /// <summary>
    /// States the use durably where it differs from what was last stated, and answers that statement. During a pair nothing new is stated: what it spends of
    /// the lease it may give back at its end, and a statement without that would then charge too little.
    /// </summary>
    public static StatedUse State(StrategyTurn turn)
    {
        if (turn.State is { Pair: not null, Lease: { Held: not null, Stated: { } last } })
            return last;
        var now = OutsideTheLease(turn);
        if (turn.State.Lease.Stated?.Use != now)
            turn.Record(new StrategyEvent.UseStated(now.Capital, now.Exposure, now.AtVenues, turn.Now));
        return turn.State.Lease.Stated!;
    }

    /// <summary>
    /// Keeps the guard's picture: a use that grew anywhere, by price or by moving between venues, or that ended is stated within a second; one that
    /// shrank, within ten.
    /// What was stated is said again with the probes, as messages get lost.
    /// </summary>
    public static void Restate(StrategyTurn turn)
    {
        if (turn.Now != turn.View.AskAt || !turn.IsReconciled)
            return;
        var isProbe = turn.Now == turn.View.ProbeAt;
        var stated = turn.State.Lease.Stated;
        if (stated is null || IsDue(stated.Use, OutsideTheLease(turn), isProbe))
            Tell(turn, 0, State(turn));
        else if (isProbe)
            Tell(turn, 0, stated);
    }

    /// <summary>Tells the guard a statement, with the lease that it closes; 0 closes none.</summary>
    public static void Tell(StrategyTurn turn, long lease, StatedUse stated) => turn.Tell(new RiskGuardInput.CloseLease(
        turn.Settings.Symbol, turn.State.Epoch, lease, stated.Use.Capital, stated.Use.Exposure, stated.Use.Venues, stated.Version,
        stated.ClosedBelow));

    /// <summary>The highest price that the symbol is known to have.</summary>
    public static Price PriceOf(StrategyTurn turn)
    {
        var best = new Price(0m);
        foreach (var venue in Venues.All)
        {
            var mid = turn.View.BookAt(venue).Mid;
            var known = mid.IsNone ? turn.State.Accounts[venue].AverageCost : mid;
            best = known > best ? known : best;
        }

        return best;
    }

    private static bool IsDue(Use was, Use now, bool isProbe)
    {
        if (was.IsNone != now.IsNone || Grew(was.Exposure, now.Exposure))
            return true;
        if (isProbe && Grew(now.Exposure, was.Exposure))
            return true;
        foreach (var venue in Venues.All)
        {
            var (before, after) = (was.AtVenues[venue].Capital, now.AtVenues[venue].Capital);
            if (Grew(before, after) || (isProbe && Grew(after, before)))
                return true;
        }

        return false;
    }

    private static bool Grew(Notional from, Notional to) => to > from * (1m + Noteworthy);
}
