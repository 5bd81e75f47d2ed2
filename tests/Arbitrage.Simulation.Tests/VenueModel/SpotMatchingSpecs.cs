using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Simulation.Model;

namespace Arbitrage.Simulation.Tests.Model;

/// <summary>Orders against the displayed book of a spot venue.</summary>
public sealed class SpotMatchingSpecs
{
    [Fact]
    public void Buy_walks_the_levels_and_pays_its_fee_in_the_coin()
    {
        var model = Given.Venue_(Venue.GateSpot);

        var order = Given.Accepted(model.Create(Given.Order(Side.Buy, 1.5m, 100.3m), Given.T0));

        Assert.Equal(OrderEnd.Filled, order.End);
        Assert.Equal(100.2m + 50.15m, order.Notional.Value);
        Assert.Equal(1000m - 150.35m, Given.Total(model, Asset.Usdt));
        Assert.Equal(1.5m - 0.003m, Given.Total(model, Given.Coin));
        Assert.Equal([100.2m, 100.3m], model.Trades().Select(t => t.Price.Value));
        Assert.All(model.Trades(), t => Assert.Equal(Given.Coin, t.FeeAsset));
    }

    [Fact]
    public void Sell_pays_its_fee_in_usdt()
    {
        var model = Given.Venue_(Venue.MexcSpot, usdt: 0m, coin: 2m);

        Given.Accepted(model.Create(Given.Order(Side.Sell, 1m, 100m), Given.T0));

        Assert.Equal(100m - 0.2m, Given.Total(model, Asset.Usdt));
        Assert.Equal(1m, Given.Total(model, Given.Coin));
    }

    [Fact]
    public void What_was_taken_stays_gone_until_the_source_shows_another_size()
    {
        var model = Given.Venue_(Venue.GateSpot);
        Given.Accepted(model.Create(Given.Order(Side.Buy, 0.4m, 100.2m), Given.T0));
        Assert.Equal(0.6m, model.Book(Given.Btc).Asks[0].Quantity.Value);

        Given.Show(model, [(100.0m, 1m)], [(100.2m, 1m)]);
        Assert.Equal(0.6m, model.Book(Given.Btc).Asks[0].Quantity.Value);

        Given.Show(model, [(100.0m, 1m)], [(100.2m, 1.1m)]);
        Assert.Equal(1.1m, model.Book(Given.Btc).Asks[0].Quantity.Value);
    }

    [Fact]
    public void Immediate_order_cancels_its_rest_and_unlocks_it()
    {
        var model = Given.Venue_(Venue.GateSpot);

        var order = Given.Accepted(model.Create(Given.Order(Side.Buy, 2m, 100.2m), Given.T0));

        Assert.Equal(OrderEnd.Immediate, order.End);
        Assert.Equal(1m, order.Filled.Value);
        Assert.Equal(0m, model.Balance(Asset.Usdt).Locked);
        Assert.Equal("part_filled", Assert.Single(model.Creates()).Outcome);
    }

    [Fact]
    public void Resting_order_fills_at_its_own_price_as_maker_when_the_book_reaches_it()
    {
        var model = Given.Venue_(Venue.GateSpot);
        var placed = Given.Accepted(model.Create(Given.Order(Side.Buy, 1m, 99m, OrderKind.GoodTillCancelled), Given.T0));
        Assert.Equal(99m, model.Balance(Asset.Usdt).Locked);

        Given.Show(model, [(98m, 1m)], [(98.5m, 0.3m), (99.5m, 5m)]);
        var part = model.FindById(placed.Id, Given.T0)!;
        Assert.True(part.IsOpen);
        Assert.Equal(0.3m, part.Filled.Value);

        Given.Show(model, [(98m, 1m)], [(98.9m, 5m)]);
        var done = model.FindById(placed.Id, Given.T0)!;
        Assert.Equal(OrderEnd.Filled, done.End);
        Assert.Equal(99m, done.Notional.Value);
        Assert.All(model.Trades(), t => Assert.True(t.Maker));
        Assert.Equal(1m - 0.001m, Given.Total(model, Given.Coin));
        Assert.Equal(0m, model.Balance(Asset.Usdt).Locked);
    }

    [Fact]
    public void Post_only_and_fill_or_kill_are_refused_at_gate_and_taken_then_cancelled_at_mexc()
    {
        var gate = Given.Venue_(Venue.GateSpot);
        var mexc = Given.Venue_(Venue.MexcSpot);

        Refused(gate, Given.Order(Side.Buy, 1m, 100.2m, OrderKind.PostOnly), VenueReject.WouldTake);
        Refused(gate, Given.Order(Side.Buy, 1.5m, 100.2m, OrderKind.FillOrKill), VenueReject.NotFillable);
        Assert.Equal(
            OrderEnd.WouldTake, Given.Accepted(mexc.Create(Given.Order(Side.Buy, 1m, 100.2m, OrderKind.PostOnly), Given.T0)).End);
        Assert.Equal(
            OrderEnd.NotFillable, Given.Accepted(mexc.Create(Given.Order(Side.Buy, 1.5m, 100.2m, OrderKind.FillOrKill), Given.T0)).End);
        Assert.Empty(gate.Trades());
        Assert.Empty(mexc.Trades());
        Assert.Equal(0m, mexc.Balance(Asset.Usdt).Locked);
    }

