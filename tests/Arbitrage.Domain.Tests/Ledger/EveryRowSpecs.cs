using Arbitrage.Domain.Ledger;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Tests.Ledger;

/// <summary>Every kind of account row, in every coin it comes in, is booked against the account it belongs to, with the sign the money saw (B18).</summary>
public class EveryRowSpecs
{
    private static readonly string[] Coins = ["USDT", "BTC", "GT", "MX"];

    public static TheoryData<RowKind, LedgerAccount, string, string> Rows()
    {
        (RowKind Kind, LedgerAccount Contra)[] kinds =
        [
            (RowKind.Fee, LedgerAccount.Fees), (RowKind.Funding, LedgerAccount.Funding), (RowKind.RealisedPnl, LedgerAccount.RealisedPnl),
            (RowKind.Interest, LedgerAccount.Interest), (RowKind.Rebate, LedgerAccount.Rebates), (RowKind.Transfer, LedgerAccount.Transfers),
            (RowKind.Airdrop, LedgerAccount.Airdrops), (RowKind.Other, LedgerAccount.Other),
        ];
        var rows = new TheoryData<RowKind, LedgerAccount, string, string>();
        foreach (var (kind, contra) in kinds)
        {
            foreach (var coin in Coins)
            {
                rows.Add(kind, contra, coin, "-1.25");
                rows.Add(kind, contra, coin, "0.00000007");
            }
        }

        return rows;
    }

    [Fact]
    public void No_kind_is_forgotten() =>
        Assert.Equal(Enum.GetValues<RowKind>().Order(), Rows().Select(r => (RowKind)r[0]).Distinct().Order());

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_row_moves_the_wallet_and_its_own_account(RowKind kind, LedgerAccount contra, string coin, string text)
    {
        var change = decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        var ledger = new LedgerScript(Venue.GateFutures).Book(LedgerScript.Opening(coin, 10m));

        ledger.Book(new AccountFact.Row("row:1", LedgerScript.Btc, LedgerScript.Start, "1", kind, new(coin), change));

        var entries = Assert.IsType<LedgerEvent.Booked>(ledger.Journal[^1]).Entries;
        Assert.Equal([(LedgerAccount.Wallet, change), (contra, -change)], entries.Select(e => (e.Account, e.Amount)));
        Assert.Equal(10m + change, ledger.State.Book.Balance(new(coin)));
        var totals = ledger.State.Symbols[LedgerScript.Btc];
        var of = contra switch
        {
            LedgerAccount.Fees => totals.Fees,
            LedgerAccount.Funding => totals.Funding,
            LedgerAccount.RealisedPnl => totals.RealisedPnl,
            _ => totals.Other,
        };
        Assert.Equal(change, of[new(coin)]);
        Assert.Equal(kind == RowKind.Other, ledger.Alerts.Contains("ledger_unknown_row"));
    }

    [Theory]
    [InlineData("BTC", "0.001", "0.499", "-30000")]
    [InlineData("USDT", "30", "0.5", "-30030")]
    [InlineData("GT", "2", "0.5", "-30000")]
    [InlineData("MX", "-3", "0.5", "-30000")]
    public void A_fee_of_a_spot_trade_is_taken_in_the_coin_it_names(string coin, string fee, string btc, string usdt)
    {
        static decimal Number(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        var ledger = new LedgerScript(Venue.GateSpot).Book(LedgerScript.Trade("1", Side.Buy, 0.5m, 60_000m, Number(fee), coin));

        Assert.Equal((Number(btc), Number(usdt)), (ledger.State.Book.Balance(new("BTC")), ledger.State.Book.Balance(Asset.Usdt)));
        Assert.Equal(-Number(fee), ledger.State.Symbols[LedgerScript.Btc].Fees[new(coin)]);
    }

    [Theory]
    [InlineData(TradeCause.Liquidation)]
    [InlineData(TradeCause.AutoDeleveraging)]
    [InlineData(TradeCause.Foreign)]
    [InlineData(TradeCause.Adopted)]
    public void A_trade_that_is_not_ours_is_booked_like_any(TradeCause cause)
    {
        var ledger = new LedgerScript(Venue.GateFutures).Book(
            new AccountFact.OpeningPosition("open:BTC_USDT", LedgerScript.Btc, LedgerScript.Start, new(-0.5m), new(60_000m)),
            LedgerScript.Trade("1", Side.Buy, 0.2m, 61_000m, 6.1m, "USDT") with { Cause = cause },
            LedgerScript.Row("2", RowKind.RealisedPnl, -200m, LedgerScript.Btc));

        Assert.Equal((-0.3m, -206.1m), (ledger.State.Book.Position(LedgerScript.Btc).Value, ledger.State.Book.Balance(Asset.Usdt)));
        Assert.All(ledger.Journal.OfType<LedgerEvent.Booked>(), b => Assert.All(b.Entries.GroupBy(e => e.Asset), g => Assert.Equal(0m, g.Sum(e => e.Amount))));
    }
}
