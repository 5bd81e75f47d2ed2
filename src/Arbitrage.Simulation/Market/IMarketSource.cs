using Arbitrage.Domain.Markets;

namespace Arbitrage.Simulation.Market;

/// <summary>
/// A course of the three markets: which instruments there are, and every displayed book in time order. Deterministic: the same
/// source made with the same seed gives the same steps. Read by one reader; it paces the steps in real or virtual time.
/// </summary>
public interface IMarketSource
{
    /// <summary>Instruments of a venue, with ticks, lots, minima and fees.</summary>
    IReadOnlyList<Instrument> Instruments(Venue venue);

    /// <summary>The next step; false when the course has ended. Times never fall.</summary>
    bool TryNext(out MarketStep step);
}

/// <summary>One replacement of one venue's displayed book of one symbol. Its levels may be used again by the source for the next step.</summary>
/// <param name="At">Time since the start of the course.</param>
/// <param name="Venue">Where.</param>
/// <param name="Symbol">What.</param>
/// <param name="Bids">All bids, best first; base units, on futures too (multiples of the contract multiplier).</param>
/// <param name="Asks">All asks, best first.</param>
public readonly record struct MarketStep(TimeSpan At, Venue Venue, Symbol Symbol, BookLevel[] Bids, BookLevel[] Asks);
