using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Reporting;

namespace Arbitrage.Simulation.Recordings;

/// <summary>
/// Spread of a pair of venues over a recording. The legs are joined as-of on the recorded time (all quotes of one time are applied before anything is
/// looked at), each state is weighted by how long it lasted, and time counts only while both quotes are at most the age rule old; the last
/// quotes have no duration. No fees, top of book, no size.
/// </summary>
public static class SpreadStatistics
{
    /// <summary>The figures of one pair.</summary>
    /// <param name="recording">Quotes.</param>
    /// <param name="first">A venue.</param>
    /// <param name="second">Another.</param>
    /// <param name="ageRule">Oldest quote that counts.</param>
    /// <param name="entryPct">Entry threshold that the mid difference is compared with.</param>
    public static SpreadReport Of(Recording recording, Venue first, Venue second, TimeSpan ageRule, decimal entryPct)
    {
        var spells = Spells(recording, first, second, ageRule);
        var usable = spells.Sum(s => s.Seconds);
        if (usable == 0m)
            return new(first.Key(), second.Key(), null, null, null, null, 0m, (decimal)ageRule.TotalSeconds);
        var medianMid = Median(spells.Select(s => (s.MidPct, s.Seconds)), usable);
        // Dear is the venue that is dearer in the median: inventory is bought back there and sold at the other.
        var returnCost = Median(spells.Select(s => (medianMid > 0m ? s.ReturnWhenSecondIsDear : s.ReturnWhenFirstIsDear, s.Seconds)), usable);
        return new(
            first.Key(), second.Key(), spells.Where(s => Math.Abs(s.MidPct) > entryPct).Sum(s => s.Seconds) / usable * 100m,
            spells.Max(s => s.EdgePct), medianMid, returnCost, usable, (decimal)ageRule.TotalSeconds);
    }

    /// <summary>The figures of every pair of recorded venues, in journal order.</summary>
    public static IEnumerable<SpreadReport> OfAllPairs(Recording recording, TimeSpan ageRule, decimal entryPct) =>
        from first in recording.Recorded
        from second in recording.Recorded
        where first < second
        select Of(recording, first, second, ageRule, entryPct);

    private static List<Spell> Spells(Recording recording, Venue first, Venue second, TimeSpan ageRule)
    {
        var spells = new List<Spell>();
        RecordedQuote? a = null, b = null;
        var quotes = recording.Quotes;
        for (var i = 0; i < quotes.Length; i++)
        {
            if (quotes[i].Venue == first)
                a = quotes[i];
            else if (quotes[i].Venue == second)
                b = quotes[i];
            if (i + 1 == quotes.Length || quotes[i + 1].At == quotes[i].At || a is not { } x || b is not { } y)
                continue;
            var oldest = x.At < y.At ? x.At : y.At;
            var until = oldest + ageRule < quotes[i + 1].At ? oldest + ageRule : quotes[i + 1].At;
            if (until > quotes[i].At)
                spells.Add(new(x, y, (decimal)(until - quotes[i].At).Ticks / TimeSpan.TicksPerSecond));
        }

        return spells;
    }

    private static decimal Median(IEnumerable<(decimal Value, decimal Weight)> values, decimal total)
    {
        var passed = 0m;
        foreach (var (value, weight) in values.OrderBy(v => v.Value))
        {
            passed += weight;
            if (passed * 2m >= total)
                return value;
        }

        throw new InvalidOperationException("Nothing to take a median of.");
    }

    private readonly record struct Spell(RecordedQuote First, RecordedQuote Second, decimal Seconds)
    {
        public decimal MidPct => (Second.Mid - First.Mid) / Math.Min(First.Mid, Second.Mid) * 100m;

        public decimal EdgePct => Math.Max(
            Second.Bid.Value / First.Ask.Value - 1m,
            First.Bid.Value / Second.Ask.Value - 1m) * 100m;

        public decimal ReturnWhenFirstIsDear => (First.Ask.Value / Second.Bid.Value - 1m) * 100m;

        public decimal ReturnWhenSecondIsDear => (Second.Ask.Value / First.Bid.Value - 1m) * 100m;
    }
}
