using System.Threading.Channels;
using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Model;

namespace Arbitrage.VenueServer.Streams;

/// <summary>Names a stream: two clients who ask for the same one get the same frames.</summary>
internal sealed record FeedKey(string Name, Symbol Symbol, int Depth, TimeSpan Pace, bool SendEmpty)
{
    /// <summary>A new client gets the whole book first.</summary>
    public bool StartsWhole { get; init; }
}

/// <summary>Takes a model's events out of its lock, keeps their order, and hands them to book feeds and private sessions.</summary>
internal sealed class VenueHub : IDisposable
{
    private readonly VenueModel _model;
    private readonly TimeProvider _clock;
    private readonly Channel<VenueEvent> _events = Channel.CreateUnbounded<VenueEvent>(new() { SingleReader = true });
    private readonly IDisposable _subscription;
    private readonly Lock _gate = new();
    private readonly Dictionary<FeedKey, BookFeed> _feeds = [];
    private readonly List<Action<VenueEvent>> _listeners = [];

    public VenueHub(VenueModel model, TimeProvider clock)
    {
        (_model, _clock) = (model, clock);
        _subscription = model.Subscribe(happened => _events.Writer.TryWrite(happened));
    }

    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            await foreach (var happened in _events.Reader.ReadAllAsync(stop))
                Dispatch(happened, stop);
        }
        catch (OperationCanceledException)
        {
            // The server is going down.
        }
    }

    /// <summary>Subscribes to a book feed; the first push follows the book as it is now.</summary>
    public void Join(FeedKey key, Func<BookFrame, ReadOnlyMemory<byte>> encode, Action<ReadOnlyMemory<byte>> sink)
    {
        lock (_gate)
        {
            // Whatever the snapshot does not hold is still to come through the channel, and needs the lock to be seen.
            if (!_feeds.TryGetValue(key, out var feed))
                _feeds[key] = feed = new(_model.Book(key.Symbol), key.Depth, key.SendEmpty, encode);
            if (key.StartsWhole)
                feed.AddWithBook(sink);
            else
                feed.Add(sink);
        }
    }

    public void Leave(FeedKey key, Action<ReadOnlyMemory<byte>> sink)
    {
        lock (_gate)
        {
            if (!_feeds.TryGetValue(key, out var feed))
                return;
            feed.Remove(sink);
            if (!feed.HasSinks)
                _feeds.Remove(key);
        }
    }

    /// <summary>Hears every event that is not about a book.</summary>
    public void Listen(Action<VenueEvent> listener)
    {
        lock (_gate)
            _listeners.Add(listener);
    }

    public void Unlisten(Action<VenueEvent> listener)
    {
        lock (_gate)
            _listeners.Remove(listener);
    }

    public void Dispose() => _subscription.Dispose();

    private void Dispatch(VenueEvent happened, CancellationToken stop)
    {
        lock (_gate)
        {
            if (happened is not VenueEvent.BookChanged changed)
            {
                foreach (var listener in _listeners)
                    listener(happened);
                return;
            }

            foreach (var (key, feed) in _feeds)
            {
                if (key.Symbol != changed.Book.Symbol)
                    continue;
                var waiting = feed.HasPending;
                feed.OnChanged(changed.Book);
                if (!waiting && feed.HasPending)
                    _ = FlushLaterAsync(feed, key.Pace, stop);
            }
        }
    }

    private async Task FlushLaterAsync(BookFeed feed, TimeSpan pace, CancellationToken stop)
    {
        try
        {
            await Task.Delay(pace, _clock, stop);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        lock (_gate)
            feed.Flush();
    }
}
