using System.Globalization;

namespace Arbitrage.Venues.Wire;

/// <summary>Decimals from the venues' text, exactly, without allocating. Never through a binary fraction.</summary>
internal static class Utf8Decimal
{
    // More digits than this do not fit the 64-bit mantissa of the short way.
    private const int ShortDigits = 18;

    /// <summary>The value of plain or exponent text such as `0.0003`, `-12`, `1E-8`.</summary>
    /// <exception cref="FormatException">Not a number, or not exactly a decimal.</exception>
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
            ? throw new FormatException("An empty text is not a number.")
            : new decimal((int)(uint)mantissa, (int)(uint)(mantissa >> 32), 0, isNegative: false, (byte)scale);
    }

    private static decimal ParseLong(ReadOnlySpan<byte> text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new FormatException($"'{System.Text.Encoding.UTF8.GetString(text)}' is not a number.");
}
