using System.Buffers.Binary;
using System.IO.Hashing;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Simulation.Exploration;

/// <summary>
/// What of a world decides what can happen next. Two worlds with the same form behave alike up to the numbers they use. Left out or renumbered:
/// <list type="bullet">
/// <item>times: each deadline (<see cref="Deadlines"/>) is kept as how far it is ahead, zero once it is past;</item>
/// <item>sequence numbers, offsets, epochs, ids of pairs, orders, leases and requests: only how they stand to one another is kept;</item>
/// <item>counters that stop to matter at a number are cut off there: attempts at 5, refusals at 6, empty pairs at 7 or 8, errors at their threshold;</item>
/// <item>the life of a lease is kept as young, past half or past its end, the age of an entry as below or beyond its timeout;</item>
/// <item>money: cash, profit, marks of equity, average costs (fees are zero, the limits on drawdown out of reach, free money plenty);</item>
/// <item>what was last stated to the guard of what is in use: it is told again and decides nothing here;</item>
/// <item>reasons, alerts, what a decision saw, and what is kept for display.</item>
/// </list>
/// </summary>
internal sealed class CanonicalForm(StrategySettings settings)
{
    private readonly byte[] _buffer = new byte[8192];
    private int _length;

    /// <summary>128 bits of it: two forms are taken as equal when these are.</summary>
    public UInt128 HashOf(SmallWorld world) => XxHash128.HashToUInt128(BytesOf(world));

    /// <summary>The form itself; valid until the next call.</summary>
    public ReadOnlySpan<byte> BytesOf(SmallWorld world)
    {
        _length = 0;
        var state = world.State;
        Put((int)state.Phase, Bit(state.Ended), Bit(world.IsStopped), Bit(world.IsDear), Bit(world.IsLiquidationNear), world.Adversities, Bit(world.IsTicked));
        Put((int)state.Mode.Ordered, Bit(state.Mode.HaltReason is not null), Bit(state.Mode.HaltConfirmed));
        Put(Bit(state.Recovery.GuardConfirmed), Math.Min(state.Recovery.Attempt, 5), Math.Min(state.Recovery.Errors.Length, settings.ErrorRateThreshold));
        Put(state.Stop is { } stop ? (int)stop.OnStop : 0, Bit(state.Stop?.Automatic ?? false), Bit(state.DeltaOutSince is not null));
        // Even and odd matter: a rebalance takes turns by them.
        Put(state.Profit.EmptyInRow <= 7 ? state.Profit.EmptyInRow : 8 - (state.Profit.EmptyInRow % 2), Bit(!state.Contract.IsZero), Bit(state.Liquidated));
        Span<DateTimeOffset> deadlines = stackalloc DateTimeOffset[Deadlines.Count];
        Deadlines.Of(world, settings, deadlines);
        foreach (var deadline in deadlines)
            Ahead(world, deadline);
        Guard(world);
        foreach (var venue in Domain.Markets.Venues.All)
            OfVenue(world, venue);
        Pair(world);
        foreach (var lot in state.Inventory.Lots)
            Put((int)lot.Direction, Whole(lot.Base.Value), Bit(lot.Overdue), Bit(world.Now - lot.At >= SmallMarket.Long));
        return _buffer.AsSpan(0, _length);
    }

    private void Guard(SmallWorld world)
    {
        var (lease, guard) = (world.State.Lease, world.Guard);
        Put((int)guard.Mode, Bit(guard.Sequence > world.State.Mode.GuardSequence), Bit(guard.IsAsked), Bit(guard.IsModeUntold), Bit(guard.Unheard is not null), Bit(guard.IsMexcReducing));
        Put(Bit(lease.Asked is not null), guard.LeaseAsked is { } request ? request.RequestId == lease.Asked?.RequestId ? 1 : 2 : 0);
        Money(lease.Asked?.Capital ?? default);
        Put(Math.Min(lease.Refusals, 6), lease.Older.Count(id => !guard.Open.Contains(id)), Bit(lease.Held is not null));
        if (lease.Held is { } held)
        {
            Put(held.Token.ExpiresAt <= world.Now ? 2 : world.Now - held.AskedAt >= SmallMarket.Long / 2 ? 1 : 0);
            Money(held.Capital);
            Money(held.Exposure);
            Money(held.Spent);
        }

        Put(guard.Open.Length, Bit(lease.Asked is { } asked && asked.RequestId == guard.Last.RequestId && guard.Open.Contains(guard.Last.LeaseId)));
        foreach (var id in guard.Open)
            Put(id == lease.Held?.Token.Id ? 1 : lease.Older.Contains(id) ? 2 : id == guard.Last.LeaseId ? 3 : 0, Bit(guard.Older.Contains(id)));
    }

