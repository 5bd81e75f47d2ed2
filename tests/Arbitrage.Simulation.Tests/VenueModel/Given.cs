using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;
using Arbitrage.Simulation.Model;

namespace Arbitrage.Simulation.Tests.Model;

/// <summary>A venue with one symbol, book 100.0/100.2 when shown, fees 10 bps maker and 20 bps taker.</summary>
internal static class Given
{
    public static DateTimeOffset T0 { get; } = DateTimeOffset.FromUnixTimeSeconds(1_790_000_000);

    public static Symbol Btc { get; } = new("BTC_USDT");

    public static Asset Coin { get; } = new("BTC");

    public static Instrument Instrument(Venue venue) => new(
        venue, Btc, venue == Venue.MexcSpot ? "BTCUSDT" : "BTC_USDT", new(0.1m), new(0.001m), new(0.001m),
        new(venue == Venue.GateFutures ? 0m : 1m), new(1000m), new(0.2m), new(venue == Venue.GateFutures ? 0.001m : 0m), new(0.001m),
        new(0.002m), Tradable: true);

    public static VenueModel Venue_(Venue venue, decimal usdt = 1000m, decimal coin = 0m, VenueModelOptions? options = null)
    {
        var seeds = new Dictionary<Asset, decimal> { [Asset.Usdt] = usdt, [Coin] = coin };
        var model = new VenueModel(
            venue, [Instrument(venue)], (options ?? new VenueModelOptions(seeds, T0)) with { Seeds = seeds, SeededAt = T0.AddDays(-1) });
        Show(model, [(100.0m, 1m), (99.9m, 2m)], [(100.2m, 1m), (100.3m, 2m)]);
        return model;
    }

    public static void Show(VenueModel model, (decimal Price, decimal Size)[] bids, (decimal Price, decimal Size)[] asks) =>
        model.SetBook(Btc, Levels(bids), Levels(asks), T0);

    public static CreateRequest Order(
        Side side, decimal quantity, decimal price, OrderKind kind = OrderKind.ImmediateOrCancel, string? id = "one", bool reduceOnly = false) =>
        new(id, Btc, side, kind, new(quantity), new(price), reduceOnly);

    public static VenueOrder Accepted(CreateResult result) => Assert.IsType<CreateResult.Accepted>(result).Order;

    public static decimal Total(VenueModel model, Asset asset) => model.Balance(asset).Total;

    private static BookLevel[] Levels((decimal Price, decimal Size)[] levels) =>
        [.. levels.Select(l => new BookLevel(new(l.Price), new(l.Size)))];
}
