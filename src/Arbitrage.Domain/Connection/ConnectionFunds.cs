using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Connection;

/// <summary>What orders need, and what is free: the last account read, less what was spent since and what unfinished orders may need.</summary>
internal static class ConnectionFunds
{
    /// <summary>The most an order can take: fee included, and on a perpetual its initial margin unless it can only close.</summary>
    public static Reservation Needed(OrderIntent intent, Instrument instrument, decimal leverage)
    {
        if (intent.Venue.IsSpot() && intent.Side == Side.Sell)
            return new(intent.Symbol.Base, intent.Quantity.Value);
        var value = intent.CapNotional.Value;
        var fee = value * Math.Max(instrument.TakerFee.Value, 0m);
        if (intent.Venue.IsSpot())
            return new(intent.Symbol.Quote, value + fee);
        return new(intent.Symbol.Quote, intent.ReduceOnly ? fee : (value / leverage) + fee);
    }

    /// <summary>Margin that a trade ties up: of the part by which it makes the position larger.</summary>
    public static decimal MarginTied(AccountFact.Trade trade, Quantity before, decimal leverage)
    {
        var after = before.Value + (trade.Side.Sign() * trade.Quantity.Value);
        var grown = Math.Abs(after) - Math.Abs(before.Value);
        return grown <= 0m ? 0m : (trade.Price * new Quantity(grown)).Value / leverage;
    }

    /// <summary>
    /// What new orders may use of an asset; null before the first account read. What facts gave since the read counts only for
    /// reducing orders: for new risk the venue has to show it first.
    /// </summary>
    public static decimal? Free(ConnectionState state, ConnectionView view, Asset asset, bool withGains)
    {
        if (view.Account is not { } account)
            return null;
        var free = 0m;
        foreach (var balance in account.Balances)
        {
            if (balance.Asset == asset)
                free += balance.Free;
        }

        foreach (var spending in state.Spent)
        {
            if (spending.Asset == asset && spending.At >= account.At && (withGains || spending.Amount > 0m))
                free -= spending.Amount;
        }

        foreach (var (_, order) in state.Orders)
        {
            if (order.IsUnfinished && order.Reserved.Asset == asset)
                free -= order.Reserved.Amount;
        }

        return free;
    }
}
