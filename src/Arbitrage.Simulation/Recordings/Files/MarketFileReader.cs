using Arbitrage.Simulation.Recordings.Storage;

namespace Arbitrage.Simulation.Recordings.Files;

/// <summary>Reads a market recording of our own format; allocates nothing per record except for account facts.</summary>
public sealed class MarketFileReader : IMarketReader
{
    private readonly RecordFileReader _file;
    private readonly MarketCodec _codec;
    private DateTimeOffset _from = DateTimeOffset.MinValue;

    internal MarketFileReader(RecordFileReader file, RecordingHeader header) => (_file, _codec) = (file, new(header.Legs));

    /// <summary>Number of the last record read.</summary>
    public long Number { get; private set; }

    /// <summary>How the file ends; known after <see cref="TryRead"/> answered false.</summary>
    public RecordFileEnd End => _file.End;

    /// <summary>Bytes of the file now.</summary>
    public long Bytes => _file.Bytes;

    /// <summary>Bytes of the records of all blocks read so far, unpacked.</summary>
    public long RawBytesRead => _file.RawBytesRead;

    /// <summary>Blocks read so far.</summary>
    public long BlocksRead => _file.BlocksRead;

    /// <inheritdoc/>
    public bool TryRead(MarketRecord into)
    {
        do
        {
            if (!_file.TryRead(out var record))
                return false;
            if (record.BeginsBlock)
                _codec.Forget();
            Number = record.Number;
            try
            {
                _codec.Read(record.Content, record.At, into);
            }
            catch (InvalidDataException e)
            {
                throw new RecordingException($"{_file.Path}: record {record.Number} of {record.At:O}: it {e.Message}; make the recording again.");
            }
        }
        while (into.ReceivedAt < _from);
        return true;
    }

    /// <summary>Reading goes on with the first record at or after a time.</summary>
    /// <exception cref="RecordingException">The file is damaged on the way.</exception>
    public void Seek(DateTimeOffset at)
    {
        // The codec tells a record by those before it in its block: they are read, and left out.
        _file.Seek(at, fromBlock: true);
        _from = at;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
