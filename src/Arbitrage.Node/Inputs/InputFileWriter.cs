using System.Collections.Immutable;

namespace Arbitrage.Node.Inputs;

/// <summary>Where a recording is continued.</summary>
/// <param name="Chain">Chain value of its last record.</param>
/// <param name="Sequences">Number of the last record by actor; the run's own records stand under the empty id.</param>
/// <param name="LastAt">Time of the last record.</param>
internal sealed record InputFilePosition(ImmutableArray<byte> Chain, ImmutableDictionary<string, long> Sequences, DateTimeOffset LastAt)
{
    /// <summary>Of a file without records.</summary>
    public static InputFilePosition Start { get; } = new(
        [.. ChainedRecord.Seed], ImmutableDictionary<string, long>.Empty.WithComparers(StringComparer.Ordinal), DateTimeOffset.MinValue);
}

/// <summary>Chains records and adds the run's own. Used by one thread at a time.</summary>
/// <param name="name">Of the file, for people.</param>
/// <param name="sink">Owned by this.</param>
/// <param name="position">Where it goes on.</param>
internal sealed class InputFileWriter(string name, IRecordSink sink, InputFilePosition position) : IDisposable
{
    private readonly byte[] _chain = [.. position.Chain];
    private readonly RecordBytes _own = new();
    private byte[] _chained = new byte[16_384];
    private long _sequence = position.Sequences.GetValueOrDefault("");
    private DateTimeOffset _last = position.LastAt;

    /// <summary>Of the file, for people.</summary>
    public string Name { get; } = name;

    /// <summary>Number of the last record of an actor that was there when this was opened.</summary>
    public long SequenceOf(string persistenceId) => position.Sequences.GetValueOrDefault(persistenceId);

    /// <summary>A process begins to record.</summary>
    public void Begin(RecordedSettings settings, DateTimeOffset at)
    {
        _own.Begin(InputRecordKind.Run, 0, ++_sequence, at);
        _own.Number(InputRecorder.FormatVersion);
        _own.Bytes(settings.ToBytes());
        Add(at, _own.Written);
    }

    /// <summary>Says which actor a number stands for.</summary>
    public void Announce(int number, string persistenceId, DateTimeOffset at)
    {
        _own.Begin(InputRecordKind.Actor, 0, ++_sequence, at);
        _own.Number(number);
        _own.Text(persistenceId);
        Add(at, _own.Written);
    }

    /// <summary>The run came to its own end.</summary>
    public void End(string traceHash, DateTimeOffset at, long lost)
    {
        _own.Begin(InputRecordKind.Ended, 0, ++_sequence, at);
        _own.Text(traceHash);
        _own.Number(lost);
        Add(at, _own.Written);
    }

    /// <summary>Appends a record and its chain value.</summary>
    public void Add(DateTimeOffset at, ReadOnlySpan<byte> record)
    {
        ChainedRecord.Advance(_chain, record);
        var length = record.Length + ChainedRecord.ChainBytes;
        if (length > _chained.Length)
            Array.Resize(ref _chained, length * 2);
        record.CopyTo(_chained);
        _chain.CopyTo(_chained.AsSpan(record.Length));
        // The file is ordered by time for those who look for one; actors' own times lie within milliseconds of each other.
        _last = at > _last ? at : _last;
        sink.Add(_last, _chained.AsSpan(0, length));
    }

    public void Flush() => sink.Flush();

    public void Dispose() => sink.Dispose();
}
