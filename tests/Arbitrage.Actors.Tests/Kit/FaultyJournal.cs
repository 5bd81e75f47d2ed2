using System.Collections.Concurrent;
using System.Collections.Immutable;
using Akka.Actor;
using Akka.Persistence;
using Akka.Persistence.Journal;

namespace Arbitrage.Actors.Tests.Kit;

/// <summary>What happens to one write.</summary>
public enum Fate
{
    Written,
    FailedBefore,
    WrittenThenFailed,
    Rejected,

    /// <summary>Acknowledged, and written only after <see cref="JournalControl.WriteLate"/>, which a crash may come before.</summary>
    AcknowledgedFirst,
}

/// <summary>One durable event.</summary>
public sealed record JournalRow(string Id, long Sequence, object Happened);

/// <summary>Controls the journal of one actor system, and sees what reaches it.</summary>
public sealed class JournalControl
{
    private readonly SemaphoreSlim _gate = new(0);
    private readonly TaskCompletionSource _late = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isHeld;

    /// <summary>Decides about each write.</summary>
    public Func<AtomicWrite, Fate> Fate { get; set; } = _ => Kit.Fate.Written;

    /// <summary>Replayed sequence numbers to leave out.</summary>
    public Func<long, bool> Skip { get; set; } = _ => false;

    /// <summary>Writes wait for <see cref="Release"/> while this is set.</summary>
    public bool IsHeld
    {
        get => Volatile.Read(ref _isHeld);
        set => Volatile.Write(ref _isHeld, value);
    }

    /// <summary>A number that is taken is not taken again, as by the unique key of a journal in a database.</summary>
    public bool IsFenced { get; set; }

    /// <summary>What is durable, in the order in which it became so.</summary>
    public ConcurrentQueue<JournalRow> Rows { get; } = new();

    /// <summary>Of the writes that come while it is held, those that really wait.</summary>
    public Func<ImmutableArray<object>, bool> Holds { get; set; } = _ => true;

    /// <summary>Every write that reached the journal, with its events.</summary>
    public BlockingCollection<ImmutableArray<object>> Writes { get; } = [];

    public void Release(int writes = 1) => _gate.Release(writes);

    /// <summary>The next write that reaches the journal.</summary>
    public ImmutableArray<object> Next() => Writes.TryTake(out var write, TimeSpan.FromSeconds(20))
        ? write
        : throw new TimeoutException("No write reached the journal.");

    /// <summary>Lets what was acknowledged first become durable.</summary>
    public void WriteLate() => _late.TrySetResult();

    internal Task Late => _late.Task;

    // The check and the row are one step, as they are in a table with a unique key.
    internal void Keep(AtomicWrite write)
    {
        lock (Rows)
        {
            foreach (var each in (IImmutableList<IPersistentRepresentation>)write.Payload)
            {
                if (IsFenced && Rows.Any(r => r.Id == each.PersistenceId && r.Sequence == each.SequenceNr))
                    throw new InvalidOperationException($"{each.PersistenceId} has an event {each.SequenceNr} already");
            }

            foreach (var each in (IImmutableList<IPersistentRepresentation>)write.Payload)
                Rows.Enqueue(new(each.PersistenceId, each.SequenceNr, each.Payload));
        }
    }

    internal async Task Pass(AtomicWrite write)
    {
        ImmutableArray<object> events = [.. ((IImmutableList<IPersistentRepresentation>)write.Payload).Select(p => p.Payload)];
        var waits = IsHeld && Holds(events);
        Writes.Add(events);
        if (waits)
            await _gate.WaitAsync();
    }
}

/// <summary>Journal in memory that fails, rejects, hangs or forgets on command. One control an actor system, by the system's name.</summary>
public sealed class FaultyJournal : MemoryJournal
{
    private static readonly ConcurrentDictionary<string, JournalControl> Controls = new(StringComparer.Ordinal);

    private readonly JournalControl _control = Control(Context.System.Name);

    public static JournalControl Control(string system) => Controls.GetOrAdd(system, _ => new());

    protected override async Task<IImmutableList<Exception?>> WriteMessagesAsync(
        IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken)
    {
        var results = ImmutableList.CreateBuilder<Exception?>();
        foreach (var write in messages)
        {
            await _control.Pass(write);
            var fate = _control.Fate(write);
            if (fate is Fate.FailedBefore)
                throw new IOException("the disk is gone");
            if (fate is Fate.Rejected)
            {
                results.Add(new InvalidOperationException("cannot be serialized"));
                continue;
            }

            if (fate is Fate.AcknowledgedFirst)
            {
                _ = WriteLateAsync(write);
                results.Add(null);
                continue;
            }

            _control.Keep(write);
            await base.WriteMessagesAsync([write], cancellationToken);
            if (fate is Fate.WrittenThenFailed)
                throw new TimeoutException("no answer from the disk");
            results.Add(null);
        }

        return results.ToImmutable();
    }

    private async Task WriteLateAsync(AtomicWrite write)
    {
        await _control.Late;
        _control.Keep(write);
        await base.WriteMessagesAsync([write], CancellationToken.None);
    }

    public override Task ReplayMessagesAsync(
        IActorContext context, string persistenceId, long fromSequenceNr, long toSequenceNr, long max,
        Action<IPersistentRepresentation> recoveryCallback) =>
        base.ReplayMessagesAsync(context, persistenceId, fromSequenceNr, toSequenceNr, max, p =>
        {
            if (!_control.Skip(p.SequenceNr))
                recoveryCallback(p);
        });
}
