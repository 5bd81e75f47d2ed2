using Arbitrage.Conformance.Tests.Kit;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Tests.Shared;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Conformance.Tests.Cases;

/// <summary>Taking orders back: one, or all that are ours.</summary>
public sealed class CancelSpecs(Servers servers) : IClassFixture<Servers>
{
    [Theory, EveryConnector(Capability.Trading, true, false, ByEveryDoor = true)]
    public async Task A_resting_order_is_open_until_it_is_cancelled(Run run, bool byVenueId)
    {
        using var desk = await Desk.OpenAsync(await servers.OfAsync(run), run);
        var (intent, id) = await desk.TakenAsync(Side.Buy, 1m, 9.5m, OrderKind.GoodTillCancelled);
        Assert.Equal(
            new(run.Connector.Venue, desk.Symbol, id, intent.Id, IsOpen: true, default, default), Assert.Single(await desk.OpenOrdersAsync()));

        var said = await desk.CancelAsync(intent, byVenueId ? id : null);

        Assert.Equal(new(run.Connector.Venue, desk.Symbol, id, intent.Id, IsOpen: false, default, default), said);
        Assert.Empty(await desk.OpenOrdersAsync());
        Assert.Equal(said, await desk.QueryAsync(intent, id));
    }

    [Theory, EveryConnector(Capability.Trading, ByEveryDoor = true)]
    public async Task What_has_ended_or_never_was_cannot_be_cancelled(Run run)
    {
        using var desk = await Desk.OpenAsync(await servers.OfAsync(run), run);
        var (ended, id) = await desk.TakenAsync(Side.Buy, 1m, 10.1m);

        Assert.Null(await desk.CancelAsync(ended, id));
        Assert.Null(await desk.CancelAsync(desk.Next(Side.Buy, 1m, 10m)));
        Assert.Equal(1m, (await desk.QueryAsync(ended, id))!.Filled.Value);
    }

    [Theory, EveryConnector(Capability.Trading, ByEveryDoor = true)]
    public async Task A_part_that_was_filled_stays_filled(Run run)
    {
        using var desk = await Desk.OpenAsync(await servers.OfAsync(run), run);
        var (intent, id) = await desk.TakenAsync(Side.Buy, 5m, 10.1m, OrderKind.GoodTillCancelled);

        var said = await desk.CancelAsync(intent, id);

        Assert.Equal((false, 3m, 30.3m), (said!.IsOpen, said.Filled.Value, said.Notional.Value));
    }

    [Theory, EveryConnector(Capability.Trading | Capability.Account, ByEveryDoor = true)]
    public async Task All_own_orders_of_a_symbol_are_cancelled_and_no_others(Run run)
    {
        var venue = await servers.OfAsync(run);
        using var desk = await Desk.OpenAsync(venue, run);
        using var other = await Desk.OpenAsync(venue, run);
        var own = new List<string>();
        for (var i = 0; i < 3; i++)
            own.Add((await desk.TakenAsync(i == 1 ? Side.Sell : Side.Buy, 1m, i == 1 ? 11m : 8m + i, OrderKind.GoodTillCancelled)).Id);
        var foreign = desk.Foreign(Side.Buy, 1m, 9m);
        var (elsewhere, _) = await other.TakenAsync(Side.Buy, 1m, 9m, OrderKind.GoodTillCancelled);

        var cancelled = await desk.Account.CancelOwnAsync(desk.Symbol, CancellationToken.None).AcceptedAsync();

        Assert.Equal(own.Order(StringComparer.Ordinal), cancelled.Select(c => c.VenueOrderId).Order(StringComparer.Ordinal));
        Assert.All(cancelled, c => Assert.False(c.Answer.Accepted()?.IsOpen ?? false));
        Assert.Equal(foreign.Id, Assert.Single(await desk.OpenOrdersAsync()).VenueOrderId);
        Assert.True((await other.QueryAsync(elsewhere))!.IsOpen);
        Assert.Empty(await desk.Account.CancelOwnAsync(desk.Symbol, CancellationToken.None).AcceptedAsync());
    }

    [Theory, EveryConnector(Capability.Trading)]
    public async Task A_cancel_whose_reply_is_lost_is_in_doubt_and_can_be_asked_again(Run run)
    {
        using var desk = await Desk.OpenAsync(await servers.OfAsync(run), run);
        var (intent, id) = await desk.TakenAsync(Side.Buy, 1m, 9.5m, OrderKind.GoodTillCancelled);
        await desk.FaultAsync("server_error", new { calls = "all", effect = true });

        var first = await desk.Gateway.CancelAsync(desk.Symbol, intent.Id, id, CancellationToken.None);
        var second = await desk.Gateway.CancelAsync(desk.Symbol, intent.Id, id, CancellationToken.None);

        Assert.IsType<VenueAnswer<OrderReport?>.Unknown>(first);
        Assert.Null(second.Accepted());
        Assert.False((await desk.QueryAsync(intent, id))!.IsOpen);
    }
}
