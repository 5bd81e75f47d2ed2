using System.Threading.Channels;
using Arbitrage.Domain.Markets;
using Arbitrage.Venues.Ports;
using Microsoft.Extensions.Logging;

namespace Arbitrage.Venues.Books;

/// <summary>
/// One symbol's book from the wire to its slot. Frames, heartbeats and snapshots come from different threads; a lock makes one line of them.
/// </summary>
/// <remarks>
/// Freshness (`AliveAt`): a book that doesn't change is not stale while its subscription is provably alive. Proofs are every change in sequence
/// (empty ones too), a best-quote push whose id is not ahead of the book (both channels count with the same ids), and an answered ping on the same
/// connection as long as no best quote is ahead: connections keep order, so what the venue sent before the answer has arrived. A best quote that stays
/// ahead means that the book subscription died silently; the connection is then given up.
/// </remarks>
internal sealed class BookFeed(SymbolName name, BookSlot slot, DepthShape shape, TimeProvider time, ILogger log)
{
    // Best quotes come every 10 ms, changes every 10 to 100 ms; ten times the slower one is no jitter any more.
    private static readonly TimeSpan AheadMax = TimeSpan.FromSeconds(1);

    // Distance of the two equal snapshots that prove a quiet market.
    private static readonly TimeSpan QuietProof = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryFrom = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RetryTo = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly BookSync _sync = new(shape);
    private readonly Book _book = new();
    private readonly Channel<bool> _wanted = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private DateTimeOffset _aheadSince;
    private long _ahead;

    /// <summary>Symbol and the venue's name of it.</summary>
    public SymbolName Name => name;

    /// <summary>Whether the subscription has been acknowledged or has sent something.</summary>
    public bool IsSubscribed
    {
        get
        {
            lock (_gate)
                return _sync.Phase != SyncPhase.Down;
        }
    }

    /// <summary>Whether the book is in sequence.</summary>
    public bool IsSynchronised
    {
        get
        {
            lock (_gate)
                return _sync.Phase == SyncPhase.Synchronised;
        }
    }

    /// <summary>Whether a proof of life is older than this.</summary>
    public bool IsQuietFor(TimeSpan span, DateTimeOffset now)
    {
        lock (_gate)
            return _sync.Phase == SyncPhase.Synchronised && now - _book.AliveAt >= span;
    }

    /// <summary>The subscription is acknowledged.</summary>
    public void OnSubscribed()
    {
        lock (_gate)
        {
            _sync.OnSubscribed();
            WantSnapshot();
        }
    }

    /// <summary>A change arrived.</summary>
    public void OnChange(DepthUpdate change, DateTimeOffset now)
    {
        lock (_gate)
        {
            Settle(_sync.OnChange(change), change.AtVenue, now);
            WantSnapshot();
        }
    }

    /// <summary>A best-quote push arrived.</summary>
    /// <returns>False when the book has been behind it for too long: the connection should be dropped.</returns>
    public bool OnBestQuote(long id, DateTimeOffset now)
    {
        lock (_gate)
        {
            if (_sync.Phase != SyncPhase.Synchronised)
                return true;
            if (id <= _sync.Sequence)
            {
                Touch(now);
                return true;
            }

            if (_ahead == 0)
                (_ahead, _aheadSince) = (id, now);
            return IsKeepingUp(now);
        }
    }

    /// <summary>A ping was answered.</summary>
    /// <returns>As <see cref="OnBestQuote"/>.</returns>
    public bool OnHeartbeat(DateTimeOffset now)
    {
        lock (_gate)
        {
            if (_sync.Phase != SyncPhase.Synchronised)
                return true;
            if (_ahead != 0)
                return IsKeepingUp(now);
            Touch(now);
            return true;
        }
    }

    /// <summary>The connection is gone.</summary>
    public void OnDown()
    {
        lock (_gate)
        {
            _sync.OnDown();
            Unpublish();
        }
    }

    /// <summary>Reads snapshots whenever one is needed, until cancelled.</summary>
    public async Task KeepSnapshotAsync(Func<SymbolName, CancellationToken, Task<DepthUpdate>> read, CancellationToken cancel)
    {
        while (true)
        {
            await _wanted.Reader.ReadAsync(cancel);
            for (var wait = RetryFrom; NeedsSnapshot; wait = wait * 2 < RetryTo ? wait * 2 : RetryTo)
            {
                var phase = await TryReadAsync(read, cancel);
                if (phase is SyncPhase.Buffering or SyncPhase.Bridging)
                    await Task.Delay(phase == SyncPhase.Bridging ? QuietProof : wait, time, cancel);
            }
        }
    }

    /// <summary>Subscribes anew whenever the book is lost and the stream has not replaced it by itself, until cancelled.</summary>
    public async Task KeepSubscribedAsync(Func<SymbolName, CancellationToken, Task> resubscribe, CancellationToken cancel)
    {
        while (true)
        {
            await _wanted.Reader.ReadAsync(cancel);
            for (var wait = RetryFrom; NeedsSnapshot; wait = wait * 2 < RetryTo ? wait * 2 : RetryTo)
            {
                // The whole book of a new subscription is on its way; only when it does not come is it asked for again.
                await Task.Delay(wait, time, cancel);
                if (NeedsSnapshot)
                    await resubscribe(name, cancel);
            }
        }
    }

    private bool NeedsSnapshot
    {
        get
        {
            lock (_gate)
                return _sync.Phase is SyncPhase.Buffering or SyncPhase.Bridging;
        }
    }

    private async Task<SyncPhase> TryReadAsync(Func<SymbolName, CancellationToken, Task<DepthUpdate>> read, CancellationToken cancel)
    {
        try
        {
            var snapshot = await read(name, cancel);
            lock (_gate)
            {
                // Cancelled means that the connection is gone: a snapshot of the last connection says nothing about the next one's stream.
                cancel.ThrowIfCancellationRequested();
                Settle(_sync.OnSnapshot(snapshot), snapshot.AtVenue, time.GetUtcNow());
                return _sync.Phase;
            }
        }
        catch (VenueException failed)
        {
            log.LogWarning("{Venue} {Symbol}: no snapshot: {Why}", slot.Venue, name.Symbol, failed.Message);
            return SyncPhase.Buffering;
        }
    }

    private void Settle(SyncStep step, DateTimeOffset atVenue, DateTimeOffset now)
    {
        switch (step)
        {
            case SyncStep.Changed:
                if (_sync.Sequence >= _ahead)
                    _ahead = 0;
                _sync.Depth.Fill(_book, _sync.Sequence, atVenue, now);
                slot.Publish(_book);
                break;
            case SyncStep.Lost:
                log.LogWarning("{Venue} {Symbol}: book lost: {Why}", slot.Venue, name.Symbol, _sync.Why);
                Unpublish();
                break;
            default:
                break;
        }
    }

    private bool IsKeepingUp(DateTimeOffset now)
    {
        if (now - _aheadSince < AheadMax)
            return true;
        Settle(_sync.Lose($"the best quote is at {_ahead}, the book still at {_sync.Sequence}"), default, now);
        return false;
    }

    private void Touch(DateTimeOffset now)
    {
        _book.Touch(now);
        slot.Publish(_book);
    }

    private void Unpublish()
    {
        _ahead = 0;
        if (_book.Status != BookStatus.Synchronised)
            return;
        _book.Invalidate();
        slot.Publish(_book);
    }

    private void WantSnapshot()
    {
        if (_sync.Phase is SyncPhase.Buffering or SyncPhase.Bridging)
            _wanted.Writer.TryWrite(true);
    }
}
