using Arbitrage.Conformance.Tests.Kit;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Tests.Shared;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Conformance.Tests.Cases;

/// <summary>The table of capabilities is what the connectors can do: a case that is not run for a connector is not run because of this.</summary>
public sealed class CapabilitySpecs(Servers servers) : IClassFixture<Servers>
{
    [Theory, EveryConnector]
    public async Task A_connector_can_do_what_the_table_says_and_no_more(Run run)
    {
        var venue = await servers.OfAsync(run);
        using var desk = Desk.Open(venue, run);
        var symbol = desk.Symbol;
        object[] ports =
        [
            run.Connector.Rules(desk.Options), run.Connector.Reader(desk.Options), run.Connector.Feed(desk.Options, symbol),
            run.Connector.Books(desk.Options, symbol, new(run.Connector.Venue, symbol)), desk.Gateway, desk.Account,
            run.Connector.Fees(desk.Options, desk.Instrument), run.Connector.Stream(desk.Options, null, desk.Instrument),
        ];

        var found = Capability.None
            | If<IInstrumentSource>(Capability.Rules) | If<IMarketReader>(Capability.MarketReads) | If<IMarketFeed>(Capability.Feed)
            | If<IMarketStream>(Capability.Books) | If<ITradingGateway>(Capability.Trading) | If<IVenueAccount>(Capability.Account)
            | If<IFeeSource>(Capability.Fees) | If<IPrivateStream>(Capability.PrivateStream) | If<IPerpetualReader>(Capability.Perpetuals)
            | If<IMarginAccount>(Capability.Margin) | If<IOrderDoor>(Capability.OrderSocket)
            | (await TellsStateInReplyAsync(desk) ? Capability.StateInReply : Capability.None)
            | (await desk.Gateway.ArmDeadManAsync(TimeSpan.FromSeconds(30), CancellationToken.None).AcceptedAsync()
                ? Capability.Countdown : Capability.None)
            | (await HangsOnAKeyAsync(venue, desk) ? Capability.ListenKey : Capability.None);

        Assert.Equal(run.Connector.Expected, found);

        Capability If<T>(Capability capability) => ports.OfType<T>().Any() ? capability : Capability.None;
    }

    [Fact]
    public void Every_venue_has_a_connector_under_test() =>
        Assert.Equal(Domain.Markets.Venues.All, Connector.All.Select(c => c.Venue));

    private static async Task<bool> TellsStateInReplyAsync(Desk desk) =>
        Assert.IsType<CreateOutcome.Accepted>(await desk.SendAsync(desk.Next(Side.Buy, 1m, 10.1m))).Report is not null;

    private static async Task<bool> HangsOnAKeyAsync(VenueUnderTest venue, Desk desk)
    {
        await using var stream = await StreamUnderTest.StartAsync(desk);
        return (await venue.FaultAsync(new { kind = "listen_key_expiry" })).GetProperty("expired").GetInt32() > 0;
    }
}
