using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using Arbitrage.Tests.Shared;
using Arbitrage.Venues;

namespace Arbitrage.VenueServer.Tests.Connectors;

/// <summary>Gate spot against the conformance suite, and its account rows.</summary>
public sealed class GateSpotConnectorSpecs() : ConnectorConformance(Venue.GateSpot)
{
    [Fact]
    public async Task A_transfer_is_a_row()
    {
        Host.Models[Venue.GateSpot].Transfer(Asset.Usdt, 12.5m, Now);

        var row = (await RowsAsync()).Single(r => r.Change == 12.5m);

        Assert.Equal((RowKind.Transfer, Asset.Usdt), (row.Kind, row.Asset));
    }
}

/// <summary>Gate spot with its orders over the socket.</summary>
public sealed class GateSpotSocketConnectorSpecs() : ConnectorConformance(Venue.GateSpot, OrderEntry.Socket);

/// <summary>Gate futures with their orders over the socket.</summary>
public sealed class GateFuturesSocketConnectorSpecs() : GateFuturesConformance(OrderEntry.Socket);

/// <summary>MEXC spot against the conformance suite.</summary>
public sealed class MexcSpotConnectorSpecs() : ConnectorConformance(Venue.MexcSpot);

/// <summary>Gate futures with their orders by REST.</summary>
public sealed class GateFuturesConnectorSpecs() : GateFuturesConformance(OrderEntry.Rest);

/// <summary>Gate futures against the conformance suite, and what only a perpetual has.</summary>
public abstract class GateFuturesConformance(OrderEntry door) : ConnectorConformance(Venue.GateFutures, door)
{
    [Fact]
    public async Task A_short_is_a_negative_position_in_base_units()
    {
        await Gateway.SetLeverageAsync(Abc, 5m, CancellationToken.None).AcceptedAsync();
        await TakenAsync(Side.Sell, 2m, 10m);

        var position = Assert.Single((await Gateway.ReadAccountAsync(CancellationToken.None).AcceptedAsync()).Positions);

        Assert.Equal((Abc, -2m, 10m, 5m, true), (position.Symbol, position.Size.Value, position.Entry.Value, position.Leverage, position.OneWay));
    }

    [Fact]
    public async Task An_order_that_may_only_reduce_never_turns_the_position()
    {
        await TakenAsync(Side.Sell, 1m, 10m);

        await SendAsync(Next(Side.Buy, 3m, 10.2m) with { ReduceOnly = true, Risk = RiskClass.Reducing });

        Assert.Empty((await Gateway.ReadAccountAsync(CancellationToken.None).AcceptedAsync()).Positions);
    }

    [Fact]
    public async Task Rows_and_trades_add_up_to_the_balance()
    {
        var before = await Gateway.ReadAccountAsync(CancellationToken.None).AcceptedAsync();
        var seen = (await RowsAsync()).Select(r => r.Key).ToHashSet(StringComparer.Ordinal);
        await TakenAsync(Side.Sell, 2m, 10m);
        Host.Models[Venue.GateFutures].ApplyFunding(Abc, new Rate(0.0001m), Now);
        await TakenAsync(Side.Buy, 2m, 10.2m);
        Host.Models[Venue.GateFutures].Transfer(Asset.Usdt, -3m, Now);

        var rows = (await RowsAsync()).Where(r => !seen.Contains(r.Key)).ToList();
        var trades = await Gateway.ReadTradesAsync(Abc, Now.AddMinutes(-1), CancellationToken.None).AcceptedAsync();
        var after = await Gateway.ReadAccountAsync(CancellationToken.None).AcceptedAsync();

        Assert.Contains(rows, r => r.Kind == RowKind.Funding && r.Symbol == Abc);
        Assert.Contains(rows, r => r.Kind == RowKind.RealisedPnl && r.Symbol == Abc);
        Assert.Contains(rows, r => r is { Kind: RowKind.Transfer, Change: -3m });
        Assert.Equal(Total(before, Asset.Usdt) + rows.Sum(r => r.Change) - trades.Sum(t => t.Fee), Total(after, Asset.Usdt));
    }

    protected override void AssertMoved(AccountReport before, AccountReport after, IReadOnlyList<AccountFact.Trade> trades)
    {
        Assert.Equal(trades.Sum(t => t.BaseChange.Value), Assert.Single(after.Positions).Size.Value);
        Assert.Equal(Total(before, Asset.Usdt) - trades.Sum(t => t.Fee), Total(after, Asset.Usdt));
    }
}
