using System.Globalization;

namespace Arbitrage.Domain.Units;

/// <summary>The one text form of a decimal: plain digits, no exponent, no trailing zeros, invariant culture.</summary>
public static class DecimalText
{
    /// <summary>Value without trailing zeros in its scale, so that equal values are equal bits.</summary>
    public static decimal Canonical(decimal value) => value / 1.0000000000000000000000000000m;

    /// <summary>Canonical text, as sent to venues and printed.</summary>
    public static string Plain(decimal value) => Canonical(value).ToString(CultureInfo.InvariantCulture);
}
