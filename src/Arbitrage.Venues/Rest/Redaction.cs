using Arbitrage.Venues.Ports;

namespace Arbitrage.Venues.Rest;

/// <summary>Makes a venue's or the runtime's text fit to be shown: without the account's key and secret, in one line, short.</summary>
internal sealed class Redaction(ApiKey key)
{
    private const int MaxLength = 300;

    public string Clean(string text)
    {
        foreach (var secret in new[] { key.Secret.Reveal(), key.Key.Reveal() })
        {
            if (secret.Length > 0)
                text = text.Replace(secret, "***", StringComparison.OrdinalIgnoreCase);
        }

        var line = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
        return line.Length <= MaxLength ? line : line[..MaxLength] + "…";
    }
}
