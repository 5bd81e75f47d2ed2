using Arbitrage.Conformance.Tests.Kit;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Tests.Shared;
using Arbitrage.Venues.Ports;
using Microsoft.Extensions.Time.Testing;

namespace Arbitrage.Conformance.Tests.Cases;

/// <summary>Orders that come too late, clocks that are off, and the countdown that cancels when we are silent.</summary>
public sealed class TimeSpecs(Servers servers) : IClassFixture<Servers>
{
    [Theory, EveryConnector(Capability.Trading, ByEveryDoor = true)]
    public async Task An_order_that_arrives_after_its_NotAfter_is_refused_by_the_venue(Run run)
    {
        var venue = await servers.OfAsync(run);
        using var desk = await Desk.OpenAsync(venue, run);
        // Our clock is taken to be five seconds ahead of the venue's, which it is not: the order comes too late.
        var intent = desk.Next(Side.Buy, 1m, 10.2m) with { NotAfter = venue.Host.Clock.GetUtcNow().AddSeconds(-4) };

        var outcome = await desk.SendAsync(intent, clock: new(TimeSpan.FromSeconds(-5), TimeSpan.Zero));

        Assert.Equal(VenueReject.Expired, Assert.IsType<CreateOutcome.Rejected>(outcome).Reason);
        Assert.Empty(await desk.TradesAsync());
        Assert.Equal("refused:Expired", Assert.Single(desk.Creates).Outcome);
    }

    [Theory, EveryConnector(Capability.Trading, ByEveryDoor = true)]
    public async Task An_order_that_is_late_before_it_is_sent_has_no_effect(Run run)
    {
        using var desk = await Desk.OpenAsync(await servers.OfAsync(run), run);
        var intent = desk.Next(Side.Buy, 1m, 10.2m) with { NotAfter = desk.Venue.Host.Clock.GetUtcNow().AddSeconds(-1) };

        var outcome = await desk.SendAsync(intent);

        Assert.True(
            outcome is CreateOutcome.NotSent { Reason: RefusalReason.Expired } or CreateOutcome.Rejected { Reason: VenueReject.Expired }, $"{outcome}");
        Assert.Empty(await desk.TradesAsync());
    }

    [Theory, EveryConnector(Capability.Trading | Capability.Rules, 90_000, -90_000)]
    public async Task With_a_venue_whose_clock_is_off_only_a_measured_clock_trades(Run run, int skew)
    {
        var venue = await servers.OfAsync(run);
        using var desk = Desk.Open(venue, run);
        await venue.FaultAsync(new { kind = "clock_skew", venue = run.Connector.Name, milliseconds = skew });
        var now = venue.Host.Clock.GetUtcNow().AddMilliseconds(skew);

        var blind = await desk.SendAsync(desk.Next(Side.Buy, 1m, 10.1m) with { NotAfter = now.AddSeconds(20) });
        var clock = await run.Connector.Rules(desk.Options).MeasureClockAsync(CancellationToken.None);
        var measured = await desk.SendAsync(desk.Next(Side.Buy, 1m, 10.1m) with { NotAfter = now.AddSeconds(20) }, clock: clock);
        var read = await desk.Gateway.ReadAccountAsync(CancellationToken.None);
        await venue.ClearFaultsAsync();

        Assert.True(
            blind is CreateOutcome.NotSent { Reason: RefusalReason.Expired } or CreateOutcome.Rejected { Reason: VenueReject.Expired }, $"{blind}");
        Assert.IsType<CreateOutcome.Accepted>(measured);
        Assert.IsType<VenueAnswer<AccountReport>.Accepted>(read);
    }

    [Theory, EveryConnector(Capability.Countdown | Capability.Trading)]
    public async Task The_countdown_cancels_what_rests_when_it_is_not_refreshed(Run run)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var venue = await VenueUnderTest.StartAsync(run.Transport, options => options with { Clock = time });
        using var desk = Desk.Open(venue, run);
        using var other = Desk.Open(venue, run);
        var (intent, _) = await desk.TakenAsync(Side.Buy, 1m, 9m, OrderKind.GoodTillCancelled);
        var (elsewhere, _) = await other.TakenAsync(Side.Buy, 1m, 9m, OrderKind.GoodTillCancelled);

        Assert.True(await ArmAsync());
        time.Advance(TimeSpan.FromSeconds(8));
        Assert.True(await ArmAsync());
        time.Advance(TimeSpan.FromSeconds(8));
        Assert.True((await desk.QueryAsync(intent))!.IsOpen);
        time.Advance(TimeSpan.FromSeconds(3));

        Assert.False((await desk.QueryAsync(intent))!.IsOpen);
        // Only the markets of this gateway: another strategy's orders rest on.
        Assert.True((await other.QueryAsync(elsewhere))!.IsOpen);

        Task<bool> ArmAsync() => desk.Gateway.ArmDeadManAsync(TimeSpan.FromSeconds(10), CancellationToken.None).AcceptedAsync();
    }
}
