using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;

namespace Arbitrage.Domain.Connection;

/// <summary>What a request to a venue asks for, as far as its limits tell requests apart. Numbers are in recordings.</summary>
public enum RequestKind
{
    /// <summary>An order is placed or amended.</summary>
    Place = 1,

    /// <summary>An order is cancelled.</summary>
    Cancel = 2,

    /// <summary>One order is looked up.</summary>
    Order = 3,

    /// <summary>Open orders are listed.</summary>
    OpenOrders = 4,

    /// <summary>Own trades are listed.</summary>
    Trades = 5,

    /// <summary>Account rows other than trades are listed.</summary>
    Rows = 6,

    /// <summary>Balances.</summary>
    Account = 7,

    /// <summary>Positions.</summary>
    Positions = 8,

    /// <summary>Leverage, margin or position mode is set.</summary>
    Leverage = 9,

    /// <summary>The countdown of the dead-man switch is set.</summary>
    DeadMan = 10,

    /// <summary>The key of a private stream is made, kept alive or ended.</summary>
    StreamKey = 11,

    /// <summary>Fees of the account's tier.</summary>
    Fees = 12,

    /// <summary>The venue's time.</summary>
    Time = 13,

    /// <summary>Anything else.</summary>
    Other = 14,
}

/// <summary>How a request ended, as far as limits care. Numbers are in recordings.</summary>
public enum RequestEnd
{
    /// <summary>The venue answered: done, or refused for a reason that has nothing to do with limits.</summary>
    Answered = 1,

    /// <summary>The venue said that it was one too many (429).</summary>
    RateLimited = 2,

    /// <summary>The venue lets nothing of ours in any more (418, or its firewall's 403).</summary>
    Banned = 3,

    /// <summary>No complete reply: the venue may have counted it or not.</summary>
    NoReply = 4,
}

/// <summary>One request that ended, with what its reply tells about limits and clock. Times without a remark are local.</summary>
/// <param name="Kind">What it asked for.</param>
/// <param name="Symbol">Market of an order that was placed; null for everything else.</param>
/// <param name="Units">Orders of a batch, otherwise 1.</param>
/// <param name="End">How it ended.</param>
/// <param name="Status">HTTP status, 0 without a reply.</param>
/// <param name="Remaining">What the venue says is left of the request's own limit; null when it does not tell.</param>
/// <param name="ReopensAt">Venue time at which a limit that was passed reopens; null when it does not tell.</param>
/// <param name="RetryAfter">How long to wait, as the venue told it; null when it does not tell.</param>
/// <param name="SentAt">When it was sent.</param>
/// <param name="RoundTrip">From then to the end of the reply, by the monotonic clock.</param>
/// <param name="Clock">What the reply tells about the venue's clock against ours; null when it tells nothing precise.</param>
public sealed record RequestSeen(
    RequestKind Kind,
    Symbol? Symbol,
    int Units,
    RequestEnd End,
    int Status,
    int? Remaining,
    DateTimeOffset? ReopensAt,
    TimeSpan? RetryAfter,
    DateTimeOffset SentAt,
    TimeSpan RoundTrip,
    ClockReading? Clock);
