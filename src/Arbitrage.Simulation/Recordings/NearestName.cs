namespace Arbitrage.Simulation.Recordings;

/// <summary>The name that somebody probably meant: of a scenario, a key, an option.</summary>
public static class NearestName
{
    /// <summary>The candidate that the fewest edits lead to, or null when none is near (half of the length or more would have to change).</summary>
    public static string? Of(string name, IEnumerable<string> candidates)
    {
        var best = candidates
            .Select(candidate => (Candidate: candidate, Distance: Distance(name, candidate)))
            .OrderBy(x => x.Distance).ThenBy(x => x.Candidate, StringComparer.Ordinal)
            .FirstOrDefault();
        return best.Candidate is not null && best.Distance * 2 < Math.Max(name.Length, best.Candidate.Length) ? best.Candidate : null;
    }

    // Levenshtein: insertions, deletions and replacements, one each.
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
