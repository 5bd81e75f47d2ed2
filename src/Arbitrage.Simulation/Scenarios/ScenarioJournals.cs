using Arbitrage.Simulation.Driver;

namespace Arbitrage.Simulation.Scenarios;

/// <summary>
/// The journals of all machines of a scenario, whichever stage runs it: a write takes time, may be made to fail or to end its writer, and a number
/// that was used already is refused as the database's unique key would.
/// </summary>
public sealed class ScenarioJournals(VirtualTime time, TimeSpan writeTakes)
{
    private readonly SortedDictionary<string, List<JournalEntry>> _byId = new(StringComparer.Ordinal);
    private readonly List<JournalEntry> _all = [];
    private readonly List<WriteTrap> _traps = [];

    /// <summary>Everything, in the order in which it became durable.</summary>
    public IReadOnlyList<JournalEntry> All => _all;

    /// <summary>Told of every event as it becomes durable.</summary>
    public Action<JournalEntry>? Written { get; set; }

    /// <summary>Journal of one machine, in order.</summary>
    public IReadOnlyList<JournalEntry> Of(string persistenceId) => _byId.GetValueOrDefault(persistenceId) ?? [];

    /// <summary>Something is to happen at the next write that it is for; once.</summary>
    public void Set(WriteTrap trap) => _traps.Add(trap);

    /// <summary>One atomic write; the answer comes when it is durable (null) or has failed, or never.</summary>
    /// <param name="persistenceId">Whose.</param>
    /// <param name="first">Number of the first event.</param>
    /// <param name="events">What.</param>
    /// <param name="answer">Told the end of it.</param>
    public void Write(string persistenceId, long first, IReadOnlyList<object> events, Action<Exception?> answer)
    {
        var trap = _traps.Find(t => t.Machine == persistenceId && (t.On is null || events.Any(e => e.GetType().Name == t.On)));
        if (trap is not null)
            _traps.Remove(trap);
        time.After(writeTakes, () =>
        {
            var refused = trap is { Durable: false } ? null : Append(persistenceId, first, events);
            trap?.Sprung();
            if (trap?.Failure is { } failure)
                answer(failure);
            else if (trap is null or { Answers: true })
                answer(refused);
        });
    }

    private InvalidOperationException? Append(string persistenceId, long first, IReadOnlyList<object> events)
    {
        if (!_byId.TryGetValue(persistenceId, out var journal))
            _byId.Add(persistenceId, journal = []);
        if (first != journal.Count + 1)
            return new($"{persistenceId}: event {first} is in the journal already, written by another incarnation.");
        foreach (var happened in events)
        {
            var entry = new JournalEntry(persistenceId, journal.Count + 1, happened, time.Now);
            journal.Add(entry);
            _all.Add(entry);
            Written?.Invoke(entry);
        }

        return null;
    }
}

/// <summary>What is to happen at a write.</summary>
/// <param name="Machine">Whose.</param>
/// <param name="On">Name of an event in it; null for any write.</param>
/// <param name="Durable">What was written is in the journal afterwards.</param>
/// <param name="Answers">The writer hears of it.</param>
/// <param name="Failure">What it hears; null for success.</param>
/// <param name="Sprung">Called at the end of the write, before its answer.</param>
public sealed record WriteTrap(string Machine, string? On, bool Durable, bool Answers, Exception? Failure, Action Sprung);
