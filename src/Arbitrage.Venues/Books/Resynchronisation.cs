using System.Threading.Channels;
using Arbitrage.Venues.Ports;
using Microsoft.Extensions.Logging;

namespace Arbitrage.Venues.Books;

/// <summary>Gets one book back into sequence: waits until somebody says that it is out of it, then tries until it is back, less often each time.</summary>
/// <param name="sync">The book's sequence.</param>
/// <param name="gate">Held by whoever touches the sequence.</param>
/// <param name="time">Clock of the waits.</param>
internal sealed class Resynchronisation(BookSync sync, Lock gate, TimeProvider time)
{
    // Distance of the two equal snapshots that prove a quiet market.
    private static readonly TimeSpan QuietProof = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryFrom = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RetryTo = TimeSpan.FromSeconds(5);

    private readonly Channel<bool> _wanted = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>The book's sequence; touched with the gate held.</summary>
    public BookSync Sync => sync;

    /// <summary>Makes one line of the threads that touch the sequence.</summary>
    public Lock Gate => gate;

    private bool IsNeeded
    {
        get
        {
            lock (gate)
                return IsOut(sync.Phase);
        }
    }

    /// <summary>Says that the book may be out of sequence; called with the gate held.</summary>
    public void Want()
    {
        if (IsOut(sync.Phase))
            _wanted.Writer.TryWrite(true);
    }

    /// <summary>Reads snapshots whenever one is needed, until cancelled.</summary>
    /// <param name="read">Reads one from the venue.</param>
    /// <param name="take">Puts it into the sequence; called with the gate held, and never with a snapshot of a connection that is gone.</param>
    /// <param name="failed">Is told why a read brought none.</param>
    /// <param name="cancel">Ends it: the connection is gone.</param>
    public async Task BySnapshotAsync(
        Func<CancellationToken, Task<DepthUpdate>> read, Action<DepthUpdate> take, Action<VenueException> failed, CancellationToken cancel)
    {
        while (true)
        {
            await _wanted.Reader.ReadAsync(cancel);
            for (var wait = RetryFrom; IsNeeded; wait = Longer(wait))
            {
                var phase = await TryReadAsync(read, take, failed, cancel);
                if (IsOut(phase))
                    await Task.Delay(phase == SyncPhase.Bridging ? QuietProof : wait, time, cancel);
            }
        }
    }

    /// <summary>Subscribes anew whenever the book is lost and the stream has not replaced it by itself, until cancelled.</summary>
    public async Task BySubscriptionAsync(Func<CancellationToken, Task> subscribe, CancellationToken cancel)
    {
        while (true)
        {
            await _wanted.Reader.ReadAsync(cancel);
            for (var wait = RetryFrom; IsNeeded; wait = Longer(wait))
            {
                // The whole book of a new subscription is on its way; only when it does not come is it asked for again.
                await Task.Delay(wait, time, cancel);
                if (IsNeeded)
                    await subscribe(cancel);
            }
        }
    }

    private async Task<SyncPhase> TryReadAsync(
        Func<CancellationToken, Task<DepthUpdate>> read, Action<DepthUpdate> take, Action<VenueException> failed, CancellationToken cancel)
    {
        try
        {
            var snapshot = await read(cancel);
            lock (gate)
            {
                // A snapshot of the last connection says nothing about the next one's stream.
                cancel.ThrowIfCancellationRequested();
                take(snapshot);
                return sync.Phase;
            }
        }
        catch (VenueException why)
        {
            failed(why);
            return SyncPhase.Buffering;
        }
    }

    private static bool IsOut(SyncPhase phase) => phase is SyncPhase.Buffering or SyncPhase.Bridging;

    private static TimeSpan Longer(TimeSpan wait) => wait * 2 < RetryTo ? wait * 2 : RetryTo;
}
