using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Market;
using Arbitrage.Simulation.Model;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Simulation.Driver;

/// <summary>
/// The feed without any short cut: one scheduled event for every step, every book on its way and every wake-up, and the models' own event with a
/// copy of the whole book. Some ten times slower than <see cref="BookFeed"/>, which has to give the same journals.
/// </summary>
internal sealed class StepwiseBookFeed : IBookFeed
{
    private readonly IMarketSource _source;
    private readonly IReadOnlyDictionary<Venue, VenueModel> _models;
    private readonly VirtualTime _time;
    private readonly TimeSpan _wakeTakes;
    private readonly SortedDictionary<(Symbol, Venue), BookSlot> _slots = [];
    private readonly Book _scratch = new();

    public StepwiseBookFeed(
        IMarketSource source, IReadOnlyDictionary<Venue, VenueModel> models, IEnumerable<Symbol> symbols, VirtualTime time, TimeSpan bookTakes,
        TimeSpan wakeTakes)
    {
        (_source, _models, _time, _wakeTakes) = (source, models, time, wakeTakes);
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

    public long Published { get; private set; }

    public bool HasEnded { get; private set; }

    public BookSlot Slot(Symbol symbol, Venue venue) => _slots[(symbol, venue)];

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

    public void Wake(Action read) => _time.After(_wakeTakes, read);

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