    [Fact]
    public void Market_buy_by_budget_spends_at_most_the_budget()
    {
        var model = Given.Venue_(Venue.MexcSpot);

        var order = Given.Accepted(model.Create(
            new("m", Given.Btc, Side.Buy, OrderKind.Market, default, default, Budget: new(150m)), Given.T0));

        Assert.Equal(OrderEnd.Filled, order.End);
        Assert.Equal(1.496m, order.Filled.Value);
        Assert.Equal(100.2m + (0.496m * 100.3m), order.Notional.Value);
        Assert.Equal(0m, model.Balance(Asset.Usdt).Locked);
    }

    [Theory]
    [InlineData(10, 100.2, VenueReject.InsufficientFunds)]
    [InlineData(0.0005, 100.2, VenueReject.Precision)]
    [InlineData(1, 100.25, VenueReject.Precision)]
    [InlineData(0, 100.2, VenueReject.TooSmall)]
    [InlineData(0.002, 100.2, VenueReject.TooSmall)]
    [InlineData(2000, 100.2, VenueReject.TooLarge)]
    [InlineData(1, 130, VenueReject.PriceBand)]
    public void Refusals_name_their_reason_and_change_nothing(double quantity, double price, VenueReject reason)
    {
        var model = Given.Venue_(Venue.GateSpot);

        Refused(model, Given.Order(Side.Buy, (decimal)quantity, (decimal)price), reason);

        Assert.Equal(new VenueBalance(Asset.Usdt, 1000m, 0m), model.Balance(Asset.Usdt));
        Assert.Equal($"refused:{reason}", Assert.Single(model.Creates()).Outcome);
    }

    [Fact]
    public void Create_that_arrives_after_its_expiry_is_refused_and_logged()
    {
        var model = Given.Venue_(Venue.GateSpot);
        var order = Given.Order(Side.Buy, 1m, 100.2m) with { ExpiresAt = Given.T0 };

        Given.Accepted(model.Create(order, Given.T0));
        Refused(model, order, VenueReject.Expired, Given.T0.AddMilliseconds(1));

        Assert.Equal(["filled", "refused:Expired"], model.Creates().Select(c => c.Outcome));
    }

    [Fact]
    public void Second_order_of_a_client_id_is_taken_and_takes_the_id_over()
    {
        var model = Given.Venue_(Venue.GateSpot);

        var first = Given.Accepted(model.Create(Given.Order(Side.Buy, 0.1m, 100.2m), Given.T0));
        var second = Given.Accepted(model.Create(Given.Order(Side.Buy, 0.1m, 100.2m), Given.T0));

        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal(second.Id, model.FindByClientId("one", Given.T0)!.Id);
        Assert.Equal(2, model.Creates().Count);
    }

    [Fact]
    public void Duplicate_client_id_can_be_refused_instead()
    {
        var model = Given.Venue_(
            Venue.MexcSpot, options: new(new Dictionary<Asset, decimal>(), Given.T0) { RefuseDuplicateClientIds = true });

        Given.Accepted(model.Create(Given.Order(Side.Buy, 0.1m, 100.2m), Given.T0));

        Refused(model, Given.Order(Side.Buy, 0.1m, 100.2m), VenueReject.DuplicateId);
    }

    [Fact]
    public void Countdown_cancels_open_orders_unless_it_is_renewed()
    {
        var model = Given.Venue_(Venue.GateSpot);
        var order = Given.Accepted(model.Create(Given.Order(Side.Buy, 1m, 99m, OrderKind.GoodTillCancelled), Given.T0));
        model.ArmCountdown(TimeSpan.FromSeconds(5), null, Given.T0);
        model.ArmCountdown(TimeSpan.FromSeconds(5), null, Given.T0.AddSeconds(4));
        Assert.Equal(Given.T0.AddSeconds(9), model.NextDeadline);

        model.Advance(Given.T0.AddSeconds(8));
        Assert.True(model.FindById(order.Id, Given.T0)!.IsOpen);

        model.Advance(Given.T0.AddSeconds(9));
        Assert.Equal(OrderEnd.Cancelled, model.FindById(order.Id, Given.T0)!.End);
        Assert.Null(model.NextDeadline);
        Assert.Equal(0m, model.Balance(Asset.Usdt).Locked);
    }

    [Fact]
    public void Changes_of_the_book_carry_contiguous_update_ids()
    {
        var model = Given.Venue_(Venue.GateSpot);
        var changes = new List<VenueEvent.BookChanged>();
        var before = model.Book(Given.Btc).Sequence;
        using var subscription = model.Subscribe(e =>
        {
            if (e is VenueEvent.BookChanged changed)
                changes.Add(changed);
        });

        Given.Show(model, [(100.0m, 1m)], [(100.2m, 1m), (100.4m, 3m)]);
        Given.Show(model, [(100.0m, 1m)], [(100.2m, 1m), (100.4m, 3m)]);
        model.Create(Given.Order(Side.Buy, 0.4m, 100.2m), Given.T0);

        Assert.Equal(3, changes.Count);
        foreach (var change in changes)
        {
            Assert.Equal(before + 1, change.FirstSequence);
            Assert.True(change.Book.Sequence >= change.FirstSequence);
            before = change.Book.Sequence;
        }
    }

    private static void Refused(VenueModel model, CreateRequest order, VenueReject reason, DateTimeOffset? at = null) =>
        Assert.Equal(reason, Assert.IsType<CreateResult.Refused>(model.Create(order, at ?? Given.T0)).Reason);
}
