using System.Collections.Immutable;
using Arbitrage.Conformance.Tests.Kit;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Tests.Shared;
using Arbitrage.Venues.Ports;
using Arbitrage.VenueServer;

namespace Arbitrage.Conformance.Tests.Cases;

/// <summary>Limits of requests, bans and maintenance.</summary>
public sealed class TroubleSpecs(Servers servers) : IClassFixture<Servers>
{
    [Theory, EveryConnector(Capability.Trading, ByEveryDoor = true)]
    public async Task A_429_is_a_no_with_its_reason_and_without_effect(Run run)
    {
        using var desk = await Desk.OpenAsync(await servers.OfAsync(run), run);
        await desk.FaultAsync("rate_limited", new { seconds = 1 });
        var create = await desk.SendAsync(desk.Next(Side.Buy, 1m, 10.1m));
        await desk.FaultAsync("rate_limited", new { seconds = 1, calls = "all" });
        var read = await desk.Gateway.ReadAccountAsync(CancellationToken.None);

        Assert.Equal(VenueReject.RateLimited, Assert.IsType<CreateOutcome.Rejected>(create).Reason);
        Assert.Equal(VenueReject.RateLimited, Assert.IsType<VenueAnswer<AccountReport>.Rejected>(read).Reason);
        Assert.Empty(await desk.TradesAsync());
    }

    [Theory, EveryConnector(Capability.Trading)]
    public async Task The_venues_own_limits_are_told_as_such_and_reopen(Run run)
    {
        await using var venue = await VenueUnderTest.StartAsync(run.Transport, options => options with
        {
            Limits = VenueLimits.Documented with
            {
                GateSpotPlace = new(2, TimeSpan.FromSeconds(1)),
                GateFuturesPlace = new(2, TimeSpan.FromSeconds(1)),
                MexcAccount = new(2, TimeSpan.FromSeconds(1)),
            },
        });
        using var desk = Desk.Open(venue, run);

        var outcomes = new List<CreateOutcome>();
        for (var i = 0; i < 3; i++)
            outcomes.Add(await desk.SendAsync(desk.Next(Side.Buy, 0.2m, 9m)));
        await Task.Delay(TimeSpan.FromSeconds(1.1));
        var later = await desk.SendAsync(desk.Next(Side.Buy, 0.2m, 9m));

        // A machine that takes a second for three orders finds the limit open again.
        Assert.All(outcomes.Take(2), outcome => Assert.IsType<CreateOutcome.Accepted>(outcome));
        Assert.True(outcomes[2] is CreateOutcome.Accepted or CreateOutcome.Rejected { Reason: VenueReject.RateLimited }, $"{outcomes[2]}");
        Assert.IsType<CreateOutcome.Accepted>(later);
    }

    [Theory, EveryConnector(Capability.Trading)]
    public async Task A_ban_refuses_everything_until_it_is_lifted(Run run)
    {
        var venue = await servers.OfAsync(run);
        using var desk = Desk.Open(venue, run);
        if (await venue.TryFaultAsync(new { kind = "banned", venue = run.Connector.Name, seconds = 60 }) is { } none)
        {
            // Then the connector has nothing to understand.
            Assert.Contains("documents no ban", none, StringComparison.Ordinal);
            return;
        }

        var create = await desk.SendAsync(desk.Next(Side.Buy, 1m, 10.1m));
        var read = await desk.Gateway.ReadOpenOrdersAsync(CancellationToken.None);
        await venue.ClearFaultsAsync();

        Assert.Equal(VenueReject.RateLimited, Assert.IsType<CreateOutcome.Rejected>(create).Reason);
        Assert.Equal(VenueReject.RateLimited, Assert.IsType<VenueAnswer<ImmutableArray<OrderReport>>.Rejected>(read).Reason);
        await desk.TakenAsync(Side.Buy, 1m, 10.1m);
    }

    [Theory, EveryConnector(Capability.Trading | Capability.PrivateStream, ByEveryDoor = true)]
    public async Task Under_maintenance_nothing_is_known_and_streams_come_back_after_it(Run run)
    {
        // A server of its own: its sockets go down for all.
        await using var venue = await VenueUnderTest.StartAsync(run.Transport);
        using var desk = await Desk.OpenAsync(venue, run);
        await using var stream = await StreamUnderTest.StartAsync(desk);

        await desk.FaultAsync("maintenance", new { seconds = 3600 });
        await Eventually.TrueAsync(() => stream.Sink.Downs > 0, "the stream is down");
        var create = await desk.SendAsync(desk.Next(Side.Buy, 1m, 10.1m));
        var read = await desk.Gateway.ReadAccountAsync(CancellationToken.None);
        await venue.ClearFaultsAsync();
        await Eventually.TrueAsync(() => stream.Sink.Ups > 1, "the stream is up again");

        Assert.IsType<CreateOutcome.Unknown>(create);
        Assert.IsType<VenueAnswer<AccountReport>.Unknown>(read);
        await desk.TakenAsync(Side.Buy, 1m, 10.1m);
        Assert.Equal(1m, (await desk.TradesAsync()).Sum(t => t.Quantity.Value));
    }

    [Theory, EveryConnector(Capability.Trading | Capability.Account)]
    public async Task Nobody_there_is_doubt_about_a_read_and_an_order_that_was_not_sent(Run run)
    {
        var venue = await VenueUnderTest.StartAsync(run.Transport);
        using var desk = Desk.Open(venue, run);
        await venue.DisposeAsync();

        var create = await desk.SendAsync(desk.Next(Side.Buy, 1m, 10.1m));
        var read = await desk.Gateway.ReadAccountAsync(CancellationToken.None);

        Assert.Equal(new CreateOutcome.NotSent(RefusalReason.NotReady), create);
        Assert.IsType<VenueAnswer<AccountReport>.Unknown>(read);
        Assert.IsType<VenueAnswer<AccountIdentity>.Unknown>(await desk.Account.ReadIdentityAsync(CancellationToken.None));
    }
}
