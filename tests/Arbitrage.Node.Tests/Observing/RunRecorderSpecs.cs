using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Node.CommandLine;
using Arbitrage.Node.Observing;
using Arbitrage.Simulation.Reporting;
using Arbitrage.Simulation.Tests.Reporting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Arbitrage.Node.Tests.Observing;

public sealed class RunRecorderSpecs : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("recorder-").FullName;

    [Fact]
    public async Task Lines_are_in_the_file_while_the_run_goes_on_and_latency_at_its_end()
    {
        var symbol = new Symbol("BTC_USDT");
        var (view, at) = (new StrategyView(new() { Symbol = symbol }), new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using (var recorder = New())
        {
            recorder.Begin(_directory);
            recorder.Alert("strategy-btc_usdt", "code", "text");
            for (var look = 0; look < 3; look++)
                recorder.Look(symbol, at.AddMilliseconds(100 * look), view, StrategyState.Empty);
            recorder.Look(symbol, at, view, null);
            for (var wait = 0; wait < 100 && Lines().Count < 4; wait++)
                await Task.Delay(50);
            Assert.Equal(4, Lines().Count);
        }

        var lines = Lines();
        Assert.Equal("simulate", lines[0].Run!.Mode);
        Assert.Equal("code", lines[1].Alert!.Code);
        Assert.Equal([at.AddMilliseconds(100), at.AddMilliseconds(200)], lines.Where(l => l.Sample is not null).Select(l => l.Sample!.At));
        Assert.NotNull(lines[^1].Stages);
    }

    [Fact]
    public async Task A_run_that_never_began_leaves_nothing()
    {
        await using (var recorder = New())
            recorder.Alert("node", "code", "text");

        Assert.Empty(Directory.EnumerateFiles(_directory));
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_told_in_one_line()
    {
        Directory.CreateDirectory(Path.Combine(_directory, HistoryFile.Name));
        await using var recorder = New();

        var failure = Assert.Throws<NodeFailure>(() => recorder.Begin(_directory));
        Assert.Equal(ExitCode.MissingResource, failure.ExitCode);
        Assert.StartsWith($"{Path.Combine(_directory, HistoryFile.Name)} cannot be written: ", failure.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static RunRecorder New() => new(GeneratedRun.Shared.History.Facts, new(), TimeProvider.System, NullLogger.Instance);

    private List<HistoryLine> Lines() => [.. HistoryFile.Read(_directory, line => Assert.Fail($"line {line}"))];
}
