using Arbitrage.Conformance.Tests.Kit;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Conformance.Tests.Cases;

/// <summary>What a perpetual is worth, what holding it costs, and how much of it may be held.</summary>
public sealed class PerpetualSpecs(Servers servers) : IClassFixture<Servers>
{
    [Theory, EveryConnector(Capability.Perpetuals)]
    public async Task The_state_has_mark_index_and_the_next_funding(Run run)
    {
        var venue = await servers.OfAsync(run);
        var (reader, instrument) = Reader(venue, run);

        var state = await reader.ReadPerpetualAsync(instrument, CancellationToken.None);

        Assert.Equal((10.05m, 10.05m), (state.Mark.Value, state.Index.Value));
        Assert.Equal(TimeSpan.FromHours(8), state.FundingEvery);
        Assert.InRange(state.NextFunding!.Value - venue.Host.Clock.GetUtcNow(), -TimeSpan.FromMinutes(1), TimeSpan.FromHours(8));
    }

    [Theory, EveryConnector(Capability.Perpetuals)]
    public async Task A_settled_rate_is_in_the_history_and_in_the_state(Run run)
    {
        var venue = await servers.OfAsync(run);
        var (reader, instrument) = Reader(venue, run);
        await venue.FaultAsync(new { kind = "funding", symbol = instrument.Symbol.Text, rate = "0.0003" });

        var settled = await reader.ReadFundingAsync(instrument, venue.Host.Clock.GetUtcNow().AddDays(-1), CancellationToken.None);

        Assert.Equal(new Rate(0.0003m), settled[^1].Rate);
        Assert.Equal(settled.OrderBy(s => s.At), settled);
    }

    [Theory, EveryConnector(Capability.Perpetuals)]
    public async Task Risk_tiers_rise_with_the_position(Run run)
    {
        var venue = await servers.OfAsync(run);
        var (reader, instrument) = Reader(venue, run);

        var tiers = await reader.ReadRiskTiersAsync(instrument, CancellationToken.None);

        Assert.Equal(Enumerable.Range(1, tiers.Length), tiers.Select(t => t.Tier));
        Assert.Equal(tiers.OrderBy(t => t.Limit.Value), tiers);
        Assert.All(tiers, t => Assert.InRange(t.MaintenanceRate.Value, 0.0001m, t.InitialRate.Value));
    }

    [Theory, EveryConnector(Capability.Perpetuals | Capability.Feed)]
    public async Task The_feed_tells_the_state_as_it_changes(Run run)
    {
        var venue = await servers.OfAsync(run);
        await using var feed = await FeedUnderTest.StartAsync(venue, run.Connector);

        venue.Show(run.Connector, feed.Symbol, StillMarket.Bids, StillMarket.Asks);

        await Eventually.TrueAsync(
            () => feed.Sink.Perpetuals.Any(p => p.Symbol == feed.Symbol && p.State.Mark.Value == 10.05m), "the mark by stream");
    }

    private static (IPerpetualReader Reader, Instrument Instrument) Reader(VenueUnderTest venue, Run run) => (
        Assert.IsType<IPerpetualReader>(run.Connector.Reader(venue.Options(run.Connector)), exactMatch: false),
        venue.Model(run.Connector).FindInstrument(venue.NextSymbol(run.Connector))!);
}
