namespace Arbitrage.Simulation.Recordings;

/// <summary>The name that somebody probably meant.</summary>
internal static class NearestName
{
    /// <summary>The nearest of the names by single-letter edits; null when none is near.</summary>
    public static string? Of(string wrong, IEnumerable<string> names)
    {
        var nearest = names.Select(n => (Name: n, Distance: Distance(wrong, n))).OrderBy(n => n.Distance).FirstOrDefault();
        return nearest.Name is not null && nearest.Distance <= Math.Max(2, wrong.Length / 3) ? nearest.Name : null;
    }

    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var changed = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j - 1], row[j]) + 1);
            }
        }

        return row[^1];
    }
}
