using Arbitrage.Conformance.Tests.Kit;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;

namespace Arbitrage.Conformance.Tests.Cases;

/// <summary>A CREATE reaches the venue once at most, whatever happens around it, and what became of it can be found out.</summary>
public sealed class CreateOnceSpecs(Servers servers) : IClassFixture<Servers>
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1.5);

    [Theory]
    [EveryConnector(Capability.Trading, "before_read", "after_read", "after_execution", "mid_reply", ByEveryDoor = true)]
    public async Task The_connection_breaks_at_a_stage_of_a_create(Run run, string stage)
    {
        var venue = await servers.OfAsync(run);
        foreach (var pooled in new[] { false, true })
        {
            using var desk = await Desk.OpenAsync(venue, run);
            if (pooled)
                await desk.AccountAsync();
            await desk.FaultAsync("close_create", new { stage });
            var intent = desk.Next(Side.Buy, 1m, 10.1m);

            var outcome = await desk.SendAsync(intent);

            Assert.IsType<CreateOutcome.Unknown>(outcome);
            Assert.Equal(0, venue.Host.Faults.Pending);
            var effect = stage is "after_execution" or "mid_reply";
            Assert.Equal(stage == "before_read" ? 0 : 1, desk.Creates.Count);
            Assert.Equal(effect ? 1 : 0, desk.Creates.Count(c => c.VenueId is not null));
            Assert.Equal(effect ? 1m : null, (await desk.QueryAsync(intent))?.Filled.Value);
            Assert.Equal(effect ? 1m : 0m, (await desk.TradesAsync()).Sum(t => t.Quantity.Value));
        }
    }

    [Theory]
    [EveryConnector(Capability.Trading, "lose_request", "lose_reply", ByEveryDoor = true)]
    public async Task Nothing_comes_back_within_the_time_of_a_request(Run run, string kind)
    {
        using var desk = await Desk.OpenAsync(await servers.OfAsync(run), run, options => options with { Timeout = Short });
        await desk.FaultAsync(kind);
        var intent = desk.Next(Side.Buy, 1m, 10.1m);

        var outcome = await desk.SendAsync(intent);

        Assert.IsType<CreateOutcome.Unknown>(outcome);
        Assert.Equal(kind == "lose_reply" ? 1 : 0, desk.Creates.Count);
        Assert.Equal(kind == "lose_reply" ? 1m : null, (await desk.QueryAsync(intent))?.Filled.Value);
    }

    [Theory]
    [EveryConnector(Capability.Trading, 500, 502, 503, 504, ByEveryDoor = true)]
    public async Task A_server_error_says_nothing_about_the_effect(Run run, int status)
    {
        using var desk = await Desk.OpenAsync(await servers.OfAsync(run), run);
        foreach (var effect in new[] { true, false })
        {
            await desk.FaultAsync("server_error", new { status, effect });
            var intent = desk.Next(Side.Buy, 1m, 10.1m);

            Assert.IsType<CreateOutcome.Unknown>(await desk.SendAsync(intent));
            Assert.Equal(effect ? 1m : null, (await desk.QueryAsync(intent))?.Filled.Value);
        }

        Assert.Equal(2, desk.Creates.Count);
    }

    [Theory, EveryConnector(Capability.Trading, ByEveryDoor = true)]
    public async Task A_late_reply_is_still_the_answer(Run run)
    {
        using var desk = await Desk.OpenAsync(await servers.OfAsync(run), run);
        await desk.FaultAsync("delay_reply", new { milliseconds = 300 });

        await desk.TakenAsync(Side.Buy, 1m, 10.1m);

        Assert.Single(desk.Creates);
    }

    [Theory, EveryConnector(Capability.Trading, ByEveryDoor = true)]
    public async Task Giving_up_after_the_write_is_doubt_not_a_no(Run run)
    {
        using var desk = await Desk.OpenAsync(await servers.OfAsync(run), run);
        await desk.FaultAsync("lose_reply");
        using var giveUp = new CancellationTokenSource();
        var sending = desk.Gateway.CreateAsync(desk.Next(Side.Buy, 1m, 10.1m), default, () => null, giveUp.Token);
        await Eventually.TrueAsync(() => desk.Creates.Count == 1, "the order arrives");

        await giveUp.CancelAsync();

        Assert.IsType<CreateOutcome.Unknown>(await sending);
        Assert.Single(desk.Creates);
    }
}
