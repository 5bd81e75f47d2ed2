using Arbitrage.Conformance.Tests.Kit;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;

namespace Arbitrage.Conformance.Tests.Cases;

/// <summary>Why a venue refuses an order, in our own closed set.</summary>
public sealed class RejectSpecs(Servers servers) : IClassFixture<Servers>
{
    [Theory, EveryConnector(
        Capability.Trading, VenueReject.InsufficientFunds, VenueReject.TooSmall, VenueReject.TooLarge, VenueReject.Precision, VenueReject.PriceBand,
        VenueReject.WouldTake, VenueReject.NotFillable, VenueReject.WouldIncrease, VenueReject.Expired, VenueReject.NotTradable,
        VenueReject.RateLimited, VenueReject.Authentication, VenueReject.DuplicateId, VenueReject.Other, ByEveryDoor = true)]
    public async Task Every_reason_that_a_venue_has_a_word_for_is_told_as_ours(Run run, VenueReject reason)
    {
        using var desk = await Desk.OpenAsync(await servers.OfAsync(run), run);
        await desk.FaultAsync("reject", new { reason = Snake(reason) });

        var outcome = Assert.IsType<CreateOutcome.Rejected>(await desk.SendAsync(desk.Next(Side.Buy, 1m, 10.1m)));

        Assert.Equal(run.Connector.NoWordFor.Contains(reason) ? VenueReject.Other : reason, outcome.Reason);
        Assert.NotEmpty(outcome.Text);
        Assert.Equal($"refused:{reason}", Assert.Single(desk.Creates).Outcome);
    }

    [Theory, EveryConnector(
        Capability.Trading, VenueReject.InsufficientFunds, VenueReject.TooSmall, VenueReject.Precision, VenueReject.PriceBand, VenueReject.TooLarge,
        VenueReject.NotTradable, ByEveryDoor = true)]
    public async Task An_order_against_a_rule_is_refused_for_it_and_has_no_effect(Run run, VenueReject reason)
    {
        using var desk = await Desk.OpenAsync(await servers.OfAsync(run), run);
        if (reason == VenueReject.NotTradable)
            await desk.FaultAsync("symbol_suspended", new { symbol = desk.Symbol.Text, suspended = true });
        var intent = reason switch
        {
            VenueReject.InsufficientFunds => desk.Next(Side.Buy, 50_000m, 10.1m),
            // One lot: where there is a least value it is below it, and where there is none it is allowed.
            VenueReject.TooSmall => desk.Next(Side.Buy, 0.1m, 9m),
            VenueReject.Precision => desk.Next(Side.Buy, 1m, 10.105m),
            VenueReject.PriceBand => desk.Next(Side.Buy, 1m, 16m),
            VenueReject.TooLarge => desk.Next(Side.Buy, 200_000m, 10.1m),
            _ => desk.Next(Side.Buy, 1m, 10.1m),
        };

        var outcome = await desk.SendAsync(intent);

        if (reason == VenueReject.TooSmall && desk.Instrument.MinNotional.Value == 0m)
            Assert.IsType<CreateOutcome.Accepted>(outcome);
        else
            Assert.Equal(reason, Assert.IsType<CreateOutcome.Rejected>(outcome).Reason);
        Assert.Empty(await desk.TradesAsync());
    }

    private static string Snake(VenueReject reason) =>
        string.Concat(reason.ToString().Select((c, i) => char.IsUpper(c) ? (i == 0 ? "" : "_") + char.ToLowerInvariant(c) : c.ToString()));
}
