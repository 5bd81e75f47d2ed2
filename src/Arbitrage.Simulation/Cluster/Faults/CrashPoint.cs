namespace Arbitrage.Simulation.Cluster.Faults;

/// <summary>Boundaries at which a machine is made to crash.</summary>
public enum CrashPoint
{
    /// <summary>Decided, nothing written yet.</summary>
    BeforePersist = 1,

    /// <summary>The write is durable, the writer dies before it hears of it.</summary>
    AfterPersist = 2,

    /// <summary>The writer knows that its events are durable and dies before an effect of them.</summary>
    BeforeSend = 3,

    /// <summary>An effect was performed (a message or a CREATE left), and the sender dies.</summary>
    AfterSend = 4,

    /// <summary>An answer has arrived and was not taken in yet.</summary>
    BeforeAck = 5,

    /// <summary>The journal has been read, nothing was decided on it.</summary>
    DuringRecovery = 6,
}

/// <summary>A crash that waits for its boundary.</summary>
/// <param name="Fault">Number of the fault.</param>
/// <param name="Point">Where.</param>
/// <param name="OnlyOrders">Only at what has to do with an order.</param>
internal sealed record CrashTrap(int Fault, CrashPoint Point, bool OnlyOrders);
