using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Wire;

namespace Arbitrage.Venues.Books;

/// <summary>What one message of a public socket said. Reused from frame to frame: changes and best quotes allocate nothing.</summary>
internal sealed class PublicFrame
{
    /// <summary>A change of a book.</summary>
    public DepthUpdate Depth { get; } = new();

    /// <summary>A best quote.</summary>
    public BestQuote Quote { get; set; }

    /// <summary>Trades of one symbol, in the venue's order.</summary>
    public List<PublicTrade> Trades { get; } = [];

    /// <summary>Mark, index and funding of a perpetual.</summary>
    public PerpetualState? Mark { get; set; }

    /// <summary>Empties it for the next frame.</summary>
    public void Clear()
    {
        Depth.Clear();
        Trades.Clear();
        (Quote, Mark) = (default, null);
    }

    /// <summary>Turns contracts into base units.</summary>
    /// <exception cref="UnreadableException">A size that is beyond all markets in base units.</exception>
    public void Scale(decimal multiplier)
    {
        Depth.Scale(multiplier);
        Quote = Quote with
        {
            BidSize = Bounds.Size(Quote.BidSize.Value * multiplier),
            AskSize = Bounds.Size(Quote.AskSize.Value * multiplier),
        };
        for (var i = 0; i < Trades.Count; i++)
            Trades[i] = Trades[i] with { Quantity = Bounds.Filled(Trades[i].Quantity.Value * multiplier) };
    }
}
