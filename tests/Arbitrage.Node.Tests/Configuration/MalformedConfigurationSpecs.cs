using Arbitrage.Node.Configuration;

namespace Arbitrage.Node.Tests.Configuration;

/// <summary>What a bad configuration answers. The whole line is asserted: file, line, key, what is wrong, what to do.</summary>
public class MalformedConfigurationSpecs
{
    private const string Head = "strategy:\n  delta_neutral:\n    ";
    private const string Item = "strategies:\n  - {symbol: F_USDT, gate_spot: F_USDT, gate_futures: F_USDT, mexc_spot: FUSDT}\n";

    public static TheoryData<string, string> Files { get; } = new()
    {
        // unknown keys, with the nearest known one
        { Head + "base_positon_size: 1", "file1.yaml:3: strategy.delta_neutral.base_positon_size: unknown key; did you mean strategy.delta_neutral.base_position_size?" },
        { "exchange:\n  gateio:\n    timeout: 1", "file1.yaml:3: exchange.gateio.timeout: unknown key; did you mean exchanges.gateio.timeout?" },
        { "zzz: 1", "file1.yaml:1: zzz: unknown key; remove it; `config --table` lists every key" },
        { Item + "  - {symbol: A_USDT, gate_spot: A, gate_futures: A, mexc_spot: A, max_trade_usdt: 1}",
            "file1.yaml:3: strategies[A_USDT].max_trade_usdt: unknown key; did you mean strategies[A_USDT].max_trade_usd?" },
        { "logging:\n  levels:\n    - info", "file1.yaml:3: logging.levels: is a list; did you mean logging.level?" },

        // variables
        { "exchanges:\n  gateio:\n    api_key: ${MISSING}",
            "file1.yaml:3: exchanges.gateio.api_key: environment variable MISSING is not set; set MISSING, or write ${MISSING:-fallback}" },
        { "data_directory: ${OPEN", "file1.yaml:1: data_directory: `${` without a closing `}`; write ${NAME} or ${NAME:-fallback}" },
        { "data_directory: ${NO SPACE}", "file1.yaml:1: data_directory: 'NO SPACE' is not the name of a variable; write ${NAME} or ${NAME:-fallback}" },
        { "data_directory: ${}", "file1.yaml:1: data_directory: '' is not the name of a variable; write ${NAME} or ${NAME:-fallback}" },

        // wrong types
        { Head + "max_trade_usd: many", "file1.yaml:3: strategy.delta_neutral.max_trade_usd: 'many' is not a number above 0; write a number above 0" },
        { Head + "max_trade_usd: 1e3", "file1.yaml:3: strategy.delta_neutral.max_trade_usd: '1e3' is not a number above 0; write a number above 0" },
        { Head + "max_trade_usd: 1,5", "file1.yaml:3: strategy.delta_neutral.max_trade_usd: '1,5' is not a number above 0; write a number above 0" },
        { "exchanges:\n  mexc:\n    rate_limit: 1.5",
            "file1.yaml:3: exchanges.mexc.rate_limit: '1.5' is not a whole number from 1 to 1000000; write a whole number from 1 to 1000000" },
        { "live: yes", "file1.yaml:1: live: 'yes' is not true or false; write true or false" },
        { "logging:\n  level: loud", "file1.yaml:2: logging.level: 'loud' is not one of debug, info, warning, error; write one of debug, info, warning, error" },
        { Head + "profit_basis: both", "file1.yaml:3: strategy.delta_neutral.profit_basis: 'both' is not one of round_trip, one_way; write one of round_trip, one_way" },
        { "exchanges:\n  mexc:\n    base_url: api.mexc.com",
            "file1.yaml:3: exchanges.mexc.base_url: 'api.mexc.com' is not an absolute URL with scheme https or http; write an absolute URL with scheme https or http" },
        { "exchanges:\n  mexc:\n    ws_url: https://x",
            "file1.yaml:3: exchanges.mexc.ws_url: 'https://x' is not an absolute URL with scheme wss or ws; write an absolute URL with scheme wss or ws" },
        { Head + "max_trade_usd:", "file1.yaml:3: strategy.delta_neutral.max_trade_usd: has no value; give it one, or remove the key to use the default" },
        { Head + "max_trade_usd: ~", "file1.yaml:3: strategy.delta_neutral.max_trade_usd: has no value; give it one, or remove the key to use the default" },
        { Head + "max_trade_usd: [1, 2]", "file1.yaml:3: strategy.delta_neutral.max_trade_usd: is a list; give one value" },
        { "exchanges: none", "file1.yaml:1: exchanges: is a group of keys, not a value; indent its keys below it" },
        { "monitoring:\n  http_port: web",
            "file1.yaml:2: monitoring.http_port: 'web' is not a whole number from 1 to 65535; write a whole number from 1 to 65535" },

        // impossible values
        { Head + "base_position_size: 0", "file1.yaml:3: strategy.delta_neutral.base_position_size: '0' is out of range; write a number above 0" },
        { Head + "base_position_size: -5", "file1.yaml:3: strategy.delta_neutral.base_position_size: '-5' is out of range; write a number above 0" },
        { Head + "confidence_min: 1.01", "file1.yaml:3: strategy.delta_neutral.confidence_min: '1.01' is out of range; write a number from 0 to 1" },
        { Head + "mexc_inventory_pct: 101", "file1.yaml:3: strategy.delta_neutral.mexc_inventory_pct: '101' is out of range; write a number from 0 to 100" },
        { Head + "intent_ttl_ms: 199", "file1.yaml:3: strategy.delta_neutral.intent_ttl_ms: '199' is out of range; write a number from 200 to 10000" },
        { "exchanges:\n  gateio:\n    timeout: 0.05", "file1.yaml:3: exchanges.gateio.timeout: '0.05' is out of range; write a number from 0.1 to 60" },
        { "risk_management:\n  lease_ttl_seconds: 61", "file1.yaml:2: risk_management.lease_ttl_seconds: '61' is out of range; write a number from 2 to 60" },
        { Head + "state_timeouts:\n      active: 0", "file1.yaml:4: strategy.delta_neutral.state_timeouts.active: '0' is out of range; write a number from 0.1 to 3600" },

        // symbols
        { "strategies:\n  - gate_spot: F_USDT", "file1.yaml:2: strategies[].symbol: is missing; add `symbol: BASE_USDT`" },
        { "strategies:\n  - F_USDT", "file1.yaml:2: strategies: an item is not a group of keys; write `- symbol: BASE_USDT` with its keys below" },
        { "strategies: F_USDT", "file1.yaml:1: strategies: is a group of keys, not a value; write a list of symbols below it" },
        { "strategies:\n  - symbol: f_usdt", "file1.yaml:2: strategies[].symbol: 'f_usdt' is not a symbol; write BASE_USDT in upper case, for example NEIROETH_USDT" },
        { "strategies:\n  - symbol: F_BTC", "file1.yaml:2: strategies[].symbol: 'F_BTC' is not quoted in USDT; write BASE_USDT in upper case, for example NEIROETH_USDT" },
        { Item + "  - {symbol: F/USDT}", "file1.yaml:3: strategies[].symbol: F_USDT is already listed in line 2; keep one of the two" },
        { Item + "  - {symbol: A_USDT, gate_spot: A, gate_futures: A}",
            "file1.yaml:3: strategies[A_USDT].mexc_spot: is missing; name the symbol as that venue does; tickers differ between venues" },

        // contradictions
        { Head + "arbitrage_exit_threshold_pct: 0.2",
            "file1.yaml:3: strategies[NEIROETH_USDT].arbitrage_exit_threshold_pct: 0.2 is not below arbitrage_entry_threshold_pct 0.1; "
            + "lower the exit or raise the entry threshold; otherwise what was entered is returned at once" },
        { Head + "arbitrage_entry_threshold_pct: 0.005",
            "file1.yaml:3: strategies[NEIROETH_USDT].arbitrage_exit_threshold_pct: 0.01 is not below arbitrage_entry_threshold_pct 0.005; "
            + "lower the exit or raise the entry threshold; otherwise what was entered is returned at once" },
        { "security:\n  emergency_stop_loss_pct: 1",
            "file1.yaml:2: strategies[NEIROETH_USDT].max_drawdown_pct: 2 is not below security.emergency_stop_loss_pct 1; "
            + "entries must stop before the position is unwound; lower the drawdown or raise the stop loss" },
        { Head + "leg_timeout_ms: 1000",
            "file1.yaml:3: strategies[NEIROETH_USDT].leg_timeout_ms: 1000 ms is shorter than intent_ttl_ms 1500 ms; "
            + "a leg may be accepted until its time to live is over; make the timeout at least as long" },
        { "risk_management:\n  lease_ttl_seconds: 2\nstrategy:\n  delta_neutral:\n    intent_ttl_ms: 2000",
            "file1.yaml:5: strategies[NEIROETH_USDT].intent_ttl_ms: 2000 ms is not below risk_management.lease_ttl_seconds 2000 ms; "
            + "an order must not outlive the lease that it spends; shorten it or lengthen the lease" },
        { Head + "futures_leverage: 4",
            "file1.yaml:3: strategies[NEIROETH_USDT].min_liq_distance_pct: 30 can never be kept with futures_leverage 4, which starts below 25; "
            + "lower the leverage or the distance; otherwise the position is unwound as soon as it stands" },
        { Item + "  - {symbol: A_USDT, gate_spot: F_USDT, gate_futures: A, mexc_spot: A}",
            "file1.yaml:2: strategies[F_USDT].gate_spot: 'F_USDT' is already traded as A_USDT; one trader a symbol and account; remove one of the two" },
        { Item + "  - {symbol: A_USDT, gate_spot: A, gate_futures: A, mexc_spot: A, futures_leverage: 3}",
            "file1.yaml:3: strategies[F_USDT].futures_leverage: 2 differs from 3 of A_USDT; all symbols of an account share one leverage" },
        { "live: true", "file1.yaml:1: live: real orders are not built into this version; set it to false, or remove it" },

        // files
        { "a: b: c", "file1.yaml:1: not valid YAML: While scanning a plain scalar value, found invalid mapping; mend the syntax; keys are indented by two spaces" },
        { "live: false\nlive: false", "file1.yaml:2: not valid YAML: Duplicate key live; mend the syntax; keys are indented by two spaces" },
        { "- 1", "file1.yaml:1: expected keys at the top level; write `key: value` lines" },
        { "live: false\n---\nlive: false", "file1.yaml:3: a second document; keep one document a file and give several --config" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void The_start_is_refused_with_file_line_key_and_remedy(string yaml, string expected)
    {
        var problems = Assert.Throws<ConfigurationException>(() => ConfigurationReaderSpecs.Read(yaml)).Problems;
        Assert.Equal(expected, Assert.Single(problems).ToString());
    }

    [Fact]
    public void All_problems_of_all_files_are_told_at_once_in_file_and_line_order()
    {
        var failure = Assert.Throws<ConfigurationException>(
            () => ConfigurationReaderSpecs.Read("live: maybe\nzzz: 1", "data_directory: ${MISSING}"));
        Assert.Equal([("file1.yaml", 1), ("file1.yaml", 2), ("file2.yaml", 1)], failure.Problems.Select(p => (p.File, p.Line)));
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.StartsWith("nowhere.yaml: cannot be read", Assert.Throws<ConfigurationException>(
            () => ConfigurationSource.FromFile("nowhere.yaml")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_secret_of_a_malformed_file_is_not_repeated()
    {
        var failure = Assert.Throws<ConfigurationException>(
            () => ConfigurationReaderSpecs.Read("exchanges:\n  gateio:\n    api_key: hidden-value\n    secret_keey: hidden-value\nzzz: 1"));
        Assert.DoesNotContain("hidden", failure.ToString(), StringComparison.Ordinal);
    }
}
