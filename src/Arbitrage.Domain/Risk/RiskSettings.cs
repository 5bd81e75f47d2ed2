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
}
