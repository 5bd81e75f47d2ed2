namespace Arbitrage.Simulation.Recordings;

/// <summary>A recording cannot be used: one line that names file, place and remedy, meant to be shown as it is.</summary>
public sealed class RecordingException(string message, bool isMissing = false) : Exception(message)
{
    /// <summary>A file or directory is not there, rather than wrong.</summary>
    public bool IsMissing { get; } = isMissing;
}
