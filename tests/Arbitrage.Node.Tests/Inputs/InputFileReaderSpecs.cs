using Arbitrage.Node.Inputs;

namespace Arbitrage.Node.Tests.Inputs;

/// <summary>Records that were altered, dropped or moved under good checksums are found where they stand.</summary>
public sealed class InputFileReaderSpecs : IDisposable
{
    private readonly LiveGuard _guard = new();

    public InputFileReaderSpecs()
    {
        _guard.StartProcess();
        _guard.Recover();
        _guard.Write();
        for (var i = 0; i < 5; i++)
        {
            _guard.Kill($"no. {i}");
            _guard.Write();
        }

        _guard.EndProcess();
    }

    // Run, actor, recovered, written, then input and written five times, ended.
    [Fact]
    public void As_it_was_written_it_is_whole()
    {
        using var reader = MemoryRecords.Reader(_guard.Records);
        while (reader.TryRead(out _))
        {
        }

        Assert.Equal((15L, true), (reader.Count, reader.IsEnded));
    }

    [Fact]
    public void A_dropped_record_is_missing_among_its_actors()
    {
        var records = _guard.Records;
        records.RemoveAt(6);

        var damage = DamageOf(records);

        Assert.Equal(7, damage.Record);
        Assert.Contains("no. 5 of risk-guard is missing: dropped", damage.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dropped_record_is_found_also_when_the_chain_was_made_anew()
    {
        var records = _guard.Records;
        records.RemoveAt(6);

        var damage = DamageOf(MemoryRecords.Chained(records));

        Assert.Equal(7, damage.Record);
        Assert.Contains("no. 5 of risk-guard is missing: dropped", damage.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Two_exchanged_records_are_found_at_the_first(bool isRechained)
    {
        var records = _guard.Records;
        (records[6], records[7]) = (records[7], records[6]);

        var damage = DamageOf(isRechained ? MemoryRecords.Chained(records) : records);

        Assert.Equal(7, damage.Record);
        Assert.Contains("no. 5 of risk-guard stands at record 8, after a later one", damage.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_repeated_record_is_found()
    {
        var records = _guard.Records;
        records.Insert(7, records[6]);

        var damage = DamageOf(records);

        Assert.Equal(8, damage.Record);
        Assert.Contains("no. 5 of risk-guard stands again at record 8", damage.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_single_altered_byte_is_found_at_its_record()
    {
        var records = _guard.Records;
        for (var at = 0; at < records.Count; at++)
        {
            for (var i = 0; i < records[at].Length; i++)
            {
                var altered = records.Select(r => r.ToArray()).ToList();
                altered[at][i] ^= 0x10;
                Assert.Equal(at + 1, DamageOf(altered).Record);
            }
        }
    }

    [Fact]
    public void An_altered_record_is_told_from_a_dropped_one()
    {
        var records = _guard.Records;
        records[6][^12] ^= 1;

        Assert.Contains("it was altered", DamageOf(records).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _guard.Dispose();

    private static InputDamageException DamageOf(List<byte[]> records)
    {
        using var reader = MemoryRecords.Reader(records);
        return Assert.Throws<InputDamageException>(() =>
        {
            while (reader.TryRead(out _))
            {
            }
        });
    }
}
