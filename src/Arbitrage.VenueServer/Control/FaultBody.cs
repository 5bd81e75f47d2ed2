using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.VenueServer.Serving;

namespace Arbitrage.VenueServer.Control;

/// <summary>A fault's JSON, read key by key; whatever is wrong with one is told with its name and what would be right.</summary>
internal sealed class FaultBody(JsonElement json)
{
    public bool Has(string key) => json.TryGetProperty(key, out _);

    /// <exception cref="FormatException">A key that this kind does not know.</exception>
    public void Allow(string kind, IReadOnlyList<string> keys)
    {
        foreach (var field in json.EnumerateObject())
        {
            if (field.Name != "kind" && !keys.Contains(field.Name))
                throw new FormatException($"'{field.Name}' is not a key of {kind}; it takes {(keys.Count == 0 ? "none" : string.Join(", ", keys))}.");
        }
    }

    /// <exception cref="FormatException">Missing or not a text.</exception>
    public string Text(string key) =>
        json.TryGetProperty(key, out var field) && field.ValueKind == JsonValueKind.String && field.GetString() is { Length: > 0 } text
            ? text
            : throw new FormatException($"'{key}' is missing or not a text; give it as a JSON string.");

    public string Text(string key, string otherwise) => Has(key) ? Text(key) : otherwise;

    /// <exception cref="FormatException">Missing, not a number or out of range.</exception>
    public decimal Number(string key, decimal least, decimal most) =>
        json.TryGetProperty(key, out var field)
            && WireText.TryParse(field.ValueKind == JsonValueKind.String ? field.GetString() : field.GetRawText(), out var value)
            && value >= least && value <= most
            ? value
            : throw new FormatException($"'{key}' is missing or not a number from {WireText.Text(least)} to {WireText.Text(most)}.");

    public decimal Number(string key, decimal least, decimal most, decimal otherwise) => Has(key) ? Number(key, least, most) : otherwise;

    /// <exception cref="FormatException">Missing, not a whole number or out of range.</exception>
    public int Whole(string key, int least, int most, int otherwise) =>
        Number(key, least, most, otherwise) is var value && value == decimal.Truncate(value)
            ? (int)value
            : throw new FormatException($"'{key}' is not a whole number.");

    /// <exception cref="FormatException">Neither true nor false.</exception>
    public bool Flag(string key, bool otherwise) => !json.TryGetProperty(key, out var field) ? otherwise
        : field.ValueKind is JsonValueKind.True or JsonValueKind.False ? field.GetBoolean()
        : throw new FormatException($"'{key}' is neither true nor false.");

    /// <exception cref="FormatException">Missing or not a venue.</exception>
    public Venue Venue(string key = "venue")
    {
        var name = Text(key);
        return Domain.Markets.Venues.All.Where(v => v.Key() == name).Cast<Venue?>().FirstOrDefault()
            ?? throw new FormatException($"'{key}' is '{name}', which is not a venue; use gate_spot, gate_futures or mexc_spot.");
    }

    /// <exception cref="FormatException">Missing, or not traded by the venue.</exception>
    public Symbol Symbol(VenueFloor floor, Venue venue)
    {
        var name = Text("symbol");
        var known = floor.Models[venue].Instruments.Select(i => i.Symbol).ToList();
        return known.Where(s => s.Text == name).Cast<Symbol?>().FirstOrDefault()
            ?? throw new FormatException($"'symbol' is '{name}', which {venue.Key()} does not trade; use {string.Join(", ", known.Select(s => s.Text))}.");
    }

    /// <exception cref="FormatException">Missing or none of those listed.</exception>
    public T OneOf<T>(string key, IReadOnlyList<(string Name, T Value)> choices)
    {
        var name = Text(key);
        foreach (var (choice, value) in choices)
        {
            if (choice == name)
                return value;
        }

        throw new FormatException($"'{key}' is '{name}'; use {string.Join(", ", choices.Select(c => c.Name))}.");
    }
}
