using System.Buffers.Binary;
using System.Text;

namespace Arbitrage.Node.Inputs;

/// <summary>
/// One record under construction in a buffer that is used again and again. Layout: kind, number of the actor in this run (0 is the run
/// itself), the actor's own record number, UTC ticks; then what the kind says. Numbers are LEB128, signed ones zigzag first.
/// </summary>
internal sealed class RecordBytes
{
    private byte[] _bytes = new byte[8_192];

    /// <summary>Bytes so far.</summary>
    public int Length { get; private set; }

    /// <summary>The record so far.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>Starts over with the head of a record.</summary>
    public void Begin(InputRecordKind kind, int actor, long sequence, DateTimeOffset at)
    {
        Length = 0;
        Byte((byte)kind);
        Number(actor);
        Number(sequence);
        BinaryPrimitives.WriteInt64LittleEndian(Room(8), at.UtcTicks);
    }

    public void Byte(byte value) => Room(1)[0] = value;

    /// <summary>A number that is not negative.</summary>
    public void Number(long value) => Unsigned((ulong)value);

    /// <summary>A number of either sign, small when it is near zero.</summary>
    public void Signed(long value) => Unsigned((ulong)((value << 1) ^ (value >> 63)));

    /// <summary>A decimal digit for digit, trailing zeros included: a byte of scale (bits 0-4), sign (5) and "above 64 bits" (6), then the mantissa.</summary>
    public void Decimal(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var high = (uint)bits[2];
        Byte((byte)(((bits[3] >> 16) & 0x1F) | (bits[3] < 0 ? 0x20 : 0) | (high != 0 ? 0x40 : 0)));
        Unsigned(((ulong)(uint)bits[1] << 32) | (uint)bits[0]);
        if (high != 0)
            Unsigned(high);
    }

    /// <summary>Bytes with their length in front.</summary>
    public void Bytes(ReadOnlySpan<byte> value)
    {
        Number(value.Length);
        value.CopyTo(Room(value.Length));
    }

    /// <summary>Text as UTF-8 with its length in front.</summary>
    public void Text(string value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        Number(length);
        Encoding.UTF8.GetBytes(value, Room(length));
    }

    private void Unsigned(ulong value)
    {
        while (value >= 0x80)
        {
            Byte((byte)(value | 0x80));
            value >>= 7;
        }

        Byte((byte)value);
    }

    private Span<byte> Room(int count)
    {
        if (Length + count > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + count));
        Length += count;
        return _bytes.AsSpan(Length - count, count);
    }
}
