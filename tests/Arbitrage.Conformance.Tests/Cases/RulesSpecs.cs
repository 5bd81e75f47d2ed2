using Arbitrage.Conformance.Tests.Kit;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Conformance.Tests.Cases;

/// <summary>Instruments and their rules.</summary>
public sealed class RulesSpecs(Servers servers) : IClassFixture<Servers>
{
    [Theory, EveryConnector(Capability.Rules)]
    public async Task Rules_come_as_the_venue_has_them(Run run)
    {
        var venue = await servers.OfAsync(run);
        var (symbol, other) = (venue.NextSymbol(run.Connector), venue.NextSymbol(run.Connector));

        var read = await run.Connector.Rules(venue.Options(run.Connector))
            .ReadInstrumentsAsync([Name(run, other), Name(run, symbol)], CancellationToken.None);

        Assert.Equal([other, symbol], read.Select(i => i.Symbol));
        foreach (var (told, expected) in read.Select(i => (i, venue.Model(run.Connector).FindInstrument(i.Symbol)!)))
        {
            Assert.Equal(
                (expected.Venue, expected.VenueSymbol, expected.Tick, expected.Lot, expected.MinQuantity, expected.MinNotional, expected.Multiplier, true),
                (told.Venue, told.VenueSymbol, told.Tick, told.Lot, told.MinQuantity, told.MinNotional, told.Multiplier, told.Tradable));
            // Where a venue tells a bound it is the right one; not every venue tells these two.
            Assert.Contains(told.MaxQuantity, new[] { Quantity.Zero, expected.MaxQuantity });
            Assert.Contains(told.MaxPriceDeviation, new[] { default, expected.MaxPriceDeviation });
        }
    }

    [Theory, EveryConnector(Capability.Rules)]
    public async Task A_symbol_that_the_venue_does_not_know_is_named(Run run)
    {
        var venue = await servers.OfAsync(run);
        var unknown = new Symbol("NONE_USDT");

        var failure = await Assert.ThrowsAsync<VenueException>(() => run.Connector.Rules(venue.Options(run.Connector))
            .ReadInstrumentsAsync([Name(run, venue.NextSymbol(run.Connector)), Name(run, unknown)], CancellationToken.None));

        Assert.Contains(run.Connector.NameOf(unknown), failure.Message, StringComparison.Ordinal);
    }

    [Theory, EveryConnector(Capability.Rules)]
    public async Task A_suspended_symbol_is_not_tradable_until_it_is_open_again(Run run)
    {
        var venue = await servers.OfAsync(run);
        var symbol = venue.NextSymbol(run.Connector);

        await SuspendAsync(true);
        Assert.False(await IsTradableAsync());
        await SuspendAsync(false);
        Assert.True(await IsTradableAsync());

        Task SuspendAsync(bool suspended) =>
            venue.FaultAsync(new { kind = "symbol_suspended", venue = run.Connector.Name, symbol = symbol.Text, suspended });

        async Task<bool> IsTradableAsync() => (await run.Connector.Rules(venue.Options(run.Connector))
            .ReadInstrumentsAsync([Name(run, symbol)], CancellationToken.None)).Single().Tradable;
    }

    private static SymbolName Name(Run run, Symbol symbol) => new(symbol, run.Connector.NameOf(symbol));
}
