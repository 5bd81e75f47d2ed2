using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Risk;

/// <summary>What reaches the cluster's risk guard.</summary>
public abstract record RiskGuardInput
{
    private RiskGuardInput()
    {
    }

    /// <summary>Local time of receipt; stamped by the receiving driver, never sent.</summary>
    public DateTimeOffset Now { get; init; }

    /// <summary>A new incarnation of a strategy: older requests are refused from now on; the answer lists its open grants.</summary>
    public sealed record RaiseEpoch(Symbol Symbol, Epoch Epoch) : RiskGuardInput;

    /// <summary>Ask for the right to spend. A repeated request id gets the recorded answer.</summary>
    /// <param name="Symbol">For.</param>
    /// <param name="Epoch">Incarnation that asks.</param>
    /// <param name="RequestId">Rising number of the strategy.</param>
    /// <param name="Capital">USDT to tie up at each venue, on top of what is in use.</param>
    /// <param name="Exposure">Worst-case exposure added, in USDT.</param>
    public sealed record RequestLease(Symbol Symbol, Epoch Epoch, long RequestId, Notional Capital, Notional Exposure) : RiskGuardInput;

    /// <summary>
    /// Give a grant back and state what the symbol uses now. Idempotent. The full grant stays charged until this is journaled.
    /// </summary>
    /// <param name="Symbol">Whose.</param>
    /// <param name="Epoch">Incarnation that closes; older ones are refused.</param>
    /// <param name="LeaseId">Which; 0 only restates the use.</param>
    /// <param name="CapitalInUse">USDT tied up by the symbol now, per venue at most.</param>
    /// <param name="ExposureInUse">Exposure of the symbol now, doubt counted in full.</param>
    public sealed record CloseLease(
        Symbol Symbol, Epoch Epoch, long LeaseId, Notional CapitalInUse, Notional ExposureInUse) : RiskGuardInput;

    /// <summary>Stop all new risk in the scope: latch first, then journal. Left only by <see cref="Resume"/>.</summary>
    /// <param name="Symbol">One symbol, or null for all.</param>
    /// <param name="Mode">Reducing or Halted.</param>
    /// <param name="By">Who.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Kill(Symbol? Symbol, TradingMode Mode, string By, string Reason) : RiskGuardInput;

    /// <summary>A person lets the scope trade again.</summary>
    public sealed record Resume(Symbol? Symbol, string By, string Reason) : RiskGuardInput;

    /// <summary>A node asks for the state of its kill latch; it starts latched until answered.</summary>
    public sealed record AskLatch(string Node) : RiskGuardInput;

    /// <summary>The ledger of a venue found a difference in USDT, or a venue must not get new risk for another reason.</summary>
    public sealed record VenueSuspect(Venue Venue, string Reason) : RiskGuardInput;

    /// <summary>Passing of time.</summary>
    public sealed record ClockTicked : RiskGuardInput;
}
