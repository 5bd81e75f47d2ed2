using System.Buffers.Binary;
using System.Text.Json;
using Arbitrage.Actors.Hosting;
using Arbitrage.Node.Inputs;

namespace Arbitrage.Cli.Tests;

/// <summary>`arb replay --inputs` over a run of the real node: it verifies, and whatever is done to its recording is found and located.</summary>
[Collection(nameof(RecordedDemo))]
public sealed class InputsReplaySpecs(RecordedDemo demo)
{
    [Fact]
    public void A_recorded_run_verifies_with_the_hash_that_it_reported()
    {
        var (code, output, error) = Arb("replay", "--inputs", demo.Data, "--json");

        using var json = JsonDocument.Parse(output);
        var root = json.RootElement;
        Assert.Equal((0, ""), (code, error));
        Assert.Equal("VERIFIED", root.GetProperty("verdict").GetString());
        foreach (var hash in (string[])["journalHash", "replayedHash", "reportedHash"])
            Assert.Equal(demo.TraceHash, root.GetProperty(hash).GetString());
        Assert.Equal(10, root.GetProperty("actors").GetArrayLength());
        Assert.True(root.GetProperty("inputs").GetInt64() > 100);
        Assert.Equal(root.GetProperty("events").GetInt64(), root.GetProperty("verifiedEvents").GetInt64());
    }

