using System.Buffers.Binary;
using System.Text;
using Arbitrage.Simulation.Recordings.Storage;

namespace Arbitrage.Simulation.Recordings.Files;

/// <summary>Bytes of one record, in a buffer that is used again.</summary>
internal sealed class ByteSink
{
    private byte[] _bytes = new byte[4096];
    private int _length;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    public void Clear() => _length = 0;

    public void Byte(byte value) => Room(1)[_length++] = value;

    public void Whole(ulong value) => _length += Varint.Write(Room(Varint.MaxBytes).AsSpan(_length), value);

    public void Signed(long value) => _length += Varint.WriteSigned(Room(Varint.MaxBytes).AsSpan(_length), value);

    public void Fixed(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(Room(4).AsSpan(_length), value);
        _length += 4;
    }

    public void Text(string value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        Whole((ulong)length);
        Encoding.UTF8.GetBytes(value, Room(length).AsSpan(_length));
        _length += length;
    }

    private byte[] Room(int more)
    {
        if (_bytes.Length - _length < more)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + more));
        return _bytes;
    }
}
