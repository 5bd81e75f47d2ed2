using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Strategy;

/// <summary>The standing lease: asked for ahead, renewed at half its life, given back with what is in use (ARCHITECTURE 5).</summary>
internal static class Leases
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LeastLife = TimeSpan.FromMilliseconds(250);

    /// <summary>What a pair may be worth under the lease held now; zero without one.</summary>
    public static Notional Usable(StrategyTurn turn) =>
        turn.State.Lease.Held is { } held && held.Token.ExpiresAt - turn.Now > LeastLife ? held.Left : Notional.Zero;

    /// <summary>A request is out and may be answered at once.</summary>
    public static bool MayComeAtOnce(StrategyTurn turn) =>
        turn.State.Lease is { Asked: { } asked, Refusals: 0 } && turn.Now - asked.At < AtOnce;

    /// <summary>Worst case of one pair and its ladder.</summary>
    public static Notional OnePair(StrategySettings settings) => Notional.Min(
        Notional.Min(settings.MaxTrade, settings.MaxInDoubt),
        settings.BasePositionSize * settings.MaxPositionMultiplier) * (1m + (settings.MaxSlippagePct / 100m));

    public static void Keep(StrategyTurn turn)
    {
        var lease = turn.State.Lease;
        var need = Needed(turn);
        if (lease.Older.Length > 0 && turn.IsReconciled)
        {
            foreach (var older in lease.Older)
                GiveBack(turn, older);
        }

        if (lease.Held is { } held && !turn.State.AnyOrderLive && (need is null || held.Token.ExpiresAt <= turn.Now))
            GiveBack(turn, held.Token.Id);
        InUse.Restate(turn);
        if (need is null || !turn.IsReconciled)
            return;
        if (turn.State.Lease.Asked is { } asked)
        {
            // Asked again under the same id until answered: a request given up could be granted and stay charged.
            if (turn.Now == turn.View.AskAt)
                Request(turn, asked);
            return;
        }

        if (IsEnough(turn, need.Amount) || turn.Now - turn.State.Lease.RefusedAt < Patience(turn.State.Lease.Refusals))
            return;
        turn.Record(new StrategyEvent.LeaseAsked(turn.State.Lease.LastRequest + 1, need.Amount, need.Amount, turn.Now, need.AtVenues));
        Request(turn, turn.State.Lease.Asked!);
    }

    public static void Granted(StrategyTurn turn, StrategyInput.LeaseGranted e)
    {
        if (turn.State.Lease.Asked is not { } asked || asked.RequestId != e.RequestId)
        {
            // A grant for a request given up: it must not stay charged. The one held now may be answered twice.
            if (turn.State.Lease.Held?.Token.Id != e.LeaseId)
                Close(turn, e.LeaseId);
            return;
        }

        // Orders under the lease that is held may not have been sent yet, and it must stay open for them: the grant is asked for again when the pair is final.
        if (turn.State.Lease.Held is not null && (turn.State.Pair is not null || turn.State.AnyOrderLive))
            return;
        var before = turn.State.Lease.Held;
        turn.Record(new StrategyEvent.LeaseHeld(
            e.RequestId, new(e.LeaseId, e.GuardEpoch, asked.At + e.Ttl), e.Capital, e.Exposure, turn.Now));
        if (before is not null)
            Close(turn, before.Token.Id);
    }

    /// <summary>
    /// The guard lists grants that are not held: their close got lost, or they answer a request that was taken for refused. While a request is out
    /// its grant may be among them, so nothing is closed then.
    /// </summary>
    public static void CloseAgain(StrategyTurn turn, ImmutableArray<long> open)
    {
        if (turn.State.Lease.Asked is not null)
            return;
        foreach (var id in open.Where(id => !turn.State.Lease.Older.Contains(id) && id != turn.State.Lease.Held?.Token.Id))
            Close(turn, id);
    }

    public static void SayReleasedAgain(StrategyTurn turn)
    {
        foreach (var released in turn.State.Lease.Released)
            Close(turn, released.LeaseId);
    }

    public static void GiveBack(StrategyTurn turn, long id)
    {
        var use = InUse.Of(turn);
        turn.Record(new StrategyEvent.LeaseReleased(id, use.Capital, use.Exposure, turn.Now, use.Venues));
        InUse.Tell(turn, id, turn.State.Lease.Stated!);
    }

    // A spot to spot pair ties up its size at the venue bought at, whichever that will be, and the margin of the hedge that its ladder may end with.
    // A slice of inventory ties up what is missing at its spot venue, and margin for all of it.
    private static LeaseNeed? Needed(StrategyTurn turn)
    {
        var mode = turn.State.Mode;
        if (mode.Effective != TradingMode.Active || turn.State.Stop is not null
            || turn.Phase is StrategyPhase.Initializing or StrategyPhase.ErrorRecovery)
            return null;
        var (pair, leverage) = (OnePair(turn.Settings), Math.Max(turn.Settings.FuturesLeverage, 1m));
        var missing = turn.State.Inventory.Target - turn.State.BaseAt(Venue.GateFutures).Abs;
        if (turn.Phase == StrategyPhase.EstablishingDeltaNeutral && missing > Quantity.Zero)
        {
            var price = InUse.PriceOf(turn);
            var slack = 1m + (2m * turn.Settings.MaxSlippagePct / 100m);
            var all = price * missing * slack;
            return mode.Everywhere == TradingMode.Active
                ? new(all, new(AtSpot(Venue.GateSpot), new(all * (1m / leverage), all), AtSpot(Venue.MexcSpot)))
                : null;

            VenueMoney AtSpot(Venue venue)
            {
                var target = venue == Venue.GateSpot ? turn.State.Inventory.TargetGate : turn.State.Inventory.TargetMexc;
                var here = Quantity.Max(target - turn.State.BaseAt(venue), Quantity.Zero) + turn.State.Contract;
                var value = Notional.Min(price * here * slack, all);
                return new(value, value);
            }
        }

        return mode.At(Venue.GateSpot) == TradingMode.Active && mode.At(Venue.MexcSpot) == TradingMode.Active
            ? new(pair, new(new(pair, pair), new(pair * (1m / leverage), Notional.Zero), new(pair, pair)))
            : null;
    }

    // Enough for the next slice or pair, and half of its life left.
    private static bool IsEnough(StrategyTurn turn, Notional need)
    {
        if (turn.State.Lease.Held is not { } held)
            return false;
        var life = held.Token.ExpiresAt - held.AskedAt;
        return turn.Now - held.AskedAt < life / 2 && (turn.State.AnyOrderLive || held.Left >= Notional.Min(need, OnePair(turn.Settings)));
    }

    private static TimeSpan Patience(int refusals) =>
        refusals == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Min(1L << Math.Min(refusals - 1, 5), 30));

    private static void Request(StrategyTurn turn, LeaseRequest asked) => turn.Tell(new RiskGuardInput.RequestLease(
        turn.Settings.Symbol, turn.State.Epoch, asked.RequestId, asked.Capital, asked.Exposure, asked.AtVenues));

    private static void Close(StrategyTurn turn, long id) => InUse.Tell(turn, id, InUse.State(turn));

    /// <summary>What is asked for: the worst case in USDT, and what of it at which venue.</summary>
    private sealed record LeaseNeed(Notional Amount, PerVenue AtVenues);
}
