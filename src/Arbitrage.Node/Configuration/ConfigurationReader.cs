using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;

namespace Arbitrage.Node.Configuration;

/// <summary>
/// Files in order, the later over the earlier, over the defaults in code. Everything wrong is found in one pass and said at once;
/// nothing is guessed (requirement B14).
/// </summary>
public sealed class ConfigurationReader
{
    // Shorter ones, as in a demo, are no secrets, and may well be a part of other words.
    private const int ShortestSecret = 12;

    private readonly Dictionary<string, ConfiguredValue> _values = new(StringComparer.Ordinal);
    private readonly List<ConfigurationProblem> _problems = [];
    private readonly List<string> _warnings = [];

    private ConfigurationReader()
    {
    }

    /// <summary>Reads, merges, checks and binds.</summary>
    /// <param name="sources">Files in the order given.</param>
    /// <param name="environment">Looks an environment variable up; null when it is not set.</param>
    /// <exception cref="ConfigurationException">Something is wrong; all of it is named.</exception>
    public static NodeConfiguration Read(IEnumerable<ConfigurationSource> sources, Func<string, string?> environment)
    {
        var reader = new ConfigurationReader();
        reader.Take(sources, environment, keys: null);
        return reader.Bind();
    }

    /// <summary>
    /// The same for what uses public data alone: keys are not read, variables that only they name need not be set, and a testnet gives way to the real
    /// venue's public data. What was ignored stands in the warnings.
    /// </summary>
    /// <param name="sources">Files in the order given.</param>
    /// <param name="environment">Looks an environment variable up; null when it is not set.</param>
    /// <exception cref="ConfigurationException">Something is wrong; all of it is named.</exception>
    public static NodeConfiguration ReadPublic(IEnumerable<ConfigurationSource> sources, Func<string, string?> environment)
    {
        var reader = new ConfigurationReader();
        var keys = new List<string>();
        reader.Take(sources, environment, keys);
        reader._warnings.AddRange(keys.Distinct(StringComparer.Ordinal).Select(k => $"{k} is ignored: public data needs no key"));
        foreach (var key in (string[])["exchanges.gateio.testnet", "exchanges.mexc.testnet"])
        {
            if (reader.Find(key) is not { Text: "true" } value)
                continue;
            reader._values.Remove(key);
            reader._warnings.Add($"{value.Origin}: {key} is ignored: a testnet's prices say nothing about the venue");
        }

        return reader.Bind();
    }

    private void Take(IEnumerable<ConfigurationSource> sources, Func<string, string?> environment, List<string>? keys)
    {
        foreach (var source in sources)
        {
            foreach (var (key, value) in YamlLayer.Read(source, environment, _problems, keys))
                _values[key] = value;
        }
    }

    private NodeConfiguration Bind()
    {
        CheckKeysNotReadYet();
        CheckSecretsElsewhere();
        var node = BindAll(new NodeSettings(), NodeKeys.All, "");
        var symbols = SymbolsNamed().Select(s => BindSymbol(s, node)).OfType<TradedSymbol>().OrderBy(s => s.Symbol).ToImmutableArray();
        if (symbols.IsEmpty && _problems.Count == 0)
            symbols = [Default(node)];
        if (_problems.Count == 0)
            ConfigurationRules.Check(node, symbols, Find, _problems, _warnings);
        if (_problems.Count > 0)
            throw new ConfigurationException([.. _problems.OrderBy(p => p.File, StringComparer.Ordinal).ThenBy(p => p.Line)]);
        return new(node, symbols, [.. Effective(node, symbols)], _warnings);
    }

    private void CheckKeysNotReadYet()
    {
        foreach (var key in KeyTable.KeysNotReadYet)
        {
            if (_values.TryGetValue(key.Name, out var value) && TryParse(key, key.Name, value) is not null)
                _warnings.Add($"{value.Origin}: {key.Name} is known, but nothing reads it yet");
        }
    }

    // Whatever is not a secret is logged and printed: a secret that stands there too would be.
    private void CheckSecretsElsewhere()
    {
        var secrets = _values.Where(v => v.Value.Text.Length >= ShortestSecret && KeyTable.Find(v.Key)?.Kind == KeyKind.Secret).ToList();
        foreach (var (key, value) in _values.Where(v => KeyTable.Find(v.Key)?.Kind != KeyKind.Secret))
        {
            if (secrets.Find(s => value.Text.Contains(s.Value.Text, StringComparison.OrdinalIgnoreCase)).Key is { } secret)
                Problem(value, key, $"holds what {secret} holds, and is not kept secret", "write something else");
        }
    }

    private IEnumerable<string> SymbolsNamed() =>
        _values.Keys.Where(k => k.StartsWith(YamlLayer.StrategiesKey + "[", StringComparison.Ordinal) && k.EndsWith("].symbol", StringComparison.Ordinal))
            .Select(k => k[(YamlLayer.StrategiesKey.Length + 1)..^"].symbol".Length]);

