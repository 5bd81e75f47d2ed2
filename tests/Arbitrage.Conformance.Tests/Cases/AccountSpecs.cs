using Arbitrage.Conformance.Tests.Kit;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Tests.Shared;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Conformance.Tests.Cases;

/// <summary>What the account holds, pays, is and may move: balances, positions, rows, fees, identity, coins.</summary>
public sealed class AccountSpecs(Servers servers) : IClassFixture<Servers>
{
    [Theory, EveryConnector(Capability.Trading)]
    public async Task A_resting_order_holds_its_funds_until_it_is_cancelled(Run run)
    {
        using var desk = Desk.Open(await servers.OfAsync(run), run);
        var before = Usdt(await desk.AccountAsync());

        var (intent, id) = await desk.TakenAsync(Side.Buy, 2m, 9.5m, OrderKind.GoodTillCancelled);
        var resting = Usdt(await desk.AccountAsync());
        await desk.CancelAsync(intent, id);
        var after = Usdt(await desk.AccountAsync());

        Assert.Equal((before.Total, before.Total), (resting.Total, after.Total));
        Assert.InRange(before.Free - resting.Free, 0.1m, 20m);
        Assert.Equal(before.Free, after.Free);
        if (!run.Connector.Expected.HasFlag(Capability.Margin))
            Assert.Equal(19m, before.Free - resting.Free);
    }

    [Theory, EveryConnector(Capability.Trading)]
    public async Task Balances_are_the_venues(Run run)
    {
        using var desk = Desk.Open(await servers.OfAsync(run), run);

        var read = await desk.AccountAsync();

        var expected = desk.Model.Balances().Where(b => b.Total != 0m).OrderBy(b => b.Asset).Select(b => (b.Asset, b.Total, b.Free));
        Assert.Equal(expected, read.Balances.Select(b => (b.Asset, b.Total, b.Free)));
        Assert.Equal(run.Connector.Venue, read.Venue);
    }

    [Theory, EveryConnector(Capability.Trading | Capability.Margin)]
    public async Task A_short_is_a_negative_position_in_base_units(Run run)
    {
        using var desk = Desk.Open(await servers.OfAsync(run), run);
        Assert.Equal(5m, await desk.Gateway.SetLeverageAsync(desk.Symbol, 5m, CancellationToken.None).AcceptedAsync());
        await desk.TakenAsync(Side.Sell, 2m, 10m);

        var position = (await desk.AccountAsync()).Positions.Single(p => p.Symbol == desk.Symbol);

        Assert.Equal((-2m, 10m, 10.05m, 5m, true), (position.Size.Value, position.Entry.Value, position.Mark.Value, position.Leverage, position.OneWay));
        Assert.Equal((4m, true), (position.Margin.Value, position.Liquidation.Value > 11m));
    }

    [Theory, EveryConnector(Capability.Trading)]
    public async Task What_is_moved_in_and_out_is_a_row_with_its_sign(Run run)
    {
        using var desk = Desk.Open(await servers.OfAsync(run), run);
        await desk.FaultAsync("transfer", new { asset = "USDT", amount = "12.375" });
        await desk.FaultAsync("transfer", new { asset = "USDT", amount = "-7.125" });

        var rows = await desk.RowsAsync();

        Assert.Single(rows, r => r is { Kind: RowKind.Transfer, Change: 12.375m } && r.Asset == Asset.Usdt);
        Assert.Single(rows, r => r is { Kind: RowKind.Transfer, Change: -7.125m } && r.Asset == Asset.Usdt);
        Assert.Equal(rows.Select(r => r.Key).Distinct(StringComparer.Ordinal), rows.Select(r => r.Key));
        Assert.Equal(rows.OrderBy(r => r.AtVenue), rows);
    }

    [Theory, EveryConnector(Capability.Trading)]
    public async Task Rows_leave_trades_out(Run run)
    {
        using var desk = Desk.Open(await servers.OfAsync(run), run);
        await desk.TakenAsync(Side.Buy, 1m, 10.1m);

        Assert.DoesNotContain(await desk.RowsAsync(), r => r.Kind is RowKind.Fee or RowKind.Other);
    }

