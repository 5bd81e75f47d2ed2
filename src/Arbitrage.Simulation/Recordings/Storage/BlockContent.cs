using System.IO.Hashing;
using Microsoft.Win32.SafeHandles;
using ZstdSharp;

namespace Arbitrage.Simulation.Recordings.Storage;

/// <summary>Reads contents of blocks into buffers that are used again.</summary>
internal sealed class BlockContent : IDisposable
{
    private readonly Decompressor _decompressor = new();
    private byte[] _stored = [], _raw = [];

    /// <summary>Reads, checks and unpacks.</summary>
    /// <param name="file">From where.</param>
    /// <param name="head">Of the block; it lies wholly in the file.</param>
    /// <param name="content">Valid until the next call.</param>
    /// <param name="problem">What is wrong when it answers false.</param>
    public bool TryRead(SafeFileHandle file, in BlockHead head, out ReadOnlyMemory<byte> content, out string problem)
    {
        content = default;
        if (!TryReadStored(file, head, out problem))
            return false;
        if (head.Compression == RecordCompression.None)
        {
            content = _stored.AsMemory(0, head.StoredBytes);
            problem = "its length is not what its head says";
            return head.StoredBytes == head.RawBytes;
        }

        problem = "its content cannot be unpacked";
        Reserve(ref _raw, head.RawBytes);
        if (!_decompressor.TryUnwrap(_stored.AsSpan(0, head.StoredBytes), _raw.AsSpan(0, head.RawBytes), out var written) || written != head.RawBytes)
            return false;
        content = _raw.AsMemory(0, written);
        return true;
    }

    /// <summary>Reads and checks only.</summary>
    public bool TryReadStored(SafeFileHandle file, in BlockHead head, out string problem)
    {
        Reserve(ref _stored, head.StoredBytes);
        var stored = _stored.AsSpan(0, head.StoredBytes);
        problem = "its content does not match its checksum";
        return ReadAll(file, stored, head.ContentOffset) && Crc64.HashToUInt64(stored) == head.ContentChecksum;
    }

    public void Dispose() => _decompressor.Dispose();

    internal static bool ReadAll(SafeFileHandle file, Span<byte> into, long offset)
    {
        while (into.Length > 0)
        {
            var read = RandomAccess.Read(file, into, offset);
            if (read == 0)
                return false;
            into = into[read..];
            offset += read;
        }

        return true;
    }

    private static void Reserve(ref byte[] buffer, int length)
    {
        if (buffer.Length < length)
            buffer = new byte[Math.Max(length, Math.Min(buffer.Length * 2, BlockHead.MaxContent))];
    }
}
