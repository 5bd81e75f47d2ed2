using System.Globalization;

namespace Arbitrage.Venues.Wire;

/// <summary>Decimals from the venues' text, exactly, without allocating. Never through a binary fraction.</summary>
internal static class Utf8Decimal
{
    // More digits than this do not fit the 64-bit mantissa of the short way.
    private const int ShortDigits = 18;

    // No blanks, no thousands, no currency signs.
    private const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>The value of plain or exponent text such as `0.0003`, `-12`, `1E-8`.</summary>
    /// <exception cref="UnreadableException">Not a number, too large for a decimal, or so small that a decimal holds nothing of it.</exception>
    public static decimal Parse(ReadOnlySpan<byte> text)
    {
        ulong mantissa = 0;
        int digits = 0, scale = 0;
        var point = false;
        foreach (var c in text)
        {
            if (c == '.' && !point)
            {
                point = true;
                continue;
            }

            if (c is < (byte)'0' or > (byte)'9' || ++digits > ShortDigits)
                return ParseLong(text);
            mantissa = (mantissa * 10) + (uint)(c - '0');
            scale += point ? 1 : 0;
        }

        return digits == 0
            ? throw new UnreadableException("A text without digits is not a number.")
            : new decimal((int)(uint)mantissa, (int)(uint)(mantissa >> 32), 0, isNegative: false, (byte)scale);
    }

    private static decimal ParseLong(ReadOnlySpan<byte> text)
    {
        if (!decimal.TryParse(text, Style, CultureInfo.InvariantCulture, out var value))
            throw new UnreadableException($"'{Shown(text)}' is not a number.");
        // Something that is not zero must not become zero, which deletes levels and closes positions.
        return value != 0m || IsZero(text) ? value : throw new UnreadableException($"'{Shown(text)}' is too small for a decimal.");
    }

    private static bool IsZero(ReadOnlySpan<byte> text)
    {
        var exponent = text.IndexOfAny((byte)'e', (byte)'E');
        return (exponent < 0 ? text : text[..exponent]).IndexOfAnyInRange((byte)'1', (byte)'9') < 0;
    }

    private static string Shown(ReadOnlySpan<byte> text) => System.Text.Encoding.UTF8.GetString(text[..Math.Min(text.Length, 40)]);
}
