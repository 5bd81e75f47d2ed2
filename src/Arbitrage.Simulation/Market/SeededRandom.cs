using System.Numerics;
using System.Runtime.CompilerServices;
using Arbitrage.Domain.Markets;

namespace Arbitrage.Simulation.Market;

/// <summary>
/// xoshiro256** seeded through SplitMix64, written out here so that a seed means the same course on every runtime version. Draws are
/// decimals made from integers: no floating point, so no platform can round differently.
/// </summary>
public sealed class SeededRandom
{
    private ulong _a, _b, _c, _d;

    /// <param name="seed">Any number.</param>
    public SeededRandom(ulong seed)
    {
        _a = SplitMix(ref seed);
        _b = SplitMix(ref seed);
        _c = SplitMix(ref seed);
        _d = SplitMix(ref seed);
    }

    /// <summary>A stream of its own per symbol and purpose: adding a symbol changes nothing for the others.</summary>
    public static SeededRandom For(ulong seed, Symbol symbol, string purpose) => For(seed, symbol.Text + purpose);

    /// <summary>A stream of its own per purpose: a draw more in one shifts nothing in another.</summary>
    public static SeededRandom For(ulong seed, string purpose)
    {
        var hash = 14695981039346656037UL;
        foreach (var letter in purpose)
            hash = (hash ^ letter) * 1099511628211UL;
        return new(seed ^ hash);
    }

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        var result = BitOperations.RotateLeft(_b * 5, 7) * 9;
        var shifted = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= shifted;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>Uniform in [0, 1), nine digits.</summary>
    public decimal Unit() => new((int)(((Next() >> 32) * 1_000_000_000UL) >> 32), 0, 0, false, 9);

    /// <summary>Uniform in [from, to).</summary>
    public decimal Between(decimal from, decimal to) => from + ((to - from) * Unit());

    /// <summary>Uniform in [0, count).</summary>
    public int Below(int count) => (int)(((Next() >> 32) * (ulong)count) >> 32);

    /// <summary>Mean 0, variance 1, within +-6: the sum of twelve uniforms (Irwin-Hall), near enough to normal here.</summary>
    public decimal Gaussian()
    {
        var sum = -6m;
        for (var i = 0; i < 12; i++)
            sum += Unit();
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong SplitMix(ref ulong state)
    {
        var z = state += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
