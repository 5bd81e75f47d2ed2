namespace Arbitrage.Benchmarks.Floors;

/// <summary>What a reader made of the frames: enough to tell that it read them all, and what was in them.</summary>
/// <param name="Frames">Best quotes seen.</param>
/// <param name="Ids">Sum of their ids.</param>
/// <param name="Prices">Sum of bids and asks.</param>
internal readonly record struct Seen(long Frames, long Ids, decimal Prices)
{
    public Seen With(long id, decimal bid, decimal ask) => new(Frames + 1, Ids + id, Prices + bid + ask);
}
