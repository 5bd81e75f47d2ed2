using System.Numerics;

namespace Arbitrage.Simulation.Recordings.Storage;

/// <summary>Whole numbers in as few bytes as they need, seven bits a byte, lowest first.</summary>
internal static class Varint
{
    public const int MaxBytes = 10;

    public static int Write(Span<byte> into, ulong value)
    {
        var i = 0;
        for (; value >= 0x80; value >>= 7)
            into[i++] = (byte)(value | 0x80);
        into[i++] = (byte)value;
        return i;
    }

    public static int WriteSigned(Span<byte> into, long value) => Write(into, (ulong)((value << 1) ^ (value >> 63)));

    /// <summary>False when the bytes end early or say more than 64 bits.</summary>
    public static bool TryRead(ReadOnlySpan<byte> from, ref int at, out ulong value)
    {
        value = 0;
        if ((uint)at < (uint)from.Length && from[at] < 0x80)
        {
            value = from[at++];
            return true;
        }

        for (var shift = 0; shift < 64 && (uint)at < (uint)from.Length; shift += 7)
        {
            var b = from[at++];
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
                return shift < 63 || b <= 1;
        }

        return false;
    }

    public static bool TryReadSigned(ReadOnlySpan<byte> from, ref int at, out long value)
    {
        var ok = TryRead(from, ref at, out var raw);
        value = (long)(raw >> 1) ^ -(long)(raw & 1);
        return ok;
    }

    public static int Length(ulong value) => Math.Max(1, (64 - BitOperations.LeadingZeroCount(value) + 6) / 7);
}
