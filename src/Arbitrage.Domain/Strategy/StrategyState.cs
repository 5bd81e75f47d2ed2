using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Strategy;

/// <summary>Fold of a strategy's journal.</summary>
/// <param name="Sequence">Sequence number of the last event applied.</param>
/// <param name="Epoch">This incarnation.</param>
/// <param name="Phase">Which of the nine states.</param>
/// <param name="PhaseSince">Since when.</param>
/// <param name="PhaseReason">Why it was entered.</param>
/// <param name="Visited">States this symbol was ever in.</param>
/// <param name="Mode">Trading mode beside the state.</param>
/// <param name="Recovery">Errors and attempts.</param>
/// <param name="Lease">The right to spend.</param>
/// <param name="Accounts">Position and cursor per venue; all three are always there.</param>
/// <param name="Contract">Base units of one futures contract; zero until the futures session was up once.</param>
/// <param name="Orders">Orders of the current pair, by id, final ones included until the pair ends.</param>
/// <param name="Pair">Pair under way.</param>
/// <param name="Inventory">Target and open entries.</param>
/// <param name="Profit">Profit and counters from fills.</param>
/// <param name="DeltaOutSince">
/// Since when net delta is beyond the band (I7): from the moment at which more than one contract of it was certain until it is back in every outcome
/// of the orders on their way; null otherwise.
/// </param>
/// <param name="Stop">A stop that was asked for.</param>
/// <param name="Ended">Stopped for good.</param>
/// <param name="Liquidated">The venue liquidated our perpetual and no person has resumed since: margin is not to be counted on.</param>
public sealed record StrategyState(
    long Sequence, Epoch Epoch, StrategyPhase Phase, DateTimeOffset PhaseSince, string PhaseReason,
    ImmutableSortedSet<StrategyPhase> Visited, ModeState Mode, RecoveryState Recovery, LeaseState Lease,
    ImmutableSortedDictionary<Venue, AccountState> Accounts, Quantity Contract,
    ImmutableSortedDictionary<ClientOrderId, OrderState> Orders, PairState? Pair, InventoryState Inventory, ProfitState Profit,
    DateTimeOffset? DeltaOutSince, StopState? Stop, bool Ended, bool Liquidated = false)
{
    /// <summary>Before the first event.</summary>
    public static StrategyState Empty { get; } = new(
        0, default, StrategyPhase.Initializing, DateTimeOffset.MinValue, "", [], ModeState.Start, RecoveryState.Start, LeaseState.None,
        Venues.All.ToImmutableSortedDictionary(v => v, _ => AccountState.Empty), default,
        ImmutableSortedDictionary<ClientOrderId, OrderState>.Empty, null, InventoryState.None, ProfitState.Zero, null, null, false);

    /// <summary>Base held at a spot venue, or the signed perpetual position.</summary>
    public Quantity BaseAt(Venue venue) => Accounts[venue].Base;

    /// <summary>Base held on both spot venues.</summary>
    public Quantity SpotBase => BaseAt(Venue.GateSpot) + BaseAt(Venue.MexcSpot);

    /// <summary>Net delta by booked facts: the sum over all three venues.</summary>
    public Quantity NetDelta => SpotBase + BaseAt(Venue.GateFutures);

    /// <summary>|net delta| / max(spot, |perpetual|) x 100; 0 when both are 0 (requirement B11).</summary>
    public decimal DeltaDeviationPct
    {
        get
        {
            var larger = Quantity.Max(SpotBase.Abs, BaseAt(Venue.GateFutures).Abs);
            return larger.IsZero ? 0m : NetDelta.Abs.Value / larger.Value * 100m;
        }
    }

    /// <summary>An order is open, unanswered or in doubt.</summary>
    public bool AnyOrderLive
    {
        get
        {
            foreach (var (_, order) in Orders)
            {
                if (!IsFinal(order))
                    return true;
            }

            return false;
        }
    }

    /// <summary>An order's outcome is known and every fill behind it is booked.</summary>
    public bool IsFinal(OrderState order) =>
        order.Answer is IntentAnswer.Refused or IntentAnswer.Voided
        || (order.Outcome is not null && Accounts[order.Intent.Venue].Cursor >= order.UpTo);
}

