using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;
using Arbitrage.Simulation.Market;

namespace Arbitrage.VenueServer.Tests.Connectors;

/// <summary>One symbol, the same book everywhere and for ever: asks of 3 at 10.1 and of 2 at 10.2, bids of 3 at 10.0 and of 2 at 9.9.</summary>
internal sealed class StillMarket : IMarketSource
{
    public static readonly Symbol Abc = new("ABC_USDT");
    public static readonly BookLevel[] Bids = [new(new(10.0m), new(3m)), new(new(9.9m), new(2m))];
    public static readonly BookLevel[] Asks = [new(new(10.1m), new(3m)), new(new(10.2m), new(2m))];

    private readonly Queue<Venue> _toShow = new(Domain.Markets.Venues.All);

    public IReadOnlyList<Instrument> Instruments(Venue venue) =>
    [
        new(
            venue, Abc, venue == Venue.MexcSpot ? "ABCUSDT" : "ABC_USDT", new(0.01m), new(0.1m), new(0.1m), new(1m), default, default,
            venue == Venue.GateFutures ? new(0.1m) : default, new(0.0002m), new(0.001m), Tradable: true),
    ];

    public bool TryNext(out MarketStep step)
    {
        step = default;
        if (!_toShow.TryDequeue(out var venue))
            return false;
        step = new(TimeSpan.Zero, venue, Abc, Bids, Asks);
        return true;
    }
}
