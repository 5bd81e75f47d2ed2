namespace Arbitrage.Node.Configuration;

/// <summary>Symbols as people write them: `NEIROETH_USDT` or `NEIROETH/USDT`.</summary>
internal static class SymbolText
{
    /// <summary>With an underscore.</summary>
    public static string Normal(string text) => text.Replace('/', '_');

    /// <summary>What is wrong with it, or null.</summary>
    public static string? Problem(string text)
    {
        var parts = Normal(text).Split('_');
        if (parts.Length != 2 || parts.Any(p => p.Length == 0 || p.Any(c => !char.IsAsciiLetterUpper(c) && !char.IsAsciiDigit(c))))
            return $"'{text}' is not a symbol";
        return parts[1] == "USDT" ? null : $"'{text}' is not quoted in USDT";
    }
}
