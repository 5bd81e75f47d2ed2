using System.Collections.Concurrent;
using System.Threading.Channels;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Node.CommandLine;
using Arbitrage.Simulation.Reporting;

namespace Arbitrage.Node.Observing;

/// <summary>
/// Keeps what no journal holds (edges seen, equity, alerts, latency) in the data directory while the run goes on, so that a report can be made
/// even of a run that was killed. Actor threads only hand lines over; one task of its own writes and flushes them. When the disk is too slow
/// lines are dropped and counted, never waited for.
/// </summary>
internal sealed class RunRecorder : IAsyncDisposable
{
    private const int MostWaiting = 10_000;
    private static readonly TimeSpan StagesEvery = TimeSpan.FromMinutes(1);

    private readonly Channel<HistoryLine> _lines = Channel.CreateBounded<HistoryLine>(
        new BoundedChannelOptions(MostWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
    private readonly ConcurrentDictionary<Symbol, SpreadSampler> _samplers = new();
    private readonly StageHistograms _stages;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private Task? _writing;
    private long _dropped;
    private long _stagesAt;

    /// <param name="facts">First line of this run.</param>
    /// <param name="stages">Written once a minute and at the end.</param>
    /// <param name="time">Clock.</param>
    /// <param name="log">For what could not be written.</param>
    public RunRecorder(RunFacts facts, StageHistograms stages, TimeProvider time, ILogger log)
    {
        (_stages, _time, _log, _stagesAt) = (stages, time, log, time.GetTimestamp());
        _lines.Writer.TryWrite(new() { Run = facts });
    }

    /// <summary>Begins to write, once the data directory is known to be ours alone; what came before waits until then.</summary>
    /// <exception cref="NodeFailure">The file cannot be written.</exception>
    public void Begin(string directory)
    {
        try
        {
            var file = HistoryFile.Append(directory);
            _writing = Task.Run(() => WriteAsync(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NodeFailure(
                ExitCode.MissingResource, $"{Path.Combine(directory, HistoryFile.Name)} cannot be written: {e.Message} Free it or name another data directory.", e);
        }
    }

    /// <summary>Looks at a strategy; called ten times a second on its own thread.</summary>
    public void Look(Symbol symbol, DateTimeOffset now, StrategyView view, StrategyState? state)
    {
        if (state is not null && _samplers.GetOrAdd(symbol, static s => new(s.Text)).Look(now, view, state) is { } sample)
            Put(new() { Sample = sample });
    }

    /// <summary>Keeps an alert.</summary>
    public void Alert(string source, string code, string text) =>
        Put(new() { Alert = new(_time.GetUtcNow(), source, code, text) });

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_writing is not { IsCompleted: false } writing)
            return;
        await _lines.Writer.WriteAsync(new() { Stages = _stages.Histograms() });
        _lines.Writer.TryComplete();
        await writing;
        if (_dropped > 0)
            _log.LogWarning("{Dropped} samples and alerts of the report were dropped: the disk was too slow", _dropped);
    }

    private void Put(HistoryLine line)
    {
        if (!_lines.Writer.TryWrite(line))
            Interlocked.Increment(ref _dropped);
    }

    private async Task WriteAsync(StreamWriter file)
    {
        await using (file)
        {
            try
            {
                while (await _lines.Reader.WaitToReadAsync())
                {
                    while (_lines.Reader.TryRead(out var line))
                        await file.WriteLineAsync(HistoryFile.Line(line));
                    if (_time.GetElapsedTime(_stagesAt) >= StagesEvery)
                    {
                        _stagesAt = _time.GetTimestamp();
                        await file.WriteLineAsync(HistoryFile.Line(new() { Stages = _stages.Histograms() }));
                    }

                    await file.FlushAsync();
                }
            }
            catch (IOException e)
            {
                // The run goes on without its samples; the report will say from when they are missing.
                _log.LogError("The samples of the report cannot be written any more: {Message}", e.Message);
                await foreach (var _ in _lines.Reader.ReadAllAsync())
                    Interlocked.Increment(ref _dropped);
            }
        }
    }
}