    private TradedSymbol? BindSymbol(string symbol, NodeSettings node)
    {
        var prefix = $"{YamlLayer.StrategiesKey}[{symbol}].";
        var settings = BindAll(Common(new(symbol), node), StrategyKeys.All, KeyTable.StrategyPrefix);
        settings = Stricter(BindAll(settings, StrategyKeys.All, prefix), node);
        var names = ImmutableSortedDictionary.CreateBuilder<Venue, string>();
        foreach (var venue in Domain.Markets.Venues.All)
        {
            if (_values.TryGetValue(prefix + venue.Key(), out var name))
            {
                if (TryParse(KeyTable.Find(prefix + venue.Key())!, prefix + venue.Key(), name) is string text)
                    names[venue] = text;
            }
            else if (_values[prefix + "symbol"] is var at)
                _problems.Add(new(at.File, at.Line, prefix + venue.Key(), "is missing", "name the symbol as that venue does; tickers differ between venues"));
        }

        return names.Count == Domain.Markets.Venues.All.Length ? new(settings, names.ToImmutable()) : null;
    }

    private TradedSymbol Default(NodeSettings node)
    {
        var symbol = new Symbol("NEIROETH_USDT");
        var settings = Stricter(BindAll(Common(symbol, node), StrategyKeys.All, KeyTable.StrategyPrefix), node);
        return new(settings, ImmutableSortedDictionary<Venue, string>.Empty
            .Add(Venue.GateSpot, "NEIROETH_USDT").Add(Venue.GateFutures, "NEIROETH_USDT").Add(Venue.MexcSpot, "NEIROETHUSDT"));
    }

    private static StrategySettings Common(Symbol symbol, NodeSettings node) => new()
    {
        Symbol = symbol,
        Generation = node.Generation,
        EmergencyStopLossPct = node.EmergencyStopLossPct,
        ErrorRateThreshold = node.CircuitBreakers ? node.ErrorRateThreshold : int.MaxValue,
        ClockErrorMax = node.ClockErrorMax,
    };

    private static StrategySettings Stricter(StrategySettings settings, NodeSettings node) =>
        settings with { MaxDrawdownPct = node.StopLoss ? Math.Min(settings.MaxDrawdownPct, node.StopLossDrawdownPct) : settings.MaxDrawdownPct };

    private T BindAll<T>(T settings, IEnumerable<ConfigurationKey<T>> keys, string prefix)
    {
        foreach (var key in keys)
        {
            if (_values.TryGetValue(prefix + key.Name, out var value) && TryParse(key, prefix + key.Name, value) is { } parsed)
                settings = key.Set(settings, parsed);
        }

        return settings;
    }

    private object? TryParse(ConfigurationKey key, string name, ConfiguredValue value)
    {
        if (key.Kind is KeyKind.Url && ValueText.HidesKeys(value.Text))
        {
            Problem(value, name, "carries a user name or a password", "write the address alone");
            return null;
        }

        if (key.Kind is KeyKind.Url && value.Text.AsSpan().IndexOfAny('?', '#') >= 0)
        {
            Problem(value, name, "carries a query", "write the address alone");
            return null;
        }

        if (key.Kind is KeyKind.Text or KeyKind.Url or KeyKind.Secret && value.Text.Any(char.IsControl))
        {
            Problem(value, name, "contains a line break or another control character", "write it on one line, without escapes");
            return null;
        }

        var parsed = key.Parse(value.Text);
        // What stands in a variable may be a secret that was put under the wrong key.
        var shown = key.Kind == KeyKind.Secret ? "***"
            : value.Variables.Count > 0 ? "the value of " + string.Join(", ", value.Variables)
            : $"'{ValueText.Short(value.Text)}'";
        if (parsed is null)
            Problem(value, name, $"{shown} is not {key.Expected}", $"write {key.Expected}");
        else if (!key.IsInRange(parsed))
            Problem(value, name, $"{shown} is out of range", $"write {key.Expected}");
        else
            return parsed;
        return null;
    }

    private void Problem(ConfiguredValue at, string key, string what, string remedy)
    {
        var problem = new ConfigurationProblem(at.File, at.Line, key, what, remedy);
        if (!_problems.Contains(problem)) // a key of all symbols is bound once for each
            _problems.Add(problem);
    }

    private ConfiguredValue? Find(string key) => _values.GetValueOrDefault(key);

    private IEnumerable<EffectiveKey> Effective(NodeSettings node, ImmutableArray<TradedSymbol> symbols)
    {
        foreach (var key in NodeKeys.All)
            yield return new(key.Name, key.Print(node), Find(key.Name)?.Origin ?? "default");
        foreach (var key in KeyTable.KeysNotReadYet)
        {
            if (Find(key.Name) is { } value)
                yield return new(key.Name, key.Kind == KeyKind.Secret ? "***" : value.Text, value.Origin + " (not read yet)");
        }

        foreach (var symbol in symbols)
        {
            var prefix = $"{YamlLayer.StrategiesKey}[{symbol.Symbol}].";
            foreach (var (venue, name) in symbol.Names)
                yield return new(prefix + venue.Key(), name, Find(prefix + venue.Key())?.Origin ?? "default");
            foreach (var key in StrategyKeys.All)
            {
                var value = Find(prefix + key.Name) ?? Find(KeyTable.StrategyPrefix + key.Name);
                yield return new(prefix + key.Name, key.Print(symbol.Strategy), value?.Origin ?? "default");
            }
        }
    }
}
