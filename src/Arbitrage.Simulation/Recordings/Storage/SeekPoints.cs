using System.Buffers.Binary;

namespace Arbitrage.Simulation.Recordings.Storage;

/// <summary>Where a block begins, and all that reading on from there needs.</summary>
/// <param name="Offset">Of the block's head.</param>
/// <param name="Number">Of the block.</param>
/// <param name="FirstRecord">Its first record.</param>
/// <param name="FirstTicks">Time of that, in ticks.</param>
/// <param name="Previous">Checksum that its head is chained to.</param>
internal readonly record struct SeekPoint(long Offset, long Number, long FirstRecord, long FirstTicks, ulong Previous);

/// <summary>
/// Some blocks of a file in order, the first among them. When there are too many every second one is dropped: what lies between two points is reached by
/// hopping, so an index stays small however long the file is.
/// </summary>
internal sealed class SeekPoints
{
    private const int Most = 64 * 1024;
    private const int TrailerBytes = 16;

    // "ArbIndex".
    private const ulong TrailerMagic = 0x7865646E49627241;

    private readonly List<SeekPoint> _points = [];
    private long _stride = 1, _seen;

    public IReadOnlyList<SeekPoint> All => _points;

    /// <summary>A block of records was written or seen.</summary>
    public void Add(in BlockHead head)
    {
        if (_seen++ % _stride != 0)
            return;
        _points.Add(new(head.Offset, head.Number, head.FirstRecord, head.FirstTicks, head.Previous));
        if (_points.Count <= Most)
            return;
        for (var i = 0; i * 2 < _points.Count; i++)
            _points[i] = _points[i * 2];
        _points.RemoveRange((_points.Count + 1) / 2, _points.Count / 2);
        _stride *= 2;
    }

    /// <summary>Drops what begins at or after an offset: it was cut off.</summary>
    public void Cut(long offset)
    {
        while (_points.Count > 0 && _points[^1].Offset >= offset)
            _points.RemoveAt(_points.Count - 1);
        if (_points.Count == 0)
            (_stride, _seen) = (1, 0);
    }

    /// <summary>The last point whose first record is before a time; null when reading has to begin at the first block.</summary>
    public SeekPoint? Before(long ticks)
    {
        var (low, high) = (0, _points.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_points[middle].FirstTicks < ticks)
                low = middle + 1;
            else
                high = middle;
        }

        return low == 0 ? null : _points[low - 1];
    }

    /// <summary>Content of an index block. It ends in a trailer that says where the block begins, so that a reader finds it from the file's end.</summary>
    public byte[] Write(long indexOffset)
    {
        var bytes = new byte[(_points.Count * (8 + (4 * Varint.MaxBytes))) + (3 * Varint.MaxBytes) + TrailerBytes];
        var at = Varint.Write(bytes, (ulong)_stride);
        at += Varint.Write(bytes.AsSpan(at), (ulong)_seen);
        at += Varint.Write(bytes.AsSpan(at), (ulong)_points.Count);
        SeekPoint last = default;
        foreach (var point in _points)
        {
            at += Varint.Write(bytes.AsSpan(at), (ulong)(point.Offset - last.Offset));
            at += Varint.Write(bytes.AsSpan(at), (ulong)(point.Number - last.Number));
            at += Varint.Write(bytes.AsSpan(at), (ulong)(point.FirstRecord - last.FirstRecord));
            at += Varint.Write(bytes.AsSpan(at), (ulong)(point.FirstTicks - last.FirstTicks));
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(at), point.Previous);
            at += 8;
            last = point;
        }

        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(at), indexOffset);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(at + 8), TrailerMagic);
        return bytes[..(at + TrailerBytes)];
    }

    /// <summary>Where the index begins, by the last bytes of a file; null when they are no trailer.</summary>
    public static long? IndexOffset(ReadOnlySpan<byte> lastBytes) =>
        lastBytes.Length == TrailerBytes && BinaryPrimitives.ReadUInt64LittleEndian(lastBytes[8..]) == TrailerMagic
            ? BinaryPrimitives.ReadInt64LittleEndian(lastBytes)
            : null;

    /// <summary>Bytes that <see cref="IndexOffset"/> wants.</summary>
    public static int LastBytes => TrailerBytes;

    /// <summary>False when the content is not an index of a file whose blocks begin where they are said to.</summary>
    public static bool TryRead(ReadOnlySpan<byte> content, long indexOffset, out SeekPoints points)
    {
        points = new();
        var at = 0;
        if (content.Length < TrailerBytes || IndexOffset(content[^TrailerBytes..]) != indexOffset)
            return false;
        content = content[..^TrailerBytes];
        if (!Varint.TryRead(content, ref at, out var stride) || !Varint.TryRead(content, ref at, out var seen)
            || !Varint.TryRead(content, ref at, out var count) || count > Most || stride is 0 or > long.MaxValue || seen > long.MaxValue)
            return false;
        (points._stride, points._seen) = ((long)stride, (long)seen);
        SeekPoint last = default;
        for (var i = 0UL; i < count; i++)
        {
            if (!Varint.TryRead(content, ref at, out var offset) || !Varint.TryRead(content, ref at, out var number)
                || !Varint.TryRead(content, ref at, out var record) || !Varint.TryRead(content, ref at, out var ticks) || content.Length - at < 8)
                return false;
            var point = new SeekPoint(
                last.Offset + (long)offset, last.Number + (long)number, last.FirstRecord + (long)record, last.FirstTicks + (long)ticks,
                BinaryPrimitives.ReadUInt64LittleEndian(content[at..]));
            at += 8;
            if (point.Offset <= last.Offset || point.Offset >= indexOffset || point.FirstTicks < last.FirstTicks || point.FirstRecord <= last.FirstRecord)
                return false;
            points._points.Add(point);
            last = point;
        }

        return at == content.Length;
    }
}
