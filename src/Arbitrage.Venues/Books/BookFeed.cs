using Arbitrage.Domain.Markets;
using Arbitrage.Venues.Ports;
using Microsoft.Extensions.Logging;

namespace Arbitrage.Venues.Books;

/// <summary>
/// One symbol's book over one connection, from the wire to its outlet. Frames, heartbeats and snapshots come from different threads; the outlet's lock
/// makes one line of them.
/// </summary>
/// <remarks>
/// <para>
/// Freshness (`AliveAt`): a book that doesn't change is not stale while its subscription is provably alive. Proofs are every change in sequence
/// (empty ones too), a best-quote push whose id is not ahead of the book (both channels count with the same ids), and an answered ping on the same
/// connection as long as no best quote is ahead: connections keep order, so what the venue sent before the answer has arrived.
/// </para>
/// <para>
/// A connection that answers pings may still have dead subscriptions. Three contradictions show them: a best quote that stays ahead of the book for a
/// second (the book's subscription is dead: the book is unusable at once and subscribed anew); a best price in the book that the best quotes do not tell
/// for a second (theirs is dead: subscribed anew, the book stays); and, when both are silent, the venue's REST book (see <see cref="OnProbe"/>), without
/// which pings count for no longer than one and a half times the probe's interval. A subscription that was acknowledged and never joins the snapshots
/// that are read is dead as well. What a new subscription does not mend within ten seconds drops the connection.
/// </para>
/// </remarks>
internal sealed class BookFeed(SymbolName name, BookOutlet outlet, DepthShape shape, TimeProvider time, ILogger log)
{
    // Best quotes come every 10 ms, changes every 10 to 100 ms; ten times the slower one is no jitter any more.
    private static readonly TimeSpan AheadMax = TimeSpan.FromSeconds(1);

    // A new subscription begins within a second or two; what is wrong again after less than this was not mended by it.
    private static readonly TimeSpan MendsWithin = TimeSpan.FromSeconds(10);

    // The book may be there before the best quotes are: what changes until then is told by nobody.
    private static readonly TimeSpan QuotesBeginWithin = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = outlet.Gate;
    private readonly Resynchronisation _resync = new(new(shape), outlet.Gate, time);
    private readonly Book _book = new();
    private DateTimeOffset _aheadSince;
    private DateTimeOffset _strayedSince;
    private DateTimeOffset _provenAt;
    private DateTimeOffset _subscribedAnewAt;
    private DateTimeOffset _quotedAnewAt;
    private DateTimeOffset _comparesFrom;
    private DateTimeOffset _unsynchronisedSince;
    private int _attempts;
    private BestQuote _quote;
    private long _ahead;
    private bool _hasStrayed;

    private BookSync Sync => _resync.Sync;

    /// <summary>Counts the feeds of its outlet; the younger one takes over.</summary>
    public int Number { get; } = outlet.Join();

    /// <summary>Symbol and the venue's name of it.</summary>
    public SymbolName Name => name;

    /// <summary>Whether the subscription was neither acknowledged nor has sent anything for this long.</summary>
    /// <param name="span">How long.</param>
    /// <param name="openedAt">When the connection was opened.</param>
    /// <param name="now">Now.</param>
    public bool IsUnansweredFor(TimeSpan span, DateTimeOffset openedAt, DateTimeOffset now)
    {
        lock (_gate)
            return Sync.Phase == SyncPhase.Down && now - (openedAt > _subscribedAnewAt ? openedAt : _subscribedAnewAt) >= span;
    }

    /// <summary>Whether the book is in sequence.</summary>
    public bool IsSynchronised
    {
        get
        {
            lock (_gate)
                return Sync.Phase == SyncPhase.Synchronised;
        }
    }

    /// <summary>Whether the slot shows this connection's book.</summary>
    public bool IsServing
    {
        get
        {
            lock (_gate)
                return outlet.IsOwner(this) && Sync.Phase == SyncPhase.Synchronised;
        }
    }

