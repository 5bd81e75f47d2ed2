using Arbitrage.Actors.Hosting;
using Arbitrage.Actors.Journal;
using Arbitrage.Domain.Strategy;
using Arbitrage.Node.CommandLine;
using Arbitrage.Node.Demo;
using Arbitrage.Node.Inputs;
using Arbitrage.Simulation.Market;
using Arbitrage.Simulation.Recordings.Storage;
using Arbitrage.Simulation.Reporting;
using Microsoft.Data.Sqlite;

namespace Arbitrage.Cli.Tests;

/// <summary>Classes that look at the same demo.</summary>
[CollectionDefinition(nameof(RecordedDemo))]
public sealed class RecordedDemoCollection : ICollectionFixture<RecordedDemo>;

/// <summary>One short demo with its recording and journal, shared by all that look at it.</summary>
public sealed class RecordedDemo : IAsyncLifetime
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(120);

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
        var arguments = new DemoArguments(Longest, 1, Data, [], MarketPreset.Typical, null, Json: true);
        using var enough = new CancellationTokenSource();
        var run = new DemoRun(arguments, output, TextWriter.Synchronized(error), _ => null, TimeProvider.System).RunAsync(enough.Token);
        await Task.WhenAny(run, TradedAsync());
        await enough.CancelAsync();
        await run;
        TraceHash = RunReportJson.Read(output.ToString()).TraceHash;
    }

    public Task DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        _directory.Delete(recursive: true);
        return Task.CompletedTask;
    }

    // Ten seconds at least; and on a machine that is busy with other things, until something was bought and brought back.
    private async Task TradedAsync()
    {
        await Task.Delay(Shortest);
        while (!HasTraded())
            await Task.Delay(Shortest / 10);
    }

    private bool HasTraded()
    {
        if (!File.Exists(DataDirectory.JournalFileOf(Data)))
            return false;
        using var journal = JournalFile.Open(Data);
        var ended = journal.ByOrder().Where(e => e.Manifest == "st.pair-ended/1").Select(e => (StrategyEvent.PairEnded)e.Read()).ToList();
        return ended.Exists(e => e is { Purpose: PairPurpose.Entry, Result: PairResult.Done }) && ended.Exists(e => e.Purpose == PairPurpose.Return);
    }

    /// <summary>A data directory with a copy of the journal, and the recording where it is asked for; removed with the demo.</summary>
    internal string Copy(bool withInputs = false)
    {
        var copy = Directory.CreateDirectory(Path.Combine(_directory.FullName, Guid.NewGuid().ToString())).FullName;
        using (var connection = new SqliteConnection($"Data Source={DataDirectory.JournalFileOf(Data)}"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = $"VACUUM INTO '{DataDirectory.JournalFileOf(copy)}'";
            command.ExecuteNonQuery();
        }

        if (withInputs)
            File.Copy(Recording, InputFile.PathIn(copy));
        return copy;
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
