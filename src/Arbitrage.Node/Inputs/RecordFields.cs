using System.Buffers.Binary;
using System.Text;

namespace Arbitrage.Node.Inputs;

/// <summary>Reads what <see cref="RecordBytes"/> wrote, field by field.</summary>
internal ref struct RecordFields(ReadOnlySpan<byte> record)
{
    private ReadOnlySpan<byte> _left = record;

    /// <summary>Bytes not read yet.</summary>
    public readonly int Left => _left.Length;

    /// <summary>Nothing is left.</summary>
    public readonly bool IsAtEnd => _left.IsEmpty;

    public byte Byte() => Take(1)[0];

    public long Number() => checked((long)Unsigned());

    public long Signed()
    {
        var value = Unsigned();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public DateTimeOffset Time() => TimeOf(BinaryPrimitives.ReadInt64LittleEndian(Take(8)));

    /// <summary>The moment of UTC ticks.</summary>
    public static DateTimeOffset TimeOf(long ticks) => ticks >= 0 && ticks <= DateTimeOffset.MaxValue.Ticks
        ? new(ticks, TimeSpan.Zero)
        : throw new FormatException($"{ticks} is not a time");

    public decimal Decimal()
    {
        var head = Byte();
        var low = Unsigned();
        var high = (head & 0x40) != 0 ? checked((uint)Unsigned()) : 0;
        var scale = head & 0x1F;
        return scale <= 28
            ? new((int)(uint)low, (int)(uint)(low >> 32), (int)high, (head & 0x20) != 0, (byte)scale)
            : throw new FormatException($"a decimal cannot have scale {scale}");
    }

    public ReadOnlySpan<byte> Bytes() => Take(checked((int)Number()));

    public string Text() => Encoding.UTF8.GetString(Bytes());

    private ulong Unsigned()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = Byte();
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
                return value;
        }

        throw new FormatException("a number does not end");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _left.Length)
            throw new FormatException($"{count} bytes are announced where {_left.Length} are left");
        var taken = _left[..count];
        _left = _left[count..];
        return taken;
    }
}
