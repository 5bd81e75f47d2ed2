using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Trading;
using Arbitrage.Simulation.Model;

namespace Arbitrage.Simulation.Cluster.Checking.Truth;

/// <summary>
/// What people traded by hand on our accounts: no strategy can reckon with it before it has booked it, and the guard cannot have charged it before a
/// statement of use that was written after that.
/// </summary>
internal sealed class OthersTrades
{
    private readonly Dictionary<(Venue Venue, string Id), Seen> _unstated = [];

    /// <summary>A fill at a venue.</summary>
    public void Heard(Venue venue, VenueTrade trade)
    {
        if (!ClientOrderId.TryParse(trade.ClientId, out _))
            _unstated[(venue, trade.Id)] = new(trade, long.MaxValue);
    }

    /// <summary>A strategy has journaled a trade.</summary>
    public void Booked(Venue venue, AccountFact.Trade trade, long sequence)
    {
        if (_unstated.TryGetValue((venue, trade.TradeId), out var seen))
            _unstated[(venue, trade.TradeId)] = seen with { BookedAs = sequence };
    }

    /// <summary>The guard has taken a statement of use.</summary>
    public void Stated(Symbol symbol, UseStamp? stamp)
    {
        foreach (var (key, seen) in _unstated)
        {
            if (seen.Trade.Symbol == symbol && seen.BookedAs <= (stamp?.Version ?? 0))
                _unstated.Remove(key);
        }
    }

    /// <summary>Base by which they made a position larger and that no statement can have covered.</summary>
    public decimal Unstated(Symbol symbol, Venue venue)
    {
        var sum = 0m;
        foreach (var (key, (trade, _)) in _unstated)
        {
            if (key.Venue == venue && trade.Symbol == symbol && trade.Side == (venue.IsSpot() ? Side.Buy : Side.Sell))
                sum += trade.Quantity.Value;
        }

        return sum;
    }

    /// <summary>What they spent of a coin, and no strategy has booked.</summary>
    public decimal Unbooked(Asset asset, Venue venue)
    {
        var sum = 0m;
        foreach (var (key, (trade, bookedAs)) in _unstated)
        {
            if (key.Venue != venue || bookedAs != long.MaxValue)
                continue;
            if (trade.Side == Side.Sell && trade.Symbol.Base == asset)
                sum += trade.Quantity.Value;
            else if (trade.Side == Side.Buy && trade.Symbol.Quote == asset)
                sum += (trade.Price * trade.Quantity).Value;
        }

        return sum;
    }

    private readonly record struct Seen(VenueTrade Trade, long BookedAs);
}
