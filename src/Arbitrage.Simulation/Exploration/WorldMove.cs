using System.Globalization;
using Arbitrage.Domain.Markets;

namespace Arbitrage.Simulation.Exploration;

/// <summary>What may happen next.</summary>
internal enum MoveKind : byte
{
    // ---- kind: as healthy venues, a fair guard and a patient person do

    /// <summary>A connection acknowledges the epoch and tells session and funds.</summary>
    Acknowledge,

    /// <summary>The guard acknowledges the epoch.</summary>
    GuardAcknowledges,

    /// <summary>The guard grants the lease asked for.</summary>
    Grant,

    /// <summary>A connection claims an order and says so.</summary>
    Claim,

    /// <summary>A connection refuses an order that came too late or from an older incarnation.</summary>
    RefuseLate,

    /// <summary>A connection voids an order it never claimed.</summary>
    Void,

    /// <summary>A connection says again that it has claimed.</summary>
    SayClaimed,

    /// <summary>An order ends with so many more contracts filled: fills are told, then the outcome, then funds.</summary>
    Finish,

    /// <summary>An order in doubt is found to have had no effect.</summary>
    NoEffect,

    /// <summary>The connection tells an outcome that was not heard.</summary>
    TellOutcome,

    /// <summary>The connection tells fills that were not heard, and funds.</summary>
    TellFills,

    /// <summary>The guard tells its mode.</summary>
    TellMode,

    /// <summary>A tick: at once after anything that happened, otherwise with the next deadline.</summary>
    Tick,

    /// <summary>The books moved, at the same prices.</summary>
    BooksMove,

    /// <summary>MEXC changes between its two prices.</summary>
    PriceMoves,

    /// <summary>A book comes back.</summary>
    BookReturns,

    /// <summary>A session comes back.</summary>
    SessionReturns,

    /// <summary>Liquidation is far again.</summary>
    LiquidationFar,

    /// <summary>A person resumes.</summary>
    Resume,

    // ---- adversities: each uses up one

    /// <summary>The price moves while something is under way.</summary>
    PriceJumps,

    /// <summary>The process stood still until the next deadline, without a tick on the way.</summary>
    Oversleep,

    /// <summary>A book is lost.</summary>
    BookGone,

    /// <summary>A session is lost.</summary>
    SessionLost,

    /// <summary>An acknowledgement gets lost.</summary>
    AcknowledgementLost,

    /// <summary>The guard's acknowledgement gets lost.</summary>
    GuardSilent,

    /// <summary>The guard refuses a lease.</summary>
    RefuseLease,

    /// <summary>A request for a lease gets lost.</summary>
    LeaseLost,

    /// <summary>A grant of an earlier incarnation is told late.</summary>
    GrantLate,

    /// <summary>A request of an earlier incarnation is refused late.</summary>
    RefuseLeaseLate,

    /// <summary>A connection tells once more of orders whose pair has ended long ago.</summary>
    OldNews,

    /// <summary>The lease is past half of its life (first) or past its end.</summary>
    LeaseAges,

    /// <summary>The oldest entry is older than its timeout.</summary>
    EntryAges,

    /// <summary>A connection refuses an order without sending it.</summary>
    Refuse,

    /// <summary>An order gets lost on its way to the connection.</summary>
    OrderLost,

    /// <summary>A connection claims and the answer gets lost.</summary>
    ClaimUnheard,

    /// <summary>The last look before the socket fails.</summary>
    NotSent,

    /// <summary>The venue rejects.</summary>
    Reject,

    /// <summary>The venue rejects the key.</summary>
    RejectKey,

    /// <summary>One contract fills and the order works on.</summary>
    FillOne,

    /// <summary>An order that could fill wholly ends with less.</summary>
    FinishShort,

    /// <summary>An order ends and the outcome comes before its fills.</summary>
    FinishOutcomeFirst,

    /// <summary>An order ends and nobody hears of it.</summary>
    FinishUnheard,

    /// <summary>The venue takes longer than the leg's time.</summary>
    Slow,

    /// <summary>What became of an order is unknown.</summary>
    Doubt,

    /// <summary>An order resolved as without effect is found filled.</summary>
    LateFill,

    /// <summary>The venue deleverages two contracts.</summary>
    Deleverage,

    /// <summary>The venue liquidates the perpetual.</summary>
    Liquidate,

    /// <summary>A person sells two contracts of base at MEXC by hand.</summary>
    SellByHand,

    /// <summary>A liquidation price that is near is told.</summary>
    LiquidationNear,

    /// <summary>REDUCING is ordered.</summary>
    Reduce,

    /// <summary>REDUCING is ordered for MEXC alone.</summary>
    ReduceMexc,

    /// <summary>HALTED is ordered.</summary>
    Halt,

    /// <summary>The ledger orders a halt.</summary>
    LedgerHalts,

    /// <summary>Stop and close.</summary>
    StopClosing,

    /// <summary>Stop and keep.</summary>
    StopKeeping,

    /// <summary>The process dies and recovers from its journal.</summary>
    Restart,
}

/// <summary>One thing that may happen.</summary>
/// <param name="Kind">What.</param>
/// <param name="Which">Venue, or the number of the order in its pair.</param>
/// <param name="Amount">Contracts, where it matters.</param>
internal readonly record struct WorldMove(MoveKind Kind, byte Which = 0, byte Amount = 0)
{
    /// <summary>Uses up an adversity.</summary>
    public bool IsAdverse => Kind >= MoveKind.PriceJumps;

    /// <summary>Healthy parts do it before time passes.</summary>
    public bool IsUrgent => Kind <= MoveKind.TellMode;

    private bool IsOfOrder => Kind is (>= MoveKind.Claim and <= MoveKind.TellOutcome) or (>= MoveKind.Refuse and <= MoveKind.Doubt);

    /// <summary>A move of a venue.</summary>
    public static WorldMove At(MoveKind kind, Venue venue) => new(kind, (byte)venue);

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = Kind.ToString();
        if (IsOfOrder)
            text += $" {(char)('a' + Which)}";
        else if (Which != 0)
            text += $" {((Venue)Which).Key()}";
        return Kind is MoveKind.Finish or MoveKind.FinishShort or MoveKind.FinishOutcomeFirst or MoveKind.FinishUnheard or MoveKind.LateFill
            ? text + " " + Amount.ToString(CultureInfo.InvariantCulture)
            : text;
    }
}
