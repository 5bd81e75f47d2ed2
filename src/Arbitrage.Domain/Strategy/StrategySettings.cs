using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Strategy;

/// <summary>Whether the entry test takes off the expected cost of returning the inventory (requirement B4).</summary>
public enum ProfitBasis
{
    /// <summary>It does.</summary>
    RoundTrip = 1,

    /// <summary>It does not.</summary>
    OneWay = 2,
}

/// <summary>
/// Settings of one symbol's strategy: the keys of `strategy.delta_neutral` with the symbol's overrides applied, and those of
/// `risk_management`, `reconciliation` and `exchanges` it needs. Percent are percent (0.1 is 0.1 %), as in the configuration.
/// </summary>
public sealed record StrategySettings
{
    /// <summary>Our name of the symbol.</summary>
    public required Symbol Symbol { get; init; }

    /// <summary>Journal generation, raised by a restore.</summary>
    public int Generation { get; init; }

    /// <summary>`base_position_size`, USDT.</summary>
    public Notional BasePositionSize { get; init; } = new(100m);

    /// <summary>`arbitrage_entry_threshold_pct`.</summary>
    public decimal EntryThresholdPct { get; init; } = 0.1m;

    /// <summary>`arbitrage_exit_threshold_pct`.</summary>
    public decimal ExitThresholdPct { get; init; } = 0.01m;

    /// <summary>`max_position_multiplier`: established inventory = base size x this.</summary>
    public decimal MaxPositionMultiplier { get; init; } = 3m;

    /// <summary>`delta_rebalance_threshold_pct`: alarms.</summary>
    public decimal DeltaRebalanceThresholdPct { get; init; } = 5m;

    /// <summary>`delta_rebalance_frequency_minutes`: between two checks that no cost budget delays; zero for none (requirement B11).</summary>
    public TimeSpan DeltaCheckEvery { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>`max_drawdown_pct` of allotted capital: stops entries.</summary>
    public decimal MaxDrawdownPct { get; init; } = 2m;

    /// <summary>`security.emergency_stop_loss_pct` of allotted capital: unwinds.</summary>
    public decimal EmergencyStopLossPct { get; init; } = 5m;

    /// <summary>`position_timeout_minutes`.</summary>
    public decimal PositionTimeoutMinutes { get; init; } = 30m;

    /// <summary>`profit_basis`.</summary>
    public ProfitBasis ProfitBasis { get; init; } = ProfitBasis.RoundTrip;

    /// <summary>`mexc_inventory_pct`, 0-100.</summary>
    public decimal MexcInventoryPct { get; init; } = 50m;

    /// <summary>`max_trade_usd`.</summary>
    public Notional MaxTrade { get; init; } = new(1000m);

    /// <summary>`confidence_min`, 0-1.</summary>
    public decimal ConfidenceMin { get; init; } = 0.7m;

    /// <summary>`stale_after_ms`.</summary>
    public TimeSpan StaleAfter { get; init; } = TimeSpan.FromMilliseconds(1500);

    /// <summary>`max_skew_ms`: largest difference in age of the two books used.</summary>
    public TimeSpan MaxSkew { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>`confirm_window_ms`: window of the persistence part of confidence.</summary>
    public TimeSpan ConfirmWindow { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>`return_cost_window_minutes`.</summary>
    public TimeSpan ReturnCostWindow { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>`max_slippage_pct`: band of the ladder.</summary>
    public decimal MaxSlippagePct { get; init; } = 0.15m;

    /// <summary>`max_return_cost_pct`.</summary>
    public decimal MaxReturnCostPct { get; init; } = 0.3m;

    /// <summary>`max_funding_cost_pct` of notional a day.</summary>
    public decimal MaxFundingCostPct { get; init; } = 0.5m;

    /// <summary>`max_in_doubt_usd`: caps leg size.</summary>
    public Notional MaxInDoubt { get; init; } = new(500m);

    /// <summary>`intent_ttl_ms`: NotAfter minus decision.</summary>
    public TimeSpan IntentTtl { get; init; } = TimeSpan.FromMilliseconds(1500);

    /// <summary>`leg_timeout_ms`: then the ladder.</summary>
    public TimeSpan LegTimeout { get; init; } = TimeSpan.FromMilliseconds(3000);

    /// <summary>`delta_time_limit_seconds` (I7).</summary>
    public TimeSpan DeltaTimeLimit { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>`rebalance_cost_budget_pct` of notional an hour.</summary>
    public decimal RebalanceCostBudgetPct { get; init; } = 0.2m;

    /// <summary>`futures_leverage`.</summary>
    public decimal FuturesLeverage { get; init; } = 2m;

    /// <summary>`min_liq_distance_pct`: below it UNWIND.</summary>
    public decimal MinLiquidationDistancePct { get; init; } = 30m;

    /// <summary>`on_stop` of a process stop.</summary>
    public OnStop OnProcessStop { get; init; } = OnStop.KeepHedged;

    /// <summary>Time limits of the states.</summary>
    public StateTimeouts Timeouts { get; init; } = new();

    /// <summary>`circuit_breakers.error_rate_threshold`: errors in a sliding hour that end the symbol.</summary>
    public int ErrorRateThreshold { get; init; } = 10;

    /// <summary>`risk_management.clock_error_max_ms`.</summary>
    public TimeSpan ClockErrorMax { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Capital allotted to the symbol for drawdown: inventory, its hedge margin and one pair, USDT.</summary>
    public Notional AllottedCapital => new(BasePositionSize.Value * MaxPositionMultiplier * 2m);
}

/// <summary>`state_timeouts.*`.</summary>
public sealed record StateTimeouts
{
    /// <summary>INITIALIZING.</summary>
    public TimeSpan Initializing { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>ESTABLISHING_DELTA_NEUTRAL.</summary>
    public TimeSpan Establishing { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>DELTA_NEUTRAL_ACTIVE.</summary>
    public TimeSpan Active { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>PREPARING_ARBITRAGE.</summary>
    public TimeSpan Preparing { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>EXECUTING_ARBITRAGE.</summary>
    public TimeSpan Executing { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>REBALANCING_DELTA.</summary>
    public TimeSpan Rebalancing { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>ERROR_RECOVERY, per attempt.</summary>
    public TimeSpan Recovery { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>SHUTDOWN.</summary>
    public TimeSpan Shutdown { get; init; } = TimeSpan.FromSeconds(120);
}
