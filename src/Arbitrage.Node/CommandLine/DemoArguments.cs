using Arbitrage.Simulation.Market;

namespace Arbitrage.Node.CommandLine;

/// <summary>What a run was asked to do.</summary>
/// <param name="Duration">How long it trades before it is stopped.</param>
/// <param name="Seed">Of the market.</param>
/// <param name="DataDirectory">Null for a temporary one.</param>
/// <param name="ConfigurationFiles">Over the mode's own, in this order.</param>
/// <param name="Market">Preset of the venue server that is started.</param>
/// <param name="Venues">A running venue server to attach to; null starts one.</param>
/// <param name="Json">One JSON object on standard output instead of the console view.</param>
/// <param name="ReportFile">HTML report to write at the end; null for none.</param>
/// <param name="Mode">On what it trades.</param>
internal sealed record DemoArguments(
    TimeSpan Duration, long Seed, string? DataDirectory, IReadOnlyList<string> ConfigurationFiles, MarketPreset Market,
    VenueAddresses? Venues, bool Json, string? ReportFile = null, RunMode Mode = RunMode.Demo)
{
    /// <summary>USDT in each account at the first start.</summary>
    public decimal Usdt { get; init; } = 20_000m;

    /// <summary>How the venue model of paper fills.</summary>
    public PaperFills Fills { get; init; } = PaperFills.Usual;
}

/// <summary>Addresses of a venue server.</summary>
internal sealed record VenueAddresses(Uri Gate, Uri Mexc)
{
    /// <summary>`gate=URL,mexc=URL`.</summary>
    public static VenueAddresses? TryParse(string text)
    {
        var parts = text.Split(',').Select(p => p.Split('=', 2)).ToArray();
        if (parts.Length != 2 || parts.Any(p => p.Length != 2))
            return null;
        var byName = parts.GroupBy(p => p[0].Trim(), StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First()[1].Trim(), StringComparer.Ordinal);
        return byName.TryGetValue("gate", out var gate) && byName.TryGetValue("mexc", out var mexc)
            && TryHttp(gate) is { } gateUri && TryHttp(mexc) is { } mexcUri
                ? new(gateUri, mexcUri)
                : null;
    }

    private static Uri? TryHttp(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri : null;
}
