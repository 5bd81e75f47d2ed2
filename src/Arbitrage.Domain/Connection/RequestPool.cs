namespace Arbitrage.Domain.Connection;

/// <summary>What limits of a venue a connection keeps. Numbers are in recorded settings.</summary>
public enum RequestLimits
{
    /// <summary>None: the venue counts nothing (a venue model, or a venue server without limits). What it refuses with 429 still slows.</summary>
    None = 0,

    /// <summary>Those of the venue's documents.</summary>
    Documented = 1,
}

/// <summary>A limit: so many units in any stretch of time of this length.</summary>
/// <param name="Name">Of the group of requests that share it; in events, alerts and status.</param>
/// <param name="Units">At most this many within the window.</param>
/// <param name="Window">Length; a unit leaves it when it is as old.</param>
/// <param name="Reserve">Units that new risk and ordinary reads leave free for cancels and reducing orders.</param>
/// <param name="IsPerSymbol">Each market has its own count.</param>
public sealed record RequestPool(string Name, int Units, TimeSpan Window, int Reserve, bool IsPerSymbol = false)
{
    /// <summary>So many units are never reached: nothing is counted.</summary>
    public const int Unlimited = int.MaxValue;

    /// <summary>False when nothing is counted.</summary>
    public bool IsLimited => Units != Unlimited;
}

/// <summary>What is left of one limit, for people.</summary>
/// <param name="Group">Of the requests that share it.</param>
/// <param name="Left">Units; of a limit that each market has, the fullest market's.</param>
/// <param name="Units">Of the whole window.</param>
/// <param name="Window">Its length.</param>
/// <param name="ClosedUntil">Local time at which a group that the venue refused reopens; null when it is open.</param>
public sealed record RequestsLeft(string Group, int Left, int Units, TimeSpan Window, DateTimeOffset? ClosedUntil);

/// <summary>What one request takes from a pool.</summary>
/// <param name="Pool">Index among the pools of the rules.</param>
/// <param name="Units">Weight.</param>
public readonly record struct RequestCharge(int Pool, int Units);

/// <summary>Requests of one kind that an effect leads to.</summary>
/// <param name="Kind">Of which kind.</param>
/// <param name="Count">How many.</param>
public readonly record struct PlannedRequests(RequestKind Kind, int Count);

/// <summary>Who may use how much of a pool.</summary>
public enum RequestClass
{
    /// <summary>New risk and ordinary reads: all but the reserve, and less while the venue's refusals slow us.</summary>
    Ordinary,

    /// <summary>
    /// Reads of a session that is not reconciled yet, and the dead-man switch: half of the reserve too, since nothing adds risk before they are done.
    /// </summary>
    Opening,

    /// <summary>Cancels and reducing orders: all of it.</summary>
    Urgent,
}
