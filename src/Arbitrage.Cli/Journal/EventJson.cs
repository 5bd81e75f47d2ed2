using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Arbitrage.Domain.Markets;

namespace Arbitrage.Cli.Journal;

/// <summary>
/// Events and states as JSON, for people and programs: the fields of a record by their names, the case of a union as `kind`, units as their number,
/// venues by their key. For reading alone; the wire form is another.
/// </summary>
internal static class EventJson
{
    private static readonly Dictionary<Type, (string Name, PropertyInfo Property)[]> Shapes = [];

    /// <summary>The value; null for null.</summary>
    public static JsonNode? Of(object? value) => value switch
    {
        null => null,
        string text => text,
        bool flag => flag,
        int number => number,
        long number => number,
        char letter => letter.ToString(),
        decimal number => Exact(number),
        Venue venue => Enum.IsDefined(venue) ? venue.Key() : $"{venue}",
        Enum name => $"{name}",
        DateTimeOffset at => Time(at),
        TimeSpan span => span.ToString("c", CultureInfo.InvariantCulture),
        ImmutableArray<byte> bytes => bytes.IsDefault ? null : Convert.ToHexStringLower(bytes.AsSpan()),
        IDictionary entries => Entries(entries),
        IEnumerable items => new JsonArray([.. items.Cast<object?>().Select(Of)]),
        _ => Record(value),
    };

    /// <summary>Times as they are everywhere in output.</summary>
    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFZ", CultureInfo.InvariantCulture);

    /// <summary>One line: `name=value`, what is inside in braces.</summary>
    public static string Line(JsonNode? node) => node switch
    {
        JsonObject fields => string.Join(' ', fields.Where(f => f.Value is not null && f.Key != "kind").Select(f => $"{f.Key}={Inside(f.Value)}")),
        _ => Inside(node),
    };

    private static string Inside(JsonNode? node) => node switch
    {
        null => "-",
        JsonObject o when o["kind"] is { } kind => o.Count == 1 ? $"{kind}" : $"{kind}{{{Line(o)}}}",
        JsonObject o => $"{{{Line(o)}}}",
        JsonArray a => $"[{string.Join(", ", a.Select(Inside))}]",
        JsonValue v when v.GetValueKind() == JsonValueKind.String && v.GetValue<string>() is var text =>
            text.Length == 0 || text.Contains(' ', StringComparison.Ordinal) ? $"'{text}'" : text,
        _ => node.ToJsonString(),
    };

    // Without the zeros that a quotient leaves behind, and never as a power of ten.
    private static JsonValue Exact(decimal value) => JsonValue.Create(value / 1.0000000000000000000000000000m);

    private static JsonObject Entries(IDictionary entries)
    {
        var made = new JsonObject();
        foreach (DictionaryEntry entry in entries)
            made[entry.Key is Venue venue ? venue.Key() : Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!] = Of(entry.Value);
        return made;
    }

    private static JsonNode? Record(object value)
    {
        var type = value.GetType();
        (string Name, PropertyInfo Property)[] shape;
        lock (Shapes)
        {
            if (!Shapes.TryGetValue(type, out shape!))
                Shapes.Add(type, shape = ShapeOf(type));
        }

        if (type.IsValueType && shape is [{ Name: "value" or "text" } only])
            return Of(only.Property.GetValue(value));
        if (shape.Length == 0 && type.IsValueType)
            return value.ToString();
        var made = new JsonObject();
        if (!type.IsValueType && type.BaseType is { IsAbstract: true })
            made["kind"] = type.Name;
        foreach (var (name, property) in shape)
            made[name] = Of(property.GetValue(value));
        return made;
    }

    // The parameters of the primary constructor: what a record computes from them says nothing new.
    private static (string Name, PropertyInfo Property)[] ShapeOf(Type type)
    {
        var constructor = type.GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
            .Where(c => c.GetParameters() is not [{ ParameterType: var own }] || own != type)
            .MaxBy(c => c.GetParameters().Length);
        return constructor is null
            ? []
            : [
                .. constructor.GetParameters().Select(p => (p.Name, Property: type.GetProperty(p.Name!, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase)))
                    .Where(p => p.Property is not null).Select(p => (JsonNamingPolicy.CamelCase.ConvertName(p.Property!.Name), p.Property)),
            ];
    }
}
