using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Risk;

/// <summary>What the risk guard journals.</summary>
public abstract record RiskGuardEvent
{
    private RiskGuardEvent()
    {
    }

    /// <summary>First write of an incarnation of the guard; its sequence number is the guard's epoch.</summary>
    public sealed record IncarnationStarted(Epoch Epoch, DateTimeOffset At) : RiskGuardEvent;

    /// <summary>A strategy's incarnation became known; older ones are refused from here on.</summary>
    public sealed record EpochRaised(Symbol Symbol, Epoch Epoch) : RiskGuardEvent;

    /// <summary>A grant, journaled before it is sent; charged in full until it is closed.</summary>
    public sealed record LeaseGranted(
        long LeaseId, Symbol Symbol, Epoch Epoch, long RequestId, Notional Capital, Notional Exposure, DateTimeOffset At,
        PerVenue? AtVenues = null)
        : RiskGuardEvent;

    /// <summary>The holder, or a successor of higher epoch, gave a grant back and stated what the symbol uses.</summary>
    public sealed record LeaseClosed(
        long LeaseId, Symbol Symbol, Notional CapitalInUse, Notional ExposureInUse, PerVenue? AtVenues = null, UseStamp? Stamp = null)
        : RiskGuardEvent;

    /// <summary>The use of a symbol changed without a grant being closed.</summary>
    public sealed record UseRestated(
        Symbol Symbol, Notional CapitalInUse, Notional ExposureInUse, PerVenue? AtVenues = null, UseStamp? Stamp = null)
        : RiskGuardEvent;

    /// <summary>A kill or a resume; its journal sequence number orders it against all others.</summary>
    public sealed record ModeSet(
        Symbol? Symbol, TradingMode Mode, string By, string Reason, DateTimeOffset At, Venue? Venue = null) : RiskGuardEvent
    {
        /// <summary>What it speaks of.</summary>
        public RiskScope Scope => new(Symbol, Venue);
    }

    /// <summary>A breaker tripped; the `ModeSet` that follows in the same write is its effect.</summary>
    /// <param name="Breaker">Which.</param>
    /// <param name="Symbol">Scope: one symbol, or null.</param>
    /// <param name="Venue">Scope: one venue, or null.</param>
    /// <param name="Value">The figure.</param>
    /// <param name="Threshold">Its limit as of then.</param>
    /// <param name="At">When.</param>
    public sealed record BreakerTripped(
        Breaker Breaker, Symbol? Symbol, Venue? Venue, decimal Value, decimal Threshold, DateTimeOffset At) : RiskGuardEvent;

    /// <summary>A strategy reported figures that differ from the last.</summary>
    public sealed record FiguresReported(
        Symbol Symbol, Epoch Epoch, long Version, StrategyFigures Figures, DateTimeOffset At) : RiskGuardEvent;

    /// <summary>A connection reported failures in a row that differ from the last.</summary>
    public sealed record ApiReported(Venue Venue, long Incarnation, long Failures, int InARow, DateTimeOffset At) : RiskGuardEvent;

    /// <summary>A node holds the latch of this number.</summary>
    public sealed record LatchConfirmed(string Node, long Sequence, DateTimeOffset At) : RiskGuardEvent;
}
