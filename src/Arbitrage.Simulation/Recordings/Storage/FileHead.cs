using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Arbitrage.Simulation.Recordings.Storage;

/// <summary>Beginning of a record file: 64 fixed bytes, then the header of its kind.</summary>
internal sealed record FileHead(string Kind, byte[] Header, ulong Checksum)
{
    public const int FixedBytes = 64;
    public const int MaxHeader = 16 * 1024 * 1024;
    public const int MaxKind = 24;

    private const ushort Version = 1;

    // Not text, and broken by whatever rewrites line ends, as in PNG.
    private static ReadOnlySpan<byte> Magic => [0x89, (byte)'A', (byte)'r', (byte)'b', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Bytes of it.</summary>
    public long Length => FixedBytes + Header.Length;

    /// <summary>Bytes of a new file, and the checksum that its blocks are chained to.</summary>
    public static byte[] Write(string kind, ReadOnlySpan<byte> header, out FileHead head)
    {
        if (kind.Length is 0 or > MaxKind || !kind.All(char.IsAsciiLetterLower))
            throw new ArgumentException($"'{kind}' has to be 1 to {MaxKind} lower case letters.", nameof(kind));
        if (header.Length > MaxHeader)
            throw new ArgumentException($"{header.Length} bytes; a header has at most {MaxHeader}.", nameof(header));
        var bytes = new byte[FixedBytes + header.Length];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), Version);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), header.Length);
        Encoding.ASCII.GetBytes(kind, bytes.AsSpan(16));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(48), Crc64.HashToUInt64(header));
        var checksum = Crc64.HashToUInt64(bytes.AsSpan(0, 56));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(56), checksum);
        header.CopyTo(bytes.AsSpan(FixedBytes));
        head = new(kind, header.ToArray(), checksum);
        return bytes;
    }

    /// <summary>Reads and checks it.</summary>
    /// <exception cref="RecordingException">Not such a file, of another version or kind, or damaged.</exception>
    public static FileHead Read(SafeFileHandle file, string path, string kind)
    {
        var length = RandomAccess.GetLength(file);
        if (length == 0)
            throw new RecordingException($"{path}: byte 0: the file is empty; name a recording, or delete it if its writer was stopped while it began it.");
        Span<byte> bytes = stackalloc byte[FixedBytes];
        var read = RandomAccess.Read(file, bytes, 0);
        if (!bytes[..Math.Min(read, Magic.Length)].SequenceEqual(Magic[..Math.Min(read, Magic.Length)]))
            throw new RecordingException($"{path}: byte 0: not a recording of ours; name a file that was made by 'arb recording' or a run.");
        if (read < FixedBytes)
            throw new RecordingException($"{path}: byte {read}: it ends inside its head and holds no record; delete it.");
        var version = BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]);
        var checksum = BinaryPrimitives.ReadUInt64LittleEndian(bytes[56..]);
        if (checksum != Crc64.HashToUInt64(bytes[..56]))
            throw new RecordingException($"{path}: bytes 0 to {FixedBytes}: the head does not match its checksum; copy the file again.");
        if (version != Version)
            throw new RecordingException($"{path}: byte 8: format version {version}; this program reads version {Version}. Use the program that wrote it.");
        var itsKind = Encoding.ASCII.GetString(bytes[16..(16 + MaxKind)]).TrimEnd('\0');
        if (itsKind != kind)
            throw new RecordingException($"{path}: byte 16: it holds '{Printable(itsKind)}', not '{kind}'; name another file.");
        var size = BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]);
        if (size is < 0 or > MaxHeader)
            throw new RecordingException($"{path}: byte 12: a header of {size} bytes; at most {MaxHeader} are possible. Copy the file again.");
        if (length < FixedBytes + size)
            throw new RecordingException($"{path}: byte {length}: it ends inside its header and holds no record; delete it.");
        var header = new byte[size];
        if (RandomAccess.Read(file, header, FixedBytes) < size
            || BinaryPrimitives.ReadUInt64LittleEndian(bytes[48..]) != Crc64.HashToUInt64(header))
            throw new RecordingException($"{path}: bytes {FixedBytes} to {FixedBytes + size}: the header does not match its checksum; copy the file again.");
        return new(kind, header, checksum);
    }

    private static string Printable(string text) => string.Concat(text.Select(c => c is >= ' ' and <= '~' ? c : '?'));
}