    [Theory, EveryConnector(Capability.Trading | Capability.Margin)]
    public async Task Rows_and_trades_add_up_to_the_balance(Run run)
    {
        using var desk = Desk.Open(await servers.OfAsync(run), run);
        var before = Usdt(await desk.AccountAsync());
        var seen = (await desk.RowsAsync()).Select(r => r.Key).ToHashSet(StringComparer.Ordinal);
        await desk.TakenAsync(Side.Sell, 2m, 10m);
        await desk.Venue.FaultAsync(new { kind = "funding", symbol = desk.Symbol.Text, rate = "0.0001" });
        await desk.TakenAsync(Side.Buy, 2m, 10.2m);
        await desk.FaultAsync("transfer", new { asset = "USDT", amount = "-3" });

        var rows = (await desk.RowsAsync()).Where(r => !seen.Contains(r.Key)).ToList();
        var trades = await desk.TradesAsync();

        Assert.Single(rows, r => r.Kind == RowKind.Funding && r.Symbol == desk.Symbol && r.Change > 0m);
        Assert.Single(rows, r => r.Kind == RowKind.RealisedPnl && r.Symbol == desk.Symbol && r.Change == -0.2m);
        Assert.Single(rows, r => r is { Kind: RowKind.Transfer, Change: -3m });
        Assert.Equal(before.Total + rows.Sum(r => r.Change) - trades.Sum(t => t.Fee), Usdt(await desk.AccountAsync()).Total);
    }

    [Theory, EveryConnector(Capability.Trading | Capability.Margin, "adl", "liquidation")]
    public async Task What_the_venue_takes_is_a_trade_that_is_not_ours(Run run, string kind)
    {
        using var desk = Desk.Open(await servers.OfAsync(run), run);
        await desk.TakenAsync(Side.Sell, 2m, 10m);
        await desk.Venue.FaultAsync(kind == "adl" ? new { kind, symbol = desk.Symbol.Text, contracts = 5 } : new { kind, symbol = desk.Symbol.Text });

        var taken = (await desk.TradesAsync())[^1];

        Assert.Equal(
            (null, kind == "adl" ? TradeCause.AutoDeleveraging : TradeCause.Liquidation, Side.Buy, kind == "adl" ? 0.5m : 2m),
            (taken.Order, taken.Cause, taken.Side, taken.Quantity.Value));
    }

    [Theory, EveryConnector(Capability.Fees | Capability.Account)]
    public async Task Fees_are_those_of_the_account(Run run)
    {
        using var desk = Desk.Open(await servers.OfAsync(run), run);

        var fees = await run.Connector.Fees(desk.Options, desk.Instrument).ReadFeesAsync(desk.Symbol, CancellationToken.None).AcceptedAsync();
        var tier = await desk.Account.ReadFeeTierAsync(desk.Symbol, CancellationToken.None).AcceptedAsync();

        Assert.Equal(new(new(0.0002m), new(0.001m)), fees);
        Assert.Equal(FeeDeduction.None, tier.Deduction);
        Assert.InRange(tier.Fees.Taker.Value, 0.0001m, 0.002m);
    }

    [Theory, EveryConnector(Capability.Account)]
    public async Task The_account_says_whose_it_is(Run run)
    {
        using var desk = Desk.Open(await servers.OfAsync(run), run);

        var identity = await desk.Account.ReadIdentityAsync(CancellationToken.None).AcceptedAsync();

        Assert.Matches("^[0-9]+$", identity.UserId);
        Assert.True(identity.Symbols.IsEmpty || identity.Symbols.Contains(desk.Instrument.VenueSymbol, StringComparer.Ordinal));
    }

    [Theory, EveryConnector(Capability.Account)]
    public async Task Coins_tell_whether_they_can_be_moved(Run run)
    {
        var venue = await servers.OfAsync(run);
        using var desk = Desk.Open(venue, run);
        // Coins move in and out of spot accounts; a perpetual's connector asks about the same coins.
        var at = run.Connector.Venue == Venue.GateFutures ? Venue.GateSpot : run.Connector.Venue;
        var (open, closed) = (Asset.Usdt, desk.Symbol.Base);
        await venue.FaultAsync(new { kind = "coin_status", venue = at.Key(), asset = closed.Text, deposits = true, withdrawals = false });

        var coins = await desk.Account.ReadCoinsAsync([open, closed], CancellationToken.None).AcceptedAsync();
        var unknown = await desk.Account.ReadCoinsAsync([new("NOCOIN")], CancellationToken.None);

        Assert.Equal([(open, true, true), (closed, true, false)], coins.OrderByDescending(c => c.Asset).Select(c => (c.Asset, c.CanDeposit, c.CanWithdraw)));
        Assert.IsType<VenueAnswer<System.Collections.Immutable.ImmutableArray<CoinStatus>>.Rejected>(unknown);
    }

    private static BalanceReport Usdt(AccountReport report) => report.Balances.Single(b => b.Asset == Asset.Usdt);
}
