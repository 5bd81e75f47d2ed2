using Arbitrage.Simulation.Recordings.Storage;

namespace Arbitrage.Simulation.Recordings.Files;

/// <summary>A market recording in our own format, `.arbrec`. It may be read while it is written.</summary>
public sealed class MarketFile : IMarketRecording
{
    /// <summary>Kind of the container.</summary>
    public const string Kind = "market";

    private MarketFile(string path, RecordingHeader header) => (Path, Header) = (path, header);

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public RecordingHeader Header { get; }

    /// <summary>Opens a file and reads its header.</summary>
    /// <exception cref="RecordingException">Missing or wrong.</exception>
    public static MarketFile Open(string path)
    {
        using var file = RecordFileReader.Open(path, Kind);
        return new(path, MarketHeaderJson.Read(file.Header, path));
    }

    /// <summary>A new reader at the beginning, which also seeks and tells how the file ends.</summary>
    /// <exception cref="RecordingException">Missing or wrong.</exception>
    public MarketFileReader Read() => new(RecordFileReader.Open(Path, Kind), Header);

    IMarketReader IMarketRecording.Read() => Read();
}
