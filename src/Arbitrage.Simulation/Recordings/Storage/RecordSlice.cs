namespace Arbitrage.Simulation.Recordings.Storage;

/// <summary>One record in place: its content is valid until the next read.</summary>
public readonly ref struct RecordSlice
{
    internal RecordSlice(long number, bool beginsBlock, DateTimeOffset at, ReadOnlySpan<byte> content)
    {
        Number = number;
        BeginsBlock = beginsBlock;
        At = at;
        Content = content;
    }

    /// <summary>Number in the file, from 1, without gaps.</summary>
    public long Number { get; }

    /// <summary>It is the first of its block: a codec that tells a record by the one before starts afresh here.</summary>
    public bool BeginsBlock { get; }

    /// <summary>Its time, in UTC; never before the record before it.</summary>
    public DateTimeOffset At { get; }

    /// <summary>What was added.</summary>
    public ReadOnlySpan<byte> Content { get; }
}
