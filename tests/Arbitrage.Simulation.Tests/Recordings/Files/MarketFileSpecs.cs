using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Recordings;
using Arbitrage.Simulation.Recordings.Files;
using Arbitrage.Simulation.Recordings.Storage;
using CsCheck;

namespace Arbitrage.Simulation.Tests.Recordings.Files;

public sealed class MarketFileSpecs : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("arbrec");

    private string File1 => Path.Combine(_directory.FullName, "one.arbrec");

    // Any 96 bits with any scale and sign; small ones near each other; zeros that keep their scale and sign.
    private static Gen<decimal> Signed { get; } = Gen.OneOf(
        Gen.Select(Gen.Int, Gen.Int, Gen.Int, Gen.Bool, Gen.Byte[0, 28]).Select(b => new decimal(b.Item1, b.Item2, b.Item3, b.Item4, b.Item5)),
        Gen.Select(Gen.Int[6_100_000, 6_100_900], Gen.Byte[0, 4]).Select(b => new decimal(b.Item1, 0, 0, false, b.Item2)),
        Gen.Select(Gen.Long[0, long.MaxValue], Gen.Byte[0, 28]).Select(b => new decimal((int)b.Item1, (int)(b.Item1 >> 32), 0, false, b.Item2)),
        Gen.Byte[0, 28].Select(scale => new decimal(0, 0, 0, true, scale)));

    private static Gen<MarketRecord> Any { get; } = Gen.Select(
        Gen.Int[1, 5], Gen.Int[0, 2], Gen.Long[0, 2_000_0000], Gen.Select(Gen.Int[0, 2], Gen.Long[-20_000_0000, 20_000_0000]),
        Gen.Select(Gen.Long, Gen.Long, Gen.Bool), Gen.Select(Signed, Signed).Array[0, 6], Gen.Select(Signed, Signed).Array[0, 6]).Select(Make);

    [Fact]
    public void Every_record_comes_back_as_it_was_over_legs_and_blocks_and_after_any_seek() => Gen.Select(Any.List[1, 60], Gen.Int[1, 20]).Sample(
        (records, flushEach) =>
        {
            File.Delete(File1);
            var written = new List<(DateTimeOffset At, string Text)>();
            using (var writer = MarketFileWriter.Create(File1, MarketRecords.Header, new() { BlockBytes = 1024 }))
            {
                foreach (var record in records.OrderBy(r => r.ReceivedAt))
                {
                    writer.Add(record);
                    written.Add((record.ReceivedAt, MarketRecords.Text(record)));
                    if (writer.Records % flushEach == 0)
                        writer.Flush();
                }
            }

            using var reader = MarketFile.Open(File1).Read();
            Assert.Equal(written.Select(w => w.Text), MarketRecords.ReadAll(reader));
            foreach (var at in written.Select(w => w.At).Where((_, i) => i % 7 == 3))
            {
                reader.Seek(at);
                Assert.Equal(written.Where(w => w.At >= at).Select(w => w.Text), MarketRecords.ReadAll(reader));
            }
        },
        iter: 300, threads: 1);

    [Fact]
    public void The_header_comes_back_as_it_was()
    {
        MarketFileWriter.Create(File1, MarketRecords.Header).Dispose();

        var header = MarketFile.Open(File1).Header;

        Assert.Equal([.. MarketRecords.Header.Legs], header.Legs.ToArray());
        Assert.Equal([.. MarketRecords.Header.Declared], header.Declared.ToArray());
        Assert.Equal(("given", true), (header.Id, header.Relabelled));
        Assert.Equal("0.00010", header.Legs[0].Instrument.MinQuantity.Value.ToString());
    }

    [Fact]
    public void A_torn_recording_is_read_up_to_the_tear_and_continued_there()
    {
        using (var writer = MarketFileWriter.Create(File1, MarketRecords.Header))
        {
            writer.Add(MarketRecords.Ticker(1, 100.10m, 100.2m));
            writer.Flush();
            writer.Add(MarketRecords.Ticker(2, 100.11m, 100.3m));
            writer.Flush();
        }

        var bytes = File.ReadAllBytes(File1);
        File.WriteAllBytes(File1, bytes[..^200]);
        using (var reader = MarketFile.Open(File1).Read())
        {
            Assert.Single(MarketRecords.ReadAll(reader));
            Assert.Equal(RecordFileEndKind.Torn, reader.End.Kind);
        }

        using (var writer = MarketFileWriter.Append(File1, out var recovery))
        {
            Assert.Equal(1, recovery.Records);
            Assert.True(recovery.CutBytes > 0);
            writer.Add(MarketRecords.Ticker(3, 100.12m, 100.4m));
        }

        using var again = MarketFile.Open(File1).Read();
        Assert.Equal(
            [MarketRecords.Text(MarketRecords.Ticker(1, 100.10m, 100.2m)), MarketRecords.Text(MarketRecords.Ticker(3, 100.12m, 100.4m))],
            MarketRecords.ReadAll(again));
    }

    [Fact]
    public void A_refused_record_changes_nothing_for_the_next()
    {
        using (var writer = MarketFileWriter.Create(File1, MarketRecords.Header))
        {
            writer.Add(MarketRecords.Ticker(5, 100.10m, 100.2m));
            Assert.Throws<ArgumentOutOfRangeException>(() => writer.Add(MarketRecords.Ticker(4, 99m, 101m)));
            Assert.Throws<ArgumentException>(() => writer.Add(MarketRecords.Ticker(5, 99m, 101m, Venue.MexcSpot)));
            Assert.Throws<ArgumentException>(() => writer.Add(Nothing(5)));
            writer.Add(MarketRecords.Ticker(6, 100.15m, 100.25m));
        }

        using var reader = MarketFile.Open(File1).Read();
        Assert.Equal(
            [MarketRecords.Text(MarketRecords.Ticker(5, 100.10m, 100.2m)), MarketRecords.Text(MarketRecords.Ticker(6, 100.15m, 100.25m))],
            MarketRecords.ReadAll(reader));
    }

    [Fact]
    public void Reading_book_tickers_allocates_nothing_per_record()
    {
        using (var writer = MarketFileWriter.Create(File1, MarketRecords.Header, new() { BlockBytes = 8 * 1024 }))
        {
            for (var i = 0; i < 30_000; i++)
                writer.Add(MarketRecords.Ticker(i, 100.10m + (i % 17 * 0.01m), 100.4m, i % 3 == 0 ? Venue.GateSpot : Venue.GateFutures));
        }

        using var reader = MarketFile.Open(File1).Read();
        var record = new MarketRecord();
        for (var i = 0; i < 10_000; i++)
            reader.TryRead(record);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 19_000; i++)
            reader.TryRead(record);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(29_000, reader.Number);
    }

    [Fact]
    public void Bytes_that_are_no_market_record_give_one_line_and_no_other_exception()
    {
        using (var given = MarketFileWriter.Create(File1, MarketRecords.Header))
            given.Add(MarketRecords.Ticker(1, 100.10m, 100.2m));
        byte[] header;
        using (var reader = RecordFileReader.Open(File1, MarketFile.Kind))
            header = reader.Header.ToArray();
        var record = new MarketRecord();
        Gen.Byte.Array[0, 60].Sample(
            bytes =>
            {
                File.Delete(File1);
                using (var writer = RecordFileWriter.Create(File1, MarketFile.Kind, header))
                    writer.Add(MarketRecords.Start, bytes);
                using var reader = MarketFile.Open(File1).Read();
                try
                {
                    return reader.TryRead(record);
                }
                catch (RecordingException e)
                {
                    return e.Message.StartsWith($"{File1}: record 1 of 2025-10-18", StringComparison.Ordinal);
                }
            },
            iter: 500, threads: 1);
    }

    [Fact]
    public void A_header_that_is_none_gives_one_line()
    {
        foreach (var header in (string[])["", "null", "[]", "{}", """{"id":"x","legs":[{"venue":"moon"}],"declared":[]}""", "\0\0"])
        {
            File.Delete(File1);
            RecordFileWriter.Create(File1, MarketFile.Kind, System.Text.Encoding.UTF8.GetBytes(header)).Dispose();
            Assert.StartsWith(
                $"{File1}: its header is not one of a market recording", Assert.Throws<RecordingException>(() => MarketFile.Open(File1)).Message,
                StringComparison.Ordinal);
        }
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private static MarketRecord Nothing(int milliseconds)
    {
        var record = new MarketRecord();
        record.Begin(MarketRecordKind.None, Venue.GateSpot, MarketRecords.Btc, MarketRecords.Start.AddMilliseconds(milliseconds), null, 0, 0);
        return record;
    }

    private static MarketRecord Make(
        int kind, int leg, long after, (int Form, long Ticks) venueTime, (long First, long Last, bool IsBuy) ids, (decimal, decimal)[] bids,
        (decimal, decimal)[] asks)
    {
        var record = new MarketRecord();
        var instrument = MarketRecords.Header.Legs[leg].Instrument;
        var at = MarketRecords.Start.AddTicks(after);
        DateTimeOffset? atVenue = venueTime.Form switch
        {
            0 => null,
            1 => at.AddTicks(venueTime.Ticks),
            _ => new DateTimeOffset((at.UtcTicks + venueTime.Ticks) / 10_000 * 10_000, TimeSpan.Zero),
        };
        switch ((MarketRecordKind)kind)
        {
            case MarketRecordKind.Account:
                record.SetFact(instrument.Venue, at, MarketRecords.Facts[(int)(after % MarketRecords.Facts.Length)]);
                break;
            case MarketRecordKind.Trade:
                record.SetTrade(
                    instrument.Venue, instrument.Symbol, at, atVenue, ids.First, ids.IsBuy ? Side.Buy : Side.Sell,
                    new(bids.Length > 0 ? Math.Abs(bids[0].Item1) : 1.10m), new(asks.Length > 0 ? asks[0].Item1 : 0m));
                break;
            default:
                record.Begin((MarketRecordKind)kind, instrument.Venue, instrument.Symbol, at, atVenue, ids.IsBuy ? 0 : ids.First, ids.IsBuy ? 0 : ids.Last);
                foreach (var (price, size) in bids)
                    record.Add(Side.Buy, new(new(Math.Abs(price)), new(size)));
                foreach (var (price, size) in asks)
                    record.Add(Side.Sell, new(new(Math.Abs(price)), new(size)));
                break;
        }

        return record;
    }
}
