using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using Arbitrage.Simulation.Model;

namespace Arbitrage.Simulation.Tests.Model;

/// <summary>Wallet and one-way position of the perpetual.</summary>
public sealed class FuturesAccountSpecs
{
    [Fact]
    public void Closing_pays_the_exact_difference_however_the_position_was_built()
    {
        var model = Given.Venue_(Venue.GateFutures);
        Buy(model, 1m, 100.2m);
        Buy(model, 0.5m, 100.3m);
        Given.Show(model, [(103m, 0.7m), (102m, 5m)], [(104m, 1m)]);

        Given.Accepted(model.Create(Given.Order(Side.Sell, 0.7m, 103m, reduceOnly: true), Given.T0));
        Given.Accepted(model.Create(Given.Order(Side.Sell, 0.8m, 102m, reduceOnly: true), Given.T0));

        var paid = 100.2m + 50.15m;
        var received = (0.7m * 103m) + (0.8m * 102m);
        Assert.Equal(received - paid, Rows(model, VenueRowKind.RealisedPnl));
        Assert.Equal(-(paid + received) * 0.002m, Rows(model, VenueRowKind.Fee));
        Assert.Equal(1000m + received - paid - ((paid + received) * 0.002m), Given.Total(model, Asset.Usdt));
        Assert.True(model.Position(Given.Btc).Size.IsZero);
        Assert.Equal(0m, model.Balance(Asset.Usdt).Locked);
    }

    [Fact]
    public void Order_through_the_position_closes_it_and_opens_the_other_way()
    {
        var model = Given.Venue_(Venue.GateFutures);
        Buy(model, 1m, 100.2m);

        Given.Accepted(model.Create(Given.Order(Side.Sell, 1.5m, 99.9m), Given.T0));

        var position = model.Position(Given.Btc);
        Assert.Equal(-0.5m, position.Size.Value);
        Assert.Equal(99.9m, position.Entry.Value);
        Assert.Equal(-0.2m, Rows(model, VenueRowKind.RealisedPnl));
        Assert.Equal([0m, 1m, 0m], model.Trades().Select(t => t.Closed.Value));
    }

    [Fact]
    public void Longs_pay_a_positive_funding_rate_and_shorts_receive_it()
    {
        var longs = Given.Venue_(Venue.GateFutures);
        var shorts = Given.Venue_(Venue.GateFutures);
        Buy(longs, 1m, 100.2m);
        Given.Accepted(shorts.Create(Given.Order(Side.Sell, 1m, 100m), Given.T0));

        longs.ApplyFunding(Given.Btc, new(0.001m), Given.T0);
        shorts.ApplyFunding(Given.Btc, new(0.001m), Given.T0);

        Assert.Equal(-0.1001m, Rows(longs, VenueRowKind.Funding));
        Assert.Equal(0.1001m, Rows(shorts, VenueRowKind.Funding));
    }

    [Fact]
    public void Deleveraging_is_a_foreign_trade_at_mark_with_its_pnl_row()
    {
        var model = Given.Venue_(Venue.GateFutures);
        Given.Accepted(model.Create(Given.Order(Side.Sell, 1m, 100m), Given.T0));

        var trade = model.InjectAdl(Given.Btc, new Contracts(400), Given.T0)!;

        Assert.Equal((Side.Buy, 0.4m, 100.1m), (trade.Side, trade.Quantity.Value, trade.Price.Value));
        Assert.Equal("auto_deleveraging", trade.Origin);
        Assert.Null(trade.ClientId);
        Assert.Equal(-0.6m, model.Position(Given.Btc).Size.Value);
        Assert.Equal(-0.04m, Rows(model, VenueRowKind.RealisedPnl));
        Assert.Equal(OrderEnd.Deleveraged, model.FindById(trade.OrderId, Given.T0)!.End);
        Assert.Single(model.Creates());
    }

