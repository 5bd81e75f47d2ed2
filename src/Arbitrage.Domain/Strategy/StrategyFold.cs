using System.Collections.Immutable;
using System.Diagnostics;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Strategy;

/// <summary>State after an event. Depends on nothing but state and event, so a journal folds the same under any settings.</summary>
internal static class StrategyFold
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan ReleasedFor = TimeSpan.FromMinutes(1);

    public static StrategyState Apply(StrategyState state, StrategyEvent happened, long sequence)
    {
        var next = happened switch
        {
            StrategyEvent.IncarnationStarted e => Start(state, e),
            StrategyEvent.PhaseEntered e => Enter(state, e),
            StrategyEvent.EpochConfirmed e => With(state, e.Venue, a => a with { Acknowledged = true }),
            StrategyEvent.GuardConfirmed e => state with
            {
                Recovery = state.Recovery with { GuardConfirmed = true },
                Lease = state.Lease with { Older = e.OlderLeases },
            },
            StrategyEvent.VenueReady e => With(state, e.Venue, a => a with { Up = true, Known = true }) with
            {
                Contract = e.Contract.IsZero ? state.Contract : e.Contract,
            },
            StrategyEvent.VenueLost e => CountError(With(state, e.Venue, a => a with { Up = false }), e.At),
            StrategyEvent.ErrorSeen e => CountError(state, e.At),
            StrategyEvent.RecoveryAttempted e => state with
            {
                Recovery = state.Recovery with { Attempt = e.Attempt, RetryAt = e.RetryAt, AttemptAt = e.At },
            },
            StrategyEvent.ModeChanged e => Order(state, e),
            StrategyEvent.HaltSet e => state with { Mode = state.Mode with { HaltReason = e.Reason, HaltConfirmed = false } },
            StrategyEvent.LeaseAsked e => state with
            {
                Lease = state.Lease with { LastRequest = e.RequestId, Asked = new(e.RequestId, e.Capital, e.Exposure, e.At, e.AtVenues) },
            },
            StrategyEvent.LeaseHeld e => state with { Lease = Hold(state.Lease, e) },
            StrategyEvent.LeaseDenied e => state with
            {
                Lease = state.Lease with { Asked = null, Refusals = state.Lease.Refusals + 1, RefusedAt = e.At },
            },
            StrategyEvent.LeaseReleased e => state with
            {
                Lease = State(Release(state.Lease, e.LeaseId, e.At), new(e.CapitalInUse, e.ExposureInUse, e.AtVenues), sequence),
            },
            StrategyEvent.UseStated e => state with
            {
                Lease = State(state.Lease, new(e.Capital, e.Exposure, e.AtVenues), sequence),
            },
            StrategyEvent.InventoryTargeted e => state with
            {
                Inventory = state.Inventory with { TargetGate = e.Gate, TargetMexc = e.Mexc },
            },
            StrategyEvent.LegsIntended e => Intend(state, e, sequence),
            StrategyEvent.LadderStepped e => Climb(state, e),
            StrategyEvent.OrderAnswered e => With(state, e.Id, o => o with { Answer = e.Answer }),
            StrategyEvent.OrderDoubted e => With(state, e.Id, o => o with { InDoubt = true }),
            StrategyEvent.OutcomeSeen e => With(state, e.Id, o => o with { Outcome = e.Outcome, UpTo = e.UpTo, InDoubt = false }),
            StrategyEvent.FactBooked e => StrategyBooks.Book(state, e),
            StrategyEvent.PairEnded e => StrategyBooks.EndPair(state, e),
            StrategyEvent.ReturnOverdue e => state with
            {
                Inventory = state.Inventory with
                {
                    Lots = [.. state.Inventory.Lots.Select(l => l.Pair == e.Pair ? l with { Overdue = true } : l)],
                },
            },
            StrategyEvent.EquityMarked e => state with { Profit = Mark(state.Profit, e) },
            StrategyEvent.PeakRebased e => state with { Profit = state.Profit with { PeakEquity = e.Equity } },
            StrategyEvent.StopAsked e => state with { Stop = new(e.OnStop, e.Reason, e.Automatic, e.At) },
            StrategyEvent.Stopped e => state with { Ended = true, Profit = Mark(state.Profit, new(e.Equity, e.At)) },
            _ => throw new UnreachableException($"Unknown event {happened}"),
        };
        return WithDelta(next with { Sequence = sequence }, happened);
    }

    private static StrategyState Start(StrategyState state, StrategyEvent.IncarnationStarted e) => state with
    {
        Epoch = e.Epoch,
        Phase = StrategyPhase.Initializing,
        PhaseSince = e.At,
        PhaseReason = $"incarnation {e.Epoch}",
        Visited = state.Visited.Add(StrategyPhase.Initializing),
        Accounts = Venues.All.ToImmutableSortedDictionary(v => v, v => state.Accounts[v] with { Acknowledged = false, Up = false }),
        Recovery = state.Recovery with { GuardConfirmed = false, Attempt = 0, PrepareExpiredAt = DateTimeOffset.MinValue },
        Lease = LeaseState.None with { LastRequest = state.Lease.LastRequest },
        Stop = state.Ended ? null : state.Stop,
        Ended = false,
    };

    private static StrategyState Enter(StrategyState state, StrategyEvent.PhaseEntered e)
    {
        if (!StrategyTransitions.Allows(state.Phase, e.Phase))
            throw new InvalidOperationException($"{state.Phase.Display()} has no transition to {e.Phase.Display()} ({e.Reason}).");
        var recovery = (state.Phase, e.Phase) switch
        {
            (StrategyPhase.PreparingArbitrage, StrategyPhase.MonitoringSpreads) => state.Recovery with { PrepareExpiredAt = e.At },
            (_, StrategyPhase.MonitoringSpreads) => state.Recovery with { Attempt = 0 },
            _ => state.Recovery,
        };
        return state with
        {
            Phase = e.Phase,
            PhaseSince = e.At,
            PhaseReason = e.Reason,
            Visited = state.Visited.Add(e.Phase),
            Recovery = recovery,
        };
    }

    private static StrategyState Order(StrategyState state, StrategyEvent.ModeChanged e)
    {
        var mode = Order(state.Mode, e);
        return state with { Mode = mode, Liquidated = state.Liquidated && mode.Effective == TradingMode.Halted };
    }

    // A halt of our own ends only by a mode that the guard ordered after it had journaled the halt, which takes a person.
    private static ModeState Order(ModeState mode, StrategyEvent.ModeChanged e)
    {
        var ordered = mode with { Ordered = e.Mode, GuardSequence = e.GuardSequence, Venues = e.Venues };
        if (mode.HaltReason is null)
            return ordered;
        if (e.Mode == TradingMode.Halted)
            return ordered with { HaltConfirmed = true };
        return mode.HaltConfirmed ? ordered with { HaltReason = null, HaltConfirmed = false } : ordered;
    }

    private static StrategyState CountError(StrategyState state, DateTimeOffset at) => state with
    {
        Recovery = state.Recovery with
        {
            Errors = [.. state.Recovery.Errors.Where(e => e > at - Hour), at],
            ErrorsTotal = state.Recovery.ErrorsTotal + 1,
        },
    };

    private static LeaseState State(LeaseState lease, Use use, long sequence) => lease with { Stated = new(use, sequence, lease.ClosedBelow) };

    private static LeaseState Hold(LeaseState lease, StrategyEvent.LeaseHeld e)
    {
        var asked = lease.Asked?.At ?? e.At;
        var before = lease.Held is { } held ? Release(lease, held.Token.Id, e.At) : lease;
        return before with { Asked = null, Refusals = 0, Held = new(e.Token, e.Capital, e.Exposure, Notional.Zero, asked, e.RequestId, lease.Asked?.AtVenues) };
    }

    private static LeaseState Release(LeaseState lease, long id, DateTimeOffset at) => lease with
    {
        Held = lease.Held?.Token.Id == id ? null : lease.Held,
        Older = lease.Older.Remove(id),
        Released = [.. lease.Released.Where(r => r.At > at - ReleasedFor), new(id, at)],
    };

    private static StrategyState Intend(StrategyState state, StrategyEvent.LegsIntended e, long sequence)
    {
        var counts = e.Purpose is PairPurpose.Entry or PairPurpose.Return;
        return AddOrders(state, e.Orders, LadderStep.Legs, e.At) with
        {
            Pair = new(
                sequence, e.Purpose, e.SellVenue, e.BuyVenue, e.Size, LadderStep.Legs, 1, e.Orders.Length, e.At, e.At, e.Seen),
            Lease = LeaseBooks.Spend(state.Lease, e.Orders),
            Profit = counts ? state.Profit with { Attempts = state.Profit.Attempts + 1 } : state.Profit,
        };
    }

    private static StrategyState Climb(StrategyState state, StrategyEvent.LadderStepped e)
    {
        var pair = state.Pair ?? throw new InvalidOperationException("The ladder moved without a pair.");
        return AddOrders(state, e.Orders, e.Step, e.At) with
        {
            Pair = pair with
            {
                Step = e.Step,
                StepAttempts = pair.Step == e.Step ? pair.StepAttempts + e.Orders.Length : e.Orders.Length,
                OrderCount = pair.OrderCount + e.Orders.Length,
                StepAt = e.At,
            },
        };
    }

    private static StrategyState AddOrders(StrategyState state, ImmutableArray<OrderIntent> intents, LadderStep step, DateTimeOffset at)
    {
        var orders = state.Orders;
        foreach (var intent in intents)
            orders = orders.Add(intent.Id, new(intent, step, at, null, false, null, 0, default, default, default, default));
        return state with { Orders = orders };
    }

    private static ProfitState Mark(ProfitState profit, StrategyEvent.EquityMarked e)
    {
        var first = profit.MarkedAt == DateTimeOffset.MinValue;
        return profit with
        {
            FirstEquity = first ? e.Equity : profit.FirstEquity,
            LastEquity = e.Equity,
            PeakEquity = first ? e.Equity : Notional.Max(profit.PeakEquity, e.Equity),
            MarkedAt = e.At,
        };
    }

    private static StrategyState With(StrategyState state, Venue venue, Func<AccountState, AccountState> change) =>
        state with { Accounts = state.Accounts.SetItem(venue, change(state.Accounts[venue])) };

    private static StrategyState With(StrategyState state, ClientOrderId id, Func<OrderState, OrderState> change) =>
        state.Orders.TryGetValue(id, out var order)
            ? state with { Orders = state.Orders.SetItem(id, change(order)) }
            : throw new InvalidOperationException($"{id} is not an order of the current pair.");

    private static StrategyState WithDelta(StrategyState state, StrategyEvent happened)
    {
        DateTimeOffset? at = happened switch
        {
            StrategyEvent.FactBooked e => e.At,
            StrategyEvent.OutcomeSeen e => e.At,
            StrategyEvent.OrderAnswered e => e.At,
            StrategyEvent.LegsIntended e => e.At,
            StrategyEvent.LadderStepped e => e.At,
            StrategyEvent.VenueReady e => e.At,
            _ => null,
        };
        if (at is null || state.Contract.IsZero)
            return state;
        // While inventory is being built there is no hedge yet to deviate from.
        var isBuilding = state.Phase is StrategyPhase.Initializing or StrategyPhase.EstablishingDeltaNeutral;
        var profit = isBuilding || state.AnyOrderLive || state.DeltaDeviationPct <= state.Profit.MaxDeviationPct
            ? state.Profit
            : state.Profit with { MaxDeviationPct = state.DeltaDeviationPct };
        return state with { DeltaOutSince = OutSince(state, at.Value), Profit = profit };
    }

    // Begins with certainty. An order on its way that may bring delta back does not end it, or a hedge that is refused again and again would start
    // the clock of I7 anew each time: it ends when delta is in the band in every outcome.
    private static DateTimeOffset? OutSince(StrategyState state, DateTimeOffset at)
    {
        // What an account that was never up holds is not known, so nothing is certain before.
        foreach (var (_, account) in state.Accounts)
        {
            if (!account.Known)
                return null;
        }

        var delta = DeltaInterval.Of(state);
        if (delta.Certain.Abs > state.Contract)
            return state.DeltaOutSince ?? at;
        return delta.IsWithin(state.Contract) ? null : state.DeltaOutSince;
    }
}
