using Arbitrage.Conformance.Tests.Kit;
using Arbitrage.Domain.Markets;
using Arbitrage.Tests.Shared;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Conformance.Tests.Cases;

/// <summary>Margin mode and leverage of a contract.</summary>
public sealed class MarginSpecs(Servers servers) : IClassFixture<Servers>
{
    [Theory, EveryConnector(Capability.Margin)]
    public async Task Mode_and_leverage_are_set_and_read_back(Run run)
    {
        using var desk = Desk.Open(await servers.OfAsync(run), run);
        var margin = Assert.IsType<IMarginAccount>(desk.Account, exactMatch: false);

        var isolated = await margin.SetMarginAsync(desk.Symbol, 7m, isCross: false, CancellationToken.None).AcceptedAsync();
        var readIsolated = await margin.ReadMarginAsync(desk.Symbol, CancellationToken.None).AcceptedAsync();
        var cross = await margin.SetMarginAsync(desk.Symbol, 4m, isCross: true, CancellationToken.None).AcceptedAsync();
        var readCross = await margin.ReadMarginAsync(desk.Symbol, CancellationToken.None).AcceptedAsync();

        Assert.Equal(new(7m, IsCross: false, IsOneWay: true), isolated);
        Assert.Equal(isolated, readIsolated);
        Assert.Equal(new(4m, IsCross: true, IsOneWay: true), cross);
        Assert.Equal(cross, readCross);
    }

    [Theory, EveryConnector(Capability.Margin)]
    public async Task More_leverage_than_there_is_is_refused(Run run)
    {
        using var desk = Desk.Open(await servers.OfAsync(run), run);
        var margin = Assert.IsType<IMarginAccount>(desk.Account, exactMatch: false);
        var before = await margin.ReadMarginAsync(desk.Symbol, CancellationToken.None).AcceptedAsync();

        var answer = await margin.SetMarginAsync(desk.Symbol, 500m, isCross: false, CancellationToken.None);

        Assert.IsType<VenueAnswer<MarginSetting>.Rejected>(answer);
        Assert.Equal(before, await margin.ReadMarginAsync(desk.Symbol, CancellationToken.None).AcceptedAsync());
    }

    [Theory, EveryConnector(Capability.Margin | Capability.Trading)]
    public async Task Leverage_decides_the_margin_of_a_position(Run run)
    {
        using var desk = Desk.Open(await servers.OfAsync(run), run);
        await desk.Gateway.SetLeverageAsync(desk.Symbol, 2m, CancellationToken.None).AcceptedAsync();

        await desk.TakenAsync(Side.Buy, 2m, 10.1m);

        Assert.Equal(10.1m, (await desk.AccountAsync()).Positions.Single(p => p.Symbol == desk.Symbol).Margin.Value);
    }
}
