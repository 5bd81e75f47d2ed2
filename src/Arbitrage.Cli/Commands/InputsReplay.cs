using Arbitrage.Actors.Hosting;
using Arbitrage.Cli.Presentation;
using Arbitrage.Node.CommandLine;
using Arbitrage.Node.Inputs;

namespace Arbitrage.Cli.Commands;

/// <summary>`arb replay --inputs`: the machines of a run once more, with the inputs it recorded, against its journal (I14, B22).</summary>
internal static class InputsReplay
{
    /// <summary>Verifies and prints.</summary>
    /// <param name="inputs">A recording, or the data directory that it is in.</param>
    /// <param name="journal">The run's journal; null for the one beside the recording.</param>
    /// <param name="json">One JSON object instead of tables.</param>
    /// <param name="surroundings">Where to print.</param>
    /// <returns>0 verified; 1 differs or cannot be verified; 2 damaged.</returns>
    /// <exception cref="NodeFailure">The journal is missing or wrong.</exception>
    /// <exception cref="Simulation.Recordings.RecordingException">The recording is missing or not one.</exception>
    public static int Run(string inputs, string? journal, bool json, Surroundings surroundings)
    {
        var file = Directory.Exists(inputs) ? InputFile.PathIn(inputs) : inputs;
        using var recording = InputFile.OpenReader(file);
        var events = JournalEvents.Read(journal ?? DataDirectory.JournalFileOf(Path.GetDirectoryName(Path.GetFullPath(file))!));
        var began = surroundings.Time.GetTimestamp();
        var report = InputsVerifier.Verify(recording, events, surroundings.ShowsProgress
            ? records => surroundings.Error.Write(FormattableString.Invariant($"\rverify: record {records}"))
            : null);
        if (surroundings.ShowsProgress)
            surroundings.Error.Write("\r" + new string(' ', 32) + "\r");
        var view = new InputsView(file, new FileInfo(file).Length, report, surroundings.Time.GetElapsedTime(began));
        if (json)
            surroundings.Output.WriteLine(view.ToJson());
        else
            view.Write(surroundings.Output);
        return report.Verdict switch
        {
            Verdict.Verified => ExitCode.Done,
            Verdict.Damaged => ExitCode.BadInput,
            _ => ExitCode.PromiseBroken,
        };
    }
}
