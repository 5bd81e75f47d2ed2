using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Recordings;
using Arbitrage.Simulation.Recordings.Files;

namespace Arbitrage.Simulation.Tests.Recordings.Files;

public sealed class RecordingCutSpecs : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("arbrec");

    [Fact]
    public void A_cut_has_the_records_from_its_first_time_up_to_the_other()
    {
        var whole = Write("whole", [.. Enumerable.Range(0, 10).Select(i => MarketRecords.Ticker(i, 100m + i, 101m + i))]);

        var part = Cut(whole, 3, 7);

        Assert.Equal(
            Enumerable.Range(3, 4).Select(i => MarketRecords.Text(MarketRecords.Ticker(i, 100m + i, 101m + i))), MarketRecords.ReadAll(part.Read()));
        Assert.Contains("a part of given, from 2025-10-18T10:54:37.003Z to 2025-10-18T10:54:37.007Z", part.Header.Declared);
    }

    [Fact]
    public void A_cut_in_the_middle_of_depth_begins_with_the_book_as_known_then()
    {
        var whole = Write(
            "whole",
            MarketRecords.Book(MarketRecordKind.Depth, 0, (5, 6), [(99m, 7m)], []),
            MarketRecords.Book(MarketRecordKind.Depth, 1, (11, 12), [(98m, 7.50m)], [(103m, 4m)]),
            MarketRecords.Book(MarketRecordKind.Snapshot, 2, (0, 10), [(100m, 1m), (98m, 1m)], [(101m, 1m), (102m, 2m)]),
            MarketRecords.Book(MarketRecordKind.Depth, 3, (13, 14), [(100m, 0m)], [(101m, 0.5m)]),
            MarketRecords.Book(MarketRecordKind.Depth, 4, (13, 14), [(90m, 9m)], []),
            MarketRecords.Book(MarketRecordKind.Depth, 8, (15, 16), [(97m, 1m)], []));

        var part = Cut(whole, 6, 9);

        Assert.Equal(
            [
                MarketRecords.Text(MarketRecords.Book(MarketRecordKind.Snapshot, 6, (0, 14), [(98m, 7.50m)], [(101m, 0.5m), (102m, 2m), (103m, 4m)])),
                MarketRecords.Text(MarketRecords.Book(MarketRecordKind.Depth, 8, (15, 16), [(97m, 1m)], [])),
            ],
            MarketRecords.ReadAll(part.Read()));
        Assert.Contains(part.Header.Declared, d => d.Contains("its first 1 snapshots were not recorded", StringComparison.Ordinal));
    }

    [Fact]
    public void A_cut_before_the_snapshot_keeps_the_changes_that_wait_for_it()
    {
        var whole = Write(
            "whole",
            MarketRecords.Book(MarketRecordKind.Depth, 1, (11, 12), [(98m, 7m)], []),
            MarketRecords.Book(MarketRecordKind.Snapshot, 5, (0, 10), [(98m, 1m)], [(101m, 1m)]));

        Assert.Equal(
            [
                MarketRecords.Text(MarketRecords.Book(MarketRecordKind.Depth, 3, (11, 12), [(98m, 7m)], [])),
                MarketRecords.Text(MarketRecords.Book(MarketRecordKind.Snapshot, 5, (0, 10), [(98m, 1m)], [(101m, 1m)])),
            ],
            MarketRecords.ReadAll(Cut(whole, 3, 9).Read()));
    }

    [Fact]
    public void A_cut_with_nothing_in_it_is_refused()
    {
        var whole = Write("whole", MarketRecords.Ticker(1, 100m, 101m), MarketRecords.Ticker(9, 100m, 101m));

        foreach (var (from, to) in ((int, int)[])[(2, 9), (10, 20), (5, 5)])
            Assert.Contains("no record from", Assert.Throws<RecordingException>(() => Cut(whole, from, to)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Merged_recordings_are_in_the_order_of_time_and_have_all_legs()
    {
        var one = Write("one", MarketRecords.Ticker(1, 100m, 101m), MarketRecords.Ticker(5, 102m, 103m));
        var two = Write(
            "two", MarketRecords.Ticker(1, 0.001m, 0.002m, Venue.MexcSpot, MarketRecords.Luna),
            MarketRecords.Ticker(3, 0.003m, 0.004m, Venue.MexcSpot, MarketRecords.Luna));

        var merged = Merge(one, two);

        Assert.Equal(
            [
                MarketRecords.Text(MarketRecords.Ticker(1, 100m, 101m)),
                MarketRecords.Text(MarketRecords.Ticker(1, 0.001m, 0.002m, Venue.MexcSpot, MarketRecords.Luna)),
                MarketRecords.Text(MarketRecords.Ticker(3, 0.003m, 0.004m, Venue.MexcSpot, MarketRecords.Luna)),
                MarketRecords.Text(MarketRecords.Ticker(5, 102m, 103m)),
            ],
            MarketRecords.ReadAll(merged.Read()));
        Assert.Equal([MarketRecords.Btc, MarketRecords.Luna], merged.Header.Symbols.ToArray());
        Assert.Equal(("merged", 3, 2), (merged.Header.Id, merged.Header.Legs.Length, merged.Header.Declared.Length));
    }

    [Fact]
    public void A_leg_in_two_recordings_at_the_same_time_is_refused_and_one_after_the_other_is_not()
    {
        var one = Write("one", MarketRecords.Ticker(1, 100m, 101m), MarketRecords.Ticker(5, 102m, 103m));
        var overlapping = Write("two", MarketRecords.Ticker(4, 100m, 101m), MarketRecords.Ticker(8, 102m, 103m));
        var later = Write("three", MarketRecords.Ticker(5, 100m, 101m), MarketRecords.Ticker(8, 102m, 103m));

        var message = Assert.Throws<RecordingException>(() => Merge(one, overlapping)).Message;
        Assert.Contains("BTC_USDT at gate_spot begins 2025-10-18T10:54:37.004Z, before it ends in", message, StringComparison.Ordinal);
        Assert.Equal(4, MarketRecords.ReadAll(Merge(one, later).Read()).Count);
    }

    [Fact]
    public void A_leg_with_other_rules_is_refused()
    {
        var one = Write("one", MarketRecords.Ticker(1, 100m, 101m));
        var path = Path.Combine(_directory.FullName, "other.arbrec");
        MarketFileWriter.Create(path, MarketRecords.Header with { Legs = [MarketRecords.Leg(Venue.GateSpot, MarketRecords.Btc, hasDepth: false)] }).Dispose();

        Assert.Contains(
            "BTC_USDT at gate_spot has other rules", Assert.Throws<RecordingException>(() => Merge(one, MarketFile.Open(path))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_summary_counts_kinds_silences_and_gaps()
    {
        var trade = new MarketRecord();
        trade.SetTrade(Venue.GateSpot, MarketRecords.Btc, MarketRecords.Start.AddSeconds(40), null, 1, Side.Buy, new(1m), new(1m));
        var fact = new MarketRecord();
        fact.SetFact(Venue.MexcSpot, MarketRecords.Start.AddSeconds(60), MarketRecords.Facts[0]);
        var file = Write("one", MarketRecords.Ticker(0, 1m, 2m), MarketRecords.Ticker(5_000, 1m, 2m, Venue.GateFutures), trade, fact);

        using var reader = file.Read();
        var summary = RecordingSummary.Of(file.Header, reader, TimeSpan.FromSeconds(10));

        Assert.Equal((4L, MarketRecords.Start, MarketRecords.Start.AddSeconds(60)), (summary.Records, summary.First!.Value, summary.Last!.Value));
        Assert.Equal(2, summary.GapCount);
        Assert.Equal([new(MarketRecords.Start.AddSeconds(5), 35m), new(MarketRecords.Start.AddSeconds(40), 20m)], summary.Gaps.ToArray());
        Assert.Equal((1L, 1L), (summary.Legs[0].Counts[MarketRecordKind.BookTicker], summary.Legs[0].Counts[MarketRecordKind.Trade]));
        Assert.Equal(new Silence(MarketRecords.Start, 40m), summary.Legs[0].Longest);
        Assert.Equal((null, null), (summary.Legs[1].Longest, summary.Legs[2].First));
        Assert.Equal((Venue.MexcSpot, "", 1L), (summary.Legs[3].Venue, summary.Legs[3].Symbol, summary.Legs[3].Counts[MarketRecordKind.Account]));
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private MarketFile Write(string name, params MarketRecord[] records)
    {
        var path = Path.Combine(_directory.FullName, name + ".arbrec");
        using (var writer = MarketFileWriter.Create(path, MarketRecords.Header))
        {
            foreach (var record in records)
                writer.Add(record);
        }

        return MarketFile.Open(path);
    }

    private MarketFile Cut(MarketFile whole, int from, int to)
    {
        var path = Path.Combine(_directory.FullName, "part.arbrec");
        RecordingCut.Copy(
            whole, MarketRecords.Start.AddMilliseconds(from), MarketRecords.Start.AddMilliseconds(to), header => MarketFileWriter.Create(path, header));
        return MarketFile.Open(path);
    }

    private MarketFile Merge(params MarketFile[] parts)
    {
        var path = Path.Combine(_directory.FullName, "merged.arbrec");
        var header = RecordingMerge.HeaderOf("merged", [.. parts.Select(p =>
        {
            using var reader = p.Read();
            return (p.Path, p.Header, RecordingSummary.Of(p.Header, reader, TimeSpan.FromSeconds(10)));
        })]);
        using (var writer = MarketFileWriter.Create(path, header))
            RecordingMerge.Copy(parts, writer);
        return MarketFile.Open(path);
    }
}
