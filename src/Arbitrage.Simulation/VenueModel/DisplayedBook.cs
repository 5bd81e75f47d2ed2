using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;

namespace Arbitrage.Simulation.Model;

/// <summary>
/// What the source shows, less what our own orders took. A level that was taken from stays short until the source shows it with
/// another quantity: a venue does not refill a level because we looked at it again.
/// </summary>
internal sealed class DisplayedBook(Symbol symbol)
{
    private readonly DisplayedHalf _bids = new(descending: true);
    private readonly DisplayedHalf _asks = new(descending: false);
    private DateTimeOffset _at;
    private Price _bid, _ask;

    public Symbol Symbol => symbol;

    public long Sequence { get; private set; }

    /// <summary>Mid of the source's book; stays when a side runs empty.</summary>
    public Price Mid => new((_bid.Value + _ask.Value) * 0.5m);

    public bool HasPrice => !_bid.IsNone;

    public VenueBook Snapshot() => new(symbol, Sequence, _at, _bids.Displayed(), _asks.Displayed());

    /// <summary>Copies as many of the best levels as the reader keeps.</summary>
    public void CopyTo(Book into, DateTimeOffset receivedAt)
    {
        // Nearly always nothing is hidden and the levels lie there as they are.
        if (_bids.IsWhole && _asks.IsWhole)
            into.Set(_bids.Source(Book.Depth), _asks.Source(Book.Depth), Sequence, _at, receivedAt);
        else
            into.Set(Top(_bids.Displayed()), Top(_asks.Displayed()), Sequence, _at, receivedAt);
    }

    /// <summary>Takes over the source's book.</summary>
    /// <param name="bids">Best first.</param>
    /// <param name="asks">Best first.</param>
    /// <param name="at">When.</param>
    /// <param name="describe">Answer what changed; otherwise null, and nothing is allocated.</param>
    public VenueEvent.BookChanged? Replace(ReadOnlySpan<BookLevel> bids, ReadOnlySpan<BookLevel> asks, DateTimeOffset at, bool describe)
    {
        var changedBids = describe ? new LevelChanges() : null;
        var changedAsks = describe ? new LevelChanges() : null;
        var count = _bids.Replace(bids, changedBids) + _asks.Replace(asks, changedAsks);
        if (_bids.BestOfSource is { IsNone: false } bid && _asks.BestOfSource is { IsNone: false } ask)
            (_bid, _ask) = (bid, ask);
        var first = Count(count, at);
        return describe ? new(Snapshot(), first, changedBids!.ToArray(), changedAsks!.ToArray()) : null;
    }

    /// <summary>Levels that a taker up to a limit price could have now, best first. No limit means all.</summary>
    public IEnumerable<BookLevel> Takeable(Side taker, Price limit) =>
        (taker == Side.Buy ? _asks : _bids).Displayed()
            .TakeWhile(level => limit.IsNone || (taker == Side.Buy ? level.Price <= limit : level.Price >= limit));

    /// <summary>Our own orders took these.</summary>
    public VenueEvent.BookChanged Take(Side taker, IReadOnlyList<BookLevel> taken, DateTimeOffset at)
    {
        var half = taker == Side.Buy ? _asks : _bids;
        var changed = taken.Select(level => half.Take(level)).ToArray();
        var first = Count(changed.Length, at);
        return taker == Side.Buy ? new(Snapshot(), first, [], changed) : new(Snapshot(), first, changed, []);
    }

    // One id per level as venues count them; a source that repeats itself still moves the id by one.
    private long Count(int changes, DateTimeOffset at)
    {
        var first = Sequence + 1;
        Sequence += Math.Max(1, changes);
        _at = at;
        return first;
    }

    private static ReadOnlySpan<BookLevel> Top(BookLevel[] levels) => levels.AsSpan(0, Math.Min(Book.Depth, levels.Length));
}

/// <summary>What a replacement changed: levels with another quantity first, then those that are gone, each best first.</summary>
internal sealed class LevelChanges
{
    private readonly List<BookLevel> _changed = [], _gone = [];

    public void Change(BookLevel level) => _changed.Add(level);

    public void Remove(Price price) => _gone.Add(new(price, Quantity.Zero));

    public BookLevel[] ToArray() => [.. _changed, .. _gone];
}
