using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;
using Arbitrage.Node.Configuration;
using Microsoft.Extensions.Logging;

namespace Arbitrage.Node.Tests.Configuration;

/// <summary>What a good configuration becomes: merging, overrides, variables, the stricter of two keys, origins.</summary>
public class ConfigurationReaderSpecs
{
    private const string Symbol = "strategies:\n  - {symbol: F_USDT, gate_spot: F_USDT, gate_futures: F_USDT, mexc_spot: FUSDT}\n";

    [Fact]
    public void No_file_gives_the_defaults_of_the_settings_records()
    {
        var configuration = Read();
        var symbol = Assert.Single(configuration.Symbols);
        Assert.Equal(new StrategySettings { Symbol = new("NEIROETH_USDT") }, symbol.Strategy);
        Assert.Equal(new RiskSettings(), configuration.Risk);
        Assert.Equal("NEIROETHUSDT", symbol.Names[Venue.MexcSpot]);
        foreach (var venue in Domain.Markets.Venues.All)
        {
            var expected = new ConnectionSettings
            {
                Venue = venue,
                Symbols = [symbol.Symbol],
                Limits = RequestLimits.Documented,
                RequestsPerMinute = 1200,
            };
            var settle = venue == Venue.MexcSpot ? TimeSpan.FromSeconds(60) : TimeSpan.FromSeconds(30);
            Assert.Equal(expected with { Settle = settle, Symbols = default }, configuration.Connection(venue) with { Symbols = default });
        }
    }

    [Fact]
    public void The_shipped_base_file_says_what_the_defaults_in_code_say()
    {
        var code = Read();
        var file = ReadFiles("base.yaml");
        Assert.Equal(code.Symbols.Select(s => s.Strategy), file.Symbols.Select(s => s.Strategy));
        Assert.Equal(code.Risk, file.Risk);
        Assert.Equal(
            code.Keys.Select(k => (k.Key, k.Value)),
            file.Keys.Where(k => !k.Origin.EndsWith("(not read yet)", StringComparison.Ordinal))
                .Select(k => (k.Key, k.Value)));
    }

    [Fact]
    public void The_shipped_risk_overlay_says_what_the_defaults_in_code_say() =>
        Assert.Equal(Read().Risk, ReadFiles("base.yaml", "risk.yaml").Risk);

    [Fact]
    public void The_shipped_environments_differ_where_they_should()
    {
        var dev = ReadFiles("base.yaml", "dev.yaml");
        Assert.Equal((10m, 0.05m, 2m, LogLevel.Debug),
            (dev.Symbols[0].Strategy.BasePositionSize.Value, dev.Symbols[0].Strategy.EntryThresholdPct,
                dev.Symbols[0].Strategy.MaxPositionMultiplier, dev.Node.Logging.Level));
        var prod = ReadFiles(Keys, "base.yaml", "risk.yaml", "prod.yaml");
        Assert.Equal((1000m, 2m), (prod.Symbols[0].Strategy.BasePositionSize.Value, prod.Symbols[0].Strategy.MaxDrawdownPct));
        Assert.Equal("GATEIO_API_KEY-value", prod.Node.Gate.Key.Reveal());
    }

    [Fact]
    public void The_demo_trades_three_symbols()
    {
        var demo = ConfigurationReader.Read([ConfigurationSource.Demo], _ => null);
        Assert.Equal(3, demo.Symbols.Length);
        Assert.Contains(demo.Symbols, s => s.Symbol == new Symbol("NEIROETH_USDT"));
        Assert.Empty(demo.Warnings);
    }

    [Fact]
    public void A_later_file_goes_over_an_earlier_one_key_by_key()
    {
        var configuration = Read(
            "strategy:\n  delta_neutral:\n    max_trade_usd: 10\n    max_in_doubt_usd: 20\n",
            "strategy:\n  delta_neutral:\n    max_trade_usd: 11\n");
        var strategy = configuration.Symbols[0].Strategy;
        Assert.Equal((11m, 20m), (strategy.MaxTrade.Value, strategy.MaxInDoubt.Value));
        Assert.Equal("file2.yaml:3", Origin(configuration, "strategies[NEIROETH_USDT].max_trade_usd"));
        Assert.Equal("file1.yaml:4", Origin(configuration, "strategies[NEIROETH_USDT].max_in_doubt_usd"));
        Assert.Equal("default", Origin(configuration, "strategies[NEIROETH_USDT].confidence_min"));
    }

    [Fact]
    public void A_symbol_overrides_the_keys_of_all_symbols_and_a_later_file_adds_to_it()
    {
        var configuration = Read(
            Symbol + "strategy:\n  delta_neutral:\n    intent_ttl_ms: 1000\n    leg_timeout_ms: 2000\n",
            "strategies:\n  - symbol: F/USDT\n    intent_ttl_ms: 1100\n");
        var strategy = Assert.Single(configuration.Symbols).Strategy;
        Assert.Equal((TimeSpan.FromMilliseconds(1100), TimeSpan.FromMilliseconds(2000)), (strategy.IntentTtl, strategy.LegTimeout));
        Assert.Equal("file2.yaml:3", Origin(configuration, "strategies[F_USDT].intent_ttl_ms"));
    }

