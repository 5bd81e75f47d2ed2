namespace Arbitrage.Simulation.Driver;

/// <summary>What the runner asked the driver to do, one line of the call trace.</summary>
/// <param name="At">When.</param>
/// <param name="PersistenceId">Whose runner.</param>
/// <param name="Kind">What.</param>
/// <param name="Subject">The event to write, the effect to perform, or the reason to stop.</param>
public sealed record DriverCall(DateTimeOffset At, string PersistenceId, DriverCallKind Kind, object Subject);

/// <summary>Kinds of calls.</summary>
public enum DriverCallKind
{
    /// <summary>An event goes into the outstanding write.</summary>
    Write = 1,

    /// <summary>An effect is carried out.</summary>
    Perform = 2,

    /// <summary>The incarnation stops.</summary>
    Stop = 3,
}
