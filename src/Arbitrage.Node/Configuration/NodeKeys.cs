using Arbitrage.Venues;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Node.Configuration;

/// <summary>Keys outside the strategies, bound to <see cref="NodeSettings"/>.</summary>
internal static class NodeKeys
{
    private static readonly string[] Doors = ["rest", "socket"];
    private static readonly string[] Levels = ["debug", "info", "warning", "error"];

    public static IReadOnlyList<ConfigurationKey<NodeSettings>> All { get; } =
    [
        .. Exchange("exchanges.gateio", s => s.Gate, (s, x) => s with { Gate = x }, "ws_spot_url"),
        new("exchanges.gateio.ws_futures_url", KeyKind.Url, "futures socket", s => s.Gate.FuturesSocketUrl,
            (s, v) => s with { Gate = s.Gate with { FuturesSocketUrl = (Uri)v } }) { Choices = ["wss", "ws"] },
        Seconds("exchanges.gateio.countdown_cancel_seconds", "the venue cancels our open orders when we are silent for this long",
            s => s.Gate.CountdownCancel, (s, v) => s with { Gate = s.Gate with { CountdownCancel = v } }, 5, 600),
        new("exchanges.gateio.order_entry", KeyKind.Choice, "orders over a socket that is kept logged in, with REST for what finds it shut, or by REST alone",
            s => Doors[(int)s.Gate.OrderDoor], (s, v) => s with { Gate = s.Gate with { OrderDoor = (OrderDoor)Array.IndexOf(Doors, v) } }) { Choices = Doors },
        Flag("exchanges.gateio.testnet", "futures go to Gate's testnet, with its own keys; spot stays where base_url points",
            s => s.Gate.Testnet, (s, v) => s with { Gate = s.Gate with { Testnet = v } }),
        Key("exchanges.gateio.testnet_api_key", s => s.Gate.TestnetKey, (s, v) => s with { Gate = s.Gate with { TestnetKey = v } }),
        Key("exchanges.gateio.testnet_secret_key", s => s.Gate.TestnetSecret, (s, v) => s with { Gate = s.Gate with { TestnetSecret = v } }),
        .. Exchange("exchanges.mexc", s => s.Mexc, (s, x) => s with { Mexc = x }, "ws_url"),
        Flag("exchanges.mexc.testnet", "MEXC has none: only with a venue server's addresses, and never with live",
            s => s.Mexc.Testnet, (s, v) => s with { Mexc = s.Mexc with { Testnet = v } }),

        Usd("risk_management.position_limits.max_total_exposure_usd", "all symbols together (the stricter of this and security)",
            s => s.MaxTotalExposureUsd, (s, v) => s with { MaxTotalExposureUsd = v }),
        Usd("risk_management.position_limits.max_single_position_usd", "one symbol",
            s => s.Risk.MaxSymbolExposure.Value, (s, v) => s with { Risk = s.Risk with { MaxSymbolExposure = new(v) } }),
        Whole("risk_management.position_limits.max_position_count", "symbols in use at once",
            s => s.Risk.MaxPositionCount, (s, v) => s with { Risk = s.Risk with { MaxPositionCount = v } }, 1, 1000),
        Usd("risk_management.position_limits.max_venue_capital_usd", "capital that all symbols may tie up at one venue",
            s => s.Risk.MaxVenueCapital.Value, (s, v) => s with { Risk = s.Risk with { MaxVenueCapital = new(v) } }),
        Seconds("risk_management.lease_ttl_seconds", "life of a right to spend",
            s => s.Risk.LeaseTtl, (s, v) => s with { Risk = s.Risk with { LeaseTtl = v } }, 2, 60),
        new("risk_management.clock_error_max_ms", KeyKind.Number, "clock error above which nothing adds risk",
            s => (decimal)s.ClockErrorMax.TotalMilliseconds,
            (s, v) => s with { ClockErrorMax = Durations.Milliseconds((decimal)v) }) { Min = 1, Max = 5000 },
        new("risk_management.stop_loss.max_drawdown_pct", KeyKind.Number, "stops entries (the stricter of this and the strategy's)",
            s => s.StopLossDrawdownPct, (s, v) => s with { StopLossDrawdownPct = (decimal)v }) { Min = 0, Max = 100, AboveMin = true },
        Flag("risk_management.stop_loss.enabled", "false: no limit of losses in a row, none of drawdown but the strategy's own",
            s => s.StopLoss, (s, v) => s with { StopLoss = v }),
        Whole("risk_management.stop_loss.consecutive_loss_limit", "losing cycles in a row after which a symbol only reduces, until a person resumes it",
            s => s.Risk.ConsecutiveLossLimit, (s, v) => s with { Risk = s.Risk with { ConsecutiveLossLimit = v } }, 1, 1000),
        Flag("risk_management.circuit_breakers.enabled", "false: errors, failed requests and pairs a minute stop nothing",
            s => s.CircuitBreakers, (s, v) => s with { CircuitBreakers = v }),
        Whole("risk_management.circuit_breakers.error_rate_threshold", "errors in a sliding hour that end a symbol",
            s => s.ErrorRateThreshold, (s, v) => s with { ErrorRateThreshold = v }, 1, 10_000),
        Whole("risk_management.circuit_breakers.api_error_threshold", "failed requests in a row after which a venue takes no new risk, until a person resumes it",
            s => s.Risk.ApiErrorThreshold, (s, v) => s with { Risk = s.Risk with { ApiErrorThreshold = v } }, 1, 1000),
        Whole("risk_management.circuit_breakers.trade_rate_threshold", "pairs in a minute above which a symbol only reduces, until a person resumes it",
            s => s.Risk.TradeRateThreshold, (s, v) => s with { Risk = s.Risk with { TradeRateThreshold = v } }, 1, 100_000),
        Flag("risk_management.alerts.position_size_warnings", "an alert when four fifths of a limit are charged",
            s => s.Risk.WarnsOfPositionSize, (s, v) => s with { Risk = s.Risk with { WarnsOfPositionSize = v } }),
        Flag("risk_management.alerts.error_rate_alerts", "an alert at half of error_rate_threshold",
            s => s.Risk.WarnsOfErrorRate, (s, v) => s with { Risk = s.Risk with { WarnsOfErrorRate = v } }),
        Seconds("risk_management.monitoring.position_check_interval", "seconds (the stricter of this and reconciliation.interval_seconds)",
            s => s.Reconciliation.PositionCheckInterval,
            (s, v) => s with { Reconciliation = s.Reconciliation with { PositionCheckInterval = v } }, 0.5m, 3600),

        Seconds("risk_management.monitoring.health_check_interval", "seconds between two looks at states, errors and memory, in the log",
            s => s.HealthCheckInterval, (s, v) => s with { HealthCheckInterval = v }, 1, 3600),
        Seconds("risk_management.monitoring.performance_check_interval", "seconds between two lines of latencies in the log",
            s => s.PerformanceCheckInterval, (s, v) => s with { PerformanceCheckInterval = v }, 1, 3600),

        Usd("security.max_position_exposure", "all symbols together (the stricter of this and position_limits)",
            s => s.MaxPositionExposure, (s, v) => s with { MaxPositionExposure = v }),
        new("security.emergency_stop_loss_pct", KeyKind.Number, "loss of allotted capital that unwinds, %",
            s => s.EmergencyStopLossPct, (s, v) => s with { EmergencyStopLossPct = (decimal)v }) { Min = 0, Max = 100, AboveMin = true },

        Seconds("reconciliation.interval_seconds", "accounts, orders and trades are read at four fifths of this, so that what a stream lost is found within it",
            s => s.Reconciliation.Interval, (s, v) => s with { Reconciliation = s.Reconciliation with { Interval = v } }, 0.5m, 3600),
        Seconds("reconciliation.settle_gateio_seconds", "waited after NotAfter before an order counts as without effect",
            s => s.Reconciliation.SettleGate, (s, v) => s with { Reconciliation = s.Reconciliation with { SettleGate = v } }, 0.5m, 3600),
        Seconds("reconciliation.settle_mexc_seconds", "the same at MEXC, whose reads lag behind writes",
            s => s.Reconciliation.SettleMexc, (s, v) => s with { Reconciliation = s.Reconciliation with { SettleMexc = v } }, 0.5m, 3600),
        Seconds("reconciliation.balance_read_gap_seconds", "least distance of two equal balance reads",
            s => s.Reconciliation.BalanceReadGap,
            (s, v) => s with { Reconciliation = s.Reconciliation with { BalanceReadGap = v } }, 0.2m, 600),
        new("reconciliation.adopt_opening_balances", KeyKind.Flag, "take what the first read finds as the opening balance",
            s => s.Reconciliation.AdoptOpeningBalances,
            (s, v) => s with { Reconciliation = s.Reconciliation with { AdoptOpeningBalances = (bool)v } }),

        new("logging.level", KeyKind.Choice, "of the log file", s => Levels[(int)s.Logging.Level - 1],
            (s, v) => s with { Logging = s.Logging with { Level = (LogLevel)(Array.IndexOf(Levels, v) + 1) } }) { Choices = Levels },
        new("logging.log_file", KeyKind.Text, "default: node.log in the data directory", s => s.Logging.File,
            (s, v) => s with { Logging = s.Logging with { File = (string)v } }),
        Flag("logging.hft_logging_enabled", "a thread of its own writes the log file, so that no trading thread waits for the disk",
            s => s.Logging.OffThread, (s, v) => s with { Logging = s.Logging with { OffThread = v } }),
        Flag("logging.performance_monitoring", "latencies of every stage in the log, at performance_check_interval",
            s => s.Logging.Performance, (s, v) => s with { Logging = s.Logging with { Performance = v } }),
        new("environment", KeyKind.Text, "names the run in every line of the log and in the report", s => s.Environment,
            (s, v) => s with { Environment = (string)v }),
        new("data_directory", KeyKind.Text, "journal, log and recording; --data goes before it", s => s.DataDirectory,
            (s, v) => s with { DataDirectory = (string)v }),
        Whole("journal_generation", "raised by a restore from backup", s => s.Generation, (s, v) => s with { Generation = v }, 0, 1_000_000),
        new("live", KeyKind.Flag, "consent to real orders", s => s.Live, (s, v) => s with { Live = (bool)v }),
    ];

