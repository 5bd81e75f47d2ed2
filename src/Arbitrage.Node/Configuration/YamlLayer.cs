using Arbitrage.Simulation.Recordings;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Arbitrage.Node.Configuration;

/// <summary>
/// One file as a flat list: full key to value. Items of `strategies` get the symbol as part of the key, so that a later file
/// overrides the same symbol's keys and adds new symbols.
/// </summary>
internal sealed class YamlLayer
{
    /// <summary>Prefix of per-symbol keys: `strategies[NEIROETH_USDT].`.</summary>
    public const string StrategiesKey = "strategies";

    private readonly ConfigurationSource _source;
    private readonly Func<string, string?> _environment;
    private readonly List<ConfigurationProblem> _problems;
    private readonly List<string>? _ignoredKeys;
    private readonly Dictionary<string, ConfiguredValue> _values = new(StringComparer.Ordinal);

    private YamlLayer(
        ConfigurationSource source, Func<string, string?> environment, List<ConfigurationProblem> problems, List<string>? ignoredKeys) =>
        (_source, _environment, _problems, _ignoredKeys) = (source, environment, problems, ignoredKeys);

    /// <summary>Reads a file; what is wrong is added to the problems and left out of the answer.</summary>
    /// <param name="source">The file.</param>
    /// <param name="environment">Looks an environment variable up.</param>
    /// <param name="problems">Gets what is wrong.</param>
    /// <param name="ignoredKeys">When given, secrets are left out, and it gets the names of those that have a value.</param>
    public static IReadOnlyDictionary<string, ConfiguredValue> Read(
        ConfigurationSource source, Func<string, string?> environment, List<ConfigurationProblem> problems, List<string>? ignoredKeys = null)
    {
        var layer = new YamlLayer(source, environment, problems, ignoredKeys);
        layer.ReadDocument();
        return layer._values;
    }

    private void ReadDocument()
    {
        if (YamlShape.Problem(_source) is { } shape)
        {
            _problems.Add(shape);
            return;
        }

        var yaml = new YamlStream();
        try
        {
            yaml.Load(new StringReader(_source.Text));
        }
        catch (YamlException e)
        {
            _problems.Add(YamlShape.NotYaml(_source, e));
            return;
        }

        if (yaml.Documents.Count > 1)
        {
            Problem((int)yaml.Documents[1].RootNode.Start.Line, "", "a second document", "keep one document a file and give several --config");
            return;
        }

        if (yaml.Documents.Count == 0 || yaml.Documents[0].RootNode is YamlScalarNode { Value: null or "" })
            return; // an empty file is a legal overlay
        if (yaml.Documents[0].RootNode is YamlMappingNode root)
            ReadMapping(root, "");
        else
            Problem((int)yaml.Documents[0].RootNode.Start.Line, "", "expected keys at the top level", "write `key: value` lines");
    }

    private void ReadMapping(YamlMappingNode mapping, string prefix)
    {
        foreach (var (keyNode, value) in mapping.Children)
        {
            if (keyNode is not YamlScalarNode { Value: { Length: > 0 } name })
            {
                Problem(Line(keyNode), prefix.TrimEnd('.'), "a key that is not a name", "write `key: value` lines");
                continue;
            }

            var key = prefix + ValueText.Short(name);
            if (name.AsSpan().IndexOfAny('.', '[') >= 0)
            {
                Problem(Line(keyNode), key, "a key with a dot or a bracket", "write groups of keys by indentation");
                continue;
            }

            switch (value)
            {
                case YamlMappingNode when key == StrategiesKey:
                    Problem(Line(keyNode), key, "is a list of symbols, not a group of keys", "write `- symbol: BASE_USDT` with its keys below");
                    break;
                case YamlMappingNode when KeyTable.IsKnown(key):
                    Problem(Line(keyNode), key, "is a value, not a group of keys", "write one value behind the colon");
                    break;
                case YamlMappingNode { Children.Count: > 0 } nested:
                    ReadMapping(nested, key + ".");
                    break;
                case YamlMappingNode when !KeyTable.IsGroup(key):
                    UnknownKey(Line(keyNode), key);
                    break;
                case YamlMappingNode:
                    break; // an empty group says nothing
                case YamlSequenceNode list when key == StrategiesKey:
                    ReadStrategies(list);
                    break;
                case YamlSequenceNode list:
                    Problem(Line(list), key, "is a list", KeyTable.IsKnown(key) ? "give one value" : Unknown(key));
                    break;
                case YamlScalarNode scalar:
                    ReadScalar(key, scalar, Line(keyNode));
                    break;
            }
        }
    }

