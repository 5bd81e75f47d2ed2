using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Units;

namespace Arbitrage.Simulation.Exploration;

/// <summary>
/// The small market of the exploration: one symbol, sizes in whole contracts of one base unit, no fees, deep books, and MEXC at one of two
/// prices: the same as the others, or two percent dearer, which makes an entry. Time limits are short and multiples of a second, so that their
/// ends meet. Money is plenty. The life of a lease and the patience with an entry are beyond every other time: the world lets them run out.
/// </summary>
internal static class SmallMarket
{
    public static readonly Symbol Coin = new("COIN_USDT");

    /// <summary>Beyond all times that pass in an exploration.</summary>
    public static readonly TimeSpan Long = TimeSpan.FromDays(1000);

    /// <summary>Start of every exploration.</summary>
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>USDT that every account is said to have.</summary>
    public static readonly Notional Plenty = new(1000m);

    private const decimal Flat = 1m;
    private const decimal Dear = 1.02m;
    private const decimal HalfSpread = 0.0001m;

    /// <summary>Settings for an inventory of one or two slices of two contracts.</summary>
    public static StrategySettings Settings(int slices) => new()
    {
        Symbol = Coin,
        BasePositionSize = new(2.1m),
        MaxPositionMultiplier = slices,
        // One slice, so that an unwind takes as many steps as there are slices.
        MaxTrade = new(2.1m),
        // All at MEXC, which is where entries sell, or half at each.
        MexcInventoryPct = slices == 1 ? 100m : 50m,
        DeltaRebalanceThresholdPct = 100m,
        ExitThresholdPct = 0.1m,
        ConfidenceMin = 0m,
        ProfitBasis = ProfitBasis.OneWay,
        ConfirmWindow = TimeSpan.Zero,
        DeltaCheckEvery = TimeSpan.Zero,
        MaxDrawdownPct = 10_000m,
        EmergencyStopLossPct = 10_000m,
        PositionTimeoutMinutes = (decimal)Long.TotalMinutes,
        IntentTtl = TimeSpan.FromSeconds(1),
        LegTimeout = TimeSpan.FromSeconds(1),
        DeltaTimeLimit = TimeSpan.FromSeconds(5),
        ErrorRateThreshold = 3,
        Timeouts = new()
        {
            Initializing = TimeSpan.FromSeconds(10),
            Establishing = TimeSpan.FromSeconds(20),
            Active = TimeSpan.FromSeconds(10),
            Preparing = TimeSpan.FromSeconds(1),
            Executing = TimeSpan.FromSeconds(10),
            Rebalancing = TimeSpan.FromSeconds(10),
            Recovery = TimeSpan.FromSeconds(10),
            Shutdown = TimeSpan.FromSeconds(20),
        },
    };

    /// <summary>Rules of a venue.</summary>
    public static Instrument Rules(Venue venue) => new(
        venue, Coin, "COIN_USDT", new(0.0001m), new(1m), new(1m), new(0m), new(0m), new(0m), new(venue.IsSpot() ? 0m : 1m), new(0m), new(0m), true);

    /// <summary>Best bid of a venue.</summary>
    public static Price Bid(Venue venue, bool isDear) => new(Mid(venue, isDear) - HalfSpread);

    /// <summary>Best ask of a venue.</summary>
    public static Price Ask(Venue venue, bool isDear) => new(Mid(venue, isDear) + HalfSpread);

    private static decimal Mid(Venue venue, bool isDear) => isDear && venue == Venue.MexcSpot ? Dear : Flat;
}
