using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;
using Arbitrage.Simulation.Model;

namespace Arbitrage.VenueServer.Streams;

/// <summary>Changes of a book between two pushes.</summary>
/// <param name="Book">After the changes, cut to the feed's depth.</param>
/// <param name="First">First update id in it: the last one of the push before plus one.</param>
/// <param name="Bids">Every level touched since, with its quantity now; zero is gone.</param>
/// <param name="Asks">The same for asks.</param>
internal sealed record BookFrame(VenueBook Book, long First, IReadOnlyList<BookLevel> Bids, IReadOnlyList<BookLevel> Asks)
{
    /// <summary>The whole book to the feed's depth instead of what changed.</summary>
    public bool IsFull { get; init; }

    public bool IsEmpty => Bids.Count == 0 && Asks.Count == 0;
}

/// <summary>
/// One stream of one book at one depth and pace, shared by all who subscribed to it. Conflates: whatever happens within the pace is
/// one push. A level that changed and changed back is still in it, or a snapshot taken in between could not be mended by it.
/// </summary>
internal sealed class BookFeed(VenueBook initial, int depth, bool sendEmpty, Func<BookFrame, ReadOnlyMemory<byte>> encode)
{
    private readonly HashSet<decimal> _touchedBids = [];
    private readonly HashSet<decimal> _touchedAsks = [];
    private readonly List<Action<ReadOnlyMemory<byte>>> _sinks = [];
    private VenueBook _view = Cut(initial, depth);
    private long _sent = initial.Sequence;

    public bool HasSinks => _sinks.Count > 0;

    public bool HasPending => _view.Sequence > _sent;

    public void Add(Action<ReadOnlyMemory<byte>> sink) => _sinks.Add(sink);

    /// <summary>Adds a sink whose first push is the whole book; what others still had to get goes out before.</summary>
    public void AddWithBook(Action<ReadOnlyMemory<byte>> sink)
    {
        Flush();
        sink(encode(new(_view, _view.Sequence, _view.Bids, _view.Asks) { IsFull = true }));
        Add(sink);
    }

    public void Remove(Action<ReadOnlyMemory<byte>> sink) => _sinks.Remove(sink);

    public void OnChanged(VenueBook book)
    {
        if (book.Sequence <= _view.Sequence)
            return;
        var next = Cut(book, depth);
        Touch(_view.Bids, next.Bids, _touchedBids);
        Touch(_view.Asks, next.Asks, _touchedAsks);
        _view = next;
    }

    public void Flush()
    {
        if (!HasPending)
            return;
        var frame = new BookFrame(_view, _sent + 1, Now(_touchedBids, _view.Bids), Now(_touchedAsks, _view.Asks));
        _sent = _view.Sequence;
        _touchedBids.Clear();
        _touchedAsks.Clear();
        if (frame.IsEmpty && !sendEmpty)
            return;
        var bytes = encode(frame);
        foreach (var sink in _sinks)
            sink(bytes);
    }

    private static VenueBook Cut(VenueBook book, int depth) =>
        book with { Bids = [.. book.Bids.Take(depth)], Asks = [.. book.Asks.Take(depth)] };

    private static void Touch(BookLevel[] before, BookLevel[] after, HashSet<decimal> touched)
    {
        var old = before.ToDictionary(l => l.Price.Value, l => l.Quantity.Value);
        foreach (var level in after)
        {
            if (!old.Remove(level.Price.Value, out var quantity) || quantity != level.Quantity.Value)
                touched.Add(level.Price.Value);
        }

        touched.UnionWith(old.Keys);
    }

    private static List<BookLevel> Now(HashSet<decimal> touched, BookLevel[] levels)
    {
        var now = levels.ToDictionary(l => l.Price.Value, l => l.Quantity);
        return [.. touched.Order().Select(p => new BookLevel(new(p), now.GetValueOrDefault(p, Quantity.Zero)))];
    }
}
