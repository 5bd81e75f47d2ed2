using Arbitrage.Conformance.Tests.Kit;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Conformance.Tests.Cases;

/// <summary>Orders of every kind: what they do, and that every door tells the same about it.</summary>
public sealed class OrderSpecs(Servers servers) : IClassFixture<Servers>
{
    [Theory, EveryConnector(Capability.Trading, ByEveryDoor = true)]
    public async Task An_order_within_the_book_fills_and_every_door_tells_the_same(Run run)
    {
        using var desk = await Desk.OpenAsync(await servers.OfAsync(run), run);
        var before = await desk.AccountAsync();

        // Three at 10.1 and one at 10.2.
        var (intent, id) = await desk.TakenAsync(Side.Buy, 4m, 10.2m);
        var trades = await desk.TradesAsync();
        var after = await desk.AccountAsync();

        var expected = new OrderReport(run.Connector.Venue, desk.Symbol, id, intent.Id, IsOpen: false, new(4m), new Notional(40.5m));
        Assert.Equal(expected, await desk.QueryAsync(intent, id));
        Assert.Equal(expected, await desk.QueryAsync(intent));
        // Of one millisecond: MEXC's ids are no numbers that rise, so it has no order that can be known.
        Assert.Equal([(10.1m, 3m), (10.2m, 1m)], trades.Select(t => (t.Price.Value, t.Quantity.Value)).Order());
        Assert.Equal(40.5m, trades.Sum(t => (t.Price * t.Quantity).Value));
        Assert.All(trades, t => Assert.Equal((intent.Id, id, Side.Buy, TradeCause.Own, false), (t.Order, t.VenueOrderId, t.Side, t.Cause, t.Maker)));
        Assert.All(trades, t => Assert.True(t.Fee > 0m));
        if (run.Connector.Expected.HasFlag(Capability.Margin))
        {
            Assert.Equal(4m, after.Positions.Single(p => p.Symbol == desk.Symbol).Size.Value);
            Assert.Equal(Total(before, Asset.Usdt) - trades.Sum(t => t.Fee), Total(after, Asset.Usdt));
        }
        else
        {
            Assert.Equal(Total(before, desk.Symbol.Base) + trades.Sum(t => t.BaseChange.Value), Total(after, desk.Symbol.Base));
            Assert.Equal(Total(before, Asset.Usdt) - 40.5m, Total(after, Asset.Usdt));
        }
    }

    [Theory, EveryConnector(Capability.Trading, ByEveryDoor = true)]
    public async Task An_immediate_order_beyond_the_book_fills_partly_and_ends(Run run)
    {
        using var desk = await Desk.OpenAsync(await servers.OfAsync(run), run);

        var (intent, id) = await desk.TakenAsync(Side.Buy, 7m, 10.1m);

        Assert.Equal(new(run.Connector.Venue, desk.Symbol, id, intent.Id, IsOpen: false, new(3m), new(30.3m)), await desk.QueryAsync(intent, id));
    }

    [Theory, EveryConnector(Capability.Trading, ByEveryDoor = true)]
    public async Task An_immediate_order_away_from_the_book_ends_with_nothing(Run run)
    {
        using var desk = await Desk.OpenAsync(await servers.OfAsync(run), run);

        var (intent, id) = await desk.TakenAsync(Side.Buy, 1m, 10m);

        Assert.Equal((false, 0m), State(await desk.QueryAsync(intent, id)));
        Assert.Empty(await desk.TradesAsync());
    }

    [Theory, EveryConnector(Capability.Trading, ByEveryDoor = true)]
    public async Task A_limit_order_takes_what_is_there_and_rests_with_the_remainder_until_the_book_reaches_it(Run run)
    {
        var venue = await servers.OfAsync(run);
        using var desk = await Desk.OpenAsync(venue, run);

        var (intent, id) = await desk.TakenAsync(Side.Sell, 4m, 10m, OrderKind.GoodTillCancelled);
        var resting = await desk.QueryAsync(intent, id);
        venue.Show(run.Connector, desk.Symbol, [new(new(10.05m), new(9m))], [new(new(10.1m), new(3m))]);
        var ended = await desk.QueryAsync(intent, id);
        var trades = await desk.TradesAsync();

        Assert.Equal((true, 3m, 30m), (resting!.IsOpen, resting.Filled.Value, resting.Notional.Value));
        Assert.Equal((false, 4m, 40m), (ended!.IsOpen, ended.Filled.Value, ended.Notional.Value));
        Assert.Equal([false, true], trades.Select(t => t.Maker));
        Assert.True(trades[1].Fee > 0m && trades[1].Fee < trades[0].Fee);
    }

    [Theory, EveryConnector(Capability.Trading, ByEveryDoor = true)]
    public async Task A_post_only_order_rests_where_it_does_not_take(Run run)
    {
        using var desk = await Desk.OpenAsync(await servers.OfAsync(run), run);

        var (intent, id) = await desk.TakenAsync(Side.Buy, 1m, 10.05m, OrderKind.PostOnly);

        Assert.Equal((true, 0m), State(await desk.QueryAsync(intent, id)));
    }

