namespace Arbitrage.Domain.Markets;

/// <summary>Direction of an order or trade. Numbers are journaled.</summary>
public enum Side
{
    /// <summary>Buy base.</summary>
    Buy = 1,

    /// <summary>Sell base.</summary>
    Sell = 2,
}

/// <summary>Arithmetic of sides.</summary>
public static class Sides
{
    /// <summary>The other side.</summary>
    public static Side Opposite(this Side side) => side == Side.Buy ? Side.Sell : Side.Buy;

    /// <summary>+1 for buy, -1 for sell.</summary>
    public static int Sign(this Side side) => side == Side.Buy ? 1 : -1;
}

/// <summary>How long an order lives and whether it may take. Numbers are journaled.</summary>
public enum OrderKind
{
    /// <summary>Limit, immediate or cancel: the only kind the strategy sends.</summary>
    ImmediateOrCancel = 1,

    /// <summary>Limit, all at once or nothing.</summary>
    FillOrKill = 2,

    /// <summary>Limit that may only make.</summary>
    PostOnly = 3,

    /// <summary>Limit that rests until cancelled.</summary>
    GoodTillCancelled = 4,

    /// <summary>Market, without a cap. The venue model knows it; the strategy never sends it.</summary>
    Market = 5,
}
