using Arbitrage.Protocol.Envelopes;
using Arbitrage.Protocol.Hashing;
using Arbitrage.Protocol.Tables;
using Arbitrage.Protocol.Wire;

namespace Arbitrage.Actors.Journal;

/// <summary>
/// Reads a whole journal and says where it is not what was written: numbers without holes, each event following from the one before it, each
/// saved state equal to what the events make.
/// </summary>
public sealed class JournalVerifier
{
    private readonly JournalFile _journal;
    private readonly List<JournalBreak> _breaks = [];
    private readonly List<ActorChain> _actors = [];
    private readonly SortedDictionary<string, (long Sequence, ReadOnlyMemory<byte> Link)> _ends = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<StoredSnapshot>> _snapshots = new(StringComparer.Ordinal);

    private JournalVerifier(JournalFile journal) => _journal = journal;

    /// <summary>Verifies.</summary>
    /// <param name="journal">Read from its beginning.</param>
    /// <param name="head">A head noted before, lower-case hex; null for none.</param>
    public static JournalVerification Verify(JournalFile journal, string? head = null)
    {
        var verifier = new JournalVerifier(journal);
        verifier.ReadAll();
        var end = journal.IsChained ? EventChain.Head(verifier._ends) : null;
        var since = head is null ? null : verifier.SinceHead(head, end);
        return new()
        {
            IsChained = journal.IsChained,
            Actors = [.. verifier._actors],
            Breaks = [.. verifier._breaks.OrderBy(b => b.PersistenceId, StringComparer.Ordinal).ThenBy(b => b.Sequence).ThenBy(b => b.Kind)],
            Head = end,
            SinceHead = since,
        };
    }

    private void ReadAll()
    {
        foreach (var snapshot in _journal.Snapshots())
        {
            if (!_snapshots.TryGetValue(snapshot.PersistenceId, out var own))
                _snapshots.Add(snapshot.PersistenceId, own = []);
            own.Add(snapshot);
        }

        ActorCheck? actor = null;
        foreach (var stored in _journal.ByActor())
        {
            if (actor is null || !string.Equals(actor.PersistenceId, stored.PersistenceId, StringComparison.Ordinal))
            {
                Close(actor);
                _snapshots.Remove(stored.PersistenceId, out var saved);
                actor = new(stored.PersistenceId, _journal.IsChained, saved ?? [], _breaks);
            }

            actor.Take(stored);
        }

        Close(actor);
        foreach (var (persistenceId, saved) in _snapshots)
            _breaks.Add(new(persistenceId, 1, BreakKind.Missing, $"there are none at all, but a state saved after event {saved[^1].Sequence}"));
    }

    private void Close(ActorCheck? actor)
    {
        if (actor is null)
            return;
        _actors.Add(actor.Close());
        _ends[actor.PersistenceId] = (actor.Sequence, actor.Link);
    }

    // A journal that grew since has the noted head at one of its events: which it was shows by making the head again, event by event, as they came.
    private long? SinceHead(string head, string? end)
    {
        if (head == end)
            return 0;
        var ends = new SortedDictionary<string, (long Sequence, ReadOnlyMemory<byte> Link)>(StringComparer.Ordinal);
        long read = 0, at = -1;
        foreach (var stored in _journal.ByOrder())
        {
            read++;
            ends[stored.PersistenceId] = (stored.Sequence, stored.Link);
            if (at < 0 && EventChain.Head(ends) == head)
                at = read;
        }

        if (at >= 0)
            return read - at;
        _breaks.Add(new("", 0, BreakKind.Head,
            $"the journal never had the head {head}: events were removed at an end or all links were made anew since it was noted, or it is of another journal"));
        return null;
    }

    // One actor's events, as they come.
    private sealed class ActorCheck(string persistenceId, bool isChained, List<StoredSnapshot> snapshots, List<JournalBreak> breaks)
    {
        private readonly StateFold? _fold = StateFold.Of(persistenceId);
        private readonly LinkCheck _links = new(persistenceId, breaks);
        private bool _isFolding = true;
        private long _events;
        private long _adopted;
        private int _compared;
        private int _older;
        private int _nextSnapshot;

