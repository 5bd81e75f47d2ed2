namespace Arbitrage.Actors.Running;

/// <summary>
/// Sees every durable event of every persistent actor of this process, in order per persistence id. Called on the actor's own
/// thread: must be fast, must not throw and must not block. Reports, dashboards and the trace hash are built from it.
/// </summary>
public interface IJournalObserver
{
    /// <summary>An event became durable; its effects are performed after this call.</summary>
    void OnWritten(string persistenceId, long sequence, object happened, object stateAfter)
    {
    }

    /// <summary>
    /// An event was read back while recovering. <paramref name="happened"/> is null for the snapshot that recovery started from: then the
    /// events up to <paramref name="sequence"/> are not seen one by one (`JournalReader` reads them all).
    /// </summary>
    void OnRecovered(string persistenceId, long sequence, object? happened, object stateAfter)
    {
    }
}

/// <summary>
/// Sees everything that drives a machine, in the order in which it reaches the runner: recovery, every input before it is decided, and where
/// between inputs a write became durable or failed. Enough to run the machine again (I14). Called on the actor's thread; the view holds the
/// books a `BooksMoved` speaks of. Must be fast, must not throw and must not block.
/// </summary>
public interface IInputRecorder
{
    /// <summary>The journal has been read; deciding begins.</summary>
    void OnRecovered(string persistenceId, long sequence, DateTimeOffset now)
    {
    }

    /// <summary>An input is about to be decided.</summary>
    void OnInput(string persistenceId, DateTimeOffset now, object input, object view)
    {
    }

    /// <summary>The outstanding write is durable up to this sequence number; inputs that waited behind it are decided after this call.</summary>
    void OnWritten(string persistenceId, DateTimeOffset now, long sequence)
    {
    }

    /// <summary>The outstanding write failed or was rejected; the incarnation ends.</summary>
    void OnWriteFailed(string persistenceId, DateTimeOffset now, Exception cause)
    {
    }
}

/// <summary>Where `Alert` effects and faults of the actors themselves go. Called on actor threads; must not block.</summary>
public interface IAlertSink
{
    /// <summary>Something a person should know.</summary>
    /// <param name="source">Persistence id or name of the actor that says it.</param>
    /// <param name="code">Short stable code.</param>
    /// <param name="text">What happened.</param>
    void Raise(string source, string code, string text)
    {
    }
}
