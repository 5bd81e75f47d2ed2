using System.Globalization;
using System.Text.Json;

namespace Arbitrage.Venues.Rest;

/// <summary>
/// Fields of venue JSON. Numbers come as JSON numbers or as text, depending on the call: both are read from their decimal text, never through a
/// double. Whatever is missing or of the wrong kind is a <see cref="FormatException"/> that names the field.
/// </summary>
internal static class WireJson
{
    public static JsonElement? Field(this JsonElement row, string name) =>
        row.ValueKind == JsonValueKind.Object && row.TryGetProperty(name, out var field) && field.ValueKind != JsonValueKind.Null ? field : null;

    public static string? TextOrNull(this JsonElement row, string name) => row.Field(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        { } other => throw new FormatException($"{name} is {other.ValueKind}."),
    };

    public static string Text(this JsonElement row, string name) =>
        row.TextOrNull(name) is { Length: > 0 } text ? text : throw new FormatException($"No {name}.");

    public static decimal? NumberOrNull(this JsonElement row, string name) =>
        row.TextOrNull(name) is { Length: > 0 } text ? ToDecimal(name, text) : null;

    public static decimal Number(this JsonElement row, string name) => row.NumberOrNull(name) ?? throw new FormatException($"No {name}.");

    public static bool Flag(this JsonElement row, string name) => row.Field(name) is { ValueKind: JsonValueKind.True };

    /// <summary>Elements of an array; an object or anything else is a <see cref="FormatException"/>.</summary>
    public static JsonElement.ArrayEnumerator Rows(this JsonElement array) =>
        array.ValueKind == JsonValueKind.Array ? array.EnumerateArray() : throw new FormatException($"Expected rows, got {array.ValueKind}.");

    /// <summary>Unix seconds, with or without a fraction.</summary>
    public static DateTimeOffset Seconds(this JsonElement row, string name) => At(row.Number(name) * 1000m);

    /// <summary>Unix milliseconds, with or without a fraction.</summary>
    public static DateTimeOffset Milliseconds(this JsonElement row, string name) => At(row.Number(name));

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
