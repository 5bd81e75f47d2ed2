using System.Text;
using Arbitrage.Simulation.Recordings.Storage;

namespace Arbitrage.Simulation.Tests.Recordings.Storage;

/// <summary>Record files for the specs: numbered records whose content says their number.</summary>
internal static class RecordFiles
{
    public const string Kind = "test";

    public static DateTimeOffset Start { get; } = new(2025, 10, 18, 10, 54, 37, TimeSpan.Zero);

    public static DateTimeOffset AtOf(long number) => Start.AddMilliseconds(number);

    public static byte[] ContentOf(long number) =>
        Encoding.UTF8.GetBytes(FormattableString.Invariant($"record {number} {new string((char)('a' + (number % 26)), (int)(number % 50))}"));

    public static void AddTo(RecordFileWriter writer, int count)
    {
        for (var i = 0; i < count; i++)
            writer.Add(AtOf(writer.Records + 1), ContentOf(writer.Records + 1));
    }

    /// <summary>A file of some blocks, closed or left as a killed writer leaves it.</summary>
    public static void Write(string path, bool closes, RecordFileOptions? options, params int[] blocks)
    {
        var writer = RecordFileWriter.Create(path, Kind, "header"u8, options);
        foreach (var count in blocks)
        {
            AddTo(writer, count);
            writer.Flush();
        }

        if (closes)
        {
            writer.Dispose();
            return;
        }

        var asItIs = File.ReadAllBytes(path);
        writer.Dispose();
        File.WriteAllBytes(path, asItIs);
    }

    /// <summary>Reads to the end; every record has to be the one of its number.</summary>
    public static (long Records, RecordFileEnd End) ReadAll(string path)
    {
        using var reader = RecordFileReader.Open(path, Kind);
        var last = 0L;
        while (reader.TryRead(out var record))
        {
            Assert.Equal(last + 1, record.Number);
            Assert.Equal(AtOf(record.Number), record.At);
            Assert.Equal(ContentOf(record.Number), record.Content);
            last = record.Number;
        }

        return (last, reader.End);
    }
}
