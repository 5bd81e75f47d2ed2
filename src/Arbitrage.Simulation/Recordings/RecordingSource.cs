using Arbitrage.Simulation.Recordings.Files;

namespace Arbitrage.Simulation.Recordings;

/// <summary>What people name on a command line: a directory of scenarios with one of them, or a file of our own format.</summary>
public static class RecordingSource
{
    /// <summary>Opens it.</summary>
    /// <param name="path">Directory with `mapping.json`, or an `.arbrec` file.</param>
    /// <param name="scenario">Needed with a directory, refused with a file.</param>
    /// <exception cref="RecordingException">Missing, wrong, or not the one that was meant: one line with the remedy.</exception>
    public static IMarketRecording Open(string path, string? scenario)
    {
        if (File.Exists(path) && scenario is not null)
            throw new RecordingException($"{path}: --scenario is for a directory with mapping.json, and this is a file; leave it out.");
        if (!Directory.Exists(path) && scenario is null)
            return MarketFile.Open(path);
        return scenario is null
            ? throw new RecordingException(
                $"{path}: it is a directory; name one of its scenarios with --scenario: {string.Join(", ", RecordingCatalogue.Open(path).Scenarios)}.")
            : RecordingCatalogue.Open(path).Recording(scenario);
    }
}
