using Arbitrage.Domain.Strategy;

namespace Arbitrage.Node.Configuration;

/// <summary>Keys of `strategy.delta_neutral`, which `strategies[]` may override per symbol, bound to <see cref="StrategySettings"/>.</summary>
internal static class StrategyKeys
{
    public static IReadOnlyList<ConfigurationKey<StrategySettings>> All { get; } =
    [
        Number("base_position_size", "USDT of one unit of inventory", s => s.BasePositionSize.Value,
            (s, v) => s with { BasePositionSize = new(v) }) with { Min = 0, Max = KeyTable.MostUsd, AboveMin = true },
        Number("arbitrage_entry_threshold_pct", "net edge that an entry needs, %", s => s.EntryThresholdPct,
            (s, v) => s with { EntryThresholdPct = v }) with { Min = 0, Max = 100 },
        Number("arbitrage_exit_threshold_pct", "return cost at which inventory goes back, %", s => s.ExitThresholdPct,
            (s, v) => s with { ExitThresholdPct = v }) with { Min = -100, Max = 100 },
        Number("max_position_multiplier", "established inventory = base size x this", s => s.MaxPositionMultiplier,
            (s, v) => s with { MaxPositionMultiplier = v }) with { Min = 1, Max = 100 },
        Number("delta_rebalance_threshold_pct", "delta deviation that alarms, %", s => s.DeltaRebalanceThresholdPct,
            (s, v) => s with { DeltaRebalanceThresholdPct = v }) with { Min = 0, Max = 100, AboveMin = true },
        new("delta_rebalance_frequency_minutes", KeyKind.Number, "delta beyond the band is brought back at least this often, whatever the cost budget; 0 never",
            s => (decimal)s.DeltaCheckEvery.Ticks / TimeSpan.TicksPerMinute,
            (s, v) => s with { DeltaCheckEvery = Durations.Minutes((decimal)v) }) { Min = 0, Max = 1440 },
        Number("max_drawdown_pct", "of allotted capital; stops entries (the stricter of this and risk_management.stop_loss)",
            s => s.MaxDrawdownPct, (s, v) => s with { MaxDrawdownPct = v }) with { Min = 0, Max = 100, AboveMin = true },
        Number("position_timeout_minutes", "age at which inventory goes back if that is cheap enough", s => s.PositionTimeoutMinutes,
            (s, v) => s with { PositionTimeoutMinutes = v }) with { Min = 0, Max = 100_000, AboveMin = true },
        Choice("profit_basis", "whether entry takes off the expected return cost", ["round_trip", "one_way"],
            s => s.ProfitBasis == ProfitBasis.OneWay ? "one_way" : "round_trip",
            (s, v) => s with { ProfitBasis = v == "one_way" ? ProfitBasis.OneWay : ProfitBasis.RoundTrip }),
        Number("mexc_inventory_pct", "share of inventory held on MEXC, %", s => s.MexcInventoryPct,
            (s, v) => s with { MexcInventoryPct = v }) with { Min = 0, Max = 100 },
        Number("max_trade_usd", "largest pair, USDT", s => s.MaxTrade.Value,
            (s, v) => s with { MaxTrade = new(v) }) with { Min = 0, Max = KeyTable.MostUsd, AboveMin = true },
        Number("confidence_min", "least confidence of an entry", s => s.ConfidenceMin,
            (s, v) => s with { ConfidenceMin = v }) with { Min = 0, Max = 1 },
        Milliseconds("stale_after_ms", "age at which a book counts nothing", s => s.StaleAfter,
            (s, v) => s with { StaleAfter = v }, 50, 60_000),
        Milliseconds("max_skew_ms", "largest difference in age of the two books", s => s.MaxSkew,
            (s, v) => s with { MaxSkew = v }, 1, 60_000),
        Milliseconds("confirm_window_ms", "window of the persistence part of confidence", s => s.ConfirmWindow,
            (s, v) => s with { ConfirmWindow = v }, 0, 60_000),
        new("return_cost_window_minutes", KeyKind.Number, "window of the trailing median of return cost",
            s => (decimal)s.ReturnCostWindow.Ticks / TimeSpan.TicksPerMinute,
            (s, v) => s with { ReturnCostWindow = Durations.Minutes((decimal)v) }) { Min = 0, Max = 1440, AboveMin = true },
        Number("max_slippage_pct", "price band of the ladder, %", s => s.MaxSlippagePct,
            (s, v) => s with { MaxSlippagePct = v }) with { Min = 0, Max = 50 },
        Number("max_return_cost_pct", "dearest return after the timeout, %", s => s.MaxReturnCostPct,
            (s, v) => s with { MaxReturnCostPct = v }) with { Min = -100, Max = 100 },
        Number("max_funding_cost_pct", "funding paid, % of notional a day, that unwinds", s => s.MaxFundingCostPct,
            (s, v) => s with { MaxFundingCostPct = v }) with { Min = 0, Max = 100 },
        Number("max_in_doubt_usd", "caps a leg's size, USDT", s => s.MaxInDoubt.Value,
            (s, v) => s with { MaxInDoubt = new(v) }) with { Min = 0, Max = KeyTable.MostUsd, AboveMin = true },
        Milliseconds("intent_ttl_ms", "NotAfter minus decision", s => s.IntentTtl,
            (s, v) => s with { IntentTtl = v }, 200, 10_000),
        Milliseconds("leg_timeout_ms", "a leg without outcome goes to the ladder", s => s.LegTimeout,
            (s, v) => s with { LegTimeout = v }, 200, 60_000),
        Seconds("delta_time_limit_seconds", "how long a certain delta may last", s => s.DeltaTimeLimit,
            (s, v) => s with { DeltaTimeLimit = v }, 1, 3600),
        Number("rebalance_cost_budget_pct", "of notional an hour", s => s.RebalanceCostBudgetPct,
            (s, v) => s with { RebalanceCostBudgetPct = v }) with { Min = 0, Max = 100 },
        Number("futures_leverage", "isolated leverage, set at start", s => s.FuturesLeverage,
            (s, v) => s with { FuturesLeverage = v }) with { Min = 1, Max = 100 },
        Number("min_liq_distance_pct", "distance to liquidation below which inventory is unwound, %", s => s.MinLiquidationDistancePct,
            (s, v) => s with { MinLiquidationDistancePct = v }) with { Min = 1, Max = 99 },
        Choice("on_stop", "what a process stop does with the position", ["close", "keep_hedged"],
            s => s.OnProcessStop == OnStop.Close ? "close" : "keep_hedged",
            (s, v) => s with { OnProcessStop = v == "close" ? OnStop.Close : OnStop.KeepHedged }),
        Timeout("initializing", t => t.Initializing, (t, v) => t with { Initializing = v }),
        Timeout("establishing", t => t.Establishing, (t, v) => t with { Establishing = v }),
        Timeout("active", t => t.Active, (t, v) => t with { Active = v }),
        Timeout("preparing", t => t.Preparing, (t, v) => t with { Preparing = v }),
        Timeout("executing", t => t.Executing, (t, v) => t with { Executing = v }),
        Timeout("rebalancing", t => t.Rebalancing, (t, v) => t with { Rebalancing = v }),
        Timeout("recovery", t => t.Recovery, (t, v) => t with { Recovery = v }),
        Timeout("shutdown", t => t.Shutdown, (t, v) => t with { Shutdown = v }),
    ];