    [Theory, EveryConnector(Capability.Trading, OrderKind.PostOnly, OrderKind.FillOrKill, ByEveryDoor = true)]
    public async Task An_order_that_may_not_be_carried_out_so_has_no_fill(Run run, OrderKind kind)
    {
        using var desk = await Desk.OpenAsync(await servers.OfAsync(run), run);

        // Would take; or cannot be filled whole. A venue refuses it or takes it and ends it at once.
        var intent = desk.Next(Side.Buy, 7m, 10.2m, kind);
        switch (await desk.SendAsync(intent))
        {
            case CreateOutcome.Rejected(var reason, _):
                Assert.Equal(kind == OrderKind.PostOnly ? VenueReject.WouldTake : VenueReject.NotFillable, reason);
                break;
            case var other:
                Assert.Equal((false, 0m), State(await desk.QueryAsync(intent, Assert.IsType<CreateOutcome.Accepted>(other).VenueOrderId)));
                break;
        }

        Assert.Empty(await desk.TradesAsync());
    }

    [Theory, EveryConnector(Capability.Trading, ByEveryDoor = true)]
    public async Task A_fill_or_kill_order_that_can_be_filled_is(Run run)
    {
        using var desk = await Desk.OpenAsync(await servers.OfAsync(run), run);

        var (intent, id) = await desk.TakenAsync(Side.Buy, 5m, 10.2m, OrderKind.FillOrKill);

        Assert.Equal((false, 5m), State(await desk.QueryAsync(intent, id)));
    }

    [Theory, EveryConnector(Capability.Trading, ByEveryDoor = true)]
    public async Task A_market_order_has_no_cap_and_is_never_sent(Run run)
    {
        using var desk = await Desk.OpenAsync(await servers.OfAsync(run), run);

        Assert.Equal(new CreateOutcome.NotSent(RefusalReason.Illegal), await desk.SendAsync(desk.Next(Side.Buy, 1m, 10.2m, OrderKind.Market)));
        Assert.Empty(desk.Creates);
    }

    [Theory, EveryConnector(Capability.Trading, ByEveryDoor = true)]
    public async Task Of_a_size_only_a_share_may_be_there(Run run)
    {
        using var desk = await Desk.OpenAsync(await servers.OfAsync(run), run);
        await desk.FaultAsync("partial_fill", new { share = 0.4 });

        var (intent, id) = await desk.TakenAsync(Side.Buy, 3m, 10.1m);

        Assert.Equal((false, 1.2m), State(await desk.QueryAsync(intent, id)));
        Assert.Equal(1.2m, (await desk.TradesAsync()).Sum(t => t.Quantity.Value));
    }

    [Theory, EveryConnector(Capability.Trading | Capability.Margin, ByEveryDoor = true)]
    public async Task An_order_that_may_only_reduce_never_turns_the_position(Run run)
    {
        using var desk = await Desk.OpenAsync(await servers.OfAsync(run), run);
        await desk.TakenAsync(Side.Sell, 1m, 10m);

        var (intent, id) = await desk.TakenAsync(Side.Buy, 3m, 10.2m, reduceOnly: true);

        Assert.Equal((false, 1m), State(await desk.QueryAsync(intent, id)));
        Assert.DoesNotContain((await desk.AccountAsync()).Positions, p => p.Symbol == desk.Symbol);
    }

    [Theory, EveryConnector(Capability.Trading, ByEveryDoor = true)]
    public async Task A_last_check_that_refuses_leaves_no_trace_at_the_venue(Run run)
    {
        using var desk = await Desk.OpenAsync(await servers.OfAsync(run), run);
        // How often a door looks is its own business; whichever look refuses, nothing goes out.
        for (var (refused, looks) = (1, 1); looks == refused; refused++)
        {
            var (seen, sent) = (0, desk.Creates.Count);
            var outcome = await desk.Gateway.CreateAsync(
                desk.Next(Side.Buy, 0.5m, 10.1m), default, () => ++seen == refused ? RefusalReason.Killed : null, CancellationToken.None);
            looks = seen;

            Assert.True(refused > 1 || looks == 1, "nobody looked");
            Assert.Equal(looks == refused ? new CreateOutcome.NotSent(RefusalReason.Killed) : outcome, outcome);
            Assert.Equal(looks == refused ? sent : sent + 1, desk.Creates.Count);
        }
    }

    [Theory, EveryConnector(Capability.Trading)]
    public async Task A_wrong_secret_is_told_as_such_and_never_shown(Run run)
    {
        const string wrong = "not-the-secret-either";
        using var desk = await Desk.OpenAsync(await servers.OfAsync(run), run, options => options with { Key = new(options.Key!.Key, new(wrong)) });

        var outcome = Assert.IsType<CreateOutcome.Rejected>(await desk.SendAsync(desk.Next(Side.Buy, 1m, 10.1m)));
        var read = await desk.Gateway.ReadAccountAsync(CancellationToken.None);

        Assert.Equal(VenueReject.Authentication, outcome.Reason);
        Assert.Equal(VenueReject.Authentication, Assert.IsType<Venues.Ports.VenueAnswer<AccountReport>.Rejected>(read).Reason);
        Assert.DoesNotContain(wrong, $"{outcome} {read}", StringComparison.Ordinal);
        Assert.DoesNotContain(VenueUnderTest.Secret, $"{outcome} {read}", StringComparison.Ordinal);
    }

    private static (bool IsOpen, decimal Filled) State(OrderReport? report) => (report!.IsOpen, report.Filled.Value);

    private static decimal Total(AccountReport report, Asset asset) => report.Balances.Single(b => b.Asset == asset).Total;
}
