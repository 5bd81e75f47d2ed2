using System.Collections.Immutable;

namespace Arbitrage.Simulation.Driver;

/// <summary>What a host stands on: the clock of its node, the journal, the trace.</summary>
public interface IHostContext
{
    /// <summary>Local time.</summary>
    DateTimeOffset Now { get; }

    /// <summary>False when the incarnation was killed in the middle of what it does: nothing more of it happens.</summary>
    bool IsAlive { get; }

    /// <summary>Everything durable of a machine, in order.</summary>
    IEnumerable<object> Journal(string persistenceId);

    /// <summary>Begins a write; <see cref="JournalWrite.End"/> tells how it ended.</summary>
    void Write(JournalWrite write);

    /// <summary>A write under way became durable though its writer never hears of it.</summary>
    void Land(JournalWrite write);

    /// <summary>One line of the call trace.</summary>
    void Note(string persistenceId, DriverCallKind kind, object subject);
}

/// <summary>One atomic write under way.</summary>
/// <param name="persistenceId">Whose.</param>
/// <param name="first">Sequence number of its first event.</param>
/// <param name="events">At least one.</param>
/// <param name="ended">Told how it ended; a writer that has ended meanwhile does not care.</param>
public sealed class JournalWrite(string persistenceId, long first, ImmutableArray<object> events, Action<JournalWrite, Exception?> ended)
{
    /// <summary>Whose.</summary>
    public string PersistenceId => persistenceId;

    /// <summary>Sequence number of its first event.</summary>
    public long First => first;

    /// <summary>What is written.</summary>
    public ImmutableArray<object> Events => events;

    /// <summary>The writer has ended: nobody waits for this.</summary>
    public bool IsAbandoned { get; private set; }

    /// <summary>The writer ends.</summary>
    public void Abandon() => IsAbandoned = true;

    /// <summary>Tells the writer.</summary>
    /// <param name="failure">Why it failed, as far as the writer is told; null when it is durable.</param>
    public void End(Exception? failure = null) => ended(this, failure);
}

/// <summary>What the hosts of one process that never fails by itself share.</summary>
/// <param name="time">The clock.</param>
/// <param name="journals">Journals of all.</param>
/// <param name="writeTakes">Time of one journal write.</param>
/// <param name="calls">Call trace; null when none is wanted.</param>
public sealed class HostContext(VirtualTime time, MemoryJournals journals, TimeSpan writeTakes, List<DriverCall>? calls) : IHostContext
{
    /// <inheritdoc/>
    public DateTimeOffset Now => time.Now;

    /// <inheritdoc/>
    public bool IsAlive => true;

    /// <inheritdoc/>
    public IEnumerable<object> Journal(string persistenceId) => journals.Of(persistenceId).Select(e => e.Happened);

    /// <inheritdoc/>
    public void Write(JournalWrite write) => time.After(writeTakes, () =>
    {
        if (write.IsAbandoned)
            return;
        Land(write);
        write.End();
    });

    /// <inheritdoc/>
    public void Land(JournalWrite write) => journals.Append(write.PersistenceId, write.First, write.Events, time.Now);

    /// <inheritdoc/>
    public void Note(string persistenceId, DriverCallKind kind, object subject) => calls?.Add(new(time.Now, persistenceId, kind, subject));
}
