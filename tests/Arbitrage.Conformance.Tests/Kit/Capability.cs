namespace Arbitrage.Conformance.Tests.Kit;

/// <summary>
/// What a connector can do: the ports it implements, and three things that ports do not show and that are found by asking. Nothing of it is
/// taken from the connector's name.
/// </summary>
[Flags]
public enum Capability
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Rules of symbols and the venue's clock: `IInstrumentSource`.</summary>
    Rules = 1,

    /// <summary>Books kept by stream: `IMarketStream`.</summary>
    Books = 1 << 1,

    /// <summary>Best quotes and public trades by stream: `IMarketFeed`.</summary>
    Feed = 1 << 2,

    /// <summary>Public trades by REST: `IMarketReader`.</summary>
    MarketReads = 1 << 3,

    /// <summary>Mark, funding and risk tiers: `IPerpetualReader`.</summary>
    Perpetuals = 1 << 4,

    /// <summary>Orders, trades, rows, balances: `ITradingGateway`.</summary>
    Trading = 1 << 5,

    /// <summary>Fees of the account's tier: `IFeeSource`.</summary>
    Fees = 1 << 6,

    /// <summary>Calls beside trading: `IVenueAccount`.</summary>
    Account = 1 << 7,

    /// <summary>Margin mode and leverage, with positions: `IMarginAccount`.</summary>
    Margin = 1 << 8,

    /// <summary>Own orders and fills by stream: `IPrivateStream`.</summary>
    PrivateStream = 1 << 9,

    /// <summary>Orders go in over a socket too: `IOrderDoor`.</summary>
    OrderSocket = 1 << 13,

    /// <summary>The reply to a CREATE tells the state of the order. Found by placing one.</summary>
    StateInReply = 1 << 10,

    /// <summary>A countdown that cancels. Found by arming it.</summary>
    Countdown = 1 << 11,

    /// <summary>The private stream hangs on a key with a life of its own. Found by asking the venue how many such keys it gave out.</summary>
    ListenKey = 1 << 12,
}
