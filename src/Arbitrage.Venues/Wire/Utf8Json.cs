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
    /// <exception cref="FormatException">Something else starts here.</exception>
    public static void StartObject(ref Utf8JsonReader reader)
    {
        if (Next(ref reader).TokenType != JsonTokenType.StartObject)
            throw new FormatException($"{reader.TokenType} where an object belongs.");
    }

    /// <summary>A decimal, sent as text or as a number.</summary>
    /// <exception cref="FormatException">Neither.</exception>
    public static decimal Decimal(ref Utf8JsonReader value) => Utf8Decimal.Parse(value.ValueSpan);

    /// <summary>A whole number, sent as text or as a number.</summary>
    /// <exception cref="FormatException">Neither.</exception>
    public static long Long(ref Utf8JsonReader value) => Long(value.ValueSpan);

    /// <summary>A whole number out of digits.</summary>
    /// <exception cref="FormatException">Not digits.</exception>
    public static long Long(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text, out long number, out var used) && used == text.Length
            ? number
            : throw new FormatException("An id or a time that is not a whole number.");
}
