using System.Diagnostics;
using System.Globalization;
using Arbitrage.Simulation.Recordings.Storage;
using Xunit.Abstractions;

namespace Arbitrage.Simulation.Tests.Recordings.Storage;

/// <summary>A writer that is killed at random moments loses at most what it had not flushed, and what its successor says about that is so.</summary>
public sealed class KilledWriterSpecs(ITestOutputHelper output) : IDisposable
{
    private const int Kills = 50;
    private const int Seed = 20261123;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("arbrec");

    private string File1 => Path.Combine(_directory.FullName, "killed.rec");

    [Fact]
    public void A_writer_killed_fifty_times_loses_nothing_that_it_had_flushed_and_says_what_it_lost()
    {
        var random = new Random(Seed);
        var (flushed, torn, tornBytes) = (0L, 0, 0L);
        RecordFileEnd? left = null;
        for (var kill = 0; kill < Kills; kill++)
        {
            var lines = RunAndKill(random.Next(), random.Next(0, 20));
            foreach (var line in lines)
            {
                var words = line.Split(' ');
                if (words[0] == "recovered")
                    Assert.Equal((left!.Records, left.WholeBytes, left.LostBytes), (Number(words[1]), Number(words[2]), Number(words[3])));
                else
                    flushed = Number(words[1]);
            }

            left = EndOf(File1);
            Assert.NotEqual(RecordFileEndKind.Closed, left.Kind);
            Assert.True(left.Records >= flushed, $"kill {kill}: record {flushed} was flushed, and the file has {left.Records}");
            torn += left.Kind == RecordFileEndKind.Torn ? 1 : 0;
            tornBytes += left.LostBytes;
        }

        var lengthLeft = new FileInfo(File1).Length;
        using (var writer = RecordFileWriter.Append(File1, KilledWriter.Kind, out var recovery, KilledWriter.Options))
        {
            Assert.Equal((left!.Records, left.LostBytes, lengthLeft - left.LostBytes), (recovery.Records, recovery.CutBytes, recovery.CutAt));
            writer.Add(KilledWriter.AtOf(writer.Records + 1), KilledWriter.ContentOf(writer.Records + 1));
        }

        Assert.Equal(left.Records + 1, ReadAll());
        output.WriteLine($"{Kills} kills, {flushed} records flushed, {left.Records} kept, {torn} torn ends of {tornBytes} bytes, {lengthLeft} bytes in all");
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    // From its first flush on: what is before is start-up, which is much longer than all the rest.
    private List<string> RunAndKill(int seed, int milliseconds)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath ?? "dotnet") { RedirectStandardOutput = true, UseShellExecute = false };
        var assembly = typeof(KilledWriterSpecs).Assembly.Location;
        foreach (var argument in (string[])["exec", assembly, "write-records", File1, seed.ToString(CultureInfo.InvariantCulture)])
            start.ArgumentList.Add(argument);
        if (Path.GetFileNameWithoutExtension(start.FileName) != "dotnet")
            start.FileName = "dotnet";
        using var child = Process.Start(start)!;
        var lines = new List<string>();
        while (child.StandardOutput.ReadLine() is { } first)
        {
            lines.Add(first);
            if (first.StartsWith("flushed", StringComparison.Ordinal))
                break;
        }

        var clock = Stopwatch.StartNew();
        SpinWait.SpinUntil(() => clock.ElapsedMilliseconds >= milliseconds);
        child.Kill();
        while (child.StandardOutput.ReadLine() is { } line)
            lines.Add(line);
        child.WaitForExit();
        Assert.NotEmpty(lines);
        return lines;
    }

    private static RecordFileEnd EndOf(string path)
    {
        using var reader = RecordFileReader.Open(path, KilledWriter.Kind);
        reader.Seek(DateTimeOffset.MaxValue);
        Assert.False(reader.TryRead(out _));
        return reader.End;
    }

    private long ReadAll()
    {
        using var reader = RecordFileReader.Open(File1, KilledWriter.Kind);
        var last = 0L;
        while (reader.TryRead(out var record))
        {
            Assert.Equal(++last, record.Number);
            Assert.Equal(KilledWriter.AtOf(last), record.At);
            Assert.True(record.Content.SequenceEqual(KilledWriter.ContentOf(last)), $"record {last} is not what was written");
        }

        Assert.Equal(RecordFileEndKind.Closed, reader.End.Kind);
        return last;
    }
}
