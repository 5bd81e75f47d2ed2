using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Markets;

/// <summary>One price level.</summary>
/// <param name="Price">Quote per base.</param>
/// <param name="Quantity">Displayed base quantity, above zero.</param>
public readonly record struct BookLevel(Price Price, Quantity Quantity);

/// <summary>What taking a size out of a book would give, without a division.</summary>
/// <param name="Filled">Base quantity available, at most what was asked.</param>
/// <param name="Notional">Quote value of it; VWAP is Notional / Filled.</param>
/// <param name="Worst">Price of the last level touched; none when nothing is there.</param>
public readonly record struct BookTake(Quantity Filled, Notional Notional, Price Worst);

/// <summary>Whether a book may be used at all.</summary>
public enum BookStatus
{
    /// <summary>Nothing received yet.</summary>
    Empty = 0,

    /// <summary>In sequence.</summary>
    Synchronised = 1,

    /// <summary>A gap, a crossed book or a lost subscription: unusable until a new snapshot replaced it.</summary>
    Unsynchronised = 2,
}

/// <summary>
/// The top of one venue's book as the strategy sees it: at most <see cref="Depth"/> levels a side, best first, with the proof of
/// its freshness. Mutable and reused, so that a tick allocates nothing; owned by one reader, filled by <see cref="CopyFrom"/>.
/// </summary>
public sealed class Book
{
    /// <summary>Levels kept per side.</summary>
    public const int Depth = 20;

    private readonly BookLevel[] _bids = new BookLevel[Depth];
    private readonly BookLevel[] _asks = new BookLevel[Depth];

    /// <summary>Number of bid levels.</summary>
    public int BidCount { get; private set; }

    /// <summary>Number of ask levels.</summary>
    public int AskCount { get; private set; }

    /// <summary>Venue's update id of the last change applied.</summary>
    public long Sequence { get; private set; }

    /// <summary>Venue's own time of the last change.</summary>
    public DateTimeOffset AtVenue { get; private set; }

    /// <summary>When the last change was received here.</summary>
    public DateTimeOffset ReceivedAt { get; private set; }

    /// <summary>When the subscription last proved alive and in sequence (a change, or a heartbeat of the same stream). Age is measured from here.</summary>
    public DateTimeOffset AliveAt { get; private set; }

    /// <summary>Usable or not.</summary>
    public BookStatus Status { get; private set; }

    /// <summary>Bids, best first.</summary>
    public ReadOnlySpan<BookLevel> Bids => _bids.AsSpan(0, BidCount);

    /// <summary>Asks, best first.</summary>
    public ReadOnlySpan<BookLevel> Asks => _asks.AsSpan(0, AskCount);

    /// <summary>Best bid; none when the side is empty.</summary>
    public Price BestBid => BidCount > 0 ? _bids[0].Price : default;

    /// <summary>Best ask; none when the side is empty.</summary>
    public Price BestAsk => AskCount > 0 ? _asks[0].Price : default;

    /// <summary>Half of best bid plus best ask; a metric only, nobody trades there.</summary>
    public Price Mid => BidCount > 0 && AskCount > 0 ? new((BestBid.Value + BestAsk.Value) * 0.5m) : default;

    /// <summary>Both sides there, in sequence and not crossed.</summary>
    public bool IsUsable => Status == BookStatus.Synchronised && BidCount > 0 && AskCount > 0 && BestBid < BestAsk;

    /// <summary>Replaces the content.</summary>
    /// <exception cref="ArgumentOutOfRangeException">More than <see cref="Depth"/> levels on a side.</exception>
    public void Set(
        ReadOnlySpan<BookLevel> bids, ReadOnlySpan<BookLevel> asks, long sequence,
        DateTimeOffset atVenue, DateTimeOffset receivedAt, BookStatus status = BookStatus.Synchronised)
    {
        if (bids.Length > Depth || asks.Length > Depth)
            throw new ArgumentOutOfRangeException(nameof(bids), $"At most {Depth} levels a side.");
        bids.CopyTo(_bids);
        asks.CopyTo(_asks);
        (BidCount, AskCount, Sequence, AtVenue, ReceivedAt, AliveAt, Status) =
            (bids.Length, asks.Length, sequence, atVenue, receivedAt, receivedAt, status);
    }

    /// <summary>The stream proved alive without a change.</summary>
    public void Touch(DateTimeOffset at) => AliveAt = at > AliveAt ? at : AliveAt;

    /// <summary>Makes the book unusable until the next <see cref="Set"/>.</summary>
    public void Invalidate() => Status = BookStatus.Unsynchronised;

    /// <summary>Takes over another book's content.</summary>
    public void CopyFrom(Book other)
    {
        other.Bids.CopyTo(_bids);
        other.Asks.CopyTo(_asks);
        (BidCount, AskCount, Sequence, AtVenue, ReceivedAt, AliveAt, Status) =
            (other.BidCount, other.AskCount, other.Sequence, other.AtVenue, other.ReceivedAt, other.AliveAt, other.Status);
    }

    /// <summary>What a taker of this side would get for a size, walking the displayed levels.</summary>
    /// <param name="taker">Buy walks the asks, sell the bids.</param>
    /// <param name="quantity">Base quantity wanted, not negative.</param>
    public BookTake Take(Side taker, Quantity quantity)
    {
        var levels = taker == Side.Buy ? Asks : Bids;
        decimal left = quantity.Value, notional = 0m;
        Price worst = default;
        foreach (ref readonly var level in levels)
        {
            if (left <= 0m)
                break;
            var taken = level.Quantity.Value < left ? level.Quantity.Value : left;
            notional += level.Price.Value * taken;
            left -= taken;
            worst = level.Price;
        }

        return new(new(quantity.Value - left), new(notional), worst);
    }
}
