using Arbitrage.Domain.Markets;
using Arbitrage.Venues.Books;
using Arbitrage.Venues.Feeds;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Simulation.Recordings.Live;

/// <summary>One venue's part of a tape: puts what its streams say into the queue, and counts it.</summary>
internal sealed class LiveVenue(Venue venue, IReadOnlyCollection<Symbol> symbols, TapeQueue queue, TimeProvider time, CancellationToken ending) : ITapeSink
{
    private readonly Lock _gate = new();
    private readonly HashSet<Symbol> _up = [];
    private long _quotes, _depth, _trades, _lastTicks;
    private int _outages;
    private string _why = "";

    /// <summary>How far it is.</summary>
    public LiveVenueProgress Progress
    {
        get
        {
            lock (_gate)
            {
                var last = Interlocked.Read(ref _lastTicks);
                return new(
                    venue, _up.Count == symbols.Count, Interlocked.Read(ref _quotes), Interlocked.Read(ref _depth), Interlocked.Read(ref _trades),
                    last == 0 ? null : new DateTimeOffset(last, TimeSpan.Zero), _outages, _why);
            }
        }
    }

    /// <inheritdoc/>
    public void OnUp(Symbol symbol)
    {
        lock (_gate)
            _up.Add(symbol);
    }

    /// <inheritdoc/>
    public void OnQuote(Symbol symbol, in BestQuote quote, DateTimeOffset receivedAt)
    {
        queue.Add(venue, symbol, quote, receivedAt);
        Count(ref _quotes, receivedAt);
    }

    /// <inheritdoc/>
    public void OnTrade(Symbol symbol, PublicTrade trade, DateTimeOffset receivedAt)
    {
        queue.Add(venue, symbol, trade, receivedAt);
        Count(ref _trades, receivedAt);
    }

    /// <inheritdoc/>
    public void OnDepth(Symbol symbol, DepthUpdate change, DateTimeOffset receivedAt)
    {
        queue.Add(venue, symbol, change, receivedAt);
        Count(ref _depth, receivedAt);
    }

    /// <inheritdoc/>
    public void OnDown(Symbol symbol, string why)
    {
        // Attempts that fail in a row are one loss, and the end of a recording is none.
        lock (_gate)
        {
            if (ending.IsCancellationRequested || !_up.Remove(symbol))
                return;
            if (symbol == symbols.First())
                _outages++;
            _why = why;
        }

        queue.AddDown(venue, symbol, time.GetUtcNow());
    }

    private void Count(ref long count, DateTimeOffset at)
    {
        Interlocked.Increment(ref count);
        Interlocked.Exchange(ref _lastTicks, at.UtcTicks);
    }
}
