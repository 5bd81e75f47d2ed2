using System.Text.Json;
using Arbitrage.Venues.Wire;

namespace Arbitrage.Venues.Rest;

/// <summary>Fields of the venues' JSON, which send numbers as numbers or as text, leave fields out and write null.</summary>
internal static class JsonFields
{
    /// <summary>Text of a field; null when it is missing or null.</summary>
    public static string? Text(this JsonElement row, string name) =>
        row.TryGetProperty(name, out var field) && field.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined) ? field.ToString() : null;

    /// <summary>A decimal field; null when it is missing, null or empty.</summary>
    /// <exception cref="UnreadableException">Not a number.</exception>
    public static decimal? Number(this JsonElement row, string name) =>
        Text(row, name) is { Length: > 0 } text ? WireJson.ToDecimal(name, text) : null;

    /// <summary>A decimal field that must be there.</summary>
    /// <exception cref="UnreadableException">Missing or not a number.</exception>
    public static decimal Required(this JsonElement row, string name) =>
        Number(row, name) ?? throw new UnreadableException($"The field {name} is missing.");

    /// <summary>True only when the field is there and true.</summary>
    public static bool Flag(this JsonElement row, string name) =>
        row.TryGetProperty(name, out var field) && field.ValueKind == JsonValueKind.True;

    /// <summary>True only when the field is there and false.</summary>
    public static bool IsFalse(this JsonElement row, string name) =>
        row.TryGetProperty(name, out var field) && field.ValueKind == JsonValueKind.False;
}
