using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Arbitrage.Simulation.Recordings.Storage;

/// <summary>Between two blocks: all that is needed to check what follows.</summary>
/// <param name="Offset">Byte.</param>
/// <param name="Previous">Checksum of the head before.</param>
/// <param name="Number">Of the block that follows.</param>
/// <param name="Record">Number of the record that follows.</param>
/// <param name="LastTicks">Time of the record before, in ticks; 0 when there is none.</param>
/// <param name="IsClosed">The block before is an index.</param>
internal readonly record struct WalkPosition(long Offset, ulong Previous, long Number, long Record, long LastTicks, bool IsClosed);

/// <summary>
/// Goes from block to block and tells apart what is wrong: a block that is not whole or does not match, with nothing valid behind it, is a torn end; with a
/// valid head or mark behind it, it is damage, which is an error.
/// </summary>
internal sealed class RecordFileWalk(SafeFileHandle file, string path, FileHead head)
{
    private readonly byte[] _head = new byte[BlockHead.Length];

    public WalkPosition Position { get; private set; } = new(head.Length, head.Checksum, 1, 1, 0, IsClosed: false);

    /// <summary>Position after the last mark that was passed: everything before was on the disk when the mark was written.</summary>
    public WalkPosition Marked { get; private set; } = new(head.Length, head.Checksum, 1, 1, 0, IsClosed: false);

    public RecordFileEnd? End { get; private set; }

    public void Go(WalkPosition position) => (Position, End) = (position, null);

    /// <summary>Head of the next block that lies wholly in the file; false at the end, which <see cref="End"/> then tells.</summary>
    /// <exception cref="RecordingException">Damage.</exception>
    public bool TryPeek(out BlockHead found)
    {
        found = default;
        while (true)
        {
            End = null;
            var length = RandomAccess.GetLength(file);
            if (Position.Offset >= length)
                return Ends(Position.IsClosed ? RecordFileEndKind.Closed : RecordFileEndKind.Open, length);
            var bytes = _head.AsSpan(0, (int)Math.Min(BlockHead.Length, length - Position.Offset));
            if (!BlockContent.ReadAll(file, bytes, Position.Offset))
                return Torn(length, null, "it became shorter while it was read");
            if (FlushMark.TryRead(bytes, Position.Offset, out var previous))
            {
                if (previous != Position.Previous)
                    throw Damaged(null, "a mark of another place stands here", Known(length));
                Position = Position with { Offset = Position.Offset + FlushMark.Length };
                Marked = Position;
                continue;
            }

            if (!BlockHead.TryRead(bytes, Position.Offset, out found))
                return Torn(length, null, "its head does not match its checksum", bytes);
            if (found.Previous != Position.Previous || found.Number != Position.Number || found.FirstRecord != Position.Record
                || (found.Count > 0 && found.FirstTicks < Position.LastTicks))
                throw Damaged(found, "it does not follow the block before", Of(found));
            return found.End <= length || Torn(length, found, "it is not whole");
        }
    }

    /// <summary>Content of a block that was found; false when it is torn, which <see cref="End"/> then tells.</summary>
    /// <exception cref="RecordingException">Damage.</exception>
    public bool TryContent(in BlockHead found, BlockContent content, out ReadOnlyMemory<byte> bytes) =>
        content.TryRead(file, found, out bytes, out var problem) || Torn(RandomAccess.GetLength(file), found, problem);

    /// <summary>Checks a block's content without unpacking it.</summary>
    public bool TryCheck(in BlockHead found, BlockContent content) =>
        content.TryReadStored(file, found, out var problem) || Torn(RandomAccess.GetLength(file), found, problem);

    /// <summary>Goes behind a block.</summary>
    public void Pass(in BlockHead found) => Position = new(
        found.End, found.Checksum, found.Number + 1, found.NextRecord, found.Count > 0 ? found.LastTicks : Position.LastTicks,
        found.Kind == BlockKind.Index);

    /// <summary>A block matches its checksums and yet says nonsense.</summary>
    public RecordingException Nonsense(in BlockHead found, string problem) => Damaged(found, problem, Of(found));

    private bool Ends(RecordFileEndKind kind, long whole, long lostBytes = 0, long? lostRecords = 0)
    {
        var lastAt = Position.Record > 1 ? new DateTimeOffset(Position.LastTicks, TimeSpan.Zero) : default(DateTimeOffset?);
        End = new(kind, Position.Record - 1, lastAt, whole, lostBytes, lostRecords);
        return false;
    }

    private bool Torn(long length, BlockHead? found, string problem, ReadOnlySpan<byte> bytes = default)
    {
        if (RecordFileScan.Next(file, Position.Offset + 1, length) is { } valid)
            throw Damaged(found, problem, found is { } whole ? Of(whole) : Known(valid));
        var isMark = bytes is [(byte)'A', (byte)'r', (byte)'b', (byte)'F', ..] && length - Position.Offset <= FlushMark.Length;
        return Ends(RecordFileEndKind.Torn, Position.Offset, length - Position.Offset, isMark ? 0 : found?.Count);
    }

    private RecordingException Damaged(BlockHead? found, string problem, string records) => new(
        $"{path}: block {Position.Number} at byte {(found ?? default) switch { { Offset: > 0 } f => f.Offset, _ => Position.Offset }}: "
        + $"{problem}; damaged: {records}. Copy the file again from where it was made.");

    private static string Of(in BlockHead block) => block.Count == 0
        ? "the index, no record"
        : $"records {block.FirstRecord} to {block.NextRecord - 1} ({Time(block.FirstTicks)} to {Time(block.LastTicks)})";

    // What lies between the last whole block and the next valid head.
    private string Known(long from)
    {
        var after = Position.LastTicks == 0 ? "the beginning" : Time(Position.LastTicks);
        while (RecordFileScan.Next(file, from, RandomAccess.GetLength(file)) is { } valid)
        {
            if (BlockContent.ReadAll(file, _head, valid) && BlockHead.TryRead(_head, valid, out var next))
            {
                return next.FirstRecord > Position.Record
                    ? $"records {Position.Record} to {next.FirstRecord - 1} (from {after} to {Time(next.FirstTicks)})"
                    : "no record";
            }

            from = valid + 1;
        }

        return $"records from {Position.Record} on, if any (from {after} to the end)";
    }

    private static string Time(long ticks) => new DateTime(ticks, DateTimeKind.Utc).ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFZ", CultureInfo.InvariantCulture);
}
