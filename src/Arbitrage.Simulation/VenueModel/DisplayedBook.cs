using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;

namespace Arbitrage.Simulation.Model;

/// <summary>
/// What the source shows, less what our own orders took. A level that was taken from stays short until the source shows it with
/// another quantity: a venue does not refill a level because we looked at it again.
/// </summary>
internal sealed class DisplayedBook(Symbol symbol)
{
    private readonly Half _bids = new(descending: true);
    private readonly Half _asks = new(descending: false);
    private DateTimeOffset _at;

    public long Sequence { get; private set; }

    /// <summary>Mid of the source's book; stays when a side runs empty.</summary>
    public Price Mid { get; private set; }

    public bool HasPrice => !Mid.IsNone;

    public VenueBook Snapshot() => new(symbol, Sequence, _at, _bids.Displayed(), _asks.Displayed());

    /// <summary>Takes over the source's book.</summary>
    public VenueEvent.BookChanged Replace(ReadOnlySpan<BookLevel> bids, ReadOnlySpan<BookLevel> asks, DateTimeOffset at)
    {
        var changedBids = _bids.Replace(bids);
        var changedAsks = _asks.Replace(asks);
        if (_bids.BestOfSource is { } bid && _asks.BestOfSource is { } ask)
            Mid = new((bid.Value + ask.Value) * 0.5m);
        return Changed(changedBids, changedAsks, at);
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
        return taker == Side.Buy ? Changed([], changed, at) : Changed(changed, [], at);
    }

    private VenueEvent.BookChanged Changed(BookLevel[] bids, BookLevel[] asks, DateTimeOffset at)
    {
        var first = Sequence + 1;
        // One id per level as venues count them; a source that repeats itself still moves the id by one.
        Sequence += Math.Max(1, bids.Length + asks.Length);
        _at = at;
        return new(Snapshot(), first, bids, asks);
    }

    private sealed class Half(bool descending)
    {
        private readonly SortedDictionary<decimal, Level> _levels = new(
            descending ? Comparer<decimal>.Create((a, b) => b.CompareTo(a)) : Comparer<decimal>.Default);

        public Price? BestOfSource => _levels.Count == 0 ? null : new Price(_levels.First().Key);

        public BookLevel[] Displayed() =>
            [.. _levels.Where(l => l.Value.Shown > 0m).Select(l => new BookLevel(new(l.Key), new(l.Value.Shown)))];

        public BookLevel[] Replace(ReadOnlySpan<BookLevel> source)
        {
            var changed = new List<BookLevel>();
            var kept = new HashSet<decimal>(source.Length);
            foreach (var (price, quantity) in source)
            {
                kept.Add(price.Value);
                _levels.TryGetValue(price.Value, out var old);
                if (old.Source == quantity.Value)
                    continue;
                _levels[price.Value] = new(quantity.Value, 0m);
                if (old.Shown != quantity.Value)
                    changed.Add(new(price, quantity));
            }

            foreach (var gone in _levels.Keys.Where(p => !kept.Contains(p)).ToList())
            {
                if (_levels[gone].Shown > 0m)
                    changed.Add(new(new(gone), Quantity.Zero));
                _levels.Remove(gone);
            }

            return [.. changed];
        }

        public BookLevel Take(BookLevel taken)
        {
            var level = _levels[taken.Price.Value];
            if (level.Shown < taken.Quantity.Value)
                throw new InvalidOperationException($"Took {taken.Quantity} of {level.Shown} at {taken.Price}.");
            level = level with { Taken = level.Taken + taken.Quantity.Value };
            _levels[taken.Price.Value] = level;
            return new(taken.Price, new(level.Shown));
        }

        private readonly record struct Level(decimal Source, decimal Taken)
        {
            public decimal Shown => Source - Taken;
        }
    }
}
