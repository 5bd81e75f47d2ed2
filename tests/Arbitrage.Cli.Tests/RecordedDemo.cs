using Arbitrage.Node.CommandLine;
using Arbitrage.Node.Demo;
using Arbitrage.Node.Inputs;
using Arbitrage.Simulation.Market;
using Arbitrage.Simulation.Recordings.Storage;
using Arbitrage.Simulation.Reporting;

namespace Arbitrage.Cli.Tests;

/// <summary>One short demo with its recording and journal, shared by all that look at it.</summary>
public sealed class RecordedDemo : IAsyncLifetime
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("arb-inputs-");

    /// <summary>Data directory of the run.</summary>
    public string Data => Path.Combine(_directory.FullName, "data");

    /// <summary>Its recording.</summary>
    public string Recording => InputFile.PathIn(Data);

    /// <summary>Hash that the run reported.</summary>
    public string TraceHash { get; private set; } = "";

    public async Task InitializeAsync()
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var arguments = new DemoArguments(TimeSpan.FromSeconds(10), 1, Data, [], MarketPreset.Typical, null, Json: true);
        await new DemoRun(arguments, output, TextWriter.Synchronized(error), _ => null, TimeProvider.System).RunAsync(CancellationToken.None);
        TraceHash = RunReportJson.Read(output.ToString()).TraceHash;
    }

    public Task DisposeAsync()
    {
        _directory.Delete(recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>The records of the run.</summary>
    internal List<(DateTimeOffset At, byte[] Bytes)> Records()
    {
        using var reader = RecordFileReader.Open(Recording, "inputs");
        var records = new List<(DateTimeOffset, byte[])>();
        while (reader.TryRead(out var slice))
            records.Add((slice.At, slice.Content.ToArray()));
        return records;
    }

    /// <summary>A recording of other bytes.</summary>
    internal string With(byte[] bytes)
    {
        var path = Path.Combine(_directory.FullName, Guid.NewGuid() + ".arbinp");
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>A recording of other records, with checksums as good as those of the run's.</summary>
    /// <param name="records">In the order wanted.</param>
    /// <param name="isRechained">Chain values are made anew too.</param>
    internal string With(IEnumerable<(DateTimeOffset At, byte[] Bytes)> records, bool isRechained = false)
    {
        var path = Path.Combine(_directory.FullName, Guid.NewGuid() + ".arbinp");
        using var writer = RecordFileWriter.Create(path, "inputs", []);
        var chain = ChainedRecord.Seed.ToArray();
        foreach (var (at, bytes) in records)
        {
            ChainedRecord.Advance(chain, bytes.AsSpan(0, bytes.Length - ChainedRecord.ChainBytes));
            if (isRechained)
                chain.CopyTo(bytes, bytes.Length - ChainedRecord.ChainBytes);
            writer.Add(at < writer.LastAt ? writer.LastAt.Value : at, bytes);
        }

        return path;
    }
}
