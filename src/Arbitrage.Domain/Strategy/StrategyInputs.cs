using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Strategy;

/// <summary>What reaches the strategy machine of one symbol.</summary>
public abstract record StrategyInput
{
    private StrategyInput()
    {
    }

    /// <summary>Local time of receipt; stamped by the receiving driver, never sent. Not set on <see cref="BooksMoved"/>, which is shared.</summary>
    public DateTimeOffset Now { get; init; }

    // ---- wake-ups: read only in states that want them

    /// <summary>One of the three books in the view changed; `StrategyView.Now` is the time. One shared object, so a tick allocates nothing.</summary>
    public sealed record BooksMoved : StrategyInput
    {
        /// <summary>The one instance.</summary>
        public static BooksMoved Instance { get; } = new();
    }

    /// <summary>Passing of time; every 100 ms from the driver.</summary>
    public sealed record ClockTicked : StrategyInput;

    // ---- facts: count in every state

    /// <summary>A connection's session came up reconciled, or went down.</summary>
    /// <param name="Venue">Which.</param>
    /// <param name="Ready">Reconciled and open for orders.</param>
    /// <param name="Why">Reason when not ready.</param>
    /// <param name="Instrument">Rules of our symbol there; null when not ready.</param>
    /// <param name="Clock">Clock against that venue.</param>
    public sealed record SessionChanged(Venue Venue, bool Ready, string Why, Instrument? Instrument, ClockReading Clock) : StrategyInput;

    /// <summary>Funds and position as the connection sees them now (reservations taken off).</summary>
    /// <param name="Venue">Which account.</param>
    /// <param name="FreeQuote">USDT that new orders may use.</param>
    /// <param name="FreeBase">Base coin that may be sold; zero on futures.</param>
    /// <param name="Position">Perpetual position; null on spot or when flat.</param>
    /// <param name="Clock">Clock against that venue.</param>
    public sealed record FundsSeen(
        Venue Venue, Notional FreeQuote, Quantity FreeBase, PositionReport? Position, ClockReading Clock) : StrategyInput;

    /// <summary>The connection's one durable answer to an intent.</summary>
    public sealed record IntentAnswered(Venue Venue, ClientOrderId Id, IntentAnswer Answer) : StrategyInput;

    /// <summary>The venue acknowledged the order, or took it: for latency only.</summary>
    public sealed record OrderAcknowledged(Venue Venue, ClientOrderId Id) : StrategyInput;

    /// <summary>The order's outcome is unknown; it stays in doubt until `OrderFinished`.</summary>
    public sealed record OrderInDoubt(Venue Venue, ClientOrderId Id, string Why) : StrategyInput;

    /// <summary>The order's final outcome.</summary>
    /// <param name="Venue">Where.</param>
    /// <param name="Id">Which.</param>
    /// <param name="Outcome">How it ended.</param>
    /// <param name="UpTo">Symbol offset by which all its fills are in; the strategy acts on the outcome only once it has booked them.</param>
    public sealed record OrderFinished(Venue Venue, ClientOrderId Id, OrderOutcome Outcome, long UpTo) : StrategyInput;

    /// <summary>Facts of our symbol, contiguous by symbol offset. A gap to our cursor is answered with a pull.</summary>
    public sealed record FactsArrived(Venue Venue, ImmutableArray<NumberedFact> Facts) : StrategyInput;

    /// <summary>A connection persisted our epoch.</summary>
    /// <param name="Venue">Which.</param>
    /// <param name="Epoch">The epoch it knows now; higher than ours means we are the older incarnation and stop.</param>
    /// <param name="Claimed">Claimed orders of our symbol without final outcome: to be awaited before new risk.</param>
    public sealed record EpochAcknowledged(Venue Venue, Epoch Epoch, ImmutableArray<ClientOrderId> Claimed) : StrategyInput;

    /// <summary>The guard persisted our epoch.</summary>
    /// <param name="Epoch">The epoch it knows now.</param>
    /// <param name="OpenLeases">Grants of the symbol still charged; those that we do not hold are to be closed by us.</param>
    /// <param name="Mode">Mode of the symbol.</param>
    /// <param name="ModeSequence">Guard's sequence number of the mode; the highest wins.</param>
    /// <param name="Venues">Modes of the venues; null while all are active.</param>
    public sealed record GuardAcknowledged(
        Epoch Epoch, ImmutableArray<long> OpenLeases, TradingMode Mode, long ModeSequence, VenueModes? Venues = null) : StrategyInput;

    /// <summary>The guard granted a lease.</summary>
    /// <param name="RequestId">Our request.</param>
    /// <param name="LeaseId">Grant number.</param>
    /// <param name="GuardEpoch">Incarnation of the guard.</param>
    /// <param name="Capital">USDT that may be tied up per venue.</param>
    /// <param name="Exposure">Worst-case exposure allowed, in USDT.</param>
    /// <param name="Ttl">Right to spend, from our own request on.</param>
    public sealed record LeaseGranted(
        long RequestId, long LeaseId, Epoch GuardEpoch, Notional Capital, Notional Exposure, TimeSpan Ttl) : StrategyInput;

    /// <summary>The guard refused a lease.</summary>
    public sealed record LeaseRefused(long RequestId, string Reason) : StrategyInput;

    /// <summary>The guard or a person changed the mode of this symbol or of a venue; the highest sequence wins.</summary>
    /// <param name="Mode">Of the symbol.</param>
    /// <param name="Sequence">Guard's sequence number.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="Venues">Modes of the venues; null while all are active.</param>
    public sealed record ModeOrdered(TradingMode Mode, long Sequence, string Reason, VenueModes? Venues = null) : StrategyInput;

    /// <summary>The ledger found a difference in base it cannot explain, or a connection an error that halts the symbol.</summary>
    public sealed record HaltOrdered(string Reason) : StrategyInput;

    /// <summary>A person or the process asks the strategy to end.</summary>
    public sealed record StopRequested(OnStop OnStop, string Reason) : StrategyInput;
}

/// <summary>What a stop does with the position. Numbers are journaled.</summary>
public enum OnStop
{
    /// <summary>Unwind to flat, then end.</summary>
    Close = 1,

    /// <summary>Keep spot and hedge as they are.</summary>
    KeepHedged = 2,
}