    private static IEnumerable<ConfigurationKey<NodeSettings>> Exchange(
        string prefix, Func<NodeSettings, ExchangeSettings> get, Func<NodeSettings, ExchangeSettings, NodeSettings> set, string socketKey)
    {
        ConfigurationKey<NodeSettings> Key(
            string name, KeyKind kind, string meaning, Func<ExchangeSettings, object?> read, Func<ExchangeSettings, object, ExchangeSettings> write) =>
            new($"{prefix}.{name}", kind, meaning, s => read(get(s)), (s, v) => set(s, write(get(s), v)));

        yield return Key("base_url", KeyKind.Url, "REST", x => x.BaseUrl, (x, v) => x with { BaseUrl = (Uri)v })
            with
        { Choices = ["https", "http"] };
        yield return Key(socketKey, KeyKind.Url, "spot socket", x => x.SocketUrl, (x, v) => x with { SocketUrl = (Uri)v })
            with
        { Choices = ["wss", "ws"] };
        yield return Key("api_key", KeyKind.Secret, "write ${NAME} and set it in the environment", x => x.Key, (x, v) => x with { Key = (Secret)v });
        yield return Key("secret_key", KeyKind.Secret, "write ${NAME} and set it in the environment",
            x => x.Secret, (x, v) => x with { Secret = (Secret)v });
        yield return Key("timeout", KeyKind.Number, "seconds, of one request", x => (decimal)x.Timeout.Ticks / TimeSpan.TicksPerSecond,
            (x, v) => x with { Timeout = Durations.Seconds((decimal)v) }) with
        { Min = 0.1m, Max = 60 };
        yield return Key("rate_limit", KeyKind.WholeNumber, "requests a minute of the key, our own cap beside the venue's limits; Gate's two accounts have half each; no effect in demo and paper",
            x => (decimal)x.RateLimit, (x, v) => x with { RateLimit = (int)(decimal)v }) with
        { Min = 1, Max = 1_000_000 };
        yield return Key("recv_window_ms", KeyKind.Number, "how long the venue may take to accept a request",
            x => (decimal)x.RecvWindow.Ticks / TimeSpan.TicksPerMillisecond,
            (x, v) => x with { RecvWindow = Durations.Milliseconds((decimal)v) }) with
        { Min = 100, Max = 60_000 };
    }

