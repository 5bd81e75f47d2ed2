namespace Arbitrage.Venues.Books;

/// <summary>Where a book is on its way to being usable.</summary>
internal enum SyncPhase
{
    /// <summary>No subscription.</summary>
    Down = 0,

    /// <summary>Subscribed; changes are kept until a snapshot fits them.</summary>
    Buffering = 1,

    /// <summary>A snapshot is there, but no change has proved yet that it joins the stream.</summary>
    Bridging = 2,

    /// <summary>In sequence.</summary>
    Synchronised = 3,
}

/// <summary>What a step did to the book.</summary>
internal enum SyncStep
{
    /// <summary>Nothing that a reader may see.</summary>
    Nothing = 0,

    /// <summary>The book changed and is usable.</summary>
    Changed = 1,

    /// <summary>The book was usable, or should have become so, and isn't: see <see cref="BookSync.Why"/>. A new snapshot is needed.</summary>
    Lost = 2,
}

/// <summary>
/// Joins a snapshot and a stream of changes by the rules both Gate and MEXC publish: keep changes until a snapshot with id B is there; drop those that
/// end at or before B; the first one used must satisfy first &lt;= B + 1 &lt;= last; from there on each must start at the last id + 1. Whatever breaks
/// that makes the book unusable until another snapshot replaced it; nothing is ever merged. No clock, no threads.
/// </summary>
/// <remarks>
/// A market without changes never sends the first one. There two snapshots with the same id, read some time apart within one subscription, are taken
/// as proof that nothing was missed.
/// </remarks>
internal sealed class BookSync(DepthShape shape)
{
    // At one frame in 10 ms this covers a snapshot that takes 5 s; older frames only make the snapshot too old, which is then read again.
    private const int PendingMax = 512;

    private readonly List<DepthUpdate> _pending = [];
    private readonly Stack<DepthUpdate> _spare = [];

    /// <summary>Depth of the book.</summary>
    public DepthBook Depth { get; } = new(shape);

    /// <summary>Where it is.</summary>
    public SyncPhase Phase { get; private set; }

    /// <summary>Id of the last change in the book.</summary>
    public long Sequence { get; private set; }

    /// <summary>Why the book was lost last.</summary>
    public string Why { get; private set; } = "";

    /// <summary>Changes kept for a snapshot.</summary>
    public int Pending => _pending.Count;

    /// <summary>The subscription is there: changes from now on arrive.</summary>
    public void OnSubscribed()
    {
        if (Phase == SyncPhase.Down)
            Phase = SyncPhase.Buffering;
    }

    /// <summary>The subscription is gone.</summary>
    public void OnDown()
    {
        Forget(_pending.Count);
        Phase = SyncPhase.Down;
    }

    /// <summary>Gives the book up: it contradicts something the venue said elsewhere.</summary>
    public SyncStep Lose(string why)
    {
        (Why, Phase) = (why, SyncPhase.Buffering);
        return SyncStep.Lost;
    }

    /// <summary>A change from the stream. Its content is copied when it must be kept.</summary>
    public SyncStep OnChange(DepthUpdate change)
    {
        OnSubscribed();
        if (change.IsFull)
            return Replace(change);
        switch (Phase)
        {
            case SyncPhase.Bridging when change.Last <= Sequence:
                return SyncStep.Nothing;
            case SyncPhase.Bridging when change.First <= Sequence + 1:
            case SyncPhase.Synchronised when change.First == Sequence + 1 && change.Last >= change.First:
                return Apply(change);
            case SyncPhase.Synchronised:
                Keep(change);
                return Lose($"change {change.First}-{change.Last} does not follow {Sequence}");
            default:
                // Also a bridge that doesn't reach: the snapshot is too old.
                Keep(change);
                Phase = SyncPhase.Buffering;
                return SyncStep.Nothing;
        }
    }

    /// <summary>A snapshot. Ignored when the book is in sequence already, or the subscription has gone.</summary>
    public SyncStep OnSnapshot(DepthUpdate snapshot)
    {
        if (Phase is SyncPhase.Down or SyncPhase.Synchronised)
            return SyncStep.Nothing;
        var isConfirmed = Phase == SyncPhase.Bridging && snapshot.Last == Sequence;
        Depth.Replace(snapshot);
        (Sequence, Phase) = (snapshot.Last, isConfirmed ? SyncPhase.Synchronised : SyncPhase.Bridging);
        if (!Drain())
        {
            Phase = SyncPhase.Buffering;
            return SyncStep.Nothing;
        }

        return Phase == SyncPhase.Synchronised || Depth.IsCrossed ? Checked() : SyncStep.Nothing;
    }

    private SyncStep Replace(DepthUpdate whole)
    {
        Forget(_pending.Count);
        Depth.Replace(whole);
        (Sequence, Phase) = (whole.Last, SyncPhase.Synchronised);
        return Checked();
    }

    private SyncStep Apply(DepthUpdate change)
    {
        Depth.Apply(change);
        (Sequence, Phase) = (change.Last, SyncPhase.Synchronised);
        return Checked();
    }

    private SyncStep Checked()
    {
        if (Depth.IsCrossed)
            return Lose($"crossed at {Sequence}: bid {Depth.Bids.Best}, ask {Depth.Asks.Best}");
        return Depth.IsEroded ? Lose($"eaten down to {Depth.Bids.Count} bids and {Depth.Asks.Count} asks at {Sequence}") : SyncStep.Changed;
    }

    // Applies what was kept; false when the snapshot does not reach it or the kept changes have a gap. What fits no more stays for the next snapshot.
    private bool Drain()
    {
        var used = 0;
        foreach (var change in _pending)
        {
            if (change.Last > Sequence)
            {
                var fits = Phase == SyncPhase.Bridging ? change.First <= Sequence + 1 : change.First == Sequence + 1;
                if (!fits)
                    break;
                Depth.Apply(change);
                (Sequence, Phase) = (change.Last, SyncPhase.Synchronised);
            }

            used++;
        }

        var isAll = used == _pending.Count;
        Forget(used);
        return isAll;
    }

    private void Keep(DepthUpdate change)
    {
        if (_pending.Count == PendingMax)
            Forget(1);
        if (!_spare.TryPop(out var copy))
            copy = new DepthUpdate();
        copy.CopyFrom(change);
        _pending.Add(copy);
    }

    private void Forget(int count)
    {
        for (var i = 0; i < count; i++)
            _spare.Push(_pending[i]);
        _pending.RemoveRange(0, count);
    }
}
