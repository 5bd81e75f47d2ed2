using System.Buffers.Binary;
using System.Text;
using Arbitrage.Simulation.Recordings.Storage;

namespace Arbitrage.Simulation.Recordings.Files;

/// <summary>Reads the bytes of one record; what is not there or not possible throws <see cref="InvalidDataException"/>.</summary>
internal ref struct ByteSource(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at = 0;

    public readonly int Left => _bytes.Length - _at;

    public byte Byte() => _at < _bytes.Length ? _bytes[_at++] : throw Malformed("ends early");

    public ulong Whole() => Varint.TryRead(_bytes, ref _at, out var value) ? value : throw Malformed("ends inside a number");

    public long Signed() => Varint.TryReadSigned(_bytes, ref _at, out var value) ? value : throw Malformed("ends inside a number");

    /// <summary>A count of things that have at least one byte each.</summary>
    public int Count()
    {
        var count = Whole();
        return count <= (ulong)Left ? (int)count : throw Malformed($"says {count} parts in {Left} bytes");
    }

    public uint Fixed()
    {
        if (Left < 4)
            throw Malformed("ends inside a number");
        _at += 4;
        return BinaryPrimitives.ReadUInt32LittleEndian(_bytes[(_at - 4)..]);
    }

    public string Text()
    {
        var length = Count();
        _at += length;
        return Encoding.UTF8.GetString(_bytes.Slice(_at - length, length));
    }

    public readonly void End()
    {
        if (Left != 0)
            throw Malformed($"has {Left} bytes too many");
    }

    public static InvalidDataException Malformed(string what) => new(what);
}
