using System.Collections.Immutable;
using Arbitrage.Simulation.Reporting;

namespace Arbitrage.Simulation.Tests.Reporting;

public sealed class HistoryFileSpecs : IDisposable
{
    private static readonly DateTimeOffset At = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly string _directory = Directory.CreateTempSubdirectory("history-").FullName;

    [Fact]
    public void Lines_come_back_as_they_were_written()
    {
        HistoryLine[] lines =
        [
            new() { Run = GeneratedRun.Shared.History.Facts },
            new() { Sample = new(At, "BTC_USDT", new(-0.1m, 0.30000000000000000001m), null, null, new(1m, 1m), 12.5m, 3, ImmutableSortedDictionary<string, long>.Empty.Add("stale", 2)) },
            new() { Alert = new(At, "x", "y", "line\nbreak </script> \u2028 ü") },
            new() { Stages = [new("ack", 3, 1m, 2m, 3m, 4m, 5m, [new(0m, 1m, 3)])] },
        ];
        using (var file = HistoryFile.Append(_directory))
        {
            foreach (var line in lines)
                file.WriteLine(HistoryFile.Line(line));
        }

        var read = HistoryFile.Read(_directory, Fail).ToList();
        Assert.Equal(lines.Select(HistoryFile.Line), read.Select(HistoryFile.Line));
        Assert.Equal(0.30000000000000000001m, read[1].Sample!.BuyGateEdge!.High);
        Assert.Equal("line\nbreak </script> \u2028 ü", read[2].Alert!.Text);
    }

    [Fact]
    public void A_torn_last_line_costs_only_itself_and_the_next_run_goes_on_behind_it()
    {
        Write(new() { Alert = new(At, "a", "one", "") });
        File.AppendAllText(Path.Combine(_directory, HistoryFile.Name), "{\"alert\":{\"at\":\"2025-");
        Write(new() { Alert = new(At, "a", "two", "") });

        var unreadable = new List<long>();
        var codes = HistoryFile.Read(_directory, unreadable.Add).Select(l => l.Alert!.Code).ToList();
        Assert.Equal(["one", "two"], codes);
        Assert.Equal([2L], unreadable);
    }

    [Fact]
    public void No_file_has_no_lines() => Assert.Empty(HistoryFile.Read(_directory, Fail));

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static void Fail(long line) => Assert.Fail($"line {line} cannot be read");

    private void Write(HistoryLine line)
    {
        using var file = HistoryFile.Append(_directory);
        file.WriteLine(HistoryFile.Line(line));
    }
}
