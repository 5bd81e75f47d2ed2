using System.Collections.Immutable;
using Arbitrage.Simulation.Driver;
using Arbitrage.Simulation.Recordings;
using Arbitrage.Simulation.Reporting;

namespace Arbitrage.Simulation.Replay;

/// <summary>
/// The same recording under many options, on as many threads as asked for. Every run is a system of its own on virtual time, so its report depends on
/// its options alone: the same as of a single run, whatever runs beside it.
/// </summary>
public static class ReplaySweep
{
    /// <summary>Runs all and answers their reports in the order of the options.</summary>
    /// <param name="recording">What; every run reads it for itself.</param>
    /// <param name="runs">How, one a run; all of the same symbols.</param>
    /// <param name="threads">At most so many runs at once, 1 or more.</param>
    /// <param name="traceHash">Hash of a run's journals.</param>
    /// <param name="progress">Told the number of runs that have ended.</param>
    public static ImmutableArray<RunReport> Run(
        IMarketRecording recording, IReadOnlyList<ReplayOptions> runs, int threads, Func<MemoryJournals, string> traceHash, IProgress<int>? progress = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        var survey = RecordingSurvey.Of(recording, RecordingReplay.SymbolsOf(recording, runs[0]));
        var reports = new RunReport[runs.Count];
        var ended = 0;
        try
        {
            Parallel.For(0, runs.Count, new() { MaxDegreeOfParallelism = threads }, i =>
            {
                using var replay = new RecordingReplay(recording, survey, runs[i]);
                reports[i] = replay.Run(traceHash);
                progress?.Report(Interlocked.Increment(ref ended));
            });
        }
        catch (AggregateException e) when (e.InnerExceptions.OfType<RecordingException>().FirstOrDefault() is { } wrong)
        {
            throw new RecordingException(wrong.Message, wrong.IsMissing);
        }

        return [.. reports];
    }
}
