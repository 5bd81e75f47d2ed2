using System.Collections.Concurrent;
using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Model;
using Arbitrage.Venues;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Conformance.Tests.Kit;

/// <summary>
/// A connector's book of one symbol, every state of it that was published, beside the venue's own books by update id. Reads within the wake-up,
/// so that the slot conflates nothing.
/// </summary>
internal sealed class FollowedBook : IAsyncDisposable
{
    private readonly ConcurrentDictionary<long, VenueBook> _truth = new();
    private readonly List<Book> _seen = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Random _random = new(7);
    private readonly VenueUnderTest _venue;
    private readonly Connector _connector;
    private readonly IDisposable _watching;
    private readonly Task _running;
    private int _mid = 1_000;

    public FollowedBook(VenueUnderTest venue, Connector connector, VenueOptions options)
    {
        (_venue, _connector, Symbol) = (venue, connector, venue.NextSymbol(connector));
        _watching = venue.Model(connector).Subscribe(happened =>
        {
            if (happened is VenueEvent.BookChanged changed && changed.Book.Symbol == Symbol)
                _truth[changed.Book.Sequence] = changed.Book;
        });
        _truth[Now.Sequence] = Now;
        var slot = new BookSlot(connector.Venue, Symbol);
        slot.OnChange(() =>
        {
            var book = new Book();
            slot.Read(book);
            lock (_seen)
                _seen.Add(book);
        });
        _running = connector.Books(options, Symbol, slot).RunAsync(_stop.Token);
    }

    public Symbol Symbol { get; }

    /// <summary>Published states so far.</summary>
    public int Count => Seen.Count;

    private VenueBook Now => _venue.Model(_connector).Book(Symbol);

    private List<Book> Seen
    {
        get
        {
            lock (_seen)
                return [.. _seen];
        }
    }

    /// <summary>The venue's book takes so many steps at random.</summary>
    public async Task WalkAsync(int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            _mid += _random.Next(-2, 3);
            _venue.Show(_connector, Symbol, Levels(-1), Levels(+1));
            await Task.Delay(2);
        }
    }

    /// <summary>Waits until the connector's book is the venue's.</summary>
    public Task CaughtUpAsync() => Eventually.TrueAsync(
        () => Seen is [.., { Status: BookStatus.Synchronised } last] && last.Sequence == Now.Sequence, $"the book of {_connector} at {Now.Sequence}");

    /// <summary>Waits until the connector has said that its book is of no use, at some time after the first `from` states.</summary>
    public Task LostAsync(int from) => Eventually.TrueAsync(
        () => Seen.Skip(from).Any(book => book.Status == BookStatus.Unsynchronised), $"{_connector} gives its book up");

    /// <summary>Every state that was published as usable is the venue's own book of that id, and none is crossed. Answers how many ids there were.</summary>
    public int AssertTrue()
    {
        var usable = Seen.Where(book => book.Status == BookStatus.Synchronised).ToList();
        foreach (var book in usable)
        {
            Assert.True(_truth.TryGetValue(book.Sequence, out var truth), $"{_connector} never had a book {book.Sequence}.");
            Assert.Equal(truth.Bids.Take(Book.Depth), book.Bids.ToArray());
            Assert.Equal(truth.Asks.Take(Book.Depth), book.Asks.ToArray());
            Assert.True(book.BidCount == 0 || book.AskCount == 0 || book.Bids[0].Price < book.Asks[0].Price, "crossed");
        }

        return usable.DistinctBy(book => book.Sequence).Count();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _watching.Dispose();
        _stop.Dispose();
    }

    private BookLevel[] Levels(int direction)
    {
        var levels = new BookLevel[_random.Next(1, 40)];
        var tick = _mid;
        for (var i = 0; i < levels.Length; i++)
        {
            tick += direction * _random.Next(1, 4);
            levels[i] = new(new(tick * 0.01m), new(_random.Next(1, 50) * 0.1m));
        }

        return levels;
    }
}
