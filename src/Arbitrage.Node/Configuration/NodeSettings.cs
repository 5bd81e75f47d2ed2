using Arbitrage.Domain.Risk;
using Arbitrage.Venues;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Node.Configuration;

/// <summary>Everything that is not a strategy's: bound from the keys outside `strategy.delta_neutral` and `strategies`.</summary>
public sealed record NodeSettings
{
    /// <summary>`exchanges.gateio`.</summary>
    public ExchangeSettings Gate { get; init; } = new()
    {
        BaseUrl = new("https://api.gateio.ws/api/v4"),
        SocketUrl = new("wss://api.gateio.ws/ws/v4/"),
        FuturesSocketUrl = new("wss://fx-ws.gateio.ws/v4/ws/usdt"),
        OrderDoor = OrderDoor.Socket,
    };

    /// <summary>`exchanges.mexc`.</summary>
    public ExchangeSettings Mexc { get; init; } = new()
    {
        BaseUrl = new("https://api.mexc.com"),
        SocketUrl = new("wss://wbs-api.mexc.com/ws"),
    };

    /// <summary>`risk_management` and `security`.</summary>
    public RiskSettings Risk { get; init; } = new();

    /// <summary>`reconciliation`.</summary>
    public ReconciliationSettings Reconciliation { get; init; } = new();

    /// <summary>`logging`.</summary>
    public LoggingSettings Logging { get; init; } = new();

    /// <summary>`security.max_position_exposure`: the stricter of this and the total exposure limit counts.</summary>
    public decimal MaxPositionExposure { get; init; } = 10_000m;

    /// <summary>`security.emergency_stop_loss_pct`.</summary>
    public decimal EmergencyStopLossPct { get; init; } = 5m;

    /// <summary>`risk_management.position_limits.max_total_exposure_usd`.</summary>
    public decimal MaxTotalExposureUsd { get; init; } = 50_000m;

    /// <summary>`risk_management.stop_loss.max_drawdown_pct`: the stricter of this and the strategy's counts.</summary>
    public decimal StopLossDrawdownPct { get; init; } = 3m;

    /// <summary>`risk_management.stop_loss.enabled`: without it neither its drawdown nor losses in a row count.</summary>
    public bool StopLoss { get; init; } = true;

    /// <summary>`risk_management.circuit_breakers.enabled`: without it no error and no rate stops anything.</summary>
    public bool CircuitBreakers { get; init; } = true;

    /// <summary>`risk_management.circuit_breakers.error_rate_threshold`, errors an hour.</summary>
    public int ErrorRateThreshold { get; init; } = 10;

    /// <summary>`risk_management.clock_error_max_ms`.</summary>
    public TimeSpan ClockErrorMax { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>`data_directory`; null when the node makes a temporary one.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>`journal_generation`.</summary>
    public int Generation { get; init; }

    /// <summary>`live`: consent to real orders.</summary>
    public bool Live { get; init; }

    /// <summary>`environment`: names the run in every line of the log and in the report.</summary>
    public string Environment { get; init; } = "dev";

    /// <summary>`risk_management.monitoring.health_check_interval`: between two looks at states, errors and memory.</summary>
    public TimeSpan HealthCheckInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>`risk_management.monitoring.performance_check_interval`: between two lines of latencies.</summary>
    public TimeSpan PerformanceCheckInterval { get; init; } = TimeSpan.FromSeconds(60);
}

/// <summary>`exchanges.*`.</summary>
public sealed record ExchangeSettings
{
    /// <summary>`base_url`, REST.</summary>
    public required Uri BaseUrl { get; init; }

    /// <summary>`ws_spot_url` of Gate, `ws_url` of MEXC.</summary>
    public required Uri SocketUrl { get; init; }

    /// <summary>`ws_futures_url` of Gate; null at MEXC.</summary>
    public Uri? FuturesSocketUrl { get; init; }

    /// <summary>`api_key`.</summary>
    public Secret Key { get; init; } = new("");

    /// <summary>`secret_key`.</summary>
    public Secret Secret { get; init; } = new("");

    /// <summary>`testnet`: Gate's futures go to its testnet; MEXC has none, so its addresses must be those of a venue server.</summary>
    public bool Testnet { get; init; }

    /// <summary>`testnet_api_key` of Gate: the testnet's keys are its own.</summary>
    public Secret TestnetKey { get; init; } = new("");

    /// <summary>`testnet_secret_key` of Gate.</summary>
    public Secret TestnetSecret { get; init; } = new("");

    /// <summary>`timeout` of one request.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>`rate_limit`: requests a minute with the key, our own cap; Gate's two accounts have half of it each.</summary>
    public int RateLimit { get; init; } = 1200;

    /// <summary>`recv_window_ms`.</summary>
    public TimeSpan RecvWindow { get; init; } = TimeSpan.FromMilliseconds(2000);

    /// <summary>`order_entry` of Gate; REST at MEXC, which has nothing else.</summary>
    public OrderDoor OrderDoor { get; init; }

    /// <summary>`countdown_cancel_seconds`: the venue's dead-man switch, where it has one.</summary>
    public TimeSpan CountdownCancel { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>`reconciliation`.</summary>
public sealed record ReconciliationSettings
{
    /// <summary>`interval_seconds`.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>`risk_management.monitoring.position_check_interval`: the stricter of the two counts.</summary>
    public TimeSpan PositionCheckInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>`settle_gateio_seconds`.</summary>
    public TimeSpan SettleGate { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>`settle_mexc_seconds`.</summary>
    public TimeSpan SettleMexc { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>`balance_read_gap_seconds`.</summary>
    public TimeSpan BalanceReadGap { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>`adopt_opening_balances`.</summary>
    public bool AdoptOpeningBalances { get; init; } = true;
}

/// <summary>`logging`.</summary>
public sealed record LoggingSettings
{
    /// <summary>`level` of the log file.</summary>
    public LogLevel Level { get; init; } = LogLevel.Information;

    /// <summary>`log_file`; null puts `node.log` into the data directory.</summary>
    public string? File { get; init; }

    /// <summary>`hft_logging_enabled`: a thread of its own writes the file, so that no actor waits for the disk.</summary>
    public bool OffThread { get; init; } = true;

    /// <summary>`performance_monitoring`: latencies of every stage in the log.</summary>
    public bool Performance { get; init; } = true;
}
