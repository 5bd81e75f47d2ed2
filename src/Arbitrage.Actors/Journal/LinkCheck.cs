using Arbitrage.Protocol.Hashing;

namespace Arbitrage.Actors.Journal;

/// <summary>
/// Follows the links of one actor. After an event that does not follow it goes on from the link stored with it, so that one change is one break; what
/// stands under another number than it was written under is recognised among the events that do not follow.
/// </summary>
internal sealed class LinkCheck(string persistenceId, List<JournalBreak> breaks)
{
    private const int MostLookedAt = 256;
    private const int FarthestShift = 8;

    private readonly List<Unfollowing> _unfollowing = [];
    private ReadOnlyMemory<byte> _previous;
    private bool _isPreviousKnown = true;
    private long _more;

    /// <summary>Events before the next one are missing: it cannot be held against them.</summary>
    public void Skip() => _isPreviousKnown = false;

    /// <summary>The next event.</summary>
    public void Take(StoredEvent stored)
    {
        var (previous, isKnown) = (_previous, _isPreviousKnown);
        (_previous, _isPreviousKnown) = (stored.Link, stored.Link.Length == EventChain.LinkBytes);
        if (stored.Link.IsEmpty)
            breaks.Add(new(persistenceId, stored.Sequence, BreakKind.Unlinked, "has no link: it was put there by something else than a node"));
        else if (stored.Link.Length != EventChain.LinkBytes)
            breaks.Add(new(persistenceId, stored.Sequence, BreakKind.Altered, "its link is none"));
        else if (isKnown && !Gives(stored.Content, previous, stored.Link))
            Note(new(stored, previous));
        else if (isKnown && previous.Length > 0 && IsAdoptedAfterWritten(previous, stored.Link))
            breaks.Add(new(persistenceId, stored.Sequence, BreakKind.Altered, "was adopted after an event that was not"));
    }

    /// <summary>No event is left.</summary>
    public void Close()
    {
        for (var i = 0; i < _unfollowing.Count; i++)
        {
            var first = _unfollowing[i];
            var shift = ShiftOf(first);
            var last = first.Stored.Sequence;
            while (shift != 0 && i + 1 < _unfollowing.Count && _unfollowing[i + 1].Stored.Sequence == last + 1 && ShiftOf(_unfollowing[i + 1]) == shift)
                (i, last) = (i + 1, last + 1);
            breaks.Add(shift == 0 ? Explain(first) : Moved(first.Stored.Sequence,
                $"{(last > first.Stored.Sequence ? $"and those up to {last} were" : "was")} written {Math.Abs(shift)} {(shift > 0 ? "higher: events before were removed" : "lower: events were put in before")} and the rest was numbered anew"));
        }

        if (_more > 0)
            breaks.Add(new(persistenceId, _unfollowing[^1].Stored.Sequence, BreakKind.Altered, FormattableString.Invariant($"and {_more} after it do not follow either")));
    }

    private void Note(Unfollowing each)
    {
        if (_unfollowing.Count < MostLookedAt)
            _unfollowing.Add(each);
        else
            _more++;
    }

    private JournalBreak Explain(Unfollowing each)
    {
        var here = each.Stored.Sequence;
        foreach (var other in _unfollowing)
        {
            if (other.Stored.Sequence != here && IsOf(each, other.Stored))
                return Moved(here, $"what was written as event {here} stands as number {other.Stored.Sequence}");
        }

        return new(persistenceId, here, BreakKind.Altered, "does not give its link: its content, its link or the link before it was altered");
    }

    // Rows exchanged took their links along, so that the link before is that of the other one; contents exchanged left them behind.
    private static bool IsOf(Unfollowing here, StoredEvent other)
    {
        var row = other.Content with { Sequence = here.Stored.Sequence };
        var content = here.Stored.Content with { Manifest = other.Manifest, Message = other.Content.Message };
        return Gives(row, here.Previous, other.Link) || Gives(row, here.Stored.Link, other.Link)
            || Gives(row, here.Previous, here.Stored.Link) || Gives(content, here.Previous, here.Stored.Link);
    }

    // By how much the number that the event was written under is above the one it has now; zero when that is not what happened.
    private static long ShiftOf(Unfollowing each)
    {
        var here = each.Stored.Sequence;
        for (var shift = 1; shift <= FarthestShift; shift++)
        {
            if (Gives(each.Stored.Content with { Sequence = here + shift }, each.Previous, each.Stored.Link))
                return shift;
            if (here > shift && Gives(each.Stored.Content with { Sequence = here - shift }, each.Previous, each.Stored.Link))
                return -shift;
        }

        return 0;
    }

    private JournalBreak Moved(long sequence, FormattableString what) => new(persistenceId, sequence, BreakKind.Moved, FormattableString.Invariant(what));

    private static bool IsAdoptedAfterWritten(ReadOnlyMemory<byte> previous, ReadOnlyMemory<byte> link) =>
        previous.Span[0] == (byte)LinkKind.Written && link.Span[0] == (byte)LinkKind.Adopted;

    private static bool Gives(in ChainedContent content, ReadOnlyMemory<byte> previous, ReadOnlyMemory<byte> link) =>
        Enum.IsDefined((LinkKind)link.Span[0]) && EventChain.Link(previous.Span, (LinkKind)link.Span[0], content).AsSpan().SequenceEqual(link.Span);

    private sealed record Unfollowing(StoredEvent Stored, ReadOnlyMemory<byte> Previous);
}
