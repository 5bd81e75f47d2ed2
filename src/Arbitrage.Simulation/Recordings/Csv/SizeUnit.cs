using Arbitrage.Domain.Units;

namespace Arbitrage.Simulation.Recordings.Csv;

/// <summary>What a recorded size counts, and how base units are made of it.</summary>
/// <param name="Base">Base units of one, when the size is of coins or of contracts of coins.</param>
/// <param name="Quote">Quote units of one, when the size is of contracts of a sum of money; zero otherwise.</param>
/// <param name="Step">Step that base units are rounded down to when they come from money.</param>
internal readonly record struct SizeUnit(decimal Base, decimal Quote, decimal Step)
{
    /// <summary>Sizes are base units.</summary>
    public static SizeUnit Coins { get; } = new(1m, 0m, 0m);

    /// <summary>Base units of a size at its level's own price.</summary>
    public Quantity ToBase(decimal size, decimal price) =>
        new(Quote == 0m ? size * Base : decimal.Floor(size * Quote / price / Step) * Step);
}
