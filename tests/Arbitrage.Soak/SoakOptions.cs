namespace Arbitrage.Soak;

/// <summary>What a soak is asked to do.</summary>
/// <param name="Length">How long.</param>
/// <param name="Seed">Of faults and orders.</param>
/// <param name="FaultEvery">Mean distance of two faults.</param>
/// <param name="CheckEvery">Distance of two checkpoints, which themselves are quiet.</param>
internal sealed record SoakOptions(TimeSpan Length, int Seed, TimeSpan FaultEvery, TimeSpan CheckEvery);
