using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Strategy;

/// <summary>Depth of two books that pays a ratio at the margin: level by level the bid is at least ask x ratio.</summary>
/// <param name="Size">Base that can be moved so.</param>
/// <param name="WorstBid">Last bid touched.</param>
/// <param name="WorstAsk">Last ask touched.</param>
internal readonly record struct PayingDepth(Quantity Size, Price WorstBid, Price WorstAsk)
{
    /// <summary>
    /// Walks both books while the next unit still pays. That is the size of the largest net profit, because every unit inside pays and
    /// none beyond does (requirement B2).
    /// </summary>
    public static PayingDepth Of(Book sell, Book buy, decimal ratio, Quantity most)
    {
        var bids = sell.Bids;
        var asks = buy.Asks;
        decimal size = 0m, bidLeft = 0m, askLeft = 0m;
        int bid = -1, ask = -1;
        Price worstBid = default, worstAsk = default;
        while (size < most.Value)
        {
            if (bidLeft == 0m && ++bid < bids.Length)
                bidLeft = bids[bid].Quantity.Value;
            if (askLeft == 0m && ++ask < asks.Length)
                askLeft = asks[ask].Quantity.Value;
            if (bid >= bids.Length || ask >= asks.Length || bids[bid].Price.Value < asks[ask].Price.Value * ratio)
                break;
            var step = Math.Min(Math.Min(bidLeft, askLeft), most.Value - size);
            size += step;
            bidLeft -= step;
            askLeft -= step;
            (worstBid, worstAsk) = (bids[bid].Price, asks[ask].Price);
        }

        return new(new(size), worstBid, worstAsk);
    }
}

/// <summary>Edges of a spot to spot pair by VWAP, as fractions (requirement B4).</summary>
/// <param name="Gross">(VWAP bid sold - VWAP ask bought) / VWAP ask.</param>
/// <param name="OneWay">Less taker fees of both legs.</param>
/// <param name="ReturnCost">Expected return cost.</param>
internal readonly record struct Edge(decimal Gross, decimal OneWay, decimal ReturnCost)
{
    /// <summary>Less the expected return cost too.</summary>
    public decimal RoundTrip => OneWay - ReturnCost;

    public static Edge Of(BookTake sold, BookTake bought, Instrument sellRules, Instrument buyRules, decimal returnCost)
    {
        var bid = sold.Notional.Value / sold.Filled.Value;
        var ask = bought.Notional.Value / bought.Filled.Value;
        var gross = (bid - ask) / ask;
        return new(gross, gross - sellRules.TakerFee.Value - buyRules.TakerFee.Value, returnCost);
    }
}
