namespace Arbitrage.Simulation.Recordings.Files;

/// <summary>What the next record of a leg is told by. Forgotten at the beginning of each block, so that a block can be read alone.</summary>
internal sealed class LegState
{
    public DecimalColumn TickerBid, TickerAsk, TickerBidSize, TickerAskSize, BidPrice, AskPrice, Size, TradePrice, TradeSize;
    public long VenueTicks, LastUpdate, TradeId;

    public void Forget()
    {
        TickerBid = TickerAsk = TickerBidSize = TickerAskSize = BidPrice = AskPrice = Size = TradePrice = TradeSize = default;
        VenueTicks = LastUpdate = TradeId = 0;
    }
}