    [Fact]
    public void People_get_a_table_of_actors_and_one_last_line()
    {
        var (code, output, _) = Arb("replay", "--inputs", demo.Recording);

        Assert.Equal(0, code);
        Assert.Contains("connection-gate_futures", output, StringComparison.Ordinal);
        Assert.Contains($"replay  {demo.TraceHash}", output, StringComparison.Ordinal);
        Assert.StartsWith("VERIFIED: ", output.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void One_flipped_byte_is_found_and_located_wherever_it_is()
    {
        var bytes = File.ReadAllBytes(demo.Recording);
        for (var i = 0; i < 24; i++)
        {
            var at = i * (bytes.Length - 1) / 23;
            var flipped = (byte[])bytes.Clone();
            flipped[at] ^= 0x40;

            var (code, output, error) = Arb("replay", "--inputs", demo.With(flipped), "--journal", DataDirectory.JournalFileOf(demo.Data));

            Assert.True(code == 2, $"byte {at} of {bytes.Length}: exit code {code}, {output}");
            Assert.Matches("byte|block", output + error);
        }
    }

    [Fact]
    public void A_dropped_record_is_found_and_located()
    {
        var records = demo.Records();
        var dropped = Find(records,
            (in InputRecord record, RecordPlace? _) => record is { Kind: InputRecordKind.Input, Actor: "strategy-btc_usdt" } && record.Number > records.Count / 2);
        records.RemoveAt((int)dropped.Record - 1);

        foreach (var isRechained in (bool[])[false, true])
        {
            var (code, output, _) = Verify(demo.With(records, isRechained));
            Assert.Equal(2, code);
            Assert.Contains($"no. {dropped.Sequence} of {dropped.Actor} is missing: dropped", output, StringComparison.Ordinal);
            Assert.Contains("DAMAGED: ", output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Two_exchanged_records_are_found_and_located()
    {
        var records = demo.Records();
        var second = Find(records,
            (in InputRecord record, RecordPlace? before) => before?.Actor == record.Actor && record.Number > records.Count / 2);
        var first = (int)second.Record - 2;
        (records[first], records[first + 1]) = (records[first + 1], records[first]);

        var (code, output, _) = Verify(demo.With(records));

        Assert.Equal(2, code);
        Assert.Contains($"damaged: record {second.Record - 1} ({second.Actor} no. {second.Sequence}", output, StringComparison.Ordinal);
        Assert.Contains($"no. {second.Sequence - 1} of {second.Actor} stands at record {second.Record}, after a later one", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Records_of_two_actors_exchanged_are_found_though_each_actor_has_its_order()
    {
        var records = demo.Records();
        var second = Find(records,
            (in InputRecord record, RecordPlace? before) => before is not null && before.Actor != record.Actor && record.Number > records.Count / 2);
        var first = (int)second.Record - 2;
        (records[first], records[first + 1]) = (records[first + 1], records[first]);

        var (code, output, _) = Verify(demo.With(records));

        Assert.Equal(2, code);
        Assert.Contains($"damaged: record {second.Record - 1} ({second.Actor} no. {second.Sequence}", output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_altered_value_under_good_checksums_is_found_at_its_record()
    {
        var records = demo.Records();
        var altered = Find(records,
            (in InputRecord record, RecordPlace? _) => record is { Kind: InputRecordKind.Input, Actor: "risk-guard" } && record.Number > records.Count / 2);
        records[(int)altered.Record - 1].Bytes[^10] ^= 1;

        var (code, output, _) = Verify(demo.With(records));

        Assert.Equal(2, code);
        Assert.Contains($"damaged: {altered}: it does not follow", output, StringComparison.Ordinal);
        Assert.Contains("it was altered", output, StringComparison.Ordinal);
    }

    // Whoever makes the chain anew as well is found by the journal, at the event that the input led to.
    [Fact]
    public void An_altered_time_under_a_new_chain_gives_another_event_than_the_journal_has()
    {
        var records = demo.Records();
        var altered = Find(records,
            (in InputRecord record, RecordPlace? _) => record is { Kind: InputRecordKind.Recovered, Actor: "strategy-btc_usdt" });
        var at = records[(int)altered.Record - 1].Bytes.AsSpan(3); // kind, number and sequence are a byte each here
        BinaryPrimitives.WriteInt64LittleEndian(at, BinaryPrimitives.ReadInt64LittleEndian(at) + 10_000);

        var (code, output, _) = Verify(demo.With(records, isRechained: true));

        Assert.Equal(1, code);
        Assert.Contains($"differs: strategy-btc_usdt event 1, by record {altered.Record} ", output, StringComparison.Ordinal);
        Assert.Contains("DIFFERS: ", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_recording_whose_writer_was_killed_says_from_where_it_cannot_verify()
    {
        var bytes = File.ReadAllBytes(demo.Recording);

        var (code, output, _) = Verify(demo.With(bytes[..(bytes.Length / 2)]));

        Assert.Equal(1, code);
        Assert.Contains("UNVERIFIABLE: ", output, StringComparison.Ordinal);
        Assert.Contains("unverifiable: strategy-btc_usdt events ", output, StringComparison.Ordinal);
        Assert.Contains("the recording was not closed", output, StringComparison.Ordinal);
        Assert.DoesNotContain("differs: ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("UNVERIFIABLE: 0 of", output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_missing_or_no_recording_is_one_line()
    {
        using var other = new DirectoryOfNothing();

        Assert.Equal(3, AssertOneLine(Arb("replay", "--inputs", other.Path)));
        Assert.Equal(3, AssertOneLine(Arb("replay", "--inputs", demo.Recording, "--journal", Path.Combine(other.Path, "none.db"))));
        Assert.Equal(2, AssertOneLine(Arb("replay", "--inputs", demo.Recording, "--journal", demo.Recording)));
        Assert.Equal(2, AssertOneLine(Arb("replay", "--inputs", DataDirectory.JournalFileOf(demo.Data))));
        Assert.Equal(2, AssertOneLine(Arb("replay", "--journal", "trading.db", "market-data", "--scenario", "x")));
        Assert.Equal(2, AssertOneLine(Arb("replay")));
    }

    private static int AssertOneLine((int Code, string Output, string Error) run)
    {
        Assert.Equal("", run.Output);
        Assert.StartsWith("arb: ", Assert.Single(run.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        return run.Code;
    }

    private (int Code, string Output, string Error) Verify(string recording) =>
        Arb("replay", "--inputs", recording, "--journal", DataDirectory.JournalFileOf(demo.Data));

    private RecordPlace Find(List<(DateTimeOffset At, byte[] Bytes)> records, Wanted wanted)
    {
        using var reader = InputFile.OpenReader(demo.Recording);
        RecordPlace? before = null;
        while (reader.TryRead(out var record))
        {
            if (wanted(record, before))
                return record.Place;
            before = record.Place;
        }

        throw new InvalidOperationException($"None of {records.Count} records is such a one.");
    }

    private static (int Code, string Output, string Error) Arb(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = new ArbCommand(new(output, error, ShowsProgress: false, TimeProvider.System)).Run(args);
        return (code, output.ToString(), error.ToString());
    }

    private delegate bool Wanted(in InputRecord record, RecordPlace? before);

    private sealed class DirectoryOfNothing : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("arb-empty-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
