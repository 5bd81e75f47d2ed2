using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;

namespace Arbitrage.Domain.Strategy;

/// <summary>
/// What changed our account without an order of ours (hummingbot#3103: a leg can vanish). It is booked like any fact and what is certain of the
/// delta is hedged; a person has to look at what nobody here decided. Auto-deleveraging is the venue's ordinary business with a sound position:
/// the hedge is put back and trading goes on, the connection alerts.
/// </summary>
internal static class NotOurs
{
    /// <summary>Why the symbol halts on a fact; null when it goes on.</summary>
    public static string? WhyHalt(Venue venue, AccountFact fact) => fact switch
    {
        AccountFact.Trade { Order: null, Cause: TradeCause.Liquidation } t => $"{venue.Key()} liquidated: {Text(t)}",
        AccountFact.Trade { Order: null, Cause: TradeCause.Foreign } t => $"{venue.Key()} has a trade that is not ours: {Text(t)}",
        AccountFact.Row { Kind: RowKind.Transfer } row when row.Asset == row.Symbol?.Base =>
            $"{venue.Key()} has a transfer of {row.Change} {row.Asset} that is not ours (row {row.RowId})",
        _ => null,
    };

    private static string Text(AccountFact.Trade t) => $"{t.Side} {t.Quantity} at {t.Price} (trade {t.TradeId})";
}