/// <summary>Trading mode of the symbol.</summary>
/// <param name="Ordered">The guard's.</param>
/// <param name="GuardSequence">Its sequence number; the highest wins.</param>
/// <param name="HaltReason">Why the strategy halted itself; null when it has not.</param>
/// <param name="HaltConfirmed">The guard has journaled that halt, so a later mode of the guard ends it.</param>
/// <param name="Venues">Modes of the venues; null while all are active.</param>
public sealed record ModeState(
    TradingMode Ordered, long GuardSequence, string? HaltReason, bool HaltConfirmed, VenueModes? Venues = null)
{
    /// <summary>Active until told otherwise; no risk is taken before the guard has answered.</summary>
    public static ModeState Start { get; } = new(TradingMode.Active, 0, null, false);

    /// <summary>The stricter of both.</summary>
    public TradingMode Effective => HaltReason is null ? Ordered : TradingMode.Halted;

    /// <summary>The stricter of the symbol's mode and the venue's.</summary>
    public TradingMode At(Venue venue) => Venues is { } modes && modes[venue] > Effective ? modes[venue] : Effective;

    /// <summary>The strictest of the symbol's mode and those of all venues: what needs all of them at once.</summary>
    public TradingMode Everywhere => Venues is { } modes && modes.Strictest > Effective ? modes.Strictest : Effective;
}

/// <summary>Errors and recovery.</summary>
/// <param name="GuardConfirmed">The guard knows this incarnation.</param>
/// <param name="Attempt">Attempts since MONITORING was last reached.</param>
/// <param name="RetryAt">Earliest end of the current attempt.</param>
/// <param name="AttemptAt">Start of it.</param>
/// <param name="Errors">Times of the errors of the last hour, oldest first.</param>
/// <param name="ErrorsTotal">Errors ever.</param>
/// <param name="PrepareExpiredAt">When PREPARING last expired.</param>
public sealed record RecoveryState(
    bool GuardConfirmed, int Attempt, DateTimeOffset RetryAt, DateTimeOffset AttemptAt, ImmutableArray<DateTimeOffset> Errors,
    long ErrorsTotal, DateTimeOffset PrepareExpiredAt)
{
    /// <summary>None yet.</summary>
    public static RecoveryState Start { get; } =
        new(false, 0, DateTimeOffset.MinValue, DateTimeOffset.MinValue, [], 0, DateTimeOffset.MinValue);
}

/// <summary>The right to spend.</summary>
/// <param name="LastRequest">Highest request id used.</param>
/// <param name="Asked">A request without answer.</param>
/// <param name="Held">The standing lease.</param>
/// <param name="Refusals">Refusals in a row.</param>
/// <param name="RefusedAt">Time of the last one.</param>
/// <param name="Older">Grants of older incarnations, ours to close.</param>
/// <param name="Released">Grants given back lately; said again for a while, as messages get lost.</param>
/// <param name="Stated">What this incarnation last said that it uses; null before it did.</param>
public sealed record LeaseState(
    long LastRequest, LeaseRequest? Asked, HeldLease? Held, int Refusals, DateTimeOffset RefusedAt, ImmutableArray<long> Older,
    ImmutableArray<ReleasedLease> Released, StatedUse? Stated = null)
{
    /// <summary>Requests below this one are over: neither held nor waited for.</summary>
    public long ClosedBelow => Held is { RequestId: > 0 } held ? held.RequestId : Asked?.RequestId ?? LastRequest + 1;

    /// <summary>Nothing asked, nothing held.</summary>
    public static LeaseState None { get; } = new(0, null, null, 0, DateTimeOffset.MinValue, [], []);
}

/// <summary>A request to the guard.</summary>
public sealed record LeaseRequest(long RequestId, Notional Capital, Notional Exposure, DateTimeOffset At, PerVenue? AtVenues = null);

