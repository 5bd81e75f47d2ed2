using System.Globalization;
using System.Text.Json;

namespace Arbitrage.Venues.Rest;

/// <summary>
/// Rows and times of venue JSON, beside <see cref="JsonFields"/>: money comes as JSON numbers or as text, depending on the call, and is read from
/// its decimal text either way, never through a double.
/// </summary>
internal static class WireJson
{
    public static JsonElement? Field(this JsonElement row, string name) =>
        row.ValueKind == JsonValueKind.Object && row.TryGetProperty(name, out var field) && field.ValueKind != JsonValueKind.Null ? field : null;

    public static string RequiredText(this JsonElement row, string name) =>
        row.Text(name) is { Length: > 0 } text ? text : throw new FormatException($"The field {name} is missing.");

    /// <summary>Elements of an array; an object or anything else is a <see cref="FormatException"/>.</summary>
    public static JsonElement.ArrayEnumerator Rows(this JsonElement array) =>
        array.ValueKind == JsonValueKind.Array ? array.EnumerateArray() : throw new FormatException($"Expected rows, got {array.ValueKind}.");

    /// <summary>Unix seconds, with or without a fraction.</summary>
    public static DateTimeOffset Seconds(this JsonElement row, string name) => At(row.Required(name) * 1000m);

    /// <summary>Unix milliseconds, with or without a fraction.</summary>
    public static DateTimeOffset Milliseconds(this JsonElement row, string name) => At(row.Required(name));

    public static DateTimeOffset At(decimal unixMilliseconds)
    {
        if (unixMilliseconds is < 0m or > 253_402_300_799_999m)
            throw new FormatException($"{unixMilliseconds} ms is no time.");
        return DateTimeOffset.UnixEpoch.AddTicks((long)(unixMilliseconds * TimeSpan.TicksPerMillisecond));
    }

    public static decimal ToDecimal(string name, string text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new FormatException($"{name} is no decimal.");

    /// <summary>True for what parsing a strange but well-meant reply can throw.</summary>
    public static bool IsUnreadable(Exception cause) =>
        cause is FormatException or JsonException or ArgumentException or OverflowException or InvalidOperationException;
}
