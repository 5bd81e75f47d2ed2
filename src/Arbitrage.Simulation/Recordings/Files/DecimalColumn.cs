using System.Runtime.CompilerServices;

namespace Arbitrage.Simulation.Recordings.Files;

/// <summary>
/// One decimal after another of the same meaning, exactly: 96 bits, scale and sign. Where it can be, a value is told as the difference of mantissas to the
/// value before, at the largest scale seen; else it is told in full, and the next is compared with it.
/// </summary>
/// <remarks>
/// A number whose two low bits say what follows: 0 difference; 1 the same at a smaller scale, then how many digits smaller; 2 full, with scale, sign and width
/// in the bits above, then the mantissa.
/// </remarks>
internal struct DecimalColumn
{
    private const ulong Difference = 0, Shorter = 1, Full = 2;
    private const long Widest = 1L << 60;
    private const int MaxScale = 28;

    private static readonly long[] Tens = [.. Enumerable.Range(0, 19).Select(TenTo)];

    private long _last;
    private byte _scale;

    /// <summary>Compares the next value with zero, for columns where the value before says nothing.</summary>
    public void FromZero() => _last = 0;

    public void Write(ByteSink sink, decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var mantissa = ((ulong)(uint)bits[1] << 32) | (uint)bits[0];
        var (scale, isNegative) = ((byte)(bits[3] >> 16), bits[3] < 0);
        if (bits[2] == 0 && mantissa < (ulong)Widest && !isNegative && scale <= _scale && TryWiden((long)mantissa, _scale - scale, out var same))
        {
            var code = ZigZag(same - _last) << 2;
            _last = same;
            if (scale == _scale)
            {
                sink.Whole(code | Difference);
                return;
            }

            sink.Whole(code | Shorter);
            sink.Byte((byte)(_scale - scale));
            return;
        }

        var isWide = bits[2] != 0;
        sink.Whole(Full | (isNegative ? 4UL : 0) | (isWide ? 8UL : 0) | ((ulong)scale << 4));
        sink.Whole(mantissa);
        if (isWide)
            sink.Fixed((uint)bits[2]);
        Remember(mantissa, isWide, scale);
    }

    public decimal Read(ref ByteSource source)
    {
        var code = source.Whole();
        if ((code & 3) == Full)
            return ReadFull(ref source, code);
        _last += UnZigZag(code >> 2);
        if ((ulong)_last >= (ulong)Widest)
            throw ByteSource.Malformed("has a number out of range");
        if ((code & 3) == Difference)
            return new((int)_last, (int)(_last >> 32), 0, isNegative: false, _scale);
        var shorter = source.Byte();
        if ((code & 3) != Shorter || shorter > _scale || shorter >= Tens.Length || _last % Tens[shorter] != 0)
            throw ByteSource.Malformed("has a number of an impossible scale");
        var mantissa = _last / Tens[shorter];
        return new((int)mantissa, (int)(mantissa >> 32), 0, isNegative: false, (byte)(_scale - shorter));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private decimal ReadFull(ref ByteSource source, ulong code)
    {
        var (isNegative, isWide, scale) = ((code & 4) != 0, (code & 8) != 0, code >> 4);
        if (scale > MaxScale)
            throw ByteSource.Malformed("has a number of an impossible scale");
        var mantissa = source.Whole();
        var high = isWide ? source.Fixed() : 0;
        Remember(mantissa, isWide, (byte)scale);
        return new((int)mantissa, (int)(mantissa >> 32), (int)high, isNegative, (byte)scale);
    }

    private void Remember(ulong mantissa, bool isWide, byte scale) => (_last, _scale) = (isWide || mantissa >= (ulong)Widest ? 0 : (long)mantissa, scale);

    private static bool TryWiden(long mantissa, int digits, out long widened)
    {
        widened = mantissa;
        if (digits == 0)
            return true;
        if (digits >= Tens.Length || mantissa >= Widest / Tens[digits])
            return false;
        widened = mantissa * Tens[digits];
        return true;
    }

    private static long TenTo(int power)
    {
        var ten = 1L;
        for (; power > 0; power--)
            ten *= 10;
        return ten;
    }

    private static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));

    private static long UnZigZag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);
}
