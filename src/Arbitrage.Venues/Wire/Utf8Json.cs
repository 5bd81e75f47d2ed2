using System.Buffers.Text;
using System.Text.Json;

namespace Arbitrage.Venues.Wire;

/// <summary>Steps of a <see cref="Utf8JsonReader"/> that every codec here takes.</summary>
internal static class Utf8Json
{
    /// <summary>The next token, which must be there.</summary>
    /// <exception cref="JsonException">The text ends.</exception>
    public static ref Utf8JsonReader Next(ref Utf8JsonReader reader)
    {
        if (!reader.Read())
            throw new JsonException("The message ends early.");
        return ref reader;
    }

    /// <summary>Steps over the value of the current property.</summary>
    public static void SkipValue(ref Utf8JsonReader reader) => Next(ref reader).Skip();

    /// <summary>Starts an object.</summary>
    /// <exception cref="UnreadableException">Something else starts here.</exception>
    public static void StartObject(ref Utf8JsonReader reader)
    {
        if (Next(ref reader).TokenType != JsonTokenType.StartObject)
            throw new UnreadableException($"{reader.TokenType} where an object belongs.");
    }

    /// <summary>A decimal, sent as text or as a number.</summary>
    /// <exception cref="UnreadableException">Neither.</exception>
    public static decimal Decimal(ref Utf8JsonReader value) => Utf8Decimal.Parse(value.ValueSpan);

    /// <summary>A decimal; an empty text is zero.</summary>
    /// <exception cref="UnreadableException">Neither.</exception>
    public static decimal DecimalOrEmpty(ref Utf8JsonReader value) => value.ValueSpan.IsEmpty ? 0m : Utf8Decimal.Parse(value.ValueSpan);

    /// <summary>A whole number, sent as text or as a number.</summary>
    /// <exception cref="UnreadableException">Neither.</exception>
    public static long Long(ref Utf8JsonReader value) => Long(value.ValueSpan);

    /// <summary>Unix milliseconds.</summary>
    /// <exception cref="UnreadableException">No time.</exception>
    public static DateTimeOffset Milliseconds(long value) => value is >= 0 and <= 253_402_300_799_999
        ? DateTimeOffset.FromUnixTimeMilliseconds(value)
        : throw new UnreadableException($"{value} ms is no time.");

    /// <summary>Unix milliseconds with a fraction.</summary>
    /// <exception cref="UnreadableException">No time.</exception>
    public static DateTimeOffset Milliseconds(decimal value) => value is >= 0m and <= 253_402_300_799_999m
        ? DateTimeOffset.UnixEpoch.AddTicks((long)(value * TimeSpan.TicksPerMillisecond))
        : throw new UnreadableException($"{value} ms is no time.");

    /// <summary>A whole number out of digits.</summary>
    /// <exception cref="UnreadableException">Not digits.</exception>
    public static long Long(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text, out long number, out var used) && used == text.Length
            ? number
            : throw new UnreadableException("An id or a time that is not a whole number.");
}
