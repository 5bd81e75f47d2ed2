using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Market;

namespace Arbitrage.VenueServer.Tests.Connectors;

/// <summary>One symbol whose three books move at every step for a while and then stand still: levels come, go and change size.</summary>
internal sealed class WalkingMarket(int seed, TimeSpan lasts) : IMarketSource
{
    public static readonly Symbol Symbol = new("WALK_USDT");
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(15);

    private readonly Random _random = new(seed);
    private int _mid = 1_000;
    private int _count;

    public static string NameAt(Venue venue) => venue == Venue.MexcSpot ? "WALKUSDT" : "WALK_USDT";

    public IReadOnlyList<Instrument> Instruments(Venue venue) =>
    [
        new(
            venue, Symbol, NameAt(venue), new(0.01m), new(0.1m), new(0.1m), venue == Venue.GateFutures ? default : new(1m), default, default,
            venue == Venue.GateFutures ? new(0.1m) : default, new(0.0002m), new(0.001m), Tradable: true),
    ];

    public bool TryNext(out MarketStep step)
    {
        var at = Pace * (_count / 3);
        step = default;
        if (at > lasts)
            return false;
        var venue = Domain.Markets.Venues.All[_count++ % 3];
        _mid += _random.Next(-2, 3);
        step = new(at, venue, Symbol, Levels(-1), Levels(+1));
        return true;
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