    private void ReadStrategies(YamlSequenceNode list)
    {
        if (list.Children.Count == 0)
            Problem(Line(list), StrategiesKey, "lists no symbol", "write `- symbol: BASE_USDT` with its keys below, or remove it to use the default");
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var item in list.Children)
        {
            if (item is not YamlMappingNode mapping)
            {
                Problem(Line(item), StrategiesKey, "an item is not a group of keys", "write `- symbol: BASE_USDT` with its keys below");
                continue;
            }

            var symbolNode = mapping.Children.FirstOrDefault(x => (x.Key as YamlScalarNode)?.Value == "symbol");
            if (symbolNode.Value is not YamlScalarNode { Value: { Length: > 0 } text })
            {
                Problem(Line(item), StrategiesKey + "[].symbol", "is missing", "add `symbol: BASE_USDT`");
                continue;
            }

            var line = Line(symbolNode.Value);
            if (SymbolText.Problem(text) is { } wrong)
            {
                Problem(line, StrategiesKey + "[].symbol", wrong, "write BASE_USDT in upper case, for example NEIROETH_USDT");
                continue;
            }

            var symbol = SymbolText.Normal(text);
            if (!seen.TryAdd(symbol, line))
                Problem(line, StrategiesKey + "[].symbol", $"{symbol} is already listed in line {seen[symbol]}", "keep one of the two");
            ReadMapping(mapping, $"{StrategiesKey}[{symbol}].");
        }
    }

    private void ReadScalar(string key, YamlScalarNode scalar, int line)
    {
        var isNull = scalar.Style == ScalarStyle.Plain && scalar.Value is null or "" or "~" or "null";
        if (KeyTable.IsGroup(key) || key == StrategiesKey)
        {
            if (!isNull) // a group whose keys are all commented out says nothing
                Problem(line, key, "is a group of keys, not a value", key == StrategiesKey ? "write a list of symbols below it" : "indent its keys below it");
            return;
        }

        if (!KeyTable.IsKnown(key))
        {
            UnknownKey(line, key);
            return;
        }

        if (isNull)
        {
            Problem(line, key, "has no value", "give it one, or remove the key to use the default");
            return;
        }

        if (_ignoredKeys is not null && KeyTable.Find(key)!.Kind == KeyKind.Secret)
        {
            if (VariableSubstitution.Apply(scalar.Value!, _environment) is { Problem: null, Text.Length: > 0 })
                _ignoredKeys.Add(key);
            return;
        }

        var (text, used, problem) = VariableSubstitution.Apply(scalar.Value!, _environment);
        if (problem is { } wrong)
            Problem(line, key, wrong.What, wrong.Remedy);
        else
            _values[key] = new(text, _source.Name, line, used);
    }

    private void UnknownKey(int line, string key)
    {
        if (KeyTable.KeysOfAnotherExchange.TryGetValue(key, out var why))
            Problem(line, key, why, "remove it");
        else
            Problem(line, key, "unknown key", Unknown(key));
    }

    private static string Unknown(string key)
    {
        var (scope, candidates) = KeyTable.CandidatesFor(key);
        var nearest = NearestName.Of(key[scope.Length..], candidates);
        return nearest is null ? "remove it; `config --table` lists every key" : $"did you mean {scope}{nearest}?";
    }

    private static int Line(YamlNode node) => (int)node.Start.Line;

    private void Problem(int line, string key, string what, string remedy) => _problems.Add(new(_source.Name, line, key, what, remedy));
}
