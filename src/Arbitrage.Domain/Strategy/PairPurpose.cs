using Arbitrage.Domain.Markets;

namespace Arbitrage.Domain.Strategy;

/// <summary>What a pair of orders is for. Numbers are journaled.</summary>
public enum PairPurpose
{
    /// <summary>One slice of inventory: spot bought, perpetual sold.</summary>
    Establish = 1,

    /// <summary>The cheap spot bought, the dear one sold.</summary>
    Entry = 2,

    /// <summary>Inventory brought back between the spots.</summary>
    Return = 3,

    /// <summary>Spot sold, then the same base of perpetual bought back.</summary>
    Unwind = 4,

    /// <summary>The perpetual alone, to bring net delta into the band.</summary>
    Rebalance = 5,
}

/// <summary>Which spot is bought and which is sold. Numbers are journaled.</summary>
public enum SpreadDirection
{
    /// <summary>Buy at Gate, sell at MEXC.</summary>
    BuyGateSellMexc = 1,

    /// <summary>Buy at MEXC, sell at Gate.</summary>
    BuyMexcSellGate = 2,
}

/// <summary>Venues of a direction.</summary>
public static class SpreadDirections
{
    /// <summary>The direction that buys at a spot venue.</summary>
    public static SpreadDirection Buying(Venue venue) =>
        venue == Venue.GateSpot ? SpreadDirection.BuyGateSellMexc : SpreadDirection.BuyMexcSellGate;

    /// <summary>Where it buys.</summary>
    public static Venue BuyVenue(this SpreadDirection direction) =>
        direction == SpreadDirection.BuyGateSellMexc ? Venue.GateSpot : Venue.MexcSpot;

    /// <summary>Where it sells.</summary>
    public static Venue SellVenue(this SpreadDirection direction) =>
        direction == SpreadDirection.BuyGateSellMexc ? Venue.MexcSpot : Venue.GateSpot;

    /// <summary>The way back.</summary>
    public static SpreadDirection Opposite(this SpreadDirection direction) =>
        direction == SpreadDirection.BuyGateSellMexc ? SpreadDirection.BuyMexcSellGate : SpreadDirection.BuyGateSellMexc;
}

/// <summary>Steps of the ladder (requirement B9). Numbers are journaled.</summary>
public enum LadderStep
{
    /// <summary>The legs as intended; no ladder yet.</summary>
    Legs = 1,

    /// <summary>The missing leg is completed within the slippage band.</summary>
    Complete = 2,

    /// <summary>The filled leg is reversed within the same band.</summary>
    Reverse = 3,

    /// <summary>The certain residual is hedged with the perpetual.</summary>
    Hedge = 4,

    /// <summary>Nothing helped: the symbol is halted.</summary>
    Halt = 5,
}

/// <summary>How a pair ended. Numbers are journaled.</summary>
public enum PairResult
{
    /// <summary>Both legs filled (wholly or equally), nothing from the ladder needed.</summary>
    Done = 1,

    /// <summary>Done after the missing leg was completed.</summary>
    Completed = 2,

    /// <summary>The filled leg was reversed.</summary>
    Reversed = 3,

    /// <summary>The residual was hedged with the perpetual.</summary>
    Hedged = 4,

    /// <summary>Nothing was filled.</summary>
    Empty = 5,

    /// <summary>The ladder was exhausted: halted, with a residual.</summary>
    Halted = 6,
}

/// <summary>Why an opportunity was not taken. Counted once per episode.</summary>
public enum SkipReason
{
    /// <summary>The mode allows no new risk.</summary>
    Mode = 0,

    /// <summary>A session is down or its clock is out of bound.</summary>
    Session = 1,

    /// <summary>A book is too old.</summary>
    Stale = 2,

    /// <summary>The two books are too far apart in time.</summary>
    Skew = 3,

    /// <summary>The mids differ by more than 5 %: not the same coin, or a broken feed.</summary>
    MidGap = 4,

    /// <summary>The coin is suspended at one venue.</summary>
    Suspended = 5,

    /// <summary>Nothing to sell at the dear venue.</summary>
    NoInventory = 6,

    /// <summary>No quote currency at the cheap venue.</summary>
    NoQuote = 7,

    /// <summary>The legal size is below a venue's minimum.</summary>
    TooSmall = 8,

    /// <summary>Confidence below its minimum.</summary>
    NotConfident = 9,

    /// <summary>No lease.</summary>
    Lease = 10,

    /// <summary>An order is in doubt.</summary>
    InDoubt = 11,

    /// <summary>Drawdown beyond its limit.</summary>
    Drawdown = 12,
}
