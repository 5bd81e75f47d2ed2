using Arbitrage.Domain.Ledger;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Trading;
using Arbitrage.Simulation.Model;

namespace Arbitrage.Simulation.Cluster.Checking.Truth;

/// <summary>
/// What people traded by hand on our accounts and the guard cannot have charged yet: nobody could ask for it before. It counts as charged from the first
/// statement of use that was written after the strategy had booked it.
/// </summary>
internal sealed class OthersTrades
{
    private readonly Dictionary<(Venue Venue, string Id), (Symbol Symbol, decimal Base, long BookedAs)> _unstated = [];

    /// <summary>A fill at a venue; only what makes a position larger is kept.</summary>
    public void Heard(Venue venue, VenueTrade trade)
    {
        var grows = trade.Side == (venue.IsSpot() ? Side.Buy : Side.Sell);
        if (grows && !ClientOrderId.TryParse(trade.ClientId, out _))
            _unstated[(venue, trade.Id)] = (trade.Symbol, trade.Quantity.Value, long.MaxValue);
    }

    /// <summary>A strategy has journaled a trade.</summary>
    public void Booked(Venue venue, AccountFact.Trade trade, long sequence)
    {
        if (_unstated.TryGetValue((venue, trade.TradeId), out var known))
            _unstated[(venue, trade.TradeId)] = known with { BookedAs = sequence };
    }

    /// <summary>The guard has taken a statement of use.</summary>
    public void Stated(Symbol symbol, UseStamp? stamp)
    {
        foreach (var (key, known) in _unstated)
        {
            if (known.Symbol == symbol && known.BookedAs <= (stamp?.Version ?? 0))
                _unstated.Remove(key);
        }
    }

    /// <summary>Base at a venue that no statement can have covered.</summary>
    public decimal At(Symbol symbol, Venue venue)
    {
        var sum = 0m;
        foreach (var (key, known) in _unstated)
        {
            if (key.Venue == venue && known.Symbol == symbol)
                sum += known.Base;
        }

        return sum;
    }
}
