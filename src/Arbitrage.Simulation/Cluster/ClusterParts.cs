using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Ledger;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Running;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;

namespace Arbitrage.Simulation.Cluster;

/// <summary>
/// What a simulated cluster is made of. The real parts by default; a sabotage puts another in the place of one: a machine around a machine, a last
/// look that does not look, a journal without its unique key. Nothing in the machines knows of it.
/// </summary>
public sealed record ClusterParts
{
    /// <summary>The real parts.</summary>
    public static ClusterParts Real { get; } = new();

    /// <summary>Strategy of a symbol.</summary>
    public Func<StrategySettings, IMachine<StrategyState, StrategyView, StrategyInput, StrategyEvent, StrategyEffect>> Strategy { get; init; } =
        settings => new StrategyMachine(settings);

    /// <summary>Connection of a venue account.</summary>
    public Func<ConnectionSettings, IMachine<ConnectionState, ConnectionView, ConnectionInput, ConnectionEvent, ConnectionEffect>> Connection { get; init; } =
        settings => new ConnectionMachine(settings);

    /// <summary>Ledger of a venue account.</summary>
    public Func<Venue, IMachine<LedgerState, LedgerView, LedgerInput, LedgerEvent, LedgerEffect>> Ledger { get; init; } =
        venue => new LedgerMachine(venue);

    /// <summary>The risk guard.</summary>
    public Func<RiskSettings, IMachine<RiskGuardState, NoView, RiskGuardInput, RiskGuardEvent, RiskGuardEffect>> Guard { get; init; } =
        settings => new RiskGuardMachine(settings);

    /// <summary>The last look before the first byte of a CREATE (ARCHITECTURE 4.6).</summary>
    public Func<LastLookAt, RefusalReason?> LastLook { get; init; } = look => look.Rule();

    /// <summary>What the drivers do around the machines.</summary>
    public DriverRules Driver { get; init; } = new();
}

/// <summary>What the last look sees.</summary>
/// <param name="Intent">The order.</param>
/// <param name="Clock">Clock against the venue, as claimed.</param>
/// <param name="NodeNow">The later of wall and monotonic clock of the node.</param>
/// <param name="Newest">Newest epoch of the strategy that the connection durably knows.</param>
/// <param name="Latch">The node's kill latch; null until the guard has answered.</param>
/// <param name="BannedUntil">Nothing may be asked of the venue before this.</param>
public readonly record struct LastLookAt(
    OrderIntent Intent, ClockReading Clock, DateTimeOffset NodeNow, Epoch Newest, LatchState? Latch, DateTimeOffset BannedUntil)
{
    /// <summary>The real rule: why the order is stopped, or null.</summary>
    public RefusalReason? Rule()
    {
        if (NodeNow < BannedUntil)
            return RefusalReason.Budget;
        if (Newest > Intent.Epoch)
            return RefusalReason.OldEpoch;
        if (NodeNow + Clock.Offset + Clock.ErrorBound > Intent.NotAfter)
            return RefusalReason.Expired;
        if (Intent.Risk == RiskClass.Reducing)
            return null;
        if (Intent.Lease is not { } lease || NodeNow >= lease.ExpiresAt)
            return RefusalReason.Lease;
        return Latch is not { } latch || latch.Stops(Intent.Symbol, Intent.Venue) ? RefusalReason.Killed : null;
    }
}

/// <summary>What drivers do around machines; each value that is not the default breaks a promise, and some checker has to see it.</summary>
public sealed record DriverRules
{
    /// <summary>The journal refuses a sequence number that is taken.</summary>
    public bool JournalFences { get; init; } = true;

    /// <summary>A write that was acknowledged survives a crash.</summary>
    public bool JournalIsDurable { get; init; } = true;

    /// <summary>Effects are performed after the events are durable, not before.</summary>
    public bool PersistsFirst { get; init; } = true;

    /// <summary>How often a CREATE whose reply does not come is written again; 0 in any system that is to be trusted.</summary>
    public int CreateRepeats { get; init; }

    /// <summary>A node starts latched until the guard answers.</summary>
    public bool StartsLatched { get; init; } = true;

    /// <summary>Secrets that a venue repeats in the texts of its errors are taken out before anybody hears them, as the connectors do.</summary>
    public bool CleansTexts { get; init; } = true;
}
