using System.Threading.Channels;
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

    // Distance of the two equal snapshots that prove a quiet market.
    private static readonly TimeSpan QuietProof = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryFrom = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RetryTo = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly BookSync _sync = new(shape);
    private readonly Channel<bool> _wanted = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private DateTimeOffset _aheadSince;
    private long _ahead;

    /// <summary>Symbol and the venue's name of it.</summary>
    public SymbolName Name => name;

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
            sink.OnDepth(name.Symbol, change, now);
            Settle(_sync.OnChange(change));
            WantSnapshot();
        }
    }

    /// <summary>A best quote arrived.</summary>
    /// <returns>False when the book has been behind it for too long: its subscription died silently.</returns>
    public bool OnBestQuote(long id, DateTimeOffset now)
    {
        lock (_gate)
        {
            if (_sync.Phase != SyncPhase.Synchronised || id <= _sync.Sequence)
                return true;
            if (_ahead == 0)
                (_ahead, _aheadSince) = (id, now);
            return now - _aheadSince < AheadMax;
        }
    }

    /// <summary>The connection is gone.</summary>
    public void OnDown()
    {
        lock (_gate)
        {
            _sync.OnDown();
            _ahead = 0;
        }
    }

    /// <summary>The tape has a hole: it needs a snapshot, though the stream goes on.</summary>
    public void Resynchronise()
    {
        lock (_gate)
        {
            if (_sync.Phase == SyncPhase.Down)
                return;
            _sync.OnDown();
            _sync.OnSubscribed();
            WantSnapshot();
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
                cancel.ThrowIfCancellationRequested();
                snapshot.IsFull = true;
                sink.OnDepth(name.Symbol, snapshot, time.GetUtcNow());
                Settle(_sync.OnSnapshot(snapshot));
                return _sync.Phase;
            }
        }
        catch (VenueException failed)
        {
            log.LogWarning("{Venue} {Symbol}: no snapshot: {Why}", venue, name.Symbol, failed.Message);
            return SyncPhase.Buffering;
        }
    }

    private void Settle(SyncStep step)
    {
        if (step == SyncStep.Changed && _sync.Sequence >= _ahead)
            _ahead = 0;
        else if (step == SyncStep.Lost)
            log.LogWarning("{Venue} {Symbol}: book lost: {Why}", venue, name.Symbol, _sync.Why);
    }

    private void WantSnapshot()
    {
        if (_sync.Phase is SyncPhase.Buffering or SyncPhase.Bridging)
            _wanted.Writer.TryWrite(true);
    }
}
