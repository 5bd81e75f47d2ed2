using System.Collections.Immutable;

namespace Arbitrage.Simulation.Cluster.Checking;

/// <summary>
/// Makes a failing seed small: leaves out faults, by halves, quarters and so on, as long as the same promise still breaks (delta debugging). What is left
/// cannot lose any single fault, unless the runs ran out.
/// </summary>
public static class Shrinking
{
    /// <summary>The faults that the failure needs.</summary>
    /// <param name="faults">Numbers of all faults of the seed.</param>
    /// <param name="fails">Whether the failure is there when only these faults happen.</param>
    /// <param name="mostRuns">Runs to spend.</param>
    /// <returns>Ordered; all of them when the failure does not repeat.</returns>
    public static ImmutableArray<int> Minimal(ImmutableArray<int> faults, Func<IReadOnlySet<int>, bool> fails, int mostRuns = 400)
    {
        var left = mostRuns;
        bool Fails(IEnumerable<int> kept) => left-- > 0 && fails(kept.ToImmutableSortedSet());
        var current = faults.Sort();
        if (!Fails(current))
            return current;
        if (Fails([]))
            return [];
        for (var parts = 2; current.Length > 1 && left > 0;)
        {
            var smaller = Smaller(current, parts, Fails);
            if (smaller is { } found)
                (current, parts) = (found, Math.Max(2, Math.Min(parts - 1, found.Length)));
            else if (parts >= current.Length)
                break;
            else
                parts = Math.Min(current.Length, parts * 2);
        }

        return current;
    }

    // One part alone first: it is a large step; then everything but one part.
    private static ImmutableArray<int>? Smaller(ImmutableArray<int> current, int parts, Func<IEnumerable<int>, bool> fails)
    {
        var chunks = Enumerable.Range(0, parts)
            .Select(i => current[(int)((long)current.Length * i / parts)..(int)((long)current.Length * (i + 1) / parts)]).ToArray();
        if (parts == 2)
        {
            foreach (var chunk in chunks)
            {
                if (chunk.Length < current.Length && fails(chunk))
                    return chunk;
            }

            return null;
        }

        foreach (var chunk in chunks)
        {
            var rest = current.RemoveRange(chunk);
            if (chunk.Length > 0 && rest.Length > 0 && fails(rest))
                return rest;
        }

        return null;
    }
}
