using System.Collections.Immutable;

namespace Arbitrage.Simulation.Driver;

/// <summary>One durable event.</summary>
/// <param name="PersistenceId">Whose.</param>
/// <param name="Sequence">Its number, from 1.</param>
/// <param name="Happened">The event.</param>
/// <param name="At">When it became durable.</param>
public sealed record JournalEntry(string PersistenceId, long Sequence, object Happened, DateTimeOffset At);

/// <summary>The journals of all machines: they outlive every incarnation, as a database does, and refuse a number that was used already.</summary>
public sealed class MemoryJournals
{
    private readonly SortedDictionary<string, List<JournalEntry>> _byId = new(StringComparer.Ordinal);
    private readonly List<JournalEntry> _all = [];

    /// <summary>Everything, in the order in which it became durable.</summary>
    public IReadOnlyList<JournalEntry> All => _all;

    /// <summary>Ids that have events, ordered.</summary>
    public IEnumerable<string> Ids => _byId.Keys;

    /// <summary>Journal of one machine, in order.</summary>
    public IReadOnlyList<JournalEntry> Of(string persistenceId) => _byId.GetValueOrDefault(persistenceId) ?? [];

    /// <summary>One atomic write.</summary>
    /// <exception cref="InvalidOperationException">A number is taken, or one would be left out (I6).</exception>
    public void Append<TEvent>(string persistenceId, long firstSequence, ImmutableArray<TEvent> events, DateTimeOffset at)
        where TEvent : class
    {
        if (!_byId.TryGetValue(persistenceId, out var journal))
            _byId.Add(persistenceId, journal = []);
        if (firstSequence != journal.Count + 1)
            throw new InvalidOperationException($"{persistenceId}: event {firstSequence} does not follow {journal.Count}.");
        foreach (var happened in events)
        {
            var entry = new JournalEntry(persistenceId, journal.Count + 1, happened, at);
            journal.Add(entry);
            _all.Add(entry);
        }
    }
}
