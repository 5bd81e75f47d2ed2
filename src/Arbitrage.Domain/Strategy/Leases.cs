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

        if (lease.Held is { } held && !turn.State.AnyOrderLive && (need == Notional.Zero || held.Token.ExpiresAt <= turn.Now))
            GiveBack(turn, held.Token.Id);
        if (need == Notional.Zero || !turn.IsReconciled)
            return;
        if (turn.State.Lease.Asked is { } asked)
        {
            // Asked again under the same id until answered: a request given up could be granted and stay charged.
            if (turn.Now == turn.View.AskAt)
                Request(turn, asked);
            return;
        }

        if (IsEnough(turn, need) || turn.Now - turn.State.Lease.RefusedAt < Patience(turn.State.Lease.Refusals))
            return;
        turn.Record(new StrategyEvent.LeaseAsked(turn.State.Lease.LastRequest + 1, need, need, turn.Now));
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

        var before = turn.State.Lease.Held;
        turn.Record(new StrategyEvent.LeaseHeld(
            e.RequestId, new(e.LeaseId, e.GuardEpoch, asked.At + e.Ttl), e.Capital, e.Exposure, turn.Now));
        if (before is not null)
            Close(turn, before.Token.Id);
    }

    /// <summary>The guard lists older grants although they were given back: the message got lost.</summary>
    public static void CloseAgain(StrategyTurn turn, ImmutableArray<long> open)
    {
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
        var (capital, exposure) = InUse(turn);
        turn.Record(new StrategyEvent.LeaseReleased(id, capital, exposure, turn.Now));
        turn.Tell(new RiskGuardInput.CloseLease(turn.Settings.Symbol, turn.State.Epoch, id, capital, exposure));
    }

    /// <summary>What the symbol uses now, doubt in full, at the larger of cap and market price.</summary>
    public static (Notional Capital, Notional Exposure) InUse(StrategyTurn turn)
    {
        var state = turn.State;
        var price = PriceOf(turn);
        var (gate, mexc, perp) = (
            price * state.BaseAt(Venue.GateSpot).Abs, price * state.BaseAt(Venue.MexcSpot).Abs, price * state.BaseAt(Venue.GateFutures).Abs);
        var open = Notional.Zero;
        foreach (var order in state.Orders.Values.Where(o => !state.IsFinal(o)))
        {
            var at = order.Intent.Cap > price ? order.Intent.Cap : price;
            open += at * (order.Intent.Quantity - order.Filled);
        }

        var margin = perp * (1m / Math.Max(turn.Settings.FuturesLeverage, 1m));
        return (Notional.Max(Notional.Max(gate, mexc), margin) + open, Notional.Max(gate + mexc, perp) + open);
    }

    private static Notional Needed(StrategyTurn turn)
    {
        if (turn.State.Mode.Effective != TradingMode.Active || turn.State.Stop is not null)
            return Notional.Zero;
        if (turn.Phase == StrategyPhase.EstablishingDeltaNeutral)
        {
            var missing = turn.State.Inventory.Target - turn.State.BaseAt(Venue.GateFutures).Abs;
            return missing > Quantity.Zero
                ? PriceOf(turn) * missing * (1m + (2m * turn.Settings.MaxSlippagePct / 100m))
                : OnePair(turn.Settings);
        }

        return turn.Phase is StrategyPhase.Initializing or StrategyPhase.ErrorRecovery ? Notional.Zero : OnePair(turn.Settings);
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
        turn.Settings.Symbol, turn.State.Epoch, asked.RequestId, asked.Capital, asked.Exposure));

    private static void Close(StrategyTurn turn, long id)
    {
        var (capital, exposure) = InUse(turn);
        turn.Tell(new RiskGuardInput.CloseLease(turn.Settings.Symbol, turn.State.Epoch, id, capital, exposure));
    }

    private static Price PriceOf(StrategyTurn turn)
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
}
