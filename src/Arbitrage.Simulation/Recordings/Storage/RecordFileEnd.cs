namespace Arbitrage.Simulation.Recordings.Storage;

/// <summary>How a record file ends.</summary>
public enum RecordFileEndKind
{
    /// <summary>The end was not reached yet.</summary>
    NotReached = 0,

    /// <summary>Its writer closed it: the last block is an index.</summary>
    Closed = 1,

    /// <summary>After a whole block, without an index: it is still being written, or its writer died between two writes.</summary>
    Open = 2,

    /// <summary>Inside a block: it is being written at this moment, or its writer died while it wrote. Nothing in it was flushed.</summary>
    Torn = 3,
}

/// <summary>How a record file ends, and what of it cannot be read.</summary>
/// <param name="Kind">Which end.</param>
/// <param name="Records">Records that can be read: the number of the last one.</param>
/// <param name="LastAt">Time of the last of them; null without a record.</param>
/// <param name="WholeBytes">Length of the part that is whole; a torn end begins there.</param>
/// <param name="LostBytes">Bytes of the torn end; 0 otherwise.</param>
/// <param name="LostRecords">Records of the torn block as its head says; null when the head is torn too, and 0 when nothing is torn.</param>
public sealed record RecordFileEnd(
    RecordFileEndKind Kind, long Records, DateTimeOffset? LastAt, long WholeBytes, long LostBytes = 0, long? LostRecords = 0)
{
    /// <summary>One sentence for people.</summary>
    public override string ToString() => Kind switch
    {
        RecordFileEndKind.Closed => $"closed with an index after record {Records}",
        RecordFileEndKind.Open => $"not closed: still being written, or its writer died; whole up to record {Records}",
        RecordFileEndKind.Torn => $"torn at byte {WholeBytes}: {LostBytes} bytes of a block that was not flushed"
            + (LostRecords is { } lost ? $", {lost} records," : "") + $" cannot be read; whole up to record {Records}",
        _ => "not reached",
    };
}

/// <summary>What a writer found when it opened a file again.</summary>
/// <param name="Records">Records that are there: the number of the last one.</param>
/// <param name="LastAt">Time of the last of them; null without a record.</param>
/// <param name="WasClosed">The writer before had closed it.</param>
/// <param name="CutAt">Byte from which it was cut; the length of the file when nothing was.</param>
/// <param name="CutBytes">Bytes cut off because a block was torn. None of them had been flushed.</param>
/// <param name="CutRecords">Records in them as far as the torn block's head says; null when the head is torn too.</param>
public sealed record RecordFileRecovery(long Records, DateTimeOffset? LastAt, bool WasClosed, long CutAt, long CutBytes, long? CutRecords)
{
    /// <summary>One sentence for people.</summary>
    public override string ToString() => CutBytes == 0
        ? $"{(WasClosed ? "closed properly" : "not closed")}, nothing torn; goes on after record {Records}"
        : $"{CutBytes} bytes of a torn block cut off at byte {CutAt}{(CutRecords is { } cut ? $", {cut} records" : "")}; none of it had been flushed; "
            + $"goes on after record {Records}";
}
