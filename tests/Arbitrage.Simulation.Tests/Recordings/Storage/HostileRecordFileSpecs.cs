using System.Buffers.Binary;
using System.IO.Hashing;
using Arbitrage.Simulation.Recordings;
using Arbitrage.Simulation.Recordings.Storage;
using CsCheck;

namespace Arbitrage.Simulation.Tests.Recordings.Storage;

/// <summary>Whatever bytes are given: the right records, or a prefix that says that it is one, or one clear line.</summary>
public sealed class HostileRecordFileSpecs : IDisposable
{
    private static readonly RecordFileOptions Small = new() { BlockBytes = 1024 };

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("arbrec");

    private string File1 => Path.Combine(_directory.FullName, "one.rec");

    // Also the last byte of the index counts: a file that was closed no longer says so. No byte of a file carries nothing.
    [Fact]
    public void Every_flipped_bit_of_every_byte_is_found()
    {
        RecordFiles.Write(File1, closes: true, Small, 30, 3, 20);
        var bytes = File.ReadAllBytes(File1);
        for (var i = 0; i < bytes.Length; i++)
        {
            foreach (var bit in (int[])[1, 0x80])
            {
                bytes[i] ^= (byte)bit;
                File.WriteAllBytes(File1, bytes);
                Assert.False(ReadsAsWhole(53), $"flip of bit {bit} at byte {i} of {bytes.Length} was not found");
                bytes[i] ^= (byte)bit;
            }
        }

        File.WriteAllBytes(File1, bytes);
        Assert.True(ReadsAsWhole(53));
    }

