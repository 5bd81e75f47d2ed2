namespace Arbitrage.Fuzz;

/// <summary>SplitMix64: the same numbers for the same seed on every machine and runtime.</summary>
internal struct SplitMix(ulong seed)
{
    private ulong _state = seed;

    /// <summary>One generator a frame, so that a frame can be made again without those before it.</summary>
    public static SplitMix Of(ulong seed, long frame)
    {
        var mixed = new SplitMix(seed ^ ((ulong)frame * 0x9E3779B97F4A7C15));
        mixed.Next();
        return mixed;
    }

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>From zero up to, but not including, a bound above zero.</summary>
    public int Below(int bound) => (int)(Next() % (ulong)bound);

    public T Pick<T>(ReadOnlySpan<T> from) => from[Below(from.Length)];
}
