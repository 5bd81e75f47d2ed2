using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Market;
using Arbitrage.Simulation.Model;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Simulation.Driver;

/// <summary>
/// The feed of every run: steps, books on their way and wake-ups are three lanes of virtual time, so that a tick makes no heap entry and no object.
/// </summary>
internal sealed class BookFeed : TimeLane, IBookFeed
{
    private readonly IMarketSource _source;
    private readonly VenueModel?[] _models;
    private readonly VirtualTime _time;
    private readonly Dictionary<(Symbol, Venue), BookSlot> _slots = [];
    private readonly BookTransit _transit;
    private readonly WakeLane _wakes;
    private MarketStep _next;

    public BookFeed(
        IMarketSource source, IReadOnlyDictionary<Venue, VenueModel> models, IEnumerable<Symbol> symbols, VirtualTime time, TimeSpan bookTakes,
        TimeSpan wakeTakes)
    {
        (_source, _time) = (source, time);
        foreach (var symbol in symbols)
        {
            foreach (var venue in Domain.Markets.Venues.All)
                _slots.Add((symbol, venue), new(venue, symbol));
        }

        _models = [null, .. Domain.Markets.Venues.All.Select(v => models.GetValueOrDefault(v))];
        (_transit, _wakes) = (new(time, bookTakes), new(time, wakeTakes));
        time.Join(this);
        time.Join(_transit);
        time.Join(_wakes);
        foreach (var (venue, model) in models.OrderBy(m => m.Key))
            Watch(venue, model);
    }

    public long Published => _transit.Published;

    public bool HasEnded { get; private set; }

    public BookSlot Slot(Symbol symbol, Venue venue) => _slots[(symbol, venue)];

    public void Pump()
    {
        if (!_source.TryNext(out _next))
        {
            HasEnded = true;
            Empty();
            return;
        }

        var at = _time.Start.UtcTicks + _next.At.Ticks;
        Head(at > _time.NowTicks ? at : _time.NowTicks, _time.NextOrder());
    }

    public void Wake(Action read) => _wakes.Add(read);

    // Nearly always the book that changed is the one that changed before.
    private void Watch(Venue venue, VenueModel model)
    {
        DisplayedBook? last = null;
        BookSlot? slot = null;
        model.WatchBooks(book =>
        {
            if (!ReferenceEquals(book, last))
                (last, slot) = (book, _slots.GetValueOrDefault((book.Symbol, venue)));
            _transit.Add(slot, book);
        });
    }

    internal override void Run()
    {
        _models[(int)_next.Venue]!.SetBook(_next.Symbol, _next.Bids, _next.Asks, _time.Now);
        Pump();
    }
}
