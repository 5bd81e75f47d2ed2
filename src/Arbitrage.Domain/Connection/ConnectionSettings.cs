using System.Collections.Immutable;
using Arbitrage.Domain.Markets;

namespace Arbitrage.Domain.Connection;

/// <summary>Settings of one venue account's connection.</summary>
public sealed record ConnectionSettings
{
    /// <summary>Which account.</summary>
    public required Venue Venue { get; init; }

    /// <summary>Symbols traded on it, ordered.</summary>
    public required ImmutableArray<Symbol> Symbols { get; init; }

    /// <summary>Journal generation, raised by a restore: unknown intents of earlier ones may have been claimed in what was lost.</summary>
    public int Generation { get; init; }

    /// <summary>`reconciliation.interval_seconds`.</summary>
    public TimeSpan ReconcileEvery { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>`reconciliation.settle_gateio_seconds` or `settle_mexc_seconds`: waited after NotAfter before "no effect" (ARCHITECTURE 6).</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>`reconciliation.balance_read_gap_seconds`: least distance of the two equal balance reads.</summary>
    public TimeSpan BalanceReadGap { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>`risk_management.clock_error_max_ms`.</summary>
    public TimeSpan ClockErrorMax { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>`exchanges.*.timeout`: one request; a CREATE without answer for twice this is queried.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Which limits of the venue are kept.</summary>
    public RequestLimits Limits { get; init; } = RequestLimits.None;

    /// <summary>`exchanges.*.rate_limit`: our own cap on the requests of a key, of which Gate's two accounts have half each; 0 is none.</summary>
    public int RequestsPerMinute { get; init; }

    /// <summary>`futures_leverage`, set at start on the futures account.</summary>
    public decimal FuturesLeverage { get; init; } = 2m;

    /// <summary>Adopt the balances and positions found at the very first read as opening facts; without it the account must be empty of base.</summary>
    public bool AdoptOpeningBalances { get; init; } = true;

    /// <summary>How long the keys of booked facts are remembered against doubles: far longer than any read of history goes back.</summary>
    public TimeSpan KeysKept { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Countdown of the venue's dead-man switch; refreshed at a third of it.</summary>
    public TimeSpan DeadManCountdown { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>An account read older than this makes the session unfit for new risk: three intervals of reconciliation.</summary>
    public TimeSpan AccountTooOldAfter => ReconcileEvery * 3;

    /// <summary>Reads of history begin this much before what is covered: venues show trades and rows late.</summary>
    public TimeSpan Overlap => Settle * 2;
}
