using Arbitrage.Simulation.Recordings;
using Arbitrage.Simulation.Recordings.Storage;

namespace Arbitrage.Simulation.Tests.Recordings.Storage;

public sealed class RecordFileSpecs : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("arbrec");

    private string File1 => Path.Combine(_directory.FullName, "one.rec");

    [Theory]
    [InlineData(RecordCompression.None)]
    [InlineData(RecordCompression.Zstandard)]
    public void What_was_written_is_read_with_its_number_time_and_header(RecordCompression compression)
    {
        RecordFiles.Write(File1, closes: true, new() { Compression = compression, BlockBytes = 1024 }, 100, 1, 2000);

        using var reader = RecordFileReader.Open(File1, RecordFiles.Kind);
        Assert.Equal("header"u8, reader.Header);
        var (records, end) = RecordFiles.ReadAll(File1);
        Assert.Equal(2101, records);
        Assert.Equal((RecordFileEndKind.Closed, 2101L, 0L), (end.Kind, end.Records, end.LostBytes));
        Assert.Equal(RecordFiles.AtOf(2101), end.LastAt);
    }

    [Fact]
    public void A_reader_sees_whole_blocks_while_the_file_is_written_and_goes_on_when_there_are_more()
    {
        using var writer = RecordFileWriter.Create(File1, RecordFiles.Kind, []);
        using var reader = RecordFileReader.Open(File1, RecordFiles.Kind);
        RecordFiles.AddTo(writer, 3);
        Assert.False(reader.TryRead(out _));
        Assert.Equal((RecordFileEndKind.Open, 0L), (reader.End.Kind, reader.End.Records));

        writer.Flush();
        Assert.Equal(3, Rest(reader));
        RecordFiles.AddTo(writer, 2);
        Assert.Equal(0, Rest(reader));
        writer.Flush();
        Assert.Equal(2, Rest(reader));
        Assert.Equal((RecordFileEndKind.Open, 5L), (reader.End.Kind, reader.End.Records));
    }

    [Fact]
    public void A_file_is_continued_after_it_was_closed_and_nothing_in_it_is_rewritten()
    {
        RecordFiles.Write(File1, closes: true, null, 10, 10);
        var before = File.ReadAllBytes(File1);

        using (var writer = RecordFileWriter.Append(File1, RecordFiles.Kind, out var recovery))
        {
            Assert.Equal((20L, true, 0L), (recovery.Records, recovery.WasClosed, recovery.CutBytes));
            Assert.Equal("header"u8, writer.Header);
            RecordFiles.AddTo(writer, 5);
        }

        Assert.Equal(before, File.ReadAllBytes(File1)[..before.Length]);
        Assert.Equal(25, RecordFiles.ReadAll(File1).Records);
    }

    [Fact]
    public void A_torn_block_is_cut_off_and_the_recovery_says_how_much()
    {
        RecordFiles.Write(File1, closes: false, null, 10, 10);
        var whole = File.ReadAllBytes(File1).Length;
        RecordFiles.Write(Path.Combine(_directory.FullName, "two.rec"), closes: false, null, 10, 10, 7);
        var longer = File.ReadAllBytes(Path.Combine(_directory.FullName, "two.rec"));
        File.WriteAllBytes(File1, longer[..^40]);

        var (read, end) = RecordFiles.ReadAll(File1);
        Assert.Equal((20L, RecordFileEndKind.Torn, (long)whole, 7L), (read, end.Kind, end.WholeBytes, end.LostRecords));
        using (var writer = RecordFileWriter.Append(File1, RecordFiles.Kind, out var recovery))
        {
            Assert.Equal((20L, false, (long)whole, longer.Length - 40L - whole, 7L),
                (recovery.Records, recovery.WasClosed, recovery.CutAt, recovery.CutBytes, recovery.CutRecords));
            Assert.Equal((20L, 20L, RecordFiles.AtOf(20)), (writer.Records, writer.Flushed, writer.LastAt));
            RecordFiles.AddTo(writer, 5);
        }

        Assert.Equal(25, RecordFiles.ReadAll(File1).Records);
    }

    [Fact]
    public void A_complete_last_block_with_a_wrong_checksum_is_torn_before_a_mark_confirmed_it_and_damaged_after()
    {
        RecordFiles.Write(File1, closes: false, null, 10, 10);
        var bytes = File.ReadAllBytes(File1);
        bytes[^20] ^= 1;

        File.WriteAllBytes(File1, bytes[..^16]);
        var (read, end) = RecordFiles.ReadAll(File1);
        Assert.Equal((10L, RecordFileEndKind.Torn, 10L), (read, end.Kind, end.LostRecords));

        File.WriteAllBytes(File1, bytes);
        Assert.Contains("damaged: records 11 to 20", Assert.Throws<RecordingException>(() => RecordFiles.ReadAll(File1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_with_a_damaged_head_before_its_end_is_not_continued_and_stays_as_it_is()
    {
        RecordFiles.Write(File1, closes: false, null, 10, 10);
        var bytes = File.ReadAllBytes(File1);
        bytes[80] ^= 1;
        File.WriteAllBytes(File1, bytes);

        Assert.Contains(
            "block 1 at byte 70", Assert.Throws<RecordingException>(() => RecordFileWriter.Append(File1, RecordFiles.Kind, out _)).Message,
            StringComparison.Ordinal);
        Assert.Equal(bytes, File.ReadAllBytes(File1));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Seeking_finds_the_first_record_at_or_after_a_time_with_and_without_an_index(bool closes)
    {
        RecordFiles.Write(File1, closes, null, [.. Enumerable.Repeat(7, 50)]);
        using var reader = RecordFileReader.Open(File1, RecordFiles.Kind);

        foreach (var number in (long[])[200, 1, 7, 8, 350, 14, 15, 349])
        {
            reader.Seek(RecordFiles.AtOf(number));
            Assert.True(reader.TryRead(out var record));
            Assert.Equal((number, RecordFiles.AtOf(number)), (record.Number, record.At));
            Assert.True(number == 350 || reader.TryRead(out record));
            Assert.Equal(Math.Min(number + 1, 350), record.Number);
        }

        reader.Seek(RecordFiles.AtOf(8).AddTicks(-1));
        Assert.True(reader.TryRead(out var first));
        Assert.Equal(8, first.Number);
        reader.Seek(RecordFiles.AtOf(351));
        Assert.False(reader.TryRead(out _));
        Assert.Equal(350, reader.End.Records);
        reader.Seek(DateTimeOffset.MinValue);
        Assert.Equal(350, Rest(reader));
    }

    [Fact]
    public void Records_of_one_time_in_several_blocks_are_all_found()
    {
        using (var writer = RecordFileWriter.Create(File1, RecordFiles.Kind, []))
        {
            for (var i = 0; i < 9; i++)
            {
                writer.Add(RecordFiles.AtOf(i / 5), [(byte)i]);
                writer.Flush();
            }
        }

        using var reader = RecordFileReader.Open(File1, RecordFiles.Kind);
        reader.Seek(RecordFiles.AtOf(1));
        Assert.True(reader.TryRead(out var record));
        Assert.Equal(6, record.Number);
        reader.Seek(RecordFiles.AtOf(0));
        Assert.True(reader.TryRead(out record));
        Assert.Equal(1, record.Number);
    }

    [Fact]
    public void A_second_writer_is_refused_and_an_existing_file_is_not_begun_again()
    {
        using (var writer = RecordFileWriter.Create(File1, RecordFiles.Kind, []))
        {
            RecordFiles.AddTo(writer, 1);
            Assert.Contains("being written", Assert.Throws<RecordingException>(() => RecordFileWriter.Append(File1, RecordFiles.Kind, out _)).Message,
                StringComparison.Ordinal);
        }

        Assert.Contains("exists already", Assert.Throws<RecordingException>(() => RecordFileWriter.Create(File1, RecordFiles.Kind, [])).Message,
            StringComparison.Ordinal);
        Assert.Equal(1, RecordFiles.ReadAll(File1).Records);
        Assert.Equal([File1], Directory.GetFiles(_directory.FullName));
    }

    [Fact]
    public void Times_never_fall_also_not_over_blocks_and_writers()
    {
        using (var writer = RecordFileWriter.Create(File1, RecordFiles.Kind, []))
        {
            writer.Add(RecordFiles.AtOf(5), []);
            writer.Add(RecordFiles.AtOf(5), []);
            Assert.Throws<ArgumentOutOfRangeException>(() => writer.Add(RecordFiles.AtOf(5).AddTicks(-1), []));
            writer.Flush();
            Assert.Throws<ArgumentOutOfRangeException>(() => writer.Add(RecordFiles.AtOf(4), []));
        }

        using var again = RecordFileWriter.Append(File1, RecordFiles.Kind, out _);
        Assert.Throws<ArgumentOutOfRangeException>(() => again.Add(RecordFiles.AtOf(4), []));
        Assert.Equal(2, again.Records);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private static int Rest(RecordFileReader reader)
    {
        var count = 0;
        while (reader.TryRead(out _))
            count++;
        return count;
    }
}
