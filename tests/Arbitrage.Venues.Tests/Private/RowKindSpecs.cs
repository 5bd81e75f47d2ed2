using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Venues.Gate;

namespace Arbitrage.Venues.Tests.Private;

/// <summary>Every type and code of account rows that the exchange sheets name. MEXC has no ledger call: its rows are transfers by construction.</summary>
public class RowKindSpecs
{
    [Theory]
    [InlineData("new_order cancel_order order_fill order_rej order_fee", null)]
    [InlineData(
        "deposit deposit_rej withdraw withdraw_rej cancel_withdraw perp_in perp_out perp_settle_in perp_settle_out margin_in margin_out cross_in cross_out subaccount_trf spot_settle_in spot_settle_out",
        RowKind.Transfer)]
    [InlineData("referral_rebate u_rebate ab_rebate eb_rebate", RowKind.Rebate)]
    [InlineData("airdrop award deposit_bonus trading_rewards", RowKind.Airdrop)]
    [InlineData("interest_in hodl_int interest_out", RowKind.Interest)]
    [InlineData("dust_swap_fee", RowKind.Fee)]
    [InlineData("dust_swap_dctd dust_swap_gt_add points_purchase points_expiration points_trf borrow repay unknown never_seen", RowKind.Other)]
    public void Gate_spot_types_are_mapped(string types, RowKind? kind)
    {
        foreach (var type in types.Split(' '))
            Assert.Equal(kind, Spot(type, "")?.Kind);
    }

    [Theory]
    [InlineData("101 102 103 151 171 172 4011", null)]
    [InlineData("4 110 701 702 1401", RowKind.Transfer)]
    [InlineData("111", RowKind.Interest)]
    [InlineData("191", RowKind.Rebate)]
    [InlineData("404", RowKind.Airdrop)]
    [InlineData("1301 1302 1303 99999", RowKind.Other)]
    public void Gate_spot_codes_decide_where_the_type_is_not_known(string codes, RowKind? kind)
    {
        foreach (var code in codes.Split(' '))
            Assert.Equal(kind, Spot("unknown", code)?.Kind);
    }

    [Fact]
    public void A_gate_spot_row_keeps_its_sign_its_asset_and_its_time() => Assert.Equal(
        new AccountFact.Row(
            "row:900000001", null, DateTimeOffset.FromUnixTimeMilliseconds(1_790_000_000_123), "900000001", RowKind.Transfer, Asset.Usdt, -250m),
        Spot("perp_out", "702"));

    [Theory]
    [InlineData("fee point_fee", null, "USDT")]
    [InlineData("dnw pv_dnw", RowKind.Transfer, "USDT")]
    [InlineData("point_dnw", RowKind.Transfer, "POINT")]
    [InlineData("pnl", RowKind.RealisedPnl, "USDT")]
    [InlineData("fund", RowKind.Funding, "USDT")]
    [InlineData("refr", RowKind.Rebate, "USDT")]
    [InlineData("point_refr", RowKind.Rebate, "POINT")]
    [InlineData("bonus_offset bonus_dnw cross_settle never_seen", RowKind.Other, "USDT")]
    public void Gate_futures_types_are_mapped(string types, RowKind? kind, string asset)
    {
        var wire = new GateFuturesWire(new(Venue.GateFutures, Accounts.Instruments(Venue.GateFutures)));
        foreach (var type in types.Split(' '))
        {
            using var json = JsonDocument.Parse(
                $$"""{"time":1790006400.104233,"change":"-0.6021","balance":"998.4","type":"{{type}}","text":"BTC_USDT","contract":"BTC_USDT","trade_id":"","id":"70001"}""");
            var row = wire.Row(json.RootElement);
            Assert.Equal((kind, kind is null ? null : asset), (row?.Kind, row?.Asset.Text));
        }
    }

    private static AccountFact.Row? Spot(string type, string code)
    {
        using var json = JsonDocument.Parse(
            $$"""{"id":"900000001","time":1790000000123,"currency":"usdt","change":"-250","balance":"750","type":"{{type}}","code":"{{code}}","text":"3815099"}""");
        return GateSpotWire.Row(json.RootElement);
    }
}
