using Arbitrage.Domain.Markets;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Venues.Books;

/// <summary>
/// The one door to a symbol's slot. While a connection rolls over, two feeds follow the same book: the one that owns the door publishes; the other takes
/// over at the first moment at which it is in sequence and not behind what was published, so that the slot neither steps back nor is unusable in between.
/// </summary>
internal sealed class BookOutlet(BookSlot slot)
{
    // A successor that trails all the time (its node of the venue is slower) gets the door nevertheless; the slot then waits for it.
    private static readonly TimeSpan TrailingMax = TimeSpan.FromSeconds(2);

    private BookFeed? _owner;
    private BookFeed? _other;
    private DateTimeOffset _otherSince;
    private long _published;
    private bool _isUsable;
    private bool _waits;
    private int _feeds;

    /// <summary>One line of everything about the symbol, whichever connection it came over.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Which venue.</summary>
    public Venue Venue => slot.Venue;

    /// <summary>Number of the next feed: the younger one takes over.</summary>
    public int Join() => Interlocked.Increment(ref _feeds);

    /// <summary>Whether this feed is the one that publishes. Under the gate.</summary>
    public bool IsOwner(BookFeed feed) => ReferenceEquals(_owner, feed) && !_waits;

    /// <summary>Publishes a book in sequence, unless another connection is the better one. Under the gate.</summary>
    public void Publish(BookFeed feed, Book book, DateTimeOffset now)
    {
        var isBehind = _isUsable && book.Sequence < _published;
        if (!ReferenceEquals(_owner, feed))
        {
            if (_owner is not null && _isUsable && !TakesOver(feed, isBehind, now))
                return;
            (_owner, _other, _waits) = (feed, null, true);
        }

        if (_waits && isBehind)
            return;
        (_published, _isUsable, _waits) = (book.Sequence, true, false);
        slot.Publish(book);
    }

    /// <summary>The feed's book is not in sequence any more: unusable, unless another connection has it. Under the gate.</summary>
    public void Withdraw(BookFeed feed, Book book)
    {
        if (ReferenceEquals(_other, feed))
            _other = null;
        if (!ReferenceEquals(_owner, feed))
            return;
        // What is shown stays until the other one has caught up with it; it is not kept fresh meanwhile.
        (_owner, _other, _waits) = (_other, null, true);
        if (_owner is not null)
            return;
        _isUsable = false;
        slot.Publish(book);
    }

    private bool TakesOver(BookFeed feed, bool isBehind, DateTimeOffset now)
    {
        if (!ReferenceEquals(_other, feed))
            (_other, _otherSince) = (feed, now);
        return feed.Number > _owner!.Number && (!isBehind || now - _otherSince >= TrailingMax);
    }
}
