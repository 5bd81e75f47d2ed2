using Arbitrage.Simulation.Recordings.Storage;

namespace Arbitrage.Simulation.Tests.Recordings.Storage;

/// <summary>A process that writes numbered records and flushes them until it is killed, and tells each flush on standard output.</summary>
internal static class KilledWriter
{
    public const string Kind = "killed";

    public static RecordFileOptions Options { get; } = new() { BlockBytes = 256 * 1024 };

    /// <summary>Bytes that do not compress, so that writing them takes time, and that follow from the number.</summary>
    public static byte[] ContentOf(long number)
    {
        var random = new Random((int)number);
        var content = new byte[random.Next(1, 8000)];
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
            for (var i = random.Next(1, 150); i > 0; i--)
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
