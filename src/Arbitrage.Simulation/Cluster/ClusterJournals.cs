using System.Collections.Immutable;

namespace Arbitrage.Simulation.Cluster;

/// <summary>A write was told a sequence number that is taken: another incarnation writes here too.</summary>
internal sealed class TakenNumberException(string persistenceId, long sequence)
    : Exception($"{persistenceId}: event {sequence} is there already (unique key).");

/// <summary>The journals that all nodes share.</summary>
internal sealed class ClusterJournals(DriverRules rules)
{
    private readonly SortedDictionary<string, List<object>> _byId = new(StringComparer.Ordinal);

    public IReadOnlyList<object> Of(string persistenceId) => _byId.TryGetValue(persistenceId, out var journal) ? journal : [];

    /// <summary>True when the numbers are free, or when nobody looks.</summary>
    public bool IsFree(string persistenceId, long first) => first == Of(persistenceId).Count + 1;

    /// <summary>One atomic write. Without the fence what is there is written over.</summary>
    /// <exception cref="TakenNumberException">A number is taken.</exception>
    public void Append(string persistenceId, long first, ImmutableArray<object> events)
    {
        if (!_byId.TryGetValue(persistenceId, out var journal))
            _byId.Add(persistenceId, journal = []);
        if (first != journal.Count + 1)
        {
            if (rules.JournalFences || first > journal.Count + 1)
                throw new TakenNumberException(persistenceId, first);
            journal.RemoveRange((int)first - 1, Math.Min(events.Length, journal.Count - (int)first + 1));
            journal.InsertRange((int)first - 1, events);
            return;
        }

        journal.AddRange(events.AsSpan());
    }

    /// <summary>The last events of a journal are lost, as after a crash of a disk that lied.</summary>
    public void Lose(string persistenceId, int events)
    {
        if (_byId.TryGetValue(persistenceId, out var journal))
            journal.RemoveRange(Math.Max(0, journal.Count - events), Math.Min(events, journal.Count));
    }
}
