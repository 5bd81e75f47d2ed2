namespace Arbitrage.Node.Configuration;

/// <summary>Values of a file in messages: on one line, not endless, and without what should not be repeated.</summary>
internal static class ValueText
{
    private const int Longest = 80;

    /// <summary>One line of at most eighty characters.</summary>
    public static string Short(string text)
    {
        var line = string.Concat(text.Take(Longest + 1).Select(c => char.IsControl(c) ? ' ' : c));
        return line.Length > Longest ? line[..Longest] + "..." : line;
    }

    /// <summary>True for an address that may have a user name or password in it, also where these have a slash.</summary>
    public static bool HidesKeys(string text) => text.Contains('@', StringComparison.Ordinal);
}
