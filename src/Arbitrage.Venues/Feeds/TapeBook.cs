using Arbitrage.Domain.Markets;
using Arbitrage.Venues.Books;
using Arbitrage.Venues.Ports;
using Microsoft.Extensions.Logging;

namespace Arbitrage.Venues.Feeds;

/// <summary>
/// One symbol's depth on its way to a tape: hands on every change, and follows the book only to know when a snapshot is needed. Frames and snapshots
/// come from different threads; a lock makes one line of them, which is the order on the tape.
/// </summary>
internal sealed class TapeBook(Venue venue, SymbolName name, DepthShape shape, ITapeSink sink, TimeProvider time, ILogger log)
{
    // A best quote may run ahead of the batch of changes that it is part of, but not for longer than a few of them take.
    private static readonly TimeSpan AheadMax = TimeSpan.FromSeconds(1);

    private readonly Resynchronisation _resync = new(new(shape), new(), time);
    private DateTimeOffset _aheadSince;
    private long _ahead;

    private BookSync Sync => _resync.Sync;

    /// <summary>Symbol and the venue's name of it.</summary>
    public SymbolName Name => name;

    /// <summary>The subscription is acknowledged.</summary>
    public void OnSubscribed()
    {
        lock (_resync.Gate)
        {
            Sync.OnSubscribed();
            _resync.Want();
        }
    }

    /// <summary>A change arrived.</summary>
    public void OnChange(DepthUpdate change, DateTimeOffset now)
    {
        lock (_resync.Gate)
        {
            sink.OnDepth(name.Symbol, change, now);
            Settle(Sync.OnChange(change));
            _resync.Want();
        }
    }

    /// <summary>A best quote arrived.</summary>
    /// <returns>False when the book has been behind it for too long: its subscription died silently.</returns>
    public bool OnBestQuote(long id, DateTimeOffset now)
    {
        lock (_resync.Gate)
        {
            if (Sync.Phase != SyncPhase.Synchronised || id <= Sync.Sequence)
                return true;
            if (_ahead == 0)
                (_ahead, _aheadSince) = (id, now);
            return now - _aheadSince < AheadMax;
        }
    }

    /// <summary>The connection is gone.</summary>
    public void OnDown()
    {
        lock (_resync.Gate)
        {
            Sync.OnDown();
            _ahead = 0;
        }
    }

    /// <summary>The tape has a hole: it needs a snapshot, though the stream goes on.</summary>
    public void Resynchronise()
    {
        lock (_resync.Gate)
        {
            if (Sync.Phase == SyncPhase.Down)
                return;
            Sync.OnDown();
            Sync.OnSubscribed();
            _resync.Want();
        }
    }

    /// <summary>Reads snapshots whenever one is needed, until cancelled.</summary>
    public Task KeepSnapshotAsync(Func<SymbolName, CancellationToken, Task<DepthUpdate>> read, CancellationToken cancel) => _resync.BySnapshotAsync(
        stop => read(name, stop),
        snapshot =>
        {
            snapshot.IsFull = true;
            sink.OnDepth(name.Symbol, snapshot, time.GetUtcNow());
            Settle(Sync.OnSnapshot(snapshot));
        },
        failed => log.LogWarning("{Venue} {Symbol}: no snapshot: {Why}", venue, name.Symbol, failed.Message),
        cancel);

    private void Settle(SyncStep step)
    {
        if (step == SyncStep.Changed && Sync.Sequence >= _ahead)
            _ahead = 0;
        else if (step == SyncStep.Lost)
            log.LogWarning("{Venue} {Symbol}: book lost: {Why}", venue, name.Symbol, Sync.Why);
    }
}
