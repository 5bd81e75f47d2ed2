namespace Arbitrage.Fuzz;

/// <summary>Mutations that know nothing of the format.</summary>
internal static class ByteMutator
{
    private const int MaxLength = 16 * 1024;

    private static readonly byte[] Interesting = [0x00, 0x01, 0x7F, 0x80, 0xFF, 0xC3, 0xED, .. "\"\\{}[],:-.e09"u8];

    public static byte[] Mutate(byte[] frame, byte[] other, ref SplitMix random)
    {
        if (frame.Length == 0)
            return [.. other];
        int at = random.Below(frame.Length), length = 1 + random.Below(Math.Min(frame.Length - at, 64));
        switch (random.Below(8))
        {
            case 0:
                return With(frame, at, (byte)(frame[at] ^ (1 << random.Below(8))));
            case 1:
                return With(frame, at, random.Pick<byte>(Interesting));
            case 2:
                return With(frame, at, (byte)random.Next());
            case 3:
                return [.. frame[..at], .. frame[(at + length)..]];
            case 4:
                return frame[..at];
            case 5:
                return Bounded([.. frame[..(at + length)], .. frame[at..]]);
            case 6:
                return Bounded([.. frame[..at], random.Pick<byte>(Interesting), .. frame[at..]]);
            default:
                var from = random.Below(Math.Max(1, other.Length));
                return Bounded([.. frame[..at], .. other[Math.Min(from, other.Length)..]]);
        }
    }

    private static byte[] With(byte[] frame, int at, byte value)
    {
        byte[] changed = [.. frame];
        changed[at] = value;
        return changed;
    }

    private static byte[] Bounded(byte[] frame) => frame.Length <= MaxLength ? frame : frame[..MaxLength];
}
