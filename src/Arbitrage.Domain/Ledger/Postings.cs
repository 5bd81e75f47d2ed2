using System.Collections.Immutable;
using System.Diagnostics;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Ledger;

/// <summary>The rows that a fact becomes. Connection and ledger both count with these, so they cannot disagree.</summary>
public static class Postings
{
    /// <summary>
    /// Rows of a fact; they add up to zero per asset. A perpetual trade moves the position and pays its fee; the money it makes comes
    /// as a row of its own (`RealisedPnl`). Source: Gate futures `account_book`.
    /// </summary>
    public static ImmutableArray<LedgerEntry> Of(Venue venue, AccountFact fact) => fact switch
    {
        AccountFact.Trade t => venue.IsSpot() ? SpotTrade(t) : PerpetualTrade(t),
        AccountFact.Row r => Pair(LedgerAccount.Wallet, ContraOf(r.Kind), r.Asset, r.Change, r.Symbol, null),
        AccountFact.OpeningBalance o => Pair(LedgerAccount.Wallet, LedgerAccount.Opening, o.Asset, o.Amount, o.Symbol, null),
        AccountFact.OpeningPosition { Symbol: { } symbol } p =>
            Pair(LedgerAccount.Position, LedgerAccount.Opening, symbol.Base, p.Size.Value, symbol, null),
        _ => throw new UnreachableException($"No rows are known for {fact}."),
    };

    private static ImmutableArray<LedgerEntry> SpotTrade(AccountFact.Trade t)
    {
        var symbol = t.Symbol ?? throw new ArgumentException($"A trade has a symbol: {t}", nameof(t));
        var (quantity, notional) = (t.Side.Sign() * t.Quantity.Value, t.Side.Sign() * (t.Price * t.Quantity).Value);
        return
        [
            .. Pair(LedgerAccount.Wallet, LedgerAccount.Trading, symbol.Base, quantity, symbol, t.Order),
            .. Pair(LedgerAccount.Wallet, LedgerAccount.Trading, symbol.Quote, -notional, symbol, t.Order),
            .. Pair(LedgerAccount.Wallet, LedgerAccount.Fees, t.FeeAsset, -t.Fee, symbol, t.Order),
        ];
    }

    private static ImmutableArray<LedgerEntry> PerpetualTrade(AccountFact.Trade t)
    {
        var symbol = t.Symbol ?? throw new ArgumentException($"A trade has a symbol: {t}", nameof(t));
        return
        [
            .. Pair(LedgerAccount.Position, LedgerAccount.Trading, symbol.Base, t.Side.Sign() * t.Quantity.Value, symbol, t.Order),
            .. Pair(LedgerAccount.Wallet, LedgerAccount.Fees, t.FeeAsset, -t.Fee, symbol, t.Order),
        ];
    }

    private static ImmutableArray<LedgerEntry> Pair(
        LedgerAccount account, LedgerAccount contra, Asset asset, decimal amount, Symbol? symbol, ClientOrderId? order) =>
        amount == 0m
            ? []
            :
            [
                new(account, asset, DecimalText.Canonical(amount), symbol, order),
                new(contra, asset, DecimalText.Canonical(-amount), symbol, order),
            ];

    private static LedgerAccount ContraOf(RowKind kind) => kind switch
    {
        RowKind.Fee => LedgerAccount.Fees,
        RowKind.Funding => LedgerAccount.Funding,
        RowKind.RealisedPnl => LedgerAccount.RealisedPnl,
        RowKind.Interest => LedgerAccount.Interest,
        RowKind.Rebate => LedgerAccount.Rebates,
        RowKind.Transfer => LedgerAccount.Transfers,
        RowKind.Airdrop => LedgerAccount.Airdrops,
        _ => LedgerAccount.Other,
    };
}
