using Arbitrage.Actors.Hosting;
using Arbitrage.Node.CommandLine;
using Arbitrage.Node.Configuration;
using Arbitrage.Simulation.Recordings;

namespace Arbitrage.Node.Inputs;

/// <summary>The input recording of one run, from before its actors start until after they have stopped.</summary>
internal sealed class RunRecording : IDisposable
{
    private readonly List<string> _notes;

    private RunRecording(InputRecorder recorder, List<string> notes) => (Recorder, _notes) = (recorder, notes);

    /// <summary>What the actors tell.</summary>
    public InputRecorder Recorder { get; }

    /// <summary>Begins; the settings stand in the file when this returns.</summary>
    /// <param name="mode">`demo`, `paper` or `live`.</param>
    /// <param name="configuration">Whose machines are recorded.</param>
    /// <param name="dataDirectory">Where journal and recording are.</param>
    /// <param name="time">Clock of the run.</param>
    /// <exception cref="NodeFailure">Another process has the directory, or the file cannot be written.</exception>
    public static RunRecording Start(string mode, NodeConfiguration configuration, string dataDirectory, TimeProvider time)
    {
        var notes = new List<string>();
        try
        {
            using var held = DataDirectory.Acquire(dataDirectory);
            var writer = InputFile.OpenWriter(dataDirectory, time.GetUtcNow(), notes);
            return new(new(writer, RecordedSettings.Of(mode, configuration), time), notes);
        }
        catch (Exception e) when (e is DataDirectoryInUseException or RecordingException or IOException or UnauthorizedAccessException)
        {
            throw new NodeFailure(ExitCode.MissingResource, e.Message, e);
        }
    }

    /// <summary>Ends it; call when the actors have stopped. Lines for the run's report.</summary>
    public IReadOnlyList<string> Finish(string traceHash) => [.. _notes, .. Recorder.Finish(traceHash).Notes()];

    /// <inheritdoc/>
    public void Dispose() => Recorder.Dispose();
}
