using System.Collections.Immutable;
using System.Globalization;
using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Recordings;
using YamlDotNet.RepresentationModel;

namespace Arbitrage.Simulation.Scenarios.Reading;

/// <summary>One group of keys of a scenario file. Every key that is asked for becomes a known one; <see cref="Close"/> refuses the others.</summary>
internal sealed class YamlFields
{
    private readonly string _file, _path;
    private readonly Dictionary<string, (YamlNode Value, int Line)> _values = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _known = new(StringComparer.Ordinal);

    public YamlFields(string file, string path, YamlNode node)
    {
        (_file, _path, Line) = (file, path, (int)node.Start.Line);
        if (node is not YamlMappingNode mapping)
            throw Wrong(Line, "", "is not a group of keys", "write `key: value` lines, or `{key: value, key: value}`");
        foreach (var (key, value) in mapping.Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? "";
            if (!_values.TryAdd(name, (value, (int)key.Start.Line)))
                throw Wrong((int)key.Start.Line, name, "is given twice", "keep one of the two");
        }
    }

    public int Line { get; }

    public bool Has(string key)
    {
        _known.Add(key);
        return _values.ContainsKey(key);
    }

    public int LineOf(string key) => _values.TryGetValue(key, out var found) ? found.Line : Line;

    public IReadOnlyList<string> Keys => [.. _values.Keys];

    public YamlNode? Node(string key)
    {
        _known.Add(key);
        return _values.TryGetValue(key, out var found) ? found.Value : null;
    }

    public string? Text(string key)
    {
        _known.Add(key);
        return !_values.TryGetValue(key, out var found) ? null
            : found.Value is YamlScalarNode { Value: { Length: > 0 } text } ? text
            : throw Wrong(found.Line, key, "has no single value", "give it one value");
    }

    public string Required(string key, string example) => Text(key) ?? throw Wrong(Line, key, "is missing", $"add `{key}: {example}`");

    public YamlFields? Group(string key) => Node(key) is { } node ? new(_file, Path(key), node) : null;

    public IEnumerable<YamlFields> Groups(string key)
    {
        var node = Node(key);
        return node switch
        {
            null => [],
            YamlSequenceNode list => list.Children.Select((item, i) => new YamlFields(_file, $"{Path(key)}[{i + 1}]", item)),
            _ => throw Wrong(LineOf(key), key, "is not a list", "write its items as `- ...` lines"),
        };
    }

    public ImmutableArray<string> Texts(string key) => Node(key) switch
    {
        null => [],
        YamlScalarNode => [Text(key)!],
        YamlSequenceNode list =>
        [
            .. list.Children.Select(item => (item as YamlScalarNode)?.Value is { Length: > 0 } text
                ? text
                : throw Wrong((int)item.Start.Line, key, "holds something that is not a name", "write names, `[A, B]`")),
        ],
        _ => throw Wrong(LineOf(key), key, "is a group of keys", "write one name or a list of them"),
    };

    public TimeSpan? Time(string key) => Text(key) is not { } text ? null
        : Duration(text) ?? throw Wrong(LineOf(key), key, $"'{text}' is not a time", "write a number with its unit: 250ms, 1.5s, 2m");

    public TimeSpan RequiredTime(string key) => Time(key) ?? throw Wrong(Line, key, "is missing", $"add `{key}: 15s`");

    public decimal? Number(string key) => Text(key) is not { } text ? null
        : decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Wrong(LineOf(key), key, $"'{text}' is not a number", "write digits, with a point before decimals");

    public decimal RequiredNumber(string key) => Number(key) ?? throw Wrong(Line, key, "is missing", $"add `{key}: 10`");

    public int Count(string key, int otherwise) => Number(key) is not { } number ? otherwise
        : number is >= 1 and <= 100_000 && number == decimal.Truncate(number) ? (int)number
        : throw Wrong(LineOf(key), key, $"{Text(key)} is not a count", "write a whole number from 1");

    public bool? Flag(string key) => Text(key) switch
    {
        null => null,
        "true" => true,
        "false" => false,
        var text => throw Wrong(LineOf(key), key, $"'{text}' is neither true nor false", "write true or false"),
    };

    /// <summary>One of the names of an enumeration, in snake case.</summary>
    public T? Name<T>(string key)
        where T : struct, Enum => Text(key) is { } text ? Named<T>(key, text) : null;

    public T Named<T>(string key, string text)
        where T : struct, Enum
    {
        var names = Enum.GetValues<T>().ToDictionary(v => Snake(v.ToString()), v => v, StringComparer.Ordinal);
        return names.TryGetValue(Snake(text), out var value) ? value : throw NoSuch(key, text, names.Keys);
    }

    public Venue? Venue(string key) => Text(key) is not { } text ? null
        : Domain.Markets.Venues.All.Where(v => v.Key() == text).Select(v => (Venue?)v).FirstOrDefault()
            ?? throw NoSuch(key, text, Domain.Markets.Venues.All.Select(v => v.Key()));

    public Venue RequiredVenue() => Venue("venue") ?? throw Wrong(Line, "venue", "is missing", "add `venue: gate_spot`, `gate_futures` or `mexc_spot`");

    /// <summary>Refuses every key that nobody asked for.</summary>
    public void Close()
    {
        foreach (var (key, (_, line)) in _values)
        {
            if (!_known.Contains(key))
                throw NoSuch(line, key, _known);
        }
    }

    public ScenarioFileException NoSuch(string key, string text, IEnumerable<string> names)
    {
        var all = names.Order(StringComparer.Ordinal).ToList();
        return Wrong(LineOf(key), key, $"'{text}' is not known", NearestName.Of(text, all) is { } near ? $"did you mean {near}?" : $"one of {string.Join(", ", all)}");
    }

    public ScenarioFileException Wrong(string key, string what, string remedy) => Wrong(LineOf(key), key, what, remedy);

    /// <summary>`StaleAfter` as `stale_after`.</summary>
    public static string Snake(string name) => string.Concat(name.Select((c, i) =>
        char.IsUpper(c) && i > 0 && !char.IsUpper(name[i - 1]) && name[i - 1] != '_' ? $"_{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));

    private static TimeSpan? Duration(string text)
    {
        var unit = text.AsSpan().TrimStart("0123456789.-");
        if (!decimal.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.Number, CultureInfo.InvariantCulture, out var number))
            return null;
        long? ticks = unit switch
        {
            "us" => TimeSpan.TicksPerMicrosecond,
            "ms" => TimeSpan.TicksPerMillisecond,
            "s" => TimeSpan.TicksPerSecond,
            "m" => TimeSpan.TicksPerMinute,
            "h" => TimeSpan.TicksPerHour,
            _ => null,
        };
        return ticks is { } one ? new((long)(number * one)) : null;
    }

    private ScenarioFileException NoSuch(int line, string key, IEnumerable<string> names) => Wrong(
        line, key, "unknown key", NearestName.Of(key, names) is { } near ? $"did you mean {near}?" : $"remove it; known here are {string.Join(", ", names)}");

    private ScenarioFileException Wrong(int line, string key, string what, string remedy) => new($"{_file}:{line}: {Path(key)}: {what}; {remedy}");

    private string Path(string key) => key.Length == 0 ? _path : _path.Length == 0 ? key : $"{_path}.{key}";
}
