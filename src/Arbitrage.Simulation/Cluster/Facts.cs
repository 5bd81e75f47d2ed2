using System.Collections.Immutable;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Trading;
using Arbitrage.Simulation.Model;

namespace Arbitrage.Simulation.Cluster;

/// <summary>An event became durable.</summary>
/// <param name="By">Incarnation that wrote it.</param>
/// <param name="Sequence">Number in the journal of its persistence id.</param>
/// <param name="Happened">The event.</param>
/// <param name="Known">The writer was told so; false when the write landed and the writer was told that it failed, or died.</param>
public readonly record struct Durable(Incarnation By, long Sequence, object Happened, bool Known);

/// <summary>A CREATE passed its last look and its first byte is written.</summary>
/// <param name="By">Connection incarnation that sends it.</param>
/// <param name="Intent">The order.</param>
/// <param name="Clock">What the sender believes about the venue's clock.</param>
/// <param name="NodeNow">The node's own clock.</param>
/// <param name="Latch">The node's kill latch at this moment; null when the guard never answered.</param>
/// <param name="Attempt">1 for the first write of this intent by anybody, 2 for the second and so on.</param>
public readonly record struct CreateWritten(
    Incarnation By, OrderIntent Intent, ClockReading Clock, DateTimeOffset NodeNow, LatchState? Latch, int Attempt);

/// <summary>A venue answered a CREATE that reached it.</summary>
/// <param name="Log">What it was and what became of it.</param>
/// <param name="VenueNow">The venue's own clock.</param>
public readonly record struct CreateReceived(CreateLogEntry Log, DateTimeOffset VenueNow);

/// <summary>A call left for a venue: one unit of a request budget, or as many as it weighs.</summary>
/// <param name="By">Who called.</param>
/// <param name="Venue">Whom.</param>
/// <param name="Call">The effect that asked for it.</param>
public readonly record struct Called(Incarnation By, Venue Venue, ConnectionEffect Call);

/// <summary>An operator pressed kill or resume at a node.</summary>
/// <param name="Node">Where.</param>
/// <param name="Order">What he asked.</param>
/// <param name="Confirmed">False when pressed; true when the node tells him that the guard has journaled it.</param>
public readonly record struct OperatorPressed(int Node, RiskGuardInput Order, bool Confirmed);

/// <summary>What can be looked at while a simulated cluster runs. True time is the simulation's; every node and venue has a clock of its own.</summary>
public interface ICluster
{
    /// <summary>True time.</summary>
    DateTimeOffset Now { get; }

    /// <summary>The seed's settings and bounds.</summary>
    ClusterSettings Settings { get; }

    /// <summary>The venues, with their accounts as they truly are.</summary>
    IReadOnlyDictionary<Venue, VenueModel> Venues { get; }

    /// <summary>Journal of one machine, in order; empty when it has none.</summary>
    IReadOnlyList<object> JournalOf(string persistenceId);

    /// <summary>State of the newest incarnation of a machine, dead or alive; null before the first.</summary>
    TState? StateOf<TState>(string persistenceId)
        where TState : class;

    /// <summary>Incarnations that live now: running or paused.</summary>
    ImmutableArray<Incarnation> Living { get; }

    /// <summary>The adversary has done nothing to anybody for this long: no fault is in force, every node talks to every other and to every venue.</summary>
    TimeSpan QuietFor { get; }
}
