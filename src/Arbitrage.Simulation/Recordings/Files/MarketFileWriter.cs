using Arbitrage.Simulation.Recordings.Storage;

namespace Arbitrage.Simulation.Recordings.Files;

/// <summary>Writes a market recording in our own format; append-only, safe from a crash up to the last <see cref="Flush"/>.</summary>
public sealed class MarketFileWriter : IDisposable
{
    /// <summary>Most levels of one record.</summary>
    public const int MaxLevels = 100_000;

    private readonly RecordFileWriter _file;
    private readonly MarketCodec _codec;
    private readonly ByteSink _bytes = new();

    private MarketFileWriter(RecordFileWriter file, RecordingHeader header) => (_file, Header, _codec) = (file, header, new(header.Legs));

    /// <summary>What is recorded.</summary>
    public RecordingHeader Header { get; }

    /// <summary>Number of the last record added, counted from 1 over the whole file.</summary>
    public long Records => _file.Records;

    /// <summary>Number of the last record that is safe from a crash.</summary>
    public long Flushed => _file.Flushed;

    /// <summary>Begins a new file.</summary>
    /// <param name="path">The file; it must not exist.</param>
    /// <param name="header">What will be recorded; every record has to be of one of its legs.</param>
    /// <param name="options">How it is written.</param>
    /// <exception cref="RecordingException">It exists, is being written, or cannot be made.</exception>
    public static MarketFileWriter Create(string path, RecordingHeader header, RecordFileOptions? options = null) =>
        new(RecordFileWriter.Create(path, MarketFile.Kind, MarketHeaderJson.Write(header), options), header);

    /// <summary>Goes on with a file, for instance after a crash; its header stays.</summary>
    /// <param name="path">The file.</param>
    /// <param name="recovery">What was found, and how much was torn and cut off.</param>
    /// <param name="options">How it is written.</param>
    /// <exception cref="RecordingException">Missing, of another kind, being written, or damaged.</exception>
    public static MarketFileWriter Append(string path, out RecordFileRecovery recovery, RecordFileOptions? options = null)
    {
        var file = RecordFileWriter.Append(path, MarketFile.Kind, out recovery, options);
        try
        {
            return new(file, MarketHeaderJson.Read(file.Header, path));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Adds a record.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Its time is before the last one's, or it has more than <see cref="MaxLevels"/> levels.</exception>
    /// <exception cref="ArgumentException">It says nothing, or is of a leg that the header does not have.</exception>
    public void Add(MarketRecord record)
    {
        // Refused before the codec remembers it: the next record is told by the last one that is in the file.
        if (record.ReceivedAt < _file.LastAt)
            throw new ArgumentOutOfRangeException(nameof(record), record.ReceivedAt, $"Times never fall; the record before is of {_file.LastAt:O}.");
        ArgumentOutOfRangeException.ThrowIfGreaterThan(record.Bids.Length + record.Asks.Length, MaxLevels, nameof(record));
        if (_file.BeginsBlock)
            _codec.Forget();
        _codec.Write(record, _bytes);
        _file.Add(record.ReceivedAt, _bytes.Written);
    }

    /// <summary>Waits until the disk has everything that was added.</summary>
    public void Flush() => _file.Flush();

    /// <summary>Flushes and appends the index.</summary>
    public void Dispose() => _file.Dispose();
}
