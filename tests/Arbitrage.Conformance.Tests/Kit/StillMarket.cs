using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;
using Arbitrage.Simulation.Market;

namespace Arbitrage.Conformance.Tests.Kit;

/// <summary>
/// Many symbols, so that every case has one of its own; the same book everywhere until a case moves it: asks of 3 at 10.1 and of 2 at 10.2, bids of
/// 3 at 10.0 and of 2 at 9.9.
/// </summary>
internal sealed class StillMarket : IMarketSource
{
    public static readonly BookLevel[] Bids = [new(new(10.0m), new(3m)), new(new(9.9m), new(2m))];
    public static readonly BookLevel[] Asks = [new(new(10.1m), new(3m)), new(new(10.2m), new(2m))];
    public static readonly Symbol[] Symbols = [.. Enumerable.Range(1, 90).Select(number => new Symbol($"C{number:00}_USDT"))];

    private readonly Queue<(Venue, Symbol)> _toShow = new(Domain.Markets.Venues.All.SelectMany(venue => Symbols.Select(symbol => (venue, symbol))));

    public IReadOnlyList<Instrument> Instruments(Venue venue)
    {
        var names = Connector.All.Single(c => c.Venue == venue);
        return
        [
            .. Symbols.Select(symbol => new Instrument(
                venue, symbol, names.NameOf(symbol), new(0.01m), new(0.1m), new(0.1m), venue.IsSpot() ? new(1m) : default,
                new(100_000m), new(0.5m), venue.IsSpot() ? default : new(0.1m), new(0.0002m), new(0.001m), Tradable: true)),
        ];
    }

    public bool TryNext(out MarketStep step)
    {
        step = default;
        if (!_toShow.TryDequeue(out var next))
            return false;
        step = new(TimeSpan.Zero, next.Item1, next.Item2, Bids, Asks);
        return true;
    }
}
