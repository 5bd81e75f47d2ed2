using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Cluster.Faults;
using Arbitrage.Simulation.Market;
using Arbitrage.Simulation.Model;

namespace Arbitrage.Simulation.Cluster;

// The venues, and the books that they show.
internal sealed partial class SimulatedCluster
{
    private static readonly TimeSpan FirstDislocation = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan CalmEnd = TimeSpan.FromSeconds(20);

    // Nearly half as many again as the fifty that a seed is to have: what is lost to halts cannot be made up.
    private const double OrdersWanted = 72;

    private readonly SortedDictionary<Venue, TimeSpan> _venueClocks = [];
    private readonly Dictionary<string, int> _attempts = new(StringComparer.Ordinal);
    private readonly SortedDictionary<(Symbol, Venue), Book> _shown = [];

    /// <summary>The venue's own clock.</summary>
    public DateTimeOffset VenueNow(Venue venue) => Now + _venueClocks[venue];

    /// <summary>One more write of this CREATE; answers how many there were with it.</summary>
    public int NextAttempt(string clientId) => _attempts[clientId] = _attempts.GetValueOrDefault(clientId) + 1;

    private void OpenVenues(ulong seed)
    {
        var clocks = SeededRandom.For(seed, "venue clocks");
        foreach (var venue in Settings.Connections.Keys)
        {
            _venueClocks.Add(venue, TimeSpan.FromMilliseconds(clocks.Below(401) - 200));
            var options = new VenueModelOptions(new Dictionary<Asset, decimal> { [Asset.Usdt] = 5_000m }, Time.Start.AddDays(-1));
            var model = new VenueModel(venue, Settings.Strategies.Select(s => SymbolProfile.For(s.Symbol).At(venue).Instrument), options);
            _venues.Add(venue, model);
            model.WatchBooks(book => Show(venue, book));
            model.Subscribe(happened => Tell(c => c.Heard(venue, happened)), books: false);
        }
    }

    private void StartMarkets()
    {
        foreach (var strategy in Settings.Strategies)
        {
            var seed = (ulong)Settings.Seed;
            var market = new ClusterMarket(SymbolProfile.For(strategy.Symbol), seed, FirstDislocation, Missing);
            var pace = SeededRandom.For(seed, strategy.Symbol, "pace");
            Time.At(Time.Start + Settings.Length - CalmEnd, () => market.IsCalm = true);
            foreach (var venue in Settings.Connections.Keys)
                Time.After(TimeSpan.FromMilliseconds(pace.Below(400)), () => Move(market, venue, pace));
        }
    }

    private int Missing(TimeSpan at) => (int)(OrdersWanted * (at / Settings.Length)) - _attempts.Count;

    // One update a second and feed.
    private void Move(ClusterMarket market, Venue venue, SeededRandom pace)
    {
        var feed = (int)venue - 1;
        var isCrossed = Adversary.Hit(FaultKind.FeedCrossed, feed, 3) is not null;
        var (bids, asks) = market.Next(venue, Now - Time.Start, isCrossed);
        if (Adversary.Hit(FaultKind.FeedFrozen, feed, 3) is null)
            _venues[venue].SetBook(market.Symbol, bids, asks, VenueNow(venue));
        else
            _venues[venue].Advance(VenueNow(venue));
        Time.After(TimeSpan.FromMilliseconds(950 + pace.Below(101)), () => Move(market, venue, pace));
    }

    // Each node reads the public streams by itself.
    private void Show(Venue venue, DisplayedBook book)
    {
        var key = (book.Symbol, venue);
        if (!_shown.TryGetValue(key, out var shown))
            _shown.Add(key, shown = new());
        book.CopyTo(shown, Now);
        foreach (var node in _nodes)
        {
            foreach (var life in node.Lives)
            {
                if (life.Ears is { } ears && ears.Symbol == book.Symbol)
                    Time.After(TimeSpan.FromMicroseconds(500 + _wire.Below(3_000)), () => ears.Hear(venue, shown));
            }
        }
    }
}
