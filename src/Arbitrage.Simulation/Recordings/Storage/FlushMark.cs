using System.Buffers.Binary;
using System.IO.Hashing;

namespace Arbitrage.Simulation.Recordings.Storage;

/// <summary>
/// Sixteen bytes that a writer appends after the disk has confirmed everything before them. A block that is wrong before a mark was damaged; a block that
/// is wrong with nothing valid behind it was never confirmed.
/// </summary>
internal static class FlushMark
{
    public const int Length = 16;

    /// <summary>"ArbF".</summary>
    public const uint Magic = 0x46627241;

    public static void Write(Span<byte> into, long offset, ulong previous)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(into, Magic);
        BinaryPrimitives.WriteUInt64LittleEndian(into[8..], previous);
        BinaryPrimitives.WriteUInt32LittleEndian(into[4..], Checksum(into[8..16], offset));
    }

    /// <summary>False when these bytes are not a mark that was written at this offset.</summary>
    public static bool TryRead(ReadOnlySpan<byte> from, long offset, out ulong previous)
    {
        previous = 0;
        if (from.Length < Length || BinaryPrimitives.ReadUInt32LittleEndian(from) != Magic)
            return false;
        previous = BinaryPrimitives.ReadUInt64LittleEndian(from[8..]);
        return BinaryPrimitives.ReadUInt32LittleEndian(from[4..]) == Checksum(from[8..16], offset);
    }

    private static uint Checksum(ReadOnlySpan<byte> previous, long offset)
    {
        Span<byte> bytes = stackalloc byte[20];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Magic);
        previous[..8].CopyTo(bytes[4..]);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[12..], offset);
        return Crc32.HashToUInt32(bytes);
    }
}