    private void OfVenue(SmallWorld world, Venue venue)
    {
        var (account, truth, session) = (world.State.Accounts[venue], world.At(venue), world.View.SessionAt(venue));
        Put((int)world.State.Mode.At(venue), Bit(account.Acknowledged), Bit(account.Up), Bit(account.Known), Whole(account.Base.Value));
        Put(Bit(truth.IsUp), Bit(truth.HasBook), Bit(truth.IsAsked), Bit(truth.IsMute), truth.Untold.Length);
        foreach (var fill in truth.Untold)
        {
            Put(fill.Order is { } id ? world.State.Orders.ContainsKey(id) ? id.Letter : 1 : 0, (int)fill.Side, Whole(fill.Quantity));
            Put(Micro(fill.Price.Value));
        }

        Put(Bit(session.Ready), Bit(session.FundsKnown), Bit(session.Instrument is not null), Whole(session.FreeBase.Value));
        Put(session.Position is { } position ? 1 + Whole(position.Size.Abs.Value) : 0, Bit(session.LiquidationDistancePct is not null));
    }

    private void Pair(SmallWorld world)
    {
        var (state, inventory) = (world.State, world.State.Inventory);
        Put(Whole(inventory.TargetGate.Value), Whole(inventory.TargetMexc.Value), Bit(state.Pair is not null), Bit(world.Ghost is not null));
        if (world.Ghost is { } ghost)
        {
            Put((int)ghost.Intent.Venue, (int)ghost.Side, Whole(ghost.Left));
            Put(Micro(ghost.Intent.Cap.Value));
        }

        if (state.Pair is { } pair)
        {
            Put((int)pair.Purpose, (int)pair.SellVenue, (int)pair.BuyVenue, Whole(pair.Size.Value), (int)pair.Step, pair.StepAttempts);
            Put(pair.OrderCount, state.Orders.Count);
        }

        foreach (var order in state.Orders.Values)
            Known(world, order);
        foreach (var order in world.Orders)
            Truth(world, order);
    }

    private void Known(SmallWorld world, OrderState order)
    {
        var intent = order.Intent;
        Put(intent.Id.Letter, (int)intent.Venue, (int)intent.Side, Whole(intent.Quantity.Value), Bit(intent.ReduceOnly), (int)intent.Risk);
        Put(Bit(intent.Epoch < world.State.Epoch), (int)order.Step, NumberOf(order.Answer), Bit(order.InDoubt), NumberOf(order.Outcome));
        Put(Ahead(order.UpTo, world.State.Accounts[intent.Venue].Cursor), Whole(order.Filled.Value));
        Put(Micro(intent.Cap.Value));
        Money(order.FilledFor);
        Ahead(world, Deadlines.OfOrder(world.State, order));
    }

    private void Truth(SmallWorld world, OrderTruth order)
    {
        Put(order.Id.Letter, (int)order.Stage, Whole(order.Filled), Bit(order.IsInDoubt), Bit(order.IsSlow), Bit(order.IsMute));
        Put(Bit(order.IsVoidAsked), NumberOf(order.Outcome), Ahead(order.UpTo, world.State.Accounts[order.Intent.Venue].Cursor));
        if (order.Stage is OrderStage.InFlight or OrderStage.Lost)
            Ahead(world, order.Intent.NotAfter.AddTicks(1));
    }

    private static int NumberOf(IntentAnswer? answer) => answer switch
    {
        null => 0,
        IntentAnswer.Claimed => 1,
        _ => 2,
    };

    private static int NumberOf(OrderOutcome? outcome) => outcome switch
    {
        null => 0,
        OrderOutcome.NotSent => 1,
        OrderOutcome.Rejected { Reason: VenueReject.Other } => 2,
        OrderOutcome.Rejected => 3,
        OrderOutcome.NoEffect => 4,
        OrderOutcome.Ended ended => 5 + Whole(ended.Filled.Value),
        _ => throw new System.Diagnostics.UnreachableException($"{outcome}"),
    };

    private static int Ahead(long offset, long cursor) => (int)Math.Max(offset - cursor, 0);

    private void Ahead(SmallWorld world, DateTimeOffset deadline)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_buffer.AsSpan(_length), Math.Max((deadline - world.Now).Ticks, 0));
        _length += 8;
    }

    private void Money(Notional amount) => Put(Micro(amount.Value));

    private static int Micro(decimal value) => (int)decimal.Round(value * 1_000_000m);

    private static int Whole(decimal contracts) => decimal.ToInt32(contracts);

    private static int Bit(bool value) => value ? 1 : 0;

    private void Put(params ReadOnlySpan<int> values)
    {
        foreach (var value in values)
        {
            BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(_length), value);
            _length += 4;
        }
    }
}
