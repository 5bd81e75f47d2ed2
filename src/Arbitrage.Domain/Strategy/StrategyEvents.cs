using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Strategy;

/// <summary>What a strategy journals. `At` is local time of the decision.</summary>
public abstract record StrategyEvent
{
    private StrategyEvent()
    {
    }

    // ---- incarnation and session

    /// <summary>First write of an incarnation; its sequence number is in the epoch. Enters INITIALIZING.</summary>
    public sealed record IncarnationStarted(Epoch Epoch, DateTimeOffset At) : StrategyEvent;

    /// <summary>Another state was entered. Checked against the transition table when applied.</summary>
    /// <param name="Phase">Which.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="At">When.</param>
    public sealed record PhaseEntered(StrategyPhase Phase, string Reason, DateTimeOffset At) : StrategyEvent;

    /// <summary>A connection knows our epoch.</summary>
    public sealed record EpochConfirmed(Venue Venue, DateTimeOffset At) : StrategyEvent;

    /// <summary>The guard knows our epoch; these older grants are ours to close.</summary>
    public sealed record GuardConfirmed(ImmutableArray<long> OlderLeases, DateTimeOffset At) : StrategyEvent;

    /// <summary>A session came up; on futures with the size of one contract in base units, zero elsewhere.</summary>
    public sealed record VenueReady(Venue Venue, Quantity Contract, DateTimeOffset At) : StrategyEvent;

    /// <summary>A session that was up went down: one error in the sliding hour.</summary>
    public sealed record VenueLost(Venue Venue, string Why, DateTimeOffset At) : StrategyEvent;

    /// <summary>Something went wrong that counts in the sliding hour.</summary>
    public sealed record ErrorSeen(string Reason, DateTimeOffset At) : StrategyEvent;

    /// <summary>One attempt of recovery begins, and may end earliest at `RetryAt`.</summary>
    public sealed record RecoveryAttempted(int Attempt, DateTimeOffset RetryAt, string Why, DateTimeOffset At) : StrategyEvent;

    // ---- mode

    /// <summary>The guard's mode of the symbol, and of the venues; null while all of these are active.</summary>
    public sealed record ModeChanged(
        TradingMode Mode, long GuardSequence, string Reason, DateTimeOffset At, VenueModes? Venues = null) : StrategyEvent;

    /// <summary>The strategy halts its own symbol; the guard is told until it has journaled it.</summary>
    public sealed record HaltSet(string Reason, DateTimeOffset At) : StrategyEvent;

    // ---- leases

    /// <summary>A lease was asked for; its time to live counts from here.</summary>
    public sealed record LeaseAsked(
        long RequestId, Notional Capital, Notional Exposure, DateTimeOffset At, PerVenue? AtVenues = null) : StrategyEvent;

    /// <summary>It was granted and replaces the one held before.</summary>
    public sealed record LeaseHeld(
        long RequestId, LeaseToken Token, Notional Capital, Notional Exposure, DateTimeOffset At) : StrategyEvent;

    /// <summary>It was refused.</summary>
    public sealed record LeaseDenied(long RequestId, string Reason, DateTimeOffset At) : StrategyEvent;

    /// <summary>The lease is given back with what is in use now; the guard is told.</summary>
    public sealed record LeaseReleased(
        long LeaseId, Notional CapitalInUse, Notional ExposureInUse, DateTimeOffset At, PerVenue? AtVenues = null) : StrategyEvent;

    /// <summary>What the symbol uses now, without a lease being given back; the guard is told, under this event's sequence number.</summary>
    public sealed record UseStated(Notional Capital, Notional Exposure, PerVenue AtVenues, DateTimeOffset At) : StrategyEvent;

    // ---- orders

    /// <summary>Target inventory in base units per spot venue, whole contracts together.</summary>
    public sealed record InventoryTargeted(Quantity Gate, Quantity Mexc, DateTimeOffset At) : StrategyEvent;

    /// <summary>A pair is intended; its id is this event's sequence number. Its orders are sent once this is durable.</summary>
    /// <param name="Purpose">What for.</param>
    /// <param name="SellVenue">Where base is sold.</param>
    /// <param name="BuyVenue">Where base is bought.</param>
    /// <param name="Size">Base to be moved.</param>
    /// <param name="Orders">One or two orders.</param>
    /// <param name="Seen">What the decision was made on.</param>
    /// <param name="At">When.</param>
    public sealed record LegsIntended(
        PairPurpose Purpose, Venue SellVenue, Venue BuyVenue, Quantity Size, ImmutableArray<OrderIntent> Orders, DecisionSeen Seen,
        DateTimeOffset At) : StrategyEvent
    {
        /// <summary>The direction of a spot to spot pair.</summary>
        public SpreadDirection Direction => SpreadDirections.Buying(BuyVenue);
    }

    /// <summary>The ladder of the current pair moved; at most one order is sent once this is durable.</summary>
    public sealed record LadderStepped(
        LadderStep Step, ImmutableArray<OrderIntent> Orders, string Reason, DateTimeOffset At) : StrategyEvent;