/// <summary>What the symbol uses, as of an event of its journal: whoever is told it twice or late can tell which statement is newer.</summary>
/// <param name="Use">How much.</param>
/// <param name="Version">Sequence number of that event.</param>
/// <param name="ClosedBelow">Requests below this one were over then.</param>
public sealed record StatedUse(Use Use, long Version, long ClosedBelow = 0);

/// <summary>A lease given back, and when.</summary>
public sealed record ReleasedLease(long LeaseId, DateTimeOffset At);

/// <summary>The standing lease.</summary>
/// <param name="Token">What intents carry.</param>
/// <param name="Capital">USDT per venue.</param>
/// <param name="Exposure">Worst case, USDT.</param>
/// <param name="Spent">What intents under it have used of the exposure.</param>
/// <param name="AskedAt">Start of its life.</param>
/// <param name="RequestId">The request it answers; 0 where that was not kept.</param>
/// <param name="AtVenues">What of it is for which venue; null where that was not asked.</param>
/// <param name="SpentAt">What intents under it have used of that; null before the first.</param>
public sealed record HeldLease(
    LeaseToken Token, Notional Capital, Notional Exposure, Notional Spent, DateTimeOffset AskedAt, long RequestId = 0, PerVenue? AtVenues = null,
    PerVenue? SpentAt = null)
{
    /// <summary>What may still be spent.</summary>
    public Notional Left => Notional.Min(Capital, Exposure) - Spent;
}

/// <summary>One venue as the journal knows it.</summary>
/// <param name="Acknowledged">The connection knows this incarnation's epoch.</param>
/// <param name="Up">Its session is up.</param>
/// <param name="Cursor">Symbol offset of the last fact booked.</param>
/// <param name="Base">Base held, or the signed perpetual position.</param>
/// <param name="Cash">USDT flow of the symbol there: sales less purchases, fees, funding; on futures as if contracts were bought outright.</param>
/// <param name="AverageCost">Average price of what is held.</param>
/// <param name="Known">Its session was up once, so what the account held at the start is booked.</param>
public sealed record AccountState(
    bool Acknowledged, bool Up, long Cursor, Quantity Base, Notional Cash, Price AverageCost, bool Known = false)
{
    /// <summary>Nothing known.</summary>
    public static AccountState Empty { get; } = new(false, false, 0, default, default, default);
}

/// <summary>One order of the current pair.</summary>
/// <param name="Intent">As journaled.</param>
/// <param name="Step">Step of the pair it belongs to.</param>
/// <param name="IntendedAt">When.</param>
/// <param name="Answer">The connection's answer; null while unknown.</param>
/// <param name="InDoubt">The connection cannot tell what became of it.</param>
/// <param name="Outcome">Final outcome; null while unknown.</param>
/// <param name="UpTo">Symbol offset by which all its fills are in.</param>
/// <param name="Filled">Booked base, gross.</param>
/// <param name="FilledFor">Booked USDT.</param>
/// <param name="BaseChange">Booked signed change of base, after fees taken in base.</param>
/// <param name="Fees">Booked fees in USDT.</param>
public sealed record OrderState(
    OrderIntent Intent, LadderStep Step, DateTimeOffset IntendedAt, IntentAnswer? Answer, bool InDoubt, OrderOutcome? Outcome, long UpTo,
    Quantity Filled, Notional FilledFor, Quantity BaseChange, Notional Fees);

/// <summary>The pair under way.</summary>
/// <param name="Id">Sequence number of its `LegsIntended`.</param>
/// <param name="Purpose">What for.</param>
/// <param name="SellVenue">Where base is sold.</param>
/// <param name="BuyVenue">Where base is bought.</param>
/// <param name="Size">Base to be moved.</param>
/// <param name="Step">Where on the ladder.</param>
/// <param name="StepAttempts">Orders sent in this step.</param>
/// <param name="OrderCount">Orders so far; the next letter follows from it.</param>
/// <param name="StartedAt">When it was intended.</param>
/// <param name="StepAt">When the last order was intended.</param>
/// <param name="Seen">What the decision was made on.</param>
public sealed record PairState(
    long Id, PairPurpose Purpose, Venue SellVenue, Venue BuyVenue, Quantity Size, LadderStep Step, int StepAttempts, int OrderCount,
    DateTimeOffset StartedAt, DateTimeOffset StepAt, DecisionSeen Seen);

