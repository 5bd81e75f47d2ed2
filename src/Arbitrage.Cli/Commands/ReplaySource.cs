using Arbitrage.Simulation.Recordings;

namespace Arbitrage.Cli.Commands;

/// <summary>What `arb replay` was told to replay.</summary>
/// <param name="Recording">The recording.</param>
/// <param name="Quotes">Its best prices in memory, for the statistics of spreads; null where they would say nothing (relabelled, several symbols, or not best prices).</param>
internal sealed record ReplaySource(IMarketRecording Recording, Func<Recording>? Quotes)
{
    /// <summary>A file of our own format, which needs no scenario.</summary>
    public static bool IsFile(string? path) => path is not null && path.EndsWith(".arbrec", StringComparison.Ordinal);

    /// <summary>Opens a file of our own format, or a scenario of a directory.</summary>
    /// <exception cref="RecordingException">Missing or wrong.</exception>
    public static ReplaySource Open(string path, string? scenario) =>
        IsFile(path) ? new(RecordingSource.Open(path, scenario), null) : OfScenario(path, scenario!);

    private static ReplaySource OfScenario(string directory, string scenario)
    {
        var catalogue = RecordingCatalogue.Open(directory);
        var recording = catalogue.Recording(scenario);
        var measures = recording.Header is { Relabelled: false, Symbols.Length: 1 } && recording.Header.Legs.All(l => !l.HasDepth);
        return new(recording, measures ? () => catalogue.Load(scenario) : null);
    }
}
