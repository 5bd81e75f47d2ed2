using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;

namespace Arbitrage.Actors.Tests.Driver;

/// <summary>A script for both drivers, in steps of 100 ms. Everything is established well before <see cref="Crossed"/>.</summary>
/// <param name="Steps">How long.</param>
/// <param name="Shows">Asserts on the journal that the drill showed what it is for.</param>
internal sealed record Drill(int Steps, Action<IReadOnlyList<StrategyEvent>> Shows)
{
    /// <summary>Step at which MEXC becomes 2 % dearer, for five seconds: an entry.</summary>
    public const int Crossed = 150;

    public StrategySettings Settings { get; init; } = new() { Symbol = new("COIN_USDT") };

    /// <summary>What happens outside in a step, besides quotes.</summary>
    public Action<DrillWorld, int>? Happens { get; init; }

    /// <summary>Mid of a venue in a step.</summary>
    public Func<Venue, int, decimal> Mid { get; init; } = Crossing;

    /// <summary>Flat but for the five seconds.</summary>
    public static decimal Crossing(Venue venue, int step) => venue == Venue.MexcSpot && step is >= Crossed and < Crossed + 50 ? 1.02m : 1m;

    /// <summary>Flat all the time.</summary>
    public static decimal Flat(Venue venue, int step) => 1m;

    /// <summary>Something that happens once.</summary>
    public static Action<DrillWorld, int> At(int when, Action<DrillWorld> happens) => (world, step) =>
    {
        if (step == when)
            happens(world);
    };
}
