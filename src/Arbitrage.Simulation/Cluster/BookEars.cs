using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Simulation.Driver;

namespace Arbitrage.Simulation.Cluster;

/// <summary>How books reach one incarnation of a strategy: the newest of each venue, read when no write is outstanding, as in the actors.</summary>
internal sealed class BookEars(Life life, Symbol symbol, VirtualTime time, Func<StrategyView?> view, Func<bool> isBusy)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(2);

    private readonly Book[] _books = [new(), new(), new()];
    private readonly bool[] _news = new bool[3];
    private bool _waits;

    /// <summary>Whose books.</summary>
    public Symbol Symbol => symbol;

    /// <summary>A book arrives at the node; one that stands still reads the next one.</summary>
    public void Hear(Venue venue, Book book)
    {
        if (!life.IsAlive || life.Node.IsPaused)
            return;
        var at = (int)venue - 1;
        _books[at].Set(book.Bids, book.Asks, book.Sequence, book.AtVenue, life.Now);
        _news[at] = true;
        if (!_waits)
            Read();
    }

    private void Read()
    {
        if (isBusy())
        {
            _waits = true;
            time.After(LookAgain, () => life.Run(() =>
            {
                _waits = false;
                Read();
            }));
            return;
        }

        if (view() is not { } into)
            return;
        for (var i = 0; i < _books.Length; i++)
        {
            if (_news[i])
                into.BookAt((Venue)(i + 1)).CopyFrom(_books[i]);
            _news[i] = false;
        }

        into.Now = life.Now;
        life.Deliver(StrategyInput.BooksMoved.Instance);
    }
}