    /// <summary>A connection's durable answer to an intent.</summary>
    public sealed record OrderAnswered(ClientOrderId Id, IntentAnswer Answer, DateTimeOffset At) : StrategyEvent;

    /// <summary>The outcome of an order is unknown.</summary>
    public sealed record OrderDoubted(ClientOrderId Id, string Why, DateTimeOffset At) : StrategyEvent;

    /// <summary>The final outcome of an order; acted on once the facts up to `UpTo` are booked.</summary>
    public sealed record OutcomeSeen(ClientOrderId Id, OrderOutcome Outcome, long UpTo, DateTimeOffset At) : StrategyEvent;

    /// <summary>A fact of the account is booked; the cursor moves to its symbol offset.</summary>
    public sealed record FactBooked(Venue Venue, NumberedFact Fact, DateTimeOffset At) : StrategyEvent;

    /// <summary>The current pair is final. All figures from fills.</summary>
    /// <param name="Pair">Its id.</param>
    /// <param name="Purpose">What it was for.</param>
    /// <param name="Result">How it ended.</param>
    /// <param name="Sold">Base sold.</param>
    /// <param name="SoldFor">USDT of it.</param>
    /// <param name="Bought">Base bought, after fees taken in base.</param>
    /// <param name="BoughtFor">USDT of it.</param>
    /// <param name="Moved">Base that left the venue sold at and arrived at the venue bought at; zero when reversed.</param>
    /// <param name="Fees">Fees of all its orders in USDT; those in base at the fill's price.</param>
    /// <param name="Pnl">Matched base x (sell VWAP - buy VWAP) - fees (requirement B7); zero for what is not spot to spot.</param>
    /// <param name="Estimated">What the decision expected.</param>
    /// <param name="BuyVenue">Where base was bought.</param>
    /// <param name="At">When.</param>
    public sealed record PairEnded(
        long Pair, PairPurpose Purpose, PairResult Result, Quantity Sold, Notional SoldFor, Quantity Bought, Notional BoughtFor,
        Quantity Moved, Notional Fees, Notional Pnl, Notional Estimated, Venue BuyVenue, DateTimeOffset At)
        : StrategyEvent;

    /// <summary>An entry is older than its timeout and returning it is too dear: held, and said so once.</summary>
    public sealed record ReturnOverdue(long Pair, DateTimeOffset At) : StrategyEvent;

    /// <summary>Equity of the symbol at executable prices; the drawdown counts from the highest of these.</summary>
    public sealed record EquityMarked(Notional Equity, DateTimeOffset At) : StrategyEvent;

    /// <summary>A person let the symbol trade again after a drawdown: it counts from this equity on.</summary>
    public sealed record PeakRebased(Notional Equity, DateTimeOffset At) : StrategyEvent;

    // ---- end

    /// <summary>The strategy is to end.</summary>
    /// <param name="OnStop">Close or keep.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="Automatic">Not asked for by a person or the process: the hedge is kept.</param>
    /// <param name="At">When.</param>
    public sealed record StopAsked(OnStop OnStop, string Reason, bool Automatic, DateTimeOffset At) : StrategyEvent;

    /// <summary>The end, with the final figures.</summary>
    public sealed record Stopped(
        bool Flat, string Reason, Notional RealisedPnl, Notional Equity, Notional Fees, Notional Funding, DateTimeOffset At) : StrategyEvent;
}

/// <summary>What a decision was made on (I10).</summary>
/// <param name="GrossPct">(bid sold at - ask bought at) / ask by VWAP, in percent.</param>
/// <param name="NetOneWayPct">Less taker fees of both legs.</param>
/// <param name="NetRoundTripPct">Less the expected return cost too.</param>
/// <param name="ReturnCostPct">Expected return cost, percent.</param>
/// <param name="Confidence">Product of the next three, 0-1.</param>
/// <param name="Freshness">1 at age 0, 0 at `stale_after_ms`.</param>
/// <param name="Depth">Available over wanted, at most 1.</param>
/// <param name="Persistence">Share of the confirm window with the edge above threshold.</param>
/// <param name="SkewMs">Difference in age of the two books.</param>
/// <param name="Estimated">Profit expected, USDT.</param>
/// <param name="Books">The books used.</param>
public sealed record DecisionSeen(
    decimal GrossPct, decimal NetOneWayPct, decimal NetRoundTripPct, decimal ReturnCostPct, decimal Confidence, decimal Freshness,
    decimal Depth, decimal Persistence, long SkewMs, Notional Estimated, ImmutableArray<BookSeen> Books);

/// <summary>One book as a decision saw it.</summary>
/// <param name="Venue">Whose.</param>
/// <param name="Sequence">Venue's update id.</param>
/// <param name="AgeMs">Time since the subscription last proved alive.</param>
/// <param name="Bid">Best bid.</param>
/// <param name="Ask">Best ask.</param>
public sealed record BookSeen(Venue Venue, long Sequence, long AgeMs, Price Bid, Price Ask);