    private static ConfigurationKey<StrategySettings> Number(
        string name, string meaning, Func<StrategySettings, decimal> get, Func<StrategySettings, decimal, StrategySettings> set) =>
        new(name, KeyKind.Number, meaning, s => get(s), (s, v) => set(s, (decimal)v));

    private static ConfigurationKey<StrategySettings> Milliseconds(
        string name, string meaning, Func<StrategySettings, TimeSpan> get, Func<StrategySettings, TimeSpan, StrategySettings> set,
        decimal min, decimal max) =>
        new(name, KeyKind.Number, meaning, s => (decimal)get(s).Ticks / TimeSpan.TicksPerMillisecond,
            (s, v) => set(s, Durations.Milliseconds((decimal)v)))
        { Min = min, Max = max };

    private static ConfigurationKey<StrategySettings> Seconds(
        string name, string meaning, Func<StrategySettings, TimeSpan> get, Func<StrategySettings, TimeSpan, StrategySettings> set,
        decimal min, decimal max) =>
        new(name, KeyKind.Number, meaning, s => (decimal)get(s).Ticks / TimeSpan.TicksPerSecond,
            (s, v) => set(s, Durations.Seconds((decimal)v)))
        { Min = min, Max = max };

    private static ConfigurationKey<StrategySettings> Choice(
        string name, string meaning, string[] choices, Func<StrategySettings, string> get,
        Func<StrategySettings, string, StrategySettings> set) =>
        new(name, KeyKind.Choice, meaning, s => get(s), (s, v) => set(s, (string)v)) { Choices = choices };

    private static ConfigurationKey<StrategySettings> Timeout(
        string state, Func<StateTimeouts, TimeSpan> get, Func<StateTimeouts, TimeSpan, StateTimeouts> set) =>
        Seconds("state_timeouts." + state, "time limit of the state, seconds",
            s => get(s.Timeouts), (s, v) => s with { Timeouts = set(s.Timeouts, v) }, 0.1m, 3600);
}

/// <summary>Exact durations from decimal numbers.</summary>
internal static class Durations
{
    public static TimeSpan Milliseconds(decimal value) => TimeSpan.FromTicks((long)(value * TimeSpan.TicksPerMillisecond));

    public static TimeSpan Seconds(decimal value) => TimeSpan.FromTicks((long)(value * TimeSpan.TicksPerSecond));

    public static TimeSpan Minutes(decimal value) => TimeSpan.FromTicks((long)(value * TimeSpan.TicksPerMinute));
}
