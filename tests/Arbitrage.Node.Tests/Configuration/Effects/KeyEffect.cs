using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Tests.Strategy;
using Arbitrage.Node.Configuration;

namespace Arbitrage.Node.Tests.Configuration.Effects;

/// <summary>
/// What a key changes. The same thing is done with what consumes the settings (machine, connector, log) under two configurations that differ
/// in this key alone; what was seen is written down for both.
/// </summary>
/// <param name="Key">Full name, as in the key tables.</param>
/// <param name="Changed">Its value in the second configuration.</param>
/// <param name="See">Does it and says what was seen.</param>
/// <param name="Then">Seen without the key, or with <see cref="UsualValue"/>.</param>
/// <param name="Now">Seen with the changed value.</param>
internal sealed record KeyEffect(string Key, string Changed, Func<NodeConfiguration, Task<string>> See, string Then, string Now)
{
    private const string Symbols = """
        strategies:
          - {symbol: COIN_USDT, gate_spot: COIN_USDT, gate_futures: COIN_USDT, mexc_spot: COINUSDT}
          - {symbol: BTC_USDT, gate_spot: BTC_USDT, gate_futures: BTC_USDT, mexc_spot: BTCUSDT}
        """;

    /// <summary>Value in the first configuration; null leaves the default.</summary>
    public string? UsualValue { get; init; }

    /// <summary>YAML that both configurations have.</summary>
    public string Background { get; init; } = "";

    public static KeyEffect Of(string key, string changed, Func<NodeConfiguration, string> see, string then, string now) =>
        new(key, changed, configuration => Task.FromResult(see(configuration)), then, now);

    /// <summary>Of a key of `strategy.delta_neutral`: seen on the strategy's machine with scripted venues.</summary>
    public static KeyEffect OfStrategy(string key, string changed, Func<StrategyScript, string> see, string then, string now) =>
        Of(KeyTable.StrategyPrefix + key, changed, configuration => see(new(StrategyOf(configuration))), then, now);

    public static StrategySettings StrategyOf(NodeConfiguration configuration) =>
        configuration.Symbols.Single(s => s.Symbol == StrategyScript.Coin).Strategy;

    public Task<string> SeeUsual() => SeeAsync(UsualValue);

    public Task<string> SeeChanged() => SeeAsync(Changed);

    /// <summary>`a.b: 1` as groups.</summary>
    public static string Nested(string key, string value) => string.Concat(
        key.Split('.').Select((part, depth) => $"{(depth > 0 ? "\n" : "")}{new string(' ', depth * 2)}{part}:")) + $" {value}\n";

    private async Task<string> SeeAsync(string? value)
    {
        ConfigurationSource[] files =
            [new("symbols.yaml", Symbols), new("background.yaml", Background), new("key.yaml", value is null ? "" : Yaml(value))];
        NodeConfiguration configuration;
        try
        {
            configuration = ConfigurationReader.Read(files, _ => null);
        }
        catch (ConfigurationException e)
        {
            return "refused: " + e.Problems[0].What;
        }

        return await See(configuration);
    }

    private string Yaml(string value) => Key == "strategies[].symbol" ? $"strategies:\n  - {{symbol: {value}, gate_spot: {value}, gate_futures: {value}, mexc_spot: {value}}}\n"
        : Key.StartsWith("strategies[].", StringComparison.Ordinal)
        ? $"strategies:\n  - symbol: COIN_USDT\n    {Key["strategies[].".Length..]}: {value}\n"
        : Nested(Key, value);
}
