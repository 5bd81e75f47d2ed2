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
        long LeaseId, Symbol Symbol, Epoch Epoch, long RequestId, Notional Capital, Notional Exposure, DateTimeOffset At)
        : RiskGuardEvent;

    /// <summary>The holder, or a successor of higher epoch, gave a grant back and stated what the symbol uses.</summary>
    public sealed record LeaseClosed(long LeaseId, Symbol Symbol, Notional CapitalInUse, Notional ExposureInUse) : RiskGuardEvent;

    /// <summary>The use of a symbol changed without a grant being closed.</summary>
    public sealed record UseRestated(Symbol Symbol, Notional CapitalInUse, Notional ExposureInUse) : RiskGuardEvent;

    /// <summary>A kill or a resume; its journal sequence number orders it against all others.</summary>
    public sealed record ModeSet(Symbol? Symbol, TradingMode Mode, string By, string Reason, DateTimeOffset At) : RiskGuardEvent;
}
