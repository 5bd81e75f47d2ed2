using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Trading;

/// <summary>Why a connection did not claim, or did not send, an order. Numbers are journaled.</summary>
public enum RefusalReason
{
    /// <summary>NotAfter has passed, or is too near to reach the venue.</summary>
    Expired = 1,

    /// <summary>A newer incarnation of the strategy is known.</summary>
    OldEpoch = 2,

    /// <summary>Not enough free balance or margin after reservations.</summary>
    Funds = 3,

    /// <summary>Lease missing, expired or of an older guard.</summary>
    Lease = 4,

    /// <summary>Request budget spent.</summary>
    Budget = 5,

    /// <summary>The node's kill latch is set and the order adds risk.</summary>
    Killed = 6,

    /// <summary>The session is down or not reconciled.</summary>
    NotReady = 7,

    /// <summary>Size, price or notional not legal at the venue.</summary>
    Illegal = 8,

    /// <summary>At or below the high-water mark behind which intents were forgotten.</summary>
    BelowHighWater = 9,

    /// <summary>The clock's error bound is above its limit.</summary>
    Clock = 10,
}

/// <summary>Why a venue said no. A closed set that every connector maps its venue's codes to. Numbers are journaled.</summary>
public enum VenueReject
{
    /// <summary>A reason that none of the others covers; the text is kept beside it.</summary>
    Other = 1,

    /// <summary>Not enough balance or margin.</summary>
    InsufficientFunds = 2,

    /// <summary>Size below the venue's minimum.</summary>
    TooSmall = 3,

    /// <summary>Size above the venue's maximum.</summary>
    TooLarge = 4,

    /// <summary>Price or size has too many decimals.</summary>
    Precision = 5,

    /// <summary>Price outside the venue's band.</summary>
    PriceBand = 6,

    /// <summary>Post-only order would have taken.</summary>
    WouldTake = 7,

    /// <summary>Fill-or-kill could not be filled.</summary>
    NotFillable = 8,

    /// <summary>Reduce-only order would have increased the position.</summary>
    WouldIncrease = 9,

    /// <summary>Arrived after its expiry.</summary>
    Expired = 10,

    /// <summary>Symbol suspended, delisting or not open to the API.</summary>
    NotTradable = 11,

    /// <summary>Too many requests.</summary>
    RateLimited = 12,

    /// <summary>Key, signature or permission. Critical.</summary>
    Authentication = 13,

    /// <summary>Client order id already used (where a venue checks it).</summary>
    DuplicateId = 14,
}

/// <summary>The one durable answer of a connection to an intent. The first of these wins, for ever.</summary>
public abstract record IntentAnswer
{
    private IntentAnswer()
    {
    }

    /// <summary>Will be sent once; its outcome follows.</summary>
    public sealed record Claimed : IntentAnswer
    {
        /// <summary>The one instance.</summary>
        public static Claimed Instance { get; } = new();
    }

    /// <summary>Never sent.</summary>
    public sealed record Refused(RefusalReason Reason) : IntentAnswer;

    /// <summary>Never sent: a newer incarnation of the strategy voided it before it was claimed.</summary>
    public sealed record Voided : IntentAnswer
    {
        /// <summary>The one instance.</summary>
        public static Voided Instance { get; } = new();
    }
}

/// <summary>How a claimed order ended. Final; the quantities are cumulative and every fill behind them has been booked as a fact.</summary>
public abstract record OrderOutcome
{
    private OrderOutcome()
    {
    }

    /// <summary>The last check before the socket failed: nothing left the system.</summary>
    public sealed record NotSent(RefusalReason Reason) : OrderOutcome;

    /// <summary>The venue refused it.</summary>
    public sealed record Rejected(VenueReject Reason, string Text) : OrderOutcome;

    /// <summary>Ended at the venue, wholly, partly or not at all filled.</summary>
    /// <param name="Filled">Base quantity, gross of fees taken in base.</param>
    /// <param name="Notional">Quote value of the fills.</param>
    public sealed record Ended(Quantity Filled, Notional Notional) : OrderOutcome;

    /// <summary>Was UNKNOWN; all of the evidence of no effect was seen (ARCHITECTURE 6).</summary>
    public sealed record NoEffect : OrderOutcome
    {
        /// <summary>The one instance.</summary>
        public static NoEffect Instance { get; } = new();
    }
}