    /// <summary>Longest time for which an answered ping alone keeps the book fresh.</summary>
    public TimeSpan PingsCountFor { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Whether neither the book nor its best quotes nor a probe has been heard of for this long.</summary>
    public bool IsUnprovenFor(TimeSpan span, DateTimeOffset now)
    {
        lock (_gate)
            return Sync.Phase == SyncPhase.Synchronised && now - _provenAt >= span;
    }

    /// <summary>Whether a proof of life is older than this.</summary>
    public bool IsQuietFor(TimeSpan span, DateTimeOffset now)
    {
        lock (_gate)
            return Sync.Phase == SyncPhase.Synchronised && now - _book.AliveAt >= span;
    }

    /// <summary>The subscription is acknowledged.</summary>
    public void OnSubscribed()
    {
        lock (_gate)
        {
            Sync.OnSubscribed();
            _resync.Want();
        }
    }

    /// <summary>A change arrived.</summary>
    public void OnChange(DepthUpdate change, DateTimeOffset now)
    {
        lock (_gate)
        {
            Settle(Sync.OnChange(change), change.AtVenue, now);
            _resync.Want();
        }
    }

    /// <summary>A best-quote push arrived.</summary>
    public FeedAdvice OnBestQuote(in BestQuote quote, DateTimeOffset now)
    {
        lock (_gate)
        {
            _quote = quote;
            if (Sync.Phase != SyncPhase.Synchronised)
                return FeedAdvice.None;
            _provenAt = now;
            if (quote.Sequence <= Sync.Sequence)
            {
                CompareQuote(now);
                Touch(now);
                return FeedAdvice.None;
            }

            _hasStrayed = false;
            if (_ahead == 0)
                (_ahead, _aheadSince) = (quote.Sequence, now);
            return Judge(now);
        }
    }

    /// <summary>A ping was answered.</summary>
    public FeedAdvice OnHeartbeat(DateTimeOffset now)
    {
        lock (_gate)
        {
            if (Sync.Phase != SyncPhase.Synchronised)
                return JudgeWait(now);
            if (_ahead == 0 && now - _provenAt <= PingsCountFor)
                Touch(now);
            return Judge(now);
        }
    }

    /// <summary>
    /// The venue's own book by REST, read because nothing was heard. What the stream has reached proves that it is alive; what it has not reached must come
    /// within a second.
    /// </summary>
    /// <param name="id">Its update id.</param>
    /// <param name="now">When the answer was here.</param>
    public void OnProbe(long id, DateTimeOffset now)
    {
        lock (_gate)
        {
            if (Sync.Phase != SyncPhase.Synchronised)
                return;
            if (id <= Sync.Sequence)
                _provenAt = now;
            else if (_ahead == 0)
                (_ahead, _aheadSince) = (id, now);
        }
    }

    /// <summary>The connection is gone.</summary>
    public void OnDown()
    {
        lock (_gate)
        {
            Sync.OnDown();
            (_quote, _comparesFrom, _attempts) = (default, default, 0);
            Withdraw();
        }
    }

    /// <summary>Reads snapshots whenever one is needed, until cancelled.</summary>
    public Task KeepSnapshotAsync(Func<SymbolName, CancellationToken, Task<DepthUpdate>> read, CancellationToken cancel) => _resync.BySnapshotAsync(
        stop => read(name, stop),
        snapshot =>
        {
            Tried();
            Settle(Sync.OnSnapshot(snapshot), snapshot.AtVenue, time.GetUtcNow());
        },
        failed => log.LogWarning("{Venue} {Symbol}: no snapshot: {Why}", outlet.Venue, name.Symbol, failed.Message),
        cancel);

    /// <summary>Subscribes anew whenever the book is lost and the stream has not replaced it by itself, until cancelled.</summary>
    public Task KeepSubscribedAsync(Func<SymbolName, CancellationToken, Task> resubscribe, CancellationToken cancel) => _resync.BySubscriptionAsync(
        stop =>
        {
            lock (_gate)
                Tried();
            return resubscribe(name, stop);
        },
        cancel);

    private void Settle(SyncStep step, DateTimeOffset atVenue, DateTimeOffset now)
    {
        switch (step)
        {
            case SyncStep.Changed:
                if (Sync.Sequence >= _ahead)
                    _ahead = 0;
                (_provenAt, _attempts) = (now, 0);
                Sync.Depth.Fill(_book, Sync.Sequence, atVenue, now);
                CompareQuote(now);
                outlet.Publish(this, _book, now);
                break;
            case SyncStep.Lost:
                log.LogWarning("{Venue} {Symbol}: book lost: {Why}", outlet.Venue, name.Symbol, Sync.Why);
                Withdraw();
                break;
            default:
                break;
        }
    }

    private void Tried()
    {
        if (_attempts++ == 0)
            _unsynchronisedSince = time.GetUtcNow();
    }

    private FeedAdvice Judge(DateTimeOffset now)
    {
        if (_ahead != 0 && now - _aheadSince >= AheadMax)
        {
            Settle(Sync.Lose($"the venue is at {_ahead}, the book still at {Sync.Sequence}"), default, now);
            Sync.OnDown();
            _attempts = 0;
            return Anew(ref _subscribedAnewAt, FeedAdvice.SubscribeBook, now);
        }

        if (!_hasStrayed || now - _strayedSince < AheadMax)
            return FeedAdvice.None;
        (_hasStrayed, _quote, _comparesFrom) = (false, default, now + QuotesBeginWithin);
        return Anew(ref _quotedAnewAt, FeedAdvice.SubscribeQuotes, now);
    }

    // Only what was tried counts: while the venue gives no snapshots, its stream is not to blame.
    private FeedAdvice JudgeWait(DateTimeOffset now)
    {
        if (Sync.Phase == SyncPhase.Down || _attempts == 0 || now - _unsynchronisedSince < MendsWithin)
            return FeedAdvice.None;
        var isAgain = now - _subscribedAnewAt < MendsWithin * 2;
        Sync.OnDown();
        _subscribedAnewAt = now;
        return isAgain ? FeedAdvice.Drop : FeedAdvice.SubscribeBook;
    }

    private static FeedAdvice Anew(ref DateTimeOffset last, FeedAdvice advice, DateTimeOffset now)
    {
        if (now - last < MendsWithin)
            return FeedAdvice.Drop;
        last = now;
        return advice;
    }

    // A best price that changed after the last best quote must come as a best quote too.
    private void CompareQuote(DateTimeOffset now)
    {
        if (_quote.Sequence == 0)
        {
            // None came yet: what the book says now is taken as told.
            if (_comparesFrom == default)
                _comparesFrom = now + QuotesBeginWithin;
            else if (now >= _comparesFrom)
                _quote = new(_book.BestBid, default, _book.BestAsk, default, Sync.Sequence, default);
            return;
        }

        if (_quote.Sequence >= Sync.Sequence || (_quote.Bid == _book.BestBid && _quote.Ask == _book.BestAsk))
            _hasStrayed = false;
        else if (!_hasStrayed)
            (_hasStrayed, _strayedSince) = (true, now);
    }

    private void Touch(DateTimeOffset now)
    {
        _book.Touch(now);
        outlet.Publish(this, _book, now);
    }

    private void Withdraw()
    {
        (_ahead, _hasStrayed) = (0, false);
        if (_book.Status != BookStatus.Synchronised)
            return;
        _book.Invalidate();
        outlet.Withdraw(this, _book);
    }
}
