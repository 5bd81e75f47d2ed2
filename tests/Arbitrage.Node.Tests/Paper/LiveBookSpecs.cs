using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using Arbitrage.Node.Paper;
using Arbitrage.Simulation.Model;
using Arbitrage.Venues.Ports;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Arbitrage.Node.Tests.Paper;

/// <summary>A real book as a model's own: the model fills what the venue shows, and nothing when nobody knows what it shows.</summary>
public sealed class LiveBookSpecs
{
    private static readonly Symbol Btc = new("BTC_USDT");

    private readonly FakeTimeProvider _time = new(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly BookSlot _slot = new(Venue.GateSpot, Btc);
    private readonly VenueModel _model;
    private readonly LiveBook _live;
    private readonly Book _book = new();
    private long _sequence;

    public LiveBookSpecs()
    {
        _model = new(
            Venue.GateSpot,
            [new(Venue.GateSpot, Btc, "BTC_USDT", new(0.1m), new(0.0001m), new(0.0001m), default, default, new(0.5m), default, default, default, Tradable: true)],
            new(new Dictionary<Asset, decimal> { [Asset.Usdt] = 1_000_000m }, _time.GetUtcNow().AddDays(-1)));
        _live = new(_slot, _model, TimeSpan.FromMilliseconds(1500), _time, NullLogger.Instance);
    }

    [Fact]
    public void Orders_take_the_real_levels_and_what_they_took_is_gone_until_the_venue_shows_another()
    {
        Assert.Equal(0m, Buy());
        Publish(1m);
        Assert.Equal(1m, Buy());
        _book.Touch(_time.GetUtcNow());
        _slot.Publish(_book);
        Assert.Equal(0m, Buy());
        Publish(0.4m);
        Assert.Equal(0.4m, Buy());
    }

    [Fact]
    public void A_lost_book_fills_nothing_until_it_is_back()
    {
        Publish(1m);
        _book.Invalidate();
        _slot.Publish(_book);
        Assert.Equal((0m, 1), (Buy(), _live.Outages));
        Publish(1m);
        Assert.Equal((1m, 1), (Buy(), _live.Outages));
    }

    [Fact]
    public void A_book_without_a_proof_of_life_fills_nothing()
    {
        Publish(1m);
        _time.Advance(TimeSpan.FromMilliseconds(1500));
        _live.Watch();
        Assert.Equal(0.1m, Buy(0.1m));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        _live.Watch();
        Assert.Equal((0m, 1), (Buy(0.1m), _live.Outages));
        _book.Touch(_time.GetUtcNow());
        _slot.Publish(_book);
        Assert.Equal(0.1m, Buy(0.1m));
    }

    private void Publish(decimal size)
    {
        _book.Set([new(new(99m), new(1m))], [new(new(100m), new(size))], ++_sequence, _time.GetUtcNow(), _time.GetUtcNow());
        _slot.Publish(_book);
    }

    private decimal Buy(decimal quantity = 10m) =>
        _model.Create(new(null, Btc, Side.Buy, OrderKind.ImmediateOrCancel, new(quantity), new(100m)), _time.GetUtcNow()) is CreateResult.Accepted { Order: var order }
            ? order.Filled.Value
            : 0m;
}
