using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Simulation.Model;

/// <summary>A CREATE as it reaches a venue, after the wire has been decoded.</summary>
/// <param name="ClientId">Client id without a venue's prefix; null when none was sent.</param>
/// <param name="Symbol">What.</param>
/// <param name="Side">Direction.</param>
/// <param name="Kind">Order kind.</param>
/// <param name="Quantity">Base units; zero for a market buy by <paramref name="Budget"/>.</param>
/// <param name="Limit">Limit price; none on a market order.</param>
/// <param name="ReduceOnly">Futures only.</param>
/// <param name="ExpiresAt">Refused when it arrives later.</param>
/// <param name="Budget">USDT to spend by a market buy; zero when the quantity decides.</param>
public sealed record CreateRequest(
    string? ClientId, Symbol Symbol, Side Side, OrderKind Kind, Quantity Quantity, Price Limit,
    bool ReduceOnly = false, DateTimeOffset? ExpiresAt = null, Notional Budget = default);

/// <summary>What the venue said to a CREATE.</summary>
public abstract record CreateResult
{
    private CreateResult()
    {
    }

    /// <summary>Taken; the order as it is after its first matching.</summary>
    public sealed record Accepted(VenueOrder Order) : CreateResult;

    /// <summary>Refused; no effect.</summary>
    public sealed record Refused(VenueReject Reason, string Text) : CreateResult;
}

/// <summary>What the venue said to a change of an open order.</summary>
public abstract record AmendResult
{
    private AmendResult()
    {
    }

    /// <summary>Changed; the order after it, which may have filled or, below its filled part, have been cancelled.</summary>
    public sealed record Amended(VenueOrder Order) : AmendResult;

    /// <summary>Refused; the order stays as it was.</summary>
    public sealed record Refused(VenueReject Reason, string Text) : AmendResult;

    /// <summary>No such order, or it had ended before.</summary>
    public sealed record NotOpen : AmendResult;
}

/// <summary>What the venue said to a CANCEL.</summary>
public abstract record CancelResult
{
    private CancelResult()
    {
    }

    /// <summary>Was open, is cancelled now.</summary>
    public sealed record Cancelled(VenueOrder Order) : CancelResult;

    /// <summary>Had ended before.</summary>
    public sealed record AlreadyEnded(VenueOrder Order) : CancelResult;

    /// <summary>No such order.</summary>
    public sealed record Unknown : CancelResult;
}

/// <summary>Why an order is no longer open.</summary>
public enum OrderEnd
{
    /// <summary>Still open.</summary>
    None = 0,

    /// <summary>Filled whole.</summary>
    Filled = 1,

    /// <summary>Cancelled by its owner or by the countdown.</summary>
    Cancelled = 2,

    /// <summary>Immediate or cancel: the rest was cancelled.</summary>
    Immediate = 3,

    /// <summary>Fill or kill: could not be filled whole.</summary>
    NotFillable = 4,

    /// <summary>Post only: would have taken.</summary>
    WouldTake = 5,

    /// <summary>Reduce only: nothing left to reduce.</summary>
    NothingToReduce = 6,

    /// <summary>The venue liquidated the position with it.</summary>
    Liquidated = 7,

    /// <summary>The venue deleveraged the position with it.</summary>
    Deleveraged = 8,
}

/// <summary>State of an order at one moment. Immutable.</summary>
/// <param name="Number">Number in the order of creation, unique per venue; <paramref name="Id"/> is its venue's form.</param>
/// <param name="Id">Venue's order id.</param>
/// <param name="ClientId">Client id without a venue's prefix; null when it has none.</param>
/// <param name="Origin">Who placed it when there is no client id: `api`, `auto_deleveraging`, `liquidation`.</param>
/// <param name="Request">What was asked.</param>
/// <param name="Filled">Base units filled.</param>
/// <param name="Notional">Quote value of the fills.</param>
/// <param name="Fee">Fees so far, in <paramref name="FeeAsset"/>.</param>
/// <param name="FeeAsset">The received coin on spot, USDT on futures.</param>
/// <param name="End">Why it ended; None while open.</param>
/// <param name="CreatedAt">When it was taken.</param>
/// <param name="UpdatedAt">When it changed last.</param>
public sealed record VenueOrder(
    long Number, string Id, string? ClientId, string Origin, CreateRequest Request, Quantity Filled, Notional Notional,
    decimal Fee, Asset FeeAsset, OrderEnd End, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    /// <summary>Still working.</summary>
    public bool IsOpen => End == OrderEnd.None;

    /// <summary>What.</summary>
    public Symbol Symbol => Request.Symbol;

    /// <summary>Base units not filled.</summary>
    public Quantity Left => Request.Quantity - Filled;
}

/// <summary>One CREATE that reached the venue, whatever became of it.</summary>
/// <param name="Venue">Where.</param>
/// <param name="Request">What was asked.</param>
/// <param name="ReceivedAt">When.</param>
/// <param name="VenueId">Order id when it was taken.</param>
/// <param name="Outcome">`open`, `filled`, `part_filled`, `unfilled`, `refused:{reason}`, or `dropped:{why}` when a fault kept it from the matching.</param>
/// <param name="Filled">Base units filled.</param>
/// <param name="Notional">Quote value of the fills.</param>
public sealed record CreateLogEntry(
    Venue Venue, CreateRequest Request, DateTimeOffset ReceivedAt, string? VenueId, string Outcome, Quantity Filled,
    Notional Notional);
