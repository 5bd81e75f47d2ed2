using System.Text;
using System.Text.Json;
using Arbitrage.Venues.Wire;

namespace Arbitrage.Venues.Rest;

/// <summary>
/// Rows and times of venue JSON, beside <see cref="JsonFields"/>: money comes as JSON numbers or as text, depending on the call, and is read from
/// its decimal text either way, never through a double.
/// </summary>
internal static class WireJson
{
    private const int LongestNumber = 100;

    public static JsonElement? Field(this JsonElement row, string name) =>
        row.ValueKind == JsonValueKind.Object && row.TryGetProperty(name, out var field) && field.ValueKind != JsonValueKind.Null ? field : null;

    public static string RequiredText(this JsonElement row, string name) =>
        row.Text(name) is { Length: > 0 } text ? text : throw new UnreadableException($"The field {name} is missing.");

    /// <summary>Elements of an array; an object or anything else is a <see cref="UnreadableException"/>.</summary>
    public static JsonElement.ArrayEnumerator Rows(this JsonElement array) =>
        array.ValueKind == JsonValueKind.Array ? array.EnumerateArray() : throw new UnreadableException($"Expected rows, got {array.ValueKind}.");

    /// <summary>Unix seconds, with or without a fraction.</summary>
    public static DateTimeOffset Seconds(this JsonElement row, string name) => At(row.Required(name) * 1000m);

    /// <summary>Unix milliseconds, with or without a fraction.</summary>
    public static DateTimeOffset Milliseconds(this JsonElement row, string name) => At(row.Required(name));

    public static DateTimeOffset At(decimal unixMilliseconds)
    {
        if (unixMilliseconds is < 0m or > 253_402_300_799_999m)
            throw new UnreadableException($"{unixMilliseconds} ms is no time.");
        return DateTimeOffset.UnixEpoch.AddTicks((long)(unixMilliseconds * TimeSpan.TicksPerMillisecond));
    }

    /// <summary>Exactly, by the same rules as everywhere: see <see cref="Utf8Decimal"/>.</summary>
    /// <exception cref="UnreadableException">Not a decimal.</exception>
    public static decimal ToDecimal(string name, string text)
    {
        // No venue writes a number in more characters; what is longer is not worth a buffer.
        if (text.Length > LongestNumber)
            throw new UnreadableException($"{name} is a number of {text.Length} characters.");
        Span<byte> utf8 = stackalloc byte[LongestNumber * 3];
        return Utf8Decimal.Parse(utf8[..Encoding.UTF8.GetBytes(text, utf8)]);
    }

    /// <summary>A whole text as JSON.</summary>
    /// <exception cref="UnreadableException">It is not.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            return JsonDocument.Parse(utf8);
        }
        catch (JsonException strange)
        {
            throw UnreadableException.Of(strange);
        }
    }

    /// <summary>Reads a reply or push with a function that may throw anything that hostile JSON makes it throw.</summary>
    /// <exception cref="UnreadableException">It did.</exception>
    public static T Read<T>(JsonElement json, Func<JsonElement, T> read)
    {
        try
        {
            return read(json);
        }
        catch (Exception strange) when (UnreadableException.Covers(strange))
        {
            throw UnreadableException.Of(strange);
        }
    }
}
