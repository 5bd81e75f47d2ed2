using System.Collections.Immutable;
using System.Globalization;
using Arbitrage.Domain.Markets;

namespace Arbitrage.Simulation.Recordings.Files;

/// <summary>Several recordings as one, in the order of time.</summary>
public static class RecordingMerge
{
    /// <summary>
    /// The header of all together. A leg, or a venue's account, may be in several of them only when their times of it follow each other, and with the same
    /// rules.
    /// </summary>
    /// <param name="id">Of the merged recording.</param>
    /// <param name="parts">Headers and what is in them.</param>
    /// <exception cref="RecordingException">Two of them contradict each other: names both, the leg and the times.</exception>
    public static RecordingHeader HeaderOf(string id, IReadOnlyList<(string Name, RecordingHeader Header, RecordingSummary Summary)> parts)
    {
        var legs = new Dictionary<(Venue, string), (string Name, RecordedLeg Leg)>();
        foreach (var (name, header, _) in parts)
        {
            foreach (var leg in header.Legs)
            {
                var key = (leg.Instrument.Venue, leg.Instrument.Symbol.Text);
                if (legs.TryAdd(key, (name, leg)) || legs[key].Leg == leg)
                    continue;
                throw new RecordingException(
                    $"{name}: {key.Text} at {key.Venue.Key()} has other rules or another origin there than in {legs[key].Name}; "
                    + "merge only recordings of the same.");
            }
        }

        var recorded = parts.SelectMany(p => p.Summary.Legs.Where(l => l.First is not null).Select(l => (p.Name, Leg: l)));
        foreach (var same in recorded.GroupBy(l => (l.Leg.Venue, l.Leg.Symbol)))
        {
            var inOrder = same.OrderBy(s => s.Leg.First).ThenBy(s => s.Leg.Last).ToArray();
            for (var i = 1; i < inOrder.Length; i++)
            {
                var (before, after) = (inOrder[i - 1], inOrder[i]);
                if (after.Leg.First < before.Leg.Last)
                    throw new RecordingException(
                        $"{after.Name}: {(same.Key.Symbol.Length > 0 ? same.Key.Symbol : "the account")} at {same.Key.Venue.Key()} begins "
                        + $"{Time(after.Leg.First)}, before it ends in {before.Name} ({Time(before.Leg.Last)}); cut one of them with 'arb recording cut'.");
            }
        }

        return new(
            id, [.. legs.Values.Select(l => l.Leg).OrderBy(l => l.Instrument.Symbol).ThenBy(l => l.Instrument.Venue)], parts.Any(p => p.Header.Relabelled),
            [.. parts.SelectMany(p => p.Header.Declared).Distinct(StringComparer.Ordinal)]);
    }

    /// <summary>Copies all records in the order of time; those of one time in the order of the recordings.</summary>
    /// <returns>Records written.</returns>
    /// <exception cref="RecordingException">One of them is wrong.</exception>
    public static long Copy(IReadOnlyList<IMarketRecording> parts, MarketFileWriter writer, Action<long, DateTimeOffset>? tell = null)
    {
        var open = new List<(IMarketReader Reader, MarketRecord Record)>();
        var next = new PriorityQueue<int, (DateTimeOffset At, int Part)>();
        try
        {
            for (var i = 0; i < parts.Count; i++)
            {
                open.Add((parts[i].Read(), new()));
                Advance(i);
            }

            while (next.TryDequeue(out var part, out _))
            {
                writer.Add(open[part].Record);
                if (tell is not null && writer.Records % 65_536 == 0)
                    tell(writer.Records, open[part].Record.ReceivedAt);
                Advance(part);
            }
        }
        finally
        {
            foreach (var (reader, _) in open)
                reader.Dispose();
        }

        return writer.Records;

        void Advance(int part)
        {
            if (open[part].Reader.TryRead(open[part].Record))
                next.Enqueue(part, (open[part].Record.ReceivedAt, part));
        }
    }

    private static string Time(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFZ", CultureInfo.InvariantCulture) ?? "never";
}