/// <summary>Inventory.</summary>
/// <param name="TargetGate">Target base at Gate spot; zero until targeted.</param>
/// <param name="TargetMexc">Target base at MEXC spot.</param>
/// <param name="Lots">Entries not returned yet, oldest first; all in one direction.</param>
public sealed record InventoryState(Quantity TargetGate, Quantity TargetMexc, ImmutableArray<EntryLot> Lots)
{
    /// <summary>None.</summary>
    public static InventoryState None { get; } = new(default, default, []);

    /// <summary>Target base of both.</summary>
    public Quantity Target => TargetGate + TargetMexc;
}

/// <summary>An entry, or what of it has not been returned yet.</summary>
/// <param name="Pair">Its pair.</param>
/// <param name="Direction">What it bought and sold.</param>
/// <param name="Base">Base not returned yet.</param>
/// <param name="Pnl">Its share of P&amp;L so far, entry and partial returns.</param>
/// <param name="At">When the entry ended.</param>
/// <param name="Overdue">Said to be overdue.</param>
public sealed record EntryLot(long Pair, SpreadDirection Direction, Quantity Base, Notional Pnl, DateTimeOffset At, bool Overdue);

/// <summary>Profit and counters, from fills only.</summary>
/// <param name="Attempts">Entries and returns intended.</param>
/// <param name="PairsCompleted">Those of which both legs filled, with or without the ladder's help.</param>
/// <param name="SingleLegs">Those that went to the ladder.</param>
/// <param name="Cycles">Entries wholly returned.</param>
/// <param name="WinningCycles">Of these with a profit.</param>
/// <param name="LosingStreak">Losing cycles in a row.</param>
/// <param name="CyclePnl">Profit of the cycles.</param>
/// <param name="RealisedPnl">Profit of entries and returns, from fills and fees.</param>
/// <param name="EstimatedPnl">What their decisions expected.</param>
/// <param name="Fees">Fees of the symbol, USDT.</param>
/// <param name="Funding">Funding received; negative is paid.</param>
/// <param name="FundingDay">Funding rows of the last 24 hours.</param>
/// <param name="RebalanceCosts">Fees of rebalances of the last hour.</param>
/// <param name="FirstEquity">First mark.</param>
/// <param name="LastEquity">Latest mark.</param>
/// <param name="PeakEquity">Highest mark.</param>
/// <param name="MarkedAt">Time of the latest mark; minimum before the first.</param>
/// <param name="MaxDeviationPct">Largest delta deviation while no order was live, once the inventory stood.</param>
/// <param name="LastRebalance">When a rebalance last ended.</param>
/// <param name="LastPair">When a pair last ended.</param>
/// <param name="EmptyInRow">Pairs in a row that brought nothing (empty, reversed, hedged, halted): the next one waits longer.</param>
public sealed record ProfitState(
    long Attempts, long PairsCompleted, long SingleLegs, long Cycles, long WinningCycles, int LosingStreak, Notional CyclePnl,
    Notional RealisedPnl, Notional EstimatedPnl, Notional Fees, Notional Funding, ImmutableArray<AmountAt> FundingDay,
    ImmutableArray<AmountAt> RebalanceCosts, Notional FirstEquity, Notional LastEquity, Notional PeakEquity, DateTimeOffset MarkedAt,
    decimal MaxDeviationPct, DateTimeOffset LastRebalance, DateTimeOffset LastPair, int EmptyInRow)
{
    /// <summary>Nothing yet.</summary>
    public static ProfitState Zero { get; } = new(
        0, 0, 0, 0, 0, 0, default, default, default, default, default, [], [], default, default, default, DateTimeOffset.MinValue, 0m,
        DateTimeOffset.MinValue, DateTimeOffset.MinValue, 0);
}

/// <summary>An amount and when.</summary>
public sealed record AmountAt(Notional Amount, DateTimeOffset At);

/// <summary>A stop that was asked for.</summary>
public sealed record StopState(OnStop OnStop, string Reason, bool Automatic, DateTimeOffset At);
