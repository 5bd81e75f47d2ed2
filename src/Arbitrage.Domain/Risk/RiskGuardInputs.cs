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
    /// <param name="AtVenues">Venue by venue; null means the same at each.</param>
    public sealed record RequestLease(
        Symbol Symbol, Epoch Epoch, long RequestId, Notional Capital, Notional Exposure, PerVenue? AtVenues = null) : RiskGuardInput;

    /// <summary>
    /// Give a grant back and state what the symbol uses now. Idempotent. The full grant stays charged until this is journaled.
    /// </summary>
    /// <param name="Symbol">Whose.</param>
    /// <param name="Epoch">Incarnation that closes; older ones are refused.</param>
    /// <param name="LeaseId">Which; 0 only restates the use.</param>
    /// <param name="CapitalInUse">USDT tied up by the symbol now, per venue at most.</param>
    /// <param name="ExposureInUse">Exposure of the symbol now, doubt counted in full.</param>
    /// <param name="AtVenues">Use venue by venue; null means the same at each.</param>
    /// <param name="Version">
    /// Journal sequence number of the strategy as of this statement: one that arrives after a later one closes the grant and changes no use.
    /// 0 is not numbered and always taken.
    /// </param>
    /// <param name="ClosedBelow">
    /// Requests below this one are over, whatever became of them: their grants are closed too, and a repetition of one that arrives late gets none.
    /// What is stated leaves out what was spent under the grants that go on, which are charged in full.
    /// </param>
    public sealed record CloseLease(
        Symbol Symbol, Epoch Epoch, long LeaseId, Notional CapitalInUse, Notional ExposureInUse, PerVenue? AtVenues = null, long Version = 0,
        long ClosedBelow = 0)
        : RiskGuardInput;

    /// <summary>
    /// Stop all new risk in the scope: latch first, then journal. Left only by <see cref="Resume"/>. The same kill again (mode, by and reason) is
    /// answered with what is journaled, if that is newer than what its sender had seen.
    /// </summary>
    /// <param name="Symbol">One symbol, or null.</param>
    /// <param name="Mode">Reducing or Halted.</param>
    /// <param name="By">Who.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="Venue">One venue, or null; without symbol and venue it is all.</param>
    /// <param name="Seen">Sequence number of the latch that its sender knew; 0 for none.</param>
    public sealed record Kill(Symbol? Symbol, TradingMode Mode, string By, string Reason, Venue? Venue = null, long Seen = 0) : RiskGuardInput
    {
        /// <summary>What is stopped.</summary>
        public RiskScope Scope => new(Symbol, Venue);
    }

    /// <summary>A person lets the scope trade again.</summary>
    /// <param name="Symbol">One symbol, or null.</param>
    /// <param name="By">The person; a resume by nobody is refused.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="Venue">One venue, or null; without symbol and venue it is all.</param>
    /// <param name="UpTo">
    /// The guard's sequence number that the person saw: a kill journaled after it stays, so a resume that arrives late or twice undoes nothing that
    /// the person did not know of. Null takes whatever stands now.
    /// </param>
    public sealed record Resume(Symbol? Symbol, string By, string Reason, Venue? Venue = null, long? UpTo = null) : RiskGuardInput
    {
        /// <summary>What is let go.</summary>
        public RiskScope Scope => new(Symbol, Venue);
    }

    /// <summary>A node asks for the state of its kill latch; it starts latched until answered.</summary>
    /// <param name="Node">Who.</param>
    /// <param name="Known">Number of the latch that this node holds now: it confirms every kill up to it. 0 before the first.</param>
    public sealed record AskLatch(string Node, long Known = 0) : RiskGuardInput;

    /// <summary>The ledger of a venue found a difference in USDT, or a venue must not get new risk for another reason.</summary>
    public sealed record VenueSuspect(Venue Venue, string Reason) : RiskGuardInput;

    /// <summary>A strategy's figures for the breakers. They are totals, so a report may be lost, repeated or late.</summary>
    /// <param name="Symbol">Whose.</param>
    /// <param name="Epoch">Incarnation that reports; older ones are not heard.</param>
    /// <param name="Version">Its journal sequence number; an older one changes nothing.</param>
    /// <param name="Figures">The figures.</param>
    public sealed record StrategyReported(Symbol Symbol, Epoch Epoch, long Version, StrategyFigures Figures) : RiskGuardInput;

    /// <summary>A connection's requests to its venue fail, or succeed again.</summary>
    /// <param name="Venue">Which.</param>
    /// <param name="Incarnation">Of the connection; an older one is not heard.</param>
    /// <param name="Failures">Failed requests of the incarnation so far.</param>
    /// <param name="InARow">Failed since the last one that did not.</param>
    /// <param name="Why">The last failure; empty after a success.</param>
    public sealed record ApiReported(Venue Venue, long Incarnation, long Failures, int InARow, string Why) : RiskGuardInput;

    /// <summary>Passing of time.</summary>
    public sealed record ClockTicked : RiskGuardInput;
}
