using System.Globalization;

namespace Arbitrage.Simulation.Recordings.Files;

/// <summary>A part of a recording, from a time up to, not including, another.</summary>
public static class RecordingCut
{
    /// <summary>Copies the part. In the middle of depth it begins with a snapshot of every book as known then, so that it can be replayed alone.</summary>
    /// <param name="recording">Whole.</param>
    /// <param name="from">First time.</param>
    /// <param name="to">First time that is left out.</param>
    /// <param name="open">Makes the writer for the header of the part.</param>
    /// <param name="tell">Told now and then how many records were read, and up to when.</param>
    /// <returns>Records written.</returns>
    /// <exception cref="RecordingException">The recording is wrong, or has nothing in that time.</exception>
    public static long Copy(
        IMarketRecording recording, DateTimeOffset from, DateTimeOffset to, Func<RecordingHeader, MarketFileWriter> open,
        Action<long, DateTimeOffset>? tell = null)
    {
        using var reader = recording.Read();
        var record = new MarketRecord();
        var books = new List<BookMemory>();
        var read = 0L;
        bool more;
        for (more = reader.TryRead(record); more && record.ReceivedAt < from; more = reader.TryRead(record))
        {
            Remember(books, recording.Header, record);
            Tell(tell, ++read, record);
        }

        if (!more || record.ReceivedAt >= to)
            throw new RecordingException($"{recording.Header.Id}: no record from {Time(from)} to {Time(to)}; 'arb recording info' tells its times.");
        using var writer = open(HeaderOf(recording.Header, books, from, to));
        var snapshot = new MarketRecord();
        foreach (var book in books)
            book.Write(from, snapshot, writer.Add);
        for (; more && record.ReceivedAt < to; more = reader.TryRead(record))
        {
            writer.Add(record);
            Tell(tell, ++read, record);
        }

        return writer.Records;
    }

    private static void Remember(List<BookMemory> books, RecordingHeader header, MarketRecord record)
    {
        if (record.Kind is not (MarketRecordKind.Snapshot or MarketRecordKind.Depth or MarketRecordKind.Down))
            return;
        foreach (var book in books)
        {
            if (book.Leg.Venue == record.Venue && book.Leg.Symbol == record.Symbol)
            {
                book.Take(record);
                return;
            }
        }

        books.Add(new(header.Legs.First(l => l.Instrument.Venue == record.Venue && l.Instrument.Symbol == record.Symbol).Instrument));
        books[^1].Take(record);
    }

    private static RecordingHeader HeaderOf(RecordingHeader header, List<BookMemory> books, DateTimeOffset from, DateTimeOffset to)
    {
        var known = books.Where(b => b.ChangedAt is not null).ToArray();
        var end = to == DateTimeOffset.MaxValue ? "its end" : Time(to);
        var part = $"a part of {header.Id}, from {(from == DateTimeOffset.MinValue ? "its beginning" : Time(from))} to {end}";
        if (known.Length > 0)
        {
            part += $"; its first {known.Length} snapshots were not recorded: they are the books as known at the cut, last changed "
                + string.Join(", ", known.Select(b => Time(b.ChangedAt!.Value)));
        }

        return header with { Declared = header.Declared.Add(part) };
    }

    private static void Tell(Action<long, DateTimeOffset>? tell, long read, MarketRecord record)
    {
        if (tell is not null && read % 65_536 == 0)
            tell(read, record.ReceivedAt);
    }

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFZ", CultureInfo.InvariantCulture);
}
