using System.Text.RegularExpressions;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Venues.Rest;

/// <summary>
/// Makes a venue's or the runtime's text fit to be shown: without the account's key and secret, also URL-encoded, without anything as long as a signature or a
/// listen key, in one line, short.
/// </summary>
internal sealed partial class Redaction(ApiKey key)
{
    private const int MaxLength = 300;

    private readonly string[] _secrets =
    [
        .. new[] { key.Secret.Reveal(), key.Key.Reveal() }.Where(s => s.Length > 0).SelectMany(s => new[] { s, Uri.EscapeDataString(s) }).Distinct(),
    ];

    /// <summary>A text of a connection that has a key.</summary>
    public string Clean(string text)
    {
        foreach (var secret in _secrets)
            text = text.Replace(secret, "***", StringComparison.OrdinalIgnoreCase);
        return CleanWithoutKey(text);
    }

    /// <summary>A text of a connection that has none.</summary>
    public static string CleanWithoutKey(string text)
    {
        var line = string.Concat(LongToken().Replace(text, "***").Select(c => char.IsControl(c) ? ' ' : c));
        return line.Length <= MaxLength ? line : line[..MaxLength] + "…";
    }

    // Signatures have 64 or 128 digits and letters, listen keys 60 and more; ids of orders and trades stay below.
    [GeneratedRegex("[0-9A-Za-z]{40,}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LongToken();
}