    [Fact]
    public void Every_truncation_gives_a_prefix_of_whole_blocks()
    {
        RecordFiles.Write(File1, closes: true, Small, 30, 3, 20);
        var bytes = File.ReadAllBytes(File1);
        var last = 0L;
        for (var length = 70; length < bytes.Length; length++)
        {
            File.WriteAllBytes(File1, bytes[..length]);
            var (records, end) = RecordFiles.ReadAll(File1);
            Assert.Contains(records, (long[])[0, 30, 33, 53]);
            Assert.True(records >= last && end.Records == records && end.WholeBytes + end.LostBytes == length && end.Kind != RecordFileEndKind.Closed);
            last = records;
        }

        Assert.Equal(53, last);
        for (var length = 0; length < 70; length++)
        {
            File.WriteAllBytes(File1, bytes[..length]);
            Assert.StartsWith($"{File1}: byte ", Assert.Throws<RecordingException>(() => RecordFiles.ReadAll(File1)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Any_number_of_random_changes_is_found_and_never_ends_in_anything_but_a_recording_exception()
    {
        RecordFiles.Write(File1, closes: true, Small, 30, 3, 200, 1);
        var bytes = File.ReadAllBytes(File1);
        Gen.Select(Gen.Int[0, bytes.Length - 1], Gen.Byte[1, 255]).Array[1, 20].Sample(
            changes =>
            {
                var changed = (byte[])bytes.Clone();
                foreach (var (at, by) in changes)
                    changed[at] ^= by;
                File.WriteAllBytes(File1, changed);
                return changed.AsSpan().SequenceEqual(bytes) || !ReadsAsWhole(234);
            },
            iter: 500, threads: 1);
    }

    [Fact]
    public void Random_bytes_behind_a_valid_head_are_a_torn_end()
    {
        RecordFiles.Write(File1, closes: false, Small, 30);
        var bytes = File.ReadAllBytes(File1);
        Gen.Byte.Array[1, 300].Sample(
            garbage =>
            {
                File.WriteAllBytes(File1, [.. bytes, .. garbage]);
                var (records, end) = RecordFiles.ReadAll(File1);
                return (records, end.Kind, end.LostBytes) == (30, RecordFileEndKind.Torn, garbage.Length);
            },
            iter: 200, threads: 1);
    }

    [Fact]
    public void Blocks_that_change_places_are_found()
    {
        RecordFiles.Write(File1, closes: false, new() { Compression = RecordCompression.None }, 26, 26, 26);
        var bytes = File.ReadAllBytes(File1);
        RecordFiles.Write(File1 + "2", closes: false, new() { Compression = RecordCompression.None }, 26);
        var first = File.ReadAllBytes(File1 + "2").Length;
        var second = bytes.AsSpan(first, bytes.Length - first);

        File.WriteAllBytes(File1, [.. bytes[..first], .. second[(second.Length / 2)..], .. second[..(second.Length / 2)]]);

        Assert.False(ReadsAsWhole(78));
    }

    [Theory]
    [InlineData(24, int.MaxValue, "StoredBytes")]
    [InlineData(28, int.MaxValue, "RawBytes")]
    [InlineData(28, -1, "RawBytes below zero")]
    [InlineData(40, int.MaxValue, "Count")]
    [InlineData(40, 29, "Count too small")]
    [InlineData(28, 20 * 1024 * 1024, "RawBytes not what is packed")]
    public void A_forged_head_with_a_right_checksum_is_refused_or_torn_and_takes_no_memory(int at, int value, string what)
    {
        RecordFiles.Write(File1, closes: false, Small, 30);
        var bytes = File.ReadAllBytes(File1);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(70 + at), value);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(70 + 88), Crc64.HashToUInt64(bytes.AsSpan(70, 88)));
        File.WriteAllBytes(File1, bytes);

        var before = GC.GetTotalAllocatedBytes(precise: true);
        Assert.False(ReadsAsWhole(30), what);
        Assert.True(GC.GetTotalAllocatedBytes(precise: true) - before < 64 * 1024 * 1024);
    }

    [Fact]
    public void What_is_no_such_file_gets_one_line_that_names_file_place_and_remedy()
    {
        RecordFiles.Write(File1, closes: true, null, 3);
        var good = File.ReadAllBytes(File1);
        var newer = (byte[])good.Clone();
        newer[8] = 9;
        BinaryPrimitives.WriteUInt64LittleEndian(newer.AsSpan(56), Crc64.HashToUInt64(newer.AsSpan(0, 56)));
        var header = (byte[])good.Clone();
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(12), int.MaxValue);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(56), Crc64.HashToUInt64(header.AsSpan(0, 56)));

        Says("the file is empty", []);
        Says("not a recording of ours", [1, 2, 3, 4]);
        Says("not a recording of ours", [.. Enumerable.Range(0, 5000).Select(i => (byte)(i * 7))]);
        Says("format version 9", newer);
        Says("a header of 2147483647 bytes", header);
        Assert.Contains("it is a directory", Message(_directory.FullName, "test"), StringComparison.Ordinal);
        Assert.Contains("no such file", Message(File1 + "x", "test"), StringComparison.Ordinal);
        Assert.Contains("no such file", Message(Path.Combine(File1, "x"), "test"), StringComparison.Ordinal);
        File.WriteAllBytes(File1, good);
        Assert.Contains("it holds 'test', not 'market'", Message(File1, "market"), StringComparison.Ordinal);

        void Says(string what, byte[] bytes)
        {
            File.WriteAllBytes(File1, bytes);
            var message = Message(File1, "test");
            Assert.StartsWith(File1 + ": byte ", message, StringComparison.Ordinal);
            Assert.Contains(what, message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Damage_in_the_middle_is_told_with_block_byte_records_and_times()
    {
        RecordFiles.Write(File1, closes: true, null, 10, 10, 10);
        var bytes = File.ReadAllBytes(File1);
        RecordFiles.Write(File1 + "2", closes: false, null, 10);
        var second = (int)new FileInfo(File1 + "2").Length;

        bytes[second + BlockHead.Length + 5] ^= 1;
        File.WriteAllBytes(File1, bytes);
        Assert.Equal(
            $"{File1}: block 2 at byte {second}: its content does not match its checksum; damaged: records 11 to 20 (2025-10-18T10:54:37.011Z to "
            + "2025-10-18T10:54:37.02Z). Copy the file again from where it was made.",
            Assert.Throws<RecordingException>(() => RecordFiles.ReadAll(File1)).Message);

        bytes[second + BlockHead.Length + 5] ^= 1;
        bytes[second + 20] ^= 1;
        File.WriteAllBytes(File1, bytes);
        Assert.Equal(
            $"{File1}: block 2 at byte {second}: its head does not match its checksum; damaged: records 11 to 20 (from 2025-10-18T10:54:37.01Z to "
            + "2025-10-18T10:54:37.021Z). Copy the file again from where it was made.",
            Assert.Throws<RecordingException>(() => RecordFiles.ReadAll(File1)).Message);
        using var reader = RecordFileReader.Open(File1, RecordFiles.Kind);
        reader.Seek(RecordFiles.AtOf(22));
        Assert.True(reader.TryRead(out var record));
        Assert.Equal(22, record.Number);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private static string Message(string path, string kind) => Assert.Throws<RecordingException>(() => RecordFileReader.Open(path, kind).Dispose()).Message;

    // Whatever else is thrown fails the spec.
    private bool ReadsAsWhole(long records)
    {
        try
        {
            var (read, end) = RecordFiles.ReadAll(File1);
            return read == records && end.Kind != RecordFileEndKind.Torn;
        }
        catch (RecordingException)
        {
            return false;
        }
    }
}
