using System.Text.Json;
using Arbitrage.Domain.Markets;
using static Arbitrage.VenueServer.Serving.WireText;

namespace Arbitrage.VenueServer.Gate;

/// <summary>Fields of JSON bodies as Gate's clients write them.</summary>
internal static class GateBody
{
    /// <summary>A field's text, whether it came as text, number or flag; null when it is absent or null.</summary>
    public static string? Field(JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var field) && field.ValueKind != JsonValueKind.Null
            ? field.ValueKind == JsonValueKind.String ? field.GetString() : field.GetRawText()
            : null;

    /// <summary>A number; zero when absent.</summary>
    /// <exception cref="GateRefusalException">Not a number.</exception>
    public static decimal Number(JsonElement body, string name, string label = "INVALID_PARAM_VALUE") =>
        TryParse(Field(body, name) ?? "0", out var value) ? value : throw GateRefusalException.Bad(label, $"Invalid {name}");

    /// <summary>A number; null when absent.</summary>
    /// <exception cref="GateRefusalException">Not a number.</exception>
    public static decimal? Optional(JsonElement body, string name) => Field(body, name) is null ? null : Number(body, name);

    /// <summary>`buy` or `sell`; null when absent.</summary>
    /// <exception cref="GateRefusalException">Something else.</exception>
    public static Side? SideOf(string? text) => text switch
    {
        "buy" => Side.Buy,
        "sell" => Side.Sell,
        null or "" => null,
        _ => throw GateRefusalException.Bad("INVALID_PARAM_VALUE", "Invalid side"),
    };
}
