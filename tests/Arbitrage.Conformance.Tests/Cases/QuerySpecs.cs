using Arbitrage.Conformance.Tests.Kit;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using Arbitrage.Tests.Shared;

namespace Arbitrage.Conformance.Tests.Cases;

/// <summary>Orders and trades, one and many, all pages.</summary>
public sealed class QuerySpecs(Servers servers) : IClassFixture<Servers>
{
    private const int MoreThanAPage = 1_050;

    [Theory, EveryConnector(Capability.Trading)]
    public async Task An_order_is_the_same_by_its_own_id_and_by_the_venues(Run run)
    {
        using var desk = Desk.Open(await servers.OfAsync(run), run);
        var (first, firstId) = await desk.TakenAsync(Side.Sell, 1m, 10m);
        var (second, secondId) = await desk.TakenAsync(Side.Sell, 1m, 11m, OrderKind.GoodTillCancelled);

        Assert.Equal(await desk.QueryAsync(first, firstId), await desk.QueryAsync(first));
        Assert.Equal(await desk.QueryAsync(second, secondId), await desk.QueryAsync(second));
        Assert.NotEqual(await desk.QueryAsync(first), await desk.QueryAsync(second));
        Assert.Null(await desk.QueryAsync(desk.Next(Side.Buy, 1m, 10m)));
    }

    [Theory, EveryConnector(Capability.Trading)]
    public async Task Open_orders_come_from_all_pages_ours_and_foreign(Run run)
    {
        using var desk = Desk.Open(await servers.OfAsync(run), run);
        var ids = Enumerable.Range(0, 230).Select(i => desk.Foreign(Side.Buy, 0.2m, 8m + (0.01m * (i % 50))).Id).ToList();
        var (own, ownId) = await desk.TakenAsync(Side.Buy, 1m, 9m, OrderKind.GoodTillCancelled);

        var open = await desk.OpenOrdersAsync();
        desk.Model.CancelAll(desk.Symbol, null, desk.Venue.Host.Clock.GetUtcNow());

        Assert.Equal(ids.Append(ownId).Order(StringComparer.Ordinal), open.Select(o => o.VenueOrderId).Order(StringComparer.Ordinal));
        Assert.Equal(own.Id, Assert.Single(open, o => o.ClientId is not null).ClientId);
        Assert.Empty(await desk.OpenOrdersAsync());
    }

    [Theory, EveryConnector(Capability.Trading | Capability.Account)]
    public async Task Ended_orders_come_from_all_pages_oldest_first_within_their_window(Run run)
    {
        using var desk = Desk.Open(await servers.OfAsync(run), run);
        var start = InTheMiddleOfASecond(desk.Venue.Host.Clock.GetUtcNow().AddSeconds(-40));
        // One every twenty milliseconds: no list tells apart what happens within one.
        var orders = Enumerable.Range(0, MoreThanAPage)
            .Select(i => desk.Foreign(i % 2 == 0 ? Side.Buy : Side.Sell, 0.2m, i % 2 == 0 ? 9m : 11m, OrderKind.ImmediateOrCancel, start.AddMilliseconds(20 * i)))
            .ToList();

        var all = await desk.Account.ReadOrdersAsync(desk.Symbol, start.AddSeconds(-1), null, CancellationToken.None).AcceptedAsync();
        var later = await desk.Account.ReadOrdersAsync(desk.Symbol, start.AddSeconds(10), start.AddSeconds(15), CancellationToken.None).AcceptedAsync();

        Assert.Equal(orders.Select(o => o.Id), all.Select(o => o.State.VenueOrderId));
        Assert.All(all, o => Assert.False(o.State.IsOpen));
        Assert.Equal((Side.Sell, new Price(11m)), (all[1].Side, all[1].Limit));
        Assert.Equal(Milliseconds(start), Milliseconds(all[0].CreatedAt));
        Assert.Equal(250, later.Length);
    }

    [Theory, EveryConnector(Capability.Trading)]
    public async Task Own_trades_come_from_all_pages_oldest_first_each_once(Run run)
    {
        var venue = await servers.OfAsync(run);
        using var desk = Desk.Open(venue, run);
        venue.Show(run.Connector, desk.Symbol, [new(new(10m), new(10_000m))], [new(new(10.1m), new(10_000m))]);
        var start = InTheMiddleOfASecond(venue.Host.Clock.GetUtcNow().AddSeconds(-40));
        for (var i = 0; i < MoreThanAPage; i++)
            desk.Foreign(i % 2 == 0 ? Side.Buy : Side.Sell, 0.1m, i % 2 == 0 ? 10.1m : 10m, OrderKind.ImmediateOrCancel, start.AddMilliseconds(20 * i));

        var trades = await desk.TradesAsync(start.AddSeconds(-1));
        var later = await desk.TradesAsync(start.AddSeconds(15));

        var expected = desk.Model.Trades(desk.Symbol);
        Assert.Equal(MoreThanAPage, expected.Count);
        Assert.Equal(expected.Select(t => t.Id), trades.Select(t => t.TradeId));
        Assert.All(trades, t => Assert.Equal((null, TradeCause.Foreign), (t.Order, t.Cause)));
        Assert.Equal(expected.Where(t => t.At >= start.AddSeconds(15)).Select(t => t.Id), later.Select(t => t.TradeId));
    }

    // Whole milliseconds, which every venue tells; not whole seconds, which some take.
    private static DateTimeOffset InTheMiddleOfASecond(DateTimeOffset at) => DateTimeOffset.FromUnixTimeSeconds(at.ToUnixTimeSeconds()).AddMilliseconds(250);

    private static long Milliseconds(DateTimeOffset at) => at.ToUnixTimeMilliseconds();
}
