using System.Buffers.Binary;
using System.IO.Hashing;

namespace Arbitrage.Simulation.Recordings.Storage;

/// <summary>What a block holds. Numbers are stored.</summary>
internal enum BlockKind : byte
{
    Records = 1,
    Index = 2,
}

/// <summary>
/// Head of a block, 96 bytes. Its checksum covers everything in it, its own place in the file and the checksum of the head before: a head that was
/// moved, exchanged or left out is found, and a head can be recognised alone when what is before it is damaged.
/// </summary>
internal readonly record struct BlockHead(
    long Offset, long Number, BlockKind Kind, RecordCompression Compression, int StoredBytes, int RawBytes, long FirstRecord, int Count,
    long FirstTicks, long LastTicks, ulong ContentChecksum, ulong Previous)
{
    public const int Length = 96;

    /// <summary>"ArbB".</summary>
    public const uint Magic = 0x42627241;

    /// <summary>Most bytes of a block's content, stored or not: no length in a file makes a reader take more memory.</summary>
    public const int MaxContent = 32 * 1024 * 1024;

    public ulong Checksum { get; init; }

    public long ContentOffset => Offset + Length;

    public long End => Offset + Length + StoredBytes;

    public long NextRecord => FirstRecord + Count;

    public DateTimeOffset FirstAt => new(FirstTicks, TimeSpan.Zero);

    public DateTimeOffset LastAt => new(LastTicks, TimeSpan.Zero);

    /// <summary>Writes it and gives it back with its checksum.</summary>
    public BlockHead Write(Span<byte> into)
    {
        into = into[..Length];
        into.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(into, Magic);
        into[4] = (byte)Kind;
        into[5] = (byte)Compression;
        BinaryPrimitives.WriteInt64LittleEndian(into[8..], Offset);
        BinaryPrimitives.WriteInt64LittleEndian(into[16..], Number);
        BinaryPrimitives.WriteInt32LittleEndian(into[24..], StoredBytes);
        BinaryPrimitives.WriteInt32LittleEndian(into[28..], RawBytes);
        BinaryPrimitives.WriteInt64LittleEndian(into[32..], FirstRecord);
        BinaryPrimitives.WriteInt32LittleEndian(into[40..], Count);
        BinaryPrimitives.WriteInt64LittleEndian(into[48..], FirstTicks);
        BinaryPrimitives.WriteInt64LittleEndian(into[56..], LastTicks);
        BinaryPrimitives.WriteUInt64LittleEndian(into[64..], ContentChecksum);
        BinaryPrimitives.WriteUInt64LittleEndian(into[72..], Previous);
        var checksum = Crc64.HashToUInt64(into[..88]);
        BinaryPrimitives.WriteUInt64LittleEndian(into[88..], checksum);
        return this with { Checksum = checksum };
    }

    /// <summary>False when these bytes are not a head that was written at this offset.</summary>
    public static bool TryRead(ReadOnlySpan<byte> from, long offset, out BlockHead head)
    {
        head = default;
        if (from.Length < Length || BinaryPrimitives.ReadUInt32LittleEndian(from) != Magic)
            return false;
        var checksum = BinaryPrimitives.ReadUInt64LittleEndian(from[88..]);
        if (checksum != Crc64.HashToUInt64(from[..88]))
            return false;
        head = new(
            BinaryPrimitives.ReadInt64LittleEndian(from[8..]), BinaryPrimitives.ReadInt64LittleEndian(from[16..]), (BlockKind)from[4],
            (RecordCompression)from[5], BinaryPrimitives.ReadInt32LittleEndian(from[24..]), BinaryPrimitives.ReadInt32LittleEndian(from[28..]),
            BinaryPrimitives.ReadInt64LittleEndian(from[32..]), BinaryPrimitives.ReadInt32LittleEndian(from[40..]),
            BinaryPrimitives.ReadInt64LittleEndian(from[48..]), BinaryPrimitives.ReadInt64LittleEndian(from[56..]),
            BinaryPrimitives.ReadUInt64LittleEndian(from[64..]), BinaryPrimitives.ReadUInt64LittleEndian(from[72..]))
        { Checksum = checksum };
        return head.Offset == offset && head.IsPossible;
    }

    // A checksum is no signature: whoever made the file may have written anything.
    private bool IsPossible =>
        Kind is BlockKind.Records or BlockKind.Index && Compression is RecordCompression.None or RecordCompression.Zstandard
        && StoredBytes is >= 0 and <= MaxContent && RawBytes is >= 0 and <= MaxContent && Number >= 1 && FirstRecord >= 1 && Count >= 0
        && (Kind == BlockKind.Records) == (Count > 0) && Count <= RawBytes && FirstRecord <= long.MaxValue - Count
        && FirstTicks >= 0 && LastTicks >= FirstTicks && LastTicks <= DateTimeOffset.MaxValue.UtcTicks;
}