    [Fact]
    public void Variables_are_put_in_and_named_as_the_origin()
    {
        var configuration = Read("exchanges:\n  gateio:\n    api_key: ${KEY}\n    timeout: ${NONE:-2.5}\n    base_url: http://${HOST}:80/${PATH}/x\n");
        Assert.Equal("KEY-value", configuration.Node.Gate.Key.Reveal());
        Assert.Equal(TimeSpan.FromSeconds(2.5), configuration.Node.Gate.Timeout);
        Assert.Equal("http://host-value/PATH-value/x", configuration.Node.Gate.BaseUrl.AbsoluteUri);
        Assert.Equal("file1.yaml:3 from KEY", Origin(configuration, "exchanges.gateio.api_key"));
    }

    [Theory]
    [InlineData("security: {max_position_exposure: 2000}", 2000)]
    [InlineData("security: {max_position_exposure: 60000}", 50000)]
    [InlineData("risk_management: {position_limits: {max_total_exposure_usd: 300}}", 300)]
    public void The_stricter_of_two_exposure_limits_counts(string yaml, int expected) =>
        Assert.Equal(expected, Read(yaml).Risk.MaxTotalExposure.Value);

    [Theory]
    [InlineData("risk_management: {stop_loss: {max_drawdown_pct: 1.5}}", "1.5")]
    [InlineData("strategy: {delta_neutral: {max_drawdown_pct: 4}}", "3")]
    public void The_stricter_of_two_drawdowns_counts(string yaml, string expected) =>
        Assert.Equal(decimal.Parse(expected), Read(yaml).Symbols[0].Strategy.MaxDrawdownPct);

    [Fact]
    public void The_stricter_of_two_check_intervals_counts() =>
        Assert.Equal(TimeSpan.FromSeconds(4),
            Read("risk_management: {monitoring: {position_check_interval: 4}}").Connection(Venue.GateSpot).ReconcileEvery);

    [Fact]
    public void A_secret_is_never_printed()
    {
        var configuration = Read("exchanges:\n  mexc:\n    api_key: visible-key\n    secret_key: visible-secret\n");
        var printed = string.Join("\n", configuration.Keys) + string.Join("\n", configuration.Warnings) + configuration.Node;
        Assert.DoesNotContain("visible", printed, StringComparison.Ordinal);
        Assert.Contains("***", printed, StringComparison.Ordinal);
        Assert.Contains(configuration.Warnings, w => w.StartsWith("file1.yaml:3: exchanges.mexc.api_key stands in a file", StringComparison.Ordinal));
    }

    [Fact]
    public void A_known_key_that_nothing_reads_yet_is_warned_about()
    {
        var warning = Assert.Single(Read("monitoring:\n  http_port: 8080\n").Warnings);
        Assert.Equal("file1.yaml:2: monitoring.http_port is known, but nothing reads it yet", warning);
    }

    [Fact]
    public void Every_key_is_printed_with_a_value_and_an_origin()
    {
        var keys = Read().Keys;
        Assert.Equal(keys.Count, keys.Select(k => k.Key).Distinct().Count());
        Assert.All(keys, k => Assert.NotEmpty(k.Origin));
        Assert.Equal(NodeKeys.All.Count + StrategyKeys.All.Count + Domain.Markets.Venues.All.Length, keys.Count);
    }

    [Fact]
    public void Every_number_has_a_range()
    {
        var numbers = NodeKeys.All.Concat<ConfigurationKey>(StrategyKeys.All).Concat(KeyTable.KeysNotReadYet)
            .Where(k => k.Kind is KeyKind.Number or KeyKind.WholeNumber);
        Assert.All(numbers, k => Assert.True(k.Min > decimal.MinValue, k.Name));
    }

    internal static NodeConfiguration Read(params string[] files) =>
        ConfigurationReader.Read(files.Select((text, i) => new ConfigurationSource($"file{i + 1}.yaml", text)), Environment);

    private static NodeConfiguration ReadFiles(params string[] names) => ReadFiles(NoKeys, names);

    private static NodeConfiguration ReadFiles(Func<string, string?> environment, params string[] names) =>
        ConfigurationReader.Read(names.Select(n => ConfigurationSource.FromFile(Path.Combine(Repository.Root, "cluster-config", n))), environment);

    private static string Origin(NodeConfiguration configuration, string key) => configuration.Keys.Single(k => k.Key == key).Origin;

    private static string? Environment(string name) => name switch
    {
        "NONE" or "MISSING" => null,
        "HOST" => "host-value",
        _ => name + "-value",
    };

    private static string? Keys(string name) => name is "ENVIRONMENT" or "LOG_LEVEL" ? null : name + "-value";

    private static string? NoKeys(string name) => null;
}
