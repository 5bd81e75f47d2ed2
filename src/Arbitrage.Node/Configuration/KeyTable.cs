namespace Arbitrage.Node.Configuration;

/// <summary>Every key there is: those that are read, and those that are known but that nothing reads yet.</summary>
internal static class KeyTable
{
    /// <summary>Prefix of the keys that hold for all symbols.</summary>
    public const string StrategyPrefix = "strategy.delta_neutral.";

    /// <summary>Largest amount of money that a key takes: products of it with any other key stay within a decimal.</summary>
    public const decimal MostUsd = 1_000_000_000_000m;

    /// <summary>Keys of an item of `strategies` besides those of the strategy.</summary>
    public static IReadOnlyList<ConfigurationKey> SymbolKeys { get; } =
    [
        new("symbol", KeyKind.Text, "our name, BASE_USDT"),
        new("gate_spot", KeyKind.Text, "the symbol's name at Gate spot"),
        new("gate_futures", KeyKind.Text, "the symbol's name at Gate futures"),
        new("mexc_spot", KeyKind.Text, "the symbol's name at MEXC spot"),
    ];

    /// <summary>
    /// Keys that the product is to have and that no code reads yet. They are accepted, so that the shipped files of every
    /// environment can be written now, and each one found in a file is warned about at the start.
    /// </summary>
    public static IReadOnlyList<ConfigurationKey> KeysNotReadYet { get; } =
    [
        new("database.url", KeyKind.Secret, "PostgreSQL of a cluster; may hold a password"),
        new("database.pool_size", KeyKind.WholeNumber, "connections") { Min = 1, Max = 1000 },
        new("database.max_overflow", KeyKind.WholeNumber, "connections above the pool") { Min = 0, Max = 1000 },
        new("database.pool_timeout", KeyKind.Number, "seconds") { Min = 0, Max = 600 },
        new("monitoring.enabled", KeyKind.Flag, "HTTP endpoint of metrics"),
        new("monitoring.http_port", KeyKind.WholeNumber, "health, readiness, metrics") { Min = 1, Max = 65535 },
        new("monitoring.operator_port", KeyKind.WholeNumber, "operator commands") { Min = 1, Max = 65535 },
        new("monitoring.prometheus_port", KeyKind.WholeNumber, "metrics, when not the HTTP port") { Min = 1, Max = 65535 },
        new("monitoring.alert_webhook", KeyKind.Secret, "where alerts are posted"),
        new("security.api_key_rotation_hours", KeyKind.Number, "age at which a key is to be replaced") { Min = 1, Max = 100_000 },
        new("risk_management.alerts.performance_degradation", KeyKind.Flag, "alert"),
    ];

    /// <summary>Keys that one exchange has and another can't have, with the reason.</summary>
    public static IReadOnlyDictionary<string, string> KeysOfAnotherExchange { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["exchanges.mexc.order_entry"] = "MEXC takes orders by REST only",
    };

    private static readonly Dictionary<string, ConfigurationKey> Fixed =
        NodeKeys.All.Concat<ConfigurationKey>(KeysNotReadYet)
            .Concat(StrategyKeys.All.Select(k => (ConfigurationKey)(k with { Name = StrategyPrefix + k.Name })))
            .ToDictionary(k => k.Name, StringComparer.Ordinal);

    private static readonly Dictionary<string, ConfigurationKey> PerSymbol =
        SymbolKeys.Concat<ConfigurationKey>(StrategyKeys.All).ToDictionary(k => k.Name, StringComparer.Ordinal);

    private static readonly HashSet<string> Groups = [.. GroupsOf(Fixed.Keys), .. GroupsOf(PerSymbol.Keys).Select(g => "[]" + g)];

    /// <summary>The key of this full name, or null.</summary>
    public static ConfigurationKey? Find(string key) =>
        InSymbol(key) is { } local ? PerSymbol.GetValueOrDefault(local) : Fixed.GetValueOrDefault(key);

    /// <summary>True when there is such a key.</summary>
    public static bool IsKnown(string key) => Find(key) is not null;

    /// <summary>True when the name is that of a group of keys.</summary>
    public static bool IsGroup(string key) => Groups.Contains(InSymbol(key) is { } local ? "[]" + local : key);

    /// <summary>True when nothing reads the key yet.</summary>
    public static bool IsNotReadYet(string key) => KeysNotReadYet.Any(k => k.Name == key);

    /// <summary>The names that might have been meant, and the prefix they all share.</summary>
    public static (string Scope, IEnumerable<string> Candidates) CandidatesFor(string key) =>
        InSymbol(key) is { } local
            ? (key[..^local.Length], [.. PerSymbol.Keys, .. GroupsOf(PerSymbol.Keys)])
            : ("", [.. Fixed.Keys, .. GroupsOf(Fixed.Keys), YamlLayer.StrategiesKey]);

    private static string? InSymbol(string key) =>
        key.StartsWith(YamlLayer.StrategiesKey + "[", StringComparison.Ordinal) && key.IndexOf("].", StringComparison.Ordinal) is > 0 and var end
            ? key[(end + 2)..]
            : null;

    private static IEnumerable<string> GroupsOf(IEnumerable<string> keys) =>
        keys.SelectMany(k => Enumerable.Range(0, k.Length).Where(i => k[i] == '.').Select(i => k[..i])).Distinct();
}
