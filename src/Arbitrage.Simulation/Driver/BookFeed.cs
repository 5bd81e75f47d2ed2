using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Market;
using Arbitrage.Simulation.Model;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Simulation.Driver;

/// <summary>Plays a market source into the venue models, and what the models then display into the slots of the strategies.</summary>
internal sealed class BookFeed
{
    private readonly IMarketSource _source;
    private readonly IReadOnlyDictionary<Venue, VenueModel> _models;
    private readonly VirtualTime _time;
    private readonly SortedDictionary<(Symbol, Venue), BookSlot> _slots = [];
    private readonly Book _scratch = new();

    public BookFeed(
        IMarketSource source, IReadOnlyDictionary<Venue, VenueModel> models, IEnumerable<Symbol> symbols, VirtualTime time, TimeSpan bookTakes)
    {
        (_source, _models, _time) = (source, models, time);
        foreach (var symbol in symbols)
        {
            foreach (var venue in Domain.Markets.Venues.All)
                _slots.Add((symbol, venue), new(venue, symbol));
        }

        foreach (var (venue, model) in models.OrderBy(m => m.Key))
            model.Subscribe(happened =>
            {
                if (happened is VenueEvent.BookChanged changed)
                    time.After(bookTakes, () => Publish(venue, changed.Book));
            });
    }

    /// <summary>Books handed to the slots.</summary>
    public long Published { get; private set; }

    /// <summary>The source has no more steps.</summary>
    public bool HasEnded { get; private set; }

    public BookSlot Slot(Symbol symbol, Venue venue) => _slots[(symbol, venue)];

    /// <summary>Schedules the next step; each step schedules the one after it.</summary>
    public void Pump()
    {
        if (!_source.TryNext(out var step))
        {
            HasEnded = true;
            return;
        }

        _time.At(_time.Start + step.At, () =>
        {
            _models[step.Venue].SetBook(step.Symbol, step.Bids, step.Asks, _time.Now);
            Pump();
        });
    }

    private void Publish(Venue venue, VenueBook book)
    {
        if (!_slots.TryGetValue((book.Symbol, venue), out var slot))
            return;
        _scratch.Set(
            book.Bids.AsSpan(0, Math.Min(Book.Depth, book.Bids.Length)), book.Asks.AsSpan(0, Math.Min(Book.Depth, book.Asks.Length)),
            book.Sequence, book.At, _time.Now);
        Published++;
        slot.Publish(_scratch);
    }
}