    [Fact]
    public void Position_is_liquidated_when_the_mark_reaches_its_price()
    {
        var model = Given.Venue_(Venue.GateFutures);
        model.SetLeverage(Given.Btc, 10m, 0m, Given.T0);
        Buy(model, 1m, 100.2m);
        var price = model.Position(Given.Btc).Liquidation;
        Assert.InRange(price.Value, 90m, 92m);

        Given.Show(model, [(91m, 1m)], [(92m, 1m)]);
        Assert.False(model.Position(Given.Btc).Size.IsZero);
        Given.Show(model, [(89m, 1m)], [(91m, 1m)]);

        Assert.True(model.Position(Given.Btc).Size.IsZero);
        Assert.Equal(OrderEnd.Liquidated, Assert.Single(model.Taken()).Why);
        Assert.Equal("liquidation", model.Trades()[^1].Origin);
    }

    [Fact]
    public void Reduce_only_order_never_increases_or_flips()
    {
        var model = Given.Venue_(Venue.GateFutures);
        Assert.Equal(VenueReject.WouldIncrease, Refusal(model, Given.Order(Side.Sell, 1m, 100m, reduceOnly: true)));
        Buy(model, 0.5m, 100.2m);
        Assert.Equal(VenueReject.WouldIncrease, Refusal(model, Given.Order(Side.Buy, 1m, 100.2m, reduceOnly: true)));

        var order = Given.Accepted(model.Create(Given.Order(Side.Sell, 1m, 100m, reduceOnly: true), Given.T0));

        Assert.Equal(0.5m, order.Filled.Value);
        Assert.True(model.Position(Given.Btc).Size.IsZero);
    }

    [Fact]
    public void Margin_bounds_what_can_be_opened_but_not_what_closes()
    {
        var model = Given.Venue_(Venue.GateFutures, usdt: 10.5m);
        model.SetLeverage(Given.Btc, 10m, 0m, Given.T0);
        Assert.Equal(VenueReject.InsufficientFunds, Refusal(model, Given.Order(Side.Buy, 1.1m, 100.3m)));
        Buy(model, 1m, 100.2m);

        Assert.Equal(VenueReject.InsufficientFunds, Refusal(model, Given.Order(Side.Buy, 0.1m, 100.3m)));

        Given.Accepted(model.Create(Given.Order(Side.Sell, 1m, 100m), Given.T0));
    }

    [Fact]
    public void Ended_orders_are_forgotten_as_the_venue_forgets_them()
    {
        var model = Given.Venue_(Venue.GateFutures);
        var unfilled = Given.Accepted(model.Create(Given.Order(Side.Buy, 1m, 99m), Given.T0));
        Buy(model, 0.1m, 100.2m, "two");
        var filled = model.FindByClientId("two", Given.T0)!;

        Assert.NotNull(model.FindByClientId("one", Given.T0.AddSeconds(60)));
        Assert.Null(model.FindByClientId("one", Given.T0.AddSeconds(61)));
        Assert.NotNull(model.FindById(unfilled.Id, Given.T0.AddMinutes(10)));
        Assert.Null(model.FindById(unfilled.Id, Given.T0.AddMinutes(11)));
        Assert.NotNull(model.FindById(filled.Id, Given.T0.AddHours(11)));
        Assert.Equal(2, model.Creates().Count);
    }

    private static void Buy(VenueModel model, decimal quantity, decimal price, string id = "b") =>
        Assert.Equal(OrderEnd.Filled, Given.Accepted(model.Create(Given.Order(Side.Buy, quantity, price, id: id), Given.T0)).End);

    private static VenueReject Refusal(VenueModel model, CreateRequest order) =>
        Assert.IsType<CreateResult.Refused>(model.Create(order, Given.T0)).Reason;

    private static decimal Rows(VenueModel model, VenueRowKind kind) => model.Rows().Where(r => r.Kind == kind).Sum(r => r.Change);
}
