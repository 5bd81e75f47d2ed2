using Arbitrage.Simulation.Recordings.Storage;

namespace Arbitrage.Simulation.Tests.Recordings.Storage;

/// <summary>A process that writes numbered records and flushes them until it is killed, and tells each flush on standard output.</summary>
internal static class KilledWriter
{
    public const string Kind = "killed";

    /// <summary>Large blocks as they are: most of the time goes into writing, which is what a kill has to hit.</summary>
    public static RecordFileOptions Options { get; } = new() { BlockBytes = 1024 * 1024, Compression = RecordCompression.None };

    /// <summary>Bytes that follow from the number.</summary>
    public static byte[] ContentOf(long number)
    {
        var random = new Random((int)number);
        var content = new byte[random.Next(1, 16_000)];
        random.NextBytes(content);
        return content;
    }

    public static DateTimeOffset AtOf(long number) => RecordFiles.AtOf(number);

    public static int Write(string path, int seed)
    {
        var random = new Random(seed);
        RecordFileWriter writer;
        if (File.Exists(path))
        {
            writer = RecordFileWriter.Append(path, Kind, out var recovery, Options);
            Tell($"recovered {recovery.Records} {recovery.CutAt} {recovery.CutBytes}");
        }
        else
        {
            writer = RecordFileWriter.Create(path, Kind, [], Options);
        }

        while (true)
        {
            for (var i = random.Next(1, 600); i > 0; i--)
                writer.Add(AtOf(writer.Records + 1), ContentOf(writer.Records + 1));
            writer.Flush();
            Tell($"flushed {writer.Records}");
        }
    }

    private static void Tell(FormattableString text)
    {
        Console.Out.WriteLine(FormattableString.Invariant(text));
        Console.Out.Flush();
    }
}