    private static ConfigurationKey<NodeSettings> Usd(
        string name, string meaning, Func<NodeSettings, decimal> get, Func<NodeSettings, decimal, NodeSettings> set) =>
        new(name, KeyKind.Number, "USDT, " + meaning, s => get(s), (s, v) => set(s, (decimal)v)) { Min = 0, Max = KeyTable.MostUsd, AboveMin = true };

    private static ConfigurationKey<NodeSettings> Flag(
        string name, string meaning, Func<NodeSettings, bool> get, Func<NodeSettings, bool, NodeSettings> set) =>
        new(name, KeyKind.Flag, meaning, s => get(s), (s, v) => set(s, (bool)v));

    private static ConfigurationKey<NodeSettings> Key(
        string name, Func<NodeSettings, Secret> get, Func<NodeSettings, Secret, NodeSettings> set) =>
        new(name, KeyKind.Secret, "write ${NAME} and set it in the environment", get, (s, v) => set(s, (Secret)v));

    private static ConfigurationKey<NodeSettings> Whole(
        string name, string meaning, Func<NodeSettings, int> get, Func<NodeSettings, int, NodeSettings> set, decimal min, decimal max) =>
        new(name, KeyKind.WholeNumber, meaning, s => (decimal)get(s), (s, v) => set(s, (int)(decimal)v)) { Min = min, Max = max };

    private static ConfigurationKey<NodeSettings> Seconds(
        string name, string meaning, Func<NodeSettings, TimeSpan> get, Func<NodeSettings, TimeSpan, NodeSettings> set,
        decimal min, decimal max) =>
        new(name, KeyKind.Number, meaning, s => (decimal)get(s).Ticks / TimeSpan.TicksPerSecond,
            (s, v) => set(s, Durations.Seconds((decimal)v)))
        { Min = min, Max = max };
}
