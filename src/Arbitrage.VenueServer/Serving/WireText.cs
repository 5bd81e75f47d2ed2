using System.Globalization;
using Arbitrage.Domain.Units;

namespace Arbitrage.VenueServer.Serving;

/// <summary>Numbers and times in the forms venues write them.</summary>
internal static class WireText
{
    /// <summary>Exact plain text of a decimal.</summary>
    public static string Text(decimal value) => DecimalText.Plain(value);

    public static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A quotient for display.</summary>
    public static string Average(decimal total, decimal quantity) =>
        quantity == 0m ? "0" : Text(Math.Round(total / quantity, 12, MidpointRounding.ToZero));

    public static long Milliseconds(DateTimeOffset at) => at.ToUnixTimeMilliseconds();

    public static long Seconds(DateTimeOffset at) => at.ToUnixTimeSeconds();

    /// <summary>Unix seconds with three decimals.</summary>
    public static decimal SecondsWithFraction(DateTimeOffset at) => at.ToUnixTimeMilliseconds() / 1000m;

    /// <summary>Number of decimals of a step that is a power of ten.</summary>
    public static int Decimals(decimal step)
    {
        var decimals = 0;
        for (; step < 1m && decimals < 28; decimals++)
            step *= 10m;
        return decimals;
    }

    public static bool TryParse(string? text, out decimal value) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
}
