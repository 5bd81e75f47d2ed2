using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Risk;

/// <summary>Settings of the risk guard (`risk_management`, `security`). Where two keys speak of the same thing the strictest was taken (B14).</summary>
public sealed record RiskSettings
{
    /// <summary>`position_limits.max_total_exposure_usd` and `security.max_position_exposure`, the stricter.</summary>
    public Notional MaxTotalExposure { get; init; } = new(10_000m);

    /// <summary>`position_limits.max_single_position_usd`: per symbol.</summary>
    public Notional MaxSymbolExposure { get; init; } = new(5_000m);

    /// <summary>`position_limits.max_position_count`: symbols with use or a grant at once.</summary>
    public int MaxPositionCount { get; init; } = 10;

    /// <summary>Capital per venue that all symbols together may tie up, USDT.</summary>
    public Notional MaxVenueCapital { get; init; } = new(10_000m);

    /// <summary>`risk_management.lease_ttl_seconds`.</summary>
    public TimeSpan LeaseTtl { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>`risk_management.clock_error_max_ms`: part of the time until silence after a kill.</summary>
    public TimeSpan ClockErrorMax { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Journal generation, raised by a restore: first part of the guard's epoch, which leases carry.</summary>
    public int Generation { get; init; }

    /// <summary>`stop_loss.max_drawdown_pct` of all symbols together, and of one where its own is laxer; zero is off.</summary>
    public decimal MaxDrawdownPct { get; init; } = 3m;

    /// <summary>`stop_loss.consecutive_loss_limit`: losing cycles in a row; zero is off.</summary>
    public int ConsecutiveLossLimit { get; init; } = 5;

    /// <summary>`circuit_breakers.error_rate_threshold`: errors of a symbol in a sliding hour; zero is off.</summary>
    public int ErrorRateThreshold { get; init; } = 10;

    /// <summary>`circuit_breakers.api_error_threshold`: failed requests in a row at a venue; zero is off.</summary>
    public int ApiErrorThreshold { get; init; } = 5;

    /// <summary>`circuit_breakers.trade_rate_threshold`: pairs of a symbol in a minute; zero is off.</summary>
    public int TradeRateThreshold { get; init; } = 600;

    /// <summary>`alerts.position_size_warnings`: say when a charge comes near a limit.</summary>
    public bool WarnsOfPositionSize { get; init; } = true;

    /// <summary>`alerts.error_rate_alerts`: say when the errors of an hour come near their threshold.</summary>
    public bool WarnsOfErrorRate { get; init; } = true;
}