        public string PersistenceId { get; } = persistenceId;

        public long Sequence { get; private set; }

        public ReadOnlyMemory<byte> Link { get; private set; }

        public void Take(StoredEvent stored)
        {
            _events++;
            if (stored.Sequence != Sequence + 1)
            {
                var (from, to) = (Sequence + 1, stored.Sequence - 1);
                Break(from, BreakKind.Missing, stored.Sequence <= Sequence
                    ? FormattableString.Invariant($"expected, and number {stored.Sequence} stands there")
                    : from == to ? "is missing" : FormattableString.Invariant($"and those up to {to} are missing"));
                _isFolding = false;
                _links.Skip();
            }

            Sequence = stored.Sequence;
            if (stored.IsDeleted)
                Break(stored.Sequence, BreakKind.Deleted, "is marked as deleted: a recovery skips it");
            if (isChained)
            {
                _adopted += stored.Link.Length > 0 && stored.Link.Span[0] == (byte)LinkKind.Adopted ? 1 : 0;
                _links.Take(stored);
                Link = stored.Link;
            }

            Fold(stored);
            CompareSaved();
        }

        public ActorChain Close()
        {
            _links.Close();
            for (; _nextSnapshot < snapshots.Count; _nextSnapshot++)
            {
                if (snapshots[_nextSnapshot].Sequence > Sequence)
                    Break(Sequence + 1, BreakKind.Missing, $"is missing: a state was saved after event {snapshots[_nextSnapshot].Sequence}");
            }

            return new(
                PersistenceId, _events, _adopted, _compared, _older, Link.Length > 0 ? Convert.ToHexStringLower(Link.Span) : null,
                _isFolding && _fold is not null ? HashOf(_fold.State) : null);
        }

        private void Fold(StoredEvent stored)
        {
            object happened;
            try
            {
                happened = stored.Read();
            }
            catch (WireException e)
            {
                Break(stored.Sequence, BreakKind.Unreadable, $"cannot be read: {e.Message}");
                _isFolding = false;
                return;
            }

            if (!_isFolding || _fold is null)
                return;
            try
            {
                _fold.Take(happened, stored.Sequence);
            }
            catch (Exception e) when (e is not OutOfMemoryException) // whatever a machine throws, its actor cannot recover from this event
            {
                Break(stored.Sequence, BreakKind.Impossible, $"{stored.Manifest} cannot follow the state before it: {e.Message}");
                _isFolding = false;
            }
        }

        private void CompareSaved()
        {
            for (; _nextSnapshot < snapshots.Count && snapshots[_nextSnapshot].Sequence <= Sequence; _nextSnapshot++)
            {
                if (snapshots[_nextSnapshot].Sequence == Sequence && _isFolding && _fold is not null)
                    Compare(snapshots[_nextSnapshot]);
            }
        }

        // By the bytes of the present version: a state saved by an older one is read as a recovery would read it.
        private void Compare(StoredSnapshot saved)
        {
            try
            {
                var snapshot = saved.Read();
                var state = snapshot.Unpack(TradingWire.Schema, PersistenceId);
                if (snapshot.Sequence != saved.Sequence)
                    Break(saved.Sequence, BreakKind.State, FormattableString.Invariant($"the state stored for it is that after event {snapshot.Sequence}"));
                else if (HashOf(state) is var was && HashOf(_fold!.State) is var now && was != now)
                    Differs(saved.Sequence, state, was, now);
                _compared++;
            }
            catch (WireException e)
            {
                Break(saved.Sequence, BreakKind.State, $"the state saved after it is not what was saved: {e.Message}");
            }
        }

        private void Differs(long sequence, object state, string was, string now)
        {
            if (OlderState.IsOlder(state, _fold!.State))
                _older++;
            else
                Break(sequence, BreakKind.State, $"the state saved after it has hash {was}, the events up to it make {now}");
        }

        private string HashOf(object state) => Convert.ToHexStringLower(StateSnapshot.Of(TradingWire.Schema, PersistenceId, Sequence, state).Hash.AsSpan());

        private void Break(long sequence, BreakKind kind, string what) => breaks.Add(new(PersistenceId, sequence, kind, what));
    }
}
