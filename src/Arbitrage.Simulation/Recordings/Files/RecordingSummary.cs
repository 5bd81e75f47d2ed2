using System.Collections.Immutable;
using Arbitrage.Domain.Markets;

namespace Arbitrage.Simulation.Recordings.Files;

/// <summary>A time without records.</summary>
/// <param name="After">The last record before it.</param>
/// <param name="Seconds">How long.</param>
public sealed record Silence(DateTimeOffset After, decimal Seconds);

/// <summary>What a recording has of one leg, or of one venue's account.</summary>
/// <param name="Venue">Where.</param>
/// <param name="Symbol">What; empty for the account.</param>
/// <param name="Counts">Records by kind.</param>
/// <param name="First">Time of the first; null without one.</param>
/// <param name="Last">Time of the last.</param>
/// <param name="Longest">Longest time between two of its records; null with fewer than two.</param>
public sealed record LegSummary(
    Venue Venue, string Symbol, ImmutableSortedDictionary<MarketRecordKind, long> Counts, DateTimeOffset? First, DateTimeOffset? Last, Silence? Longest);

/// <summary>What is in a recording, found by reading it once.</summary>
/// <param name="Records">All.</param>
/// <param name="First">Time of the first; null without one.</param>
/// <param name="Last">Time of the last.</param>
/// <param name="Legs">In the order of the header, then accounts.</param>
/// <param name="Gaps">Times without a record of any leg above the limit, the longest first, at most twenty.</param>
/// <param name="GapCount">How many there are.</param>
public sealed record RecordingSummary(
    long Records, DateTimeOffset? First, DateTimeOffset? Last, ImmutableArray<LegSummary> Legs, ImmutableArray<Silence> Gaps, int GapCount)
{
    private const int GapsKept = 20;

    /// <summary>Reads a recording.</summary>
    /// <param name="header">Of the recording.</param>
    /// <param name="reader">At its beginning.</param>
    /// <param name="gapLimit">Shortest time without any record that counts as a gap.</param>
    /// <param name="tell">Told now and then how many records were read, and up to when.</param>
    public static RecordingSummary Of(RecordingHeader header, IMarketReader reader, TimeSpan gapLimit, Action<long, DateTimeOffset>? tell = null)
    {
        List<Tally> tallies = [.. header.Legs.Select(l => new Tally(l.Instrument.Venue, l.Instrument.Symbol.Text))];
        var gaps = new PriorityQueue<Silence, decimal>();
        var all = new Tally(default, "");
        var (count, gapCount) = (0L, 0);
        var record = new MarketRecord();
        while (reader.TryRead(record))
        {
            count++;
            if (all.Last is { } last && record.ReceivedAt - last > gapLimit)
            {
                gapCount++;
                var gap = new Silence(last, Seconds(record.ReceivedAt - last));
                gaps.Enqueue(gap, gap.Seconds);
                if (gaps.Count > GapsKept)
                    gaps.Dequeue();
            }

            all.Add(record);
            TallyOf(tallies, record).Add(record);
            if (tell is not null && count % 65_536 == 0)
                tell(count, record.ReceivedAt);
        }

        return new(
            count, all.First, all.Last, [.. tallies.Select(t => t.Summary)],
            [.. gaps.UnorderedItems.Select(g => g.Element).OrderByDescending(g => g.Seconds).ThenBy(g => g.After)], gapCount);
    }

    private static Tally TallyOf(List<Tally> tallies, MarketRecord record)
    {
        var symbol = record.Kind == MarketRecordKind.Account ? "" : record.Symbol.Text;
        foreach (var tally in tallies)
        {
            if (tally.Is(record.Venue, symbol))
                return tally;
        }

        tallies.Add(new(record.Venue, symbol));
        return tallies[^1];
    }

    private static decimal Seconds(TimeSpan time) => (decimal)time.Ticks / TimeSpan.TicksPerSecond;

    private sealed class Tally(Venue venue, string symbol)
    {
        private readonly long[] _counts = new long[(int)MarketRecordKind.Down + 1];
        private TimeSpan _longest = TimeSpan.MinValue;
        private DateTimeOffset _after;

        public DateTimeOffset? First { get; private set; }

        public DateTimeOffset? Last { get; private set; }

        public LegSummary Summary => new(
            venue, symbol,
            Enumerable.Range(1, _counts.Length - 1).Where(k => _counts[k] > 0).ToImmutableSortedDictionary(k => (MarketRecordKind)k, k => _counts[k]),
            First, Last, _longest >= TimeSpan.Zero ? new(_after, Seconds(_longest)) : null);

        public bool Is(Venue its, string name) => venue == its && string.Equals(symbol, name, StringComparison.Ordinal);

        public void Add(MarketRecord record)
        {
            _counts[(int)record.Kind]++;
            First ??= record.ReceivedAt;
            if (Last is { } last && record.ReceivedAt - last > _longest)
                (_longest, _after) = (record.ReceivedAt - last, last);
            Last = record.ReceivedAt;
        }
    }
}
