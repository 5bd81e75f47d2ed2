namespace Arbitrage.Venues.Rest;

/// <summary>Steps and limits out of the venues' fields.</summary>
internal static class Decimals
{
    /// <summary>10^-decimals, exactly.</summary>
    /// <param name="decimals">0 to 28.</param>
    /// <exception cref="ArgumentOutOfRangeException">Outside that.</exception>
    public static decimal Step(int decimals) => decimals is >= 0 and <= 28
        ? new decimal(1, 0, 0, isNegative: false, (byte)decimals)
        : throw new ArgumentOutOfRangeException(nameof(decimals), decimals, "A decimal has 0 to 28 places.");

    /// <summary>The smallest of the values above zero; zero when there is none.</summary>
    public static decimal SmallestAboveZero(params ReadOnlySpan<decimal?> values)
    {
        var smallest = 0m;
        foreach (var value in values)
        {
            if (value is > 0m and var there && (smallest == 0m || there < smallest))
                smallest = there;
        }

        return smallest;
    }
}
