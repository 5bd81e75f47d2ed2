using System.CommandLine;
using Arbitrage.Simulation.Recordings;
using Arbitrage.Simulation.Recordings.Files;

namespace Arbitrage.Cli.Commands;

/// <summary>`arb recording merge`: several recordings as one, in the order of time.</summary>
internal static class RecordingMergeCommand
{
    public static Command Build(Surroundings surroundings)
    {
        var paths = new Argument<string[]>("FILE") { Description = "Recordings, .arbrec", Arity = ArgumentArity.OneOrMore };
        var (output, force, json) = (RecordingCommand.Output(), RecordingCommand.Force(), RecordingCommand.Json());
        var command = new Command("merge", "Make one recording file of several; a leg may be in two of them only one after the other")
        {
            paths, output, force, json,
        };
        command.SetAction(parsed =>
        {
            var started = surroundings.Time.GetTimestamp();
            MarketFile[] files = [.. parsed.GetValue(paths)!.Select(MarketFile.Open)];
            var header = RecordingMerge.HeaderOf(
                Path.GetFileNameWithoutExtension(parsed.GetValue(output)!), [.. files.Select(f => (f.Path, f.Header, Summary(f, surroundings)))]);
            var records = RecordingCommand.Make(parsed.GetValue(output)!, parsed.GetValue(force), part =>
            {
                using var writer = MarketFileWriter.Create(part, header);
                return RecordingMerge.Copy(files, writer, RecordingCommand.Progress(surroundings, "merge"));
            });
            RecordingCommand.EndProgress(surroundings);
            RecordingMade.Of(parsed.GetValue(output)!, records, surroundings.Time.GetElapsedTime(started), [.. files])
                .Write(surroundings, parsed.GetValue(json));
            return ExitCode.Done;
        });
        return command;
    }

    private static RecordingSummary Summary(MarketFile file, Surroundings surroundings)
    {
        using var reader = file.Read();
        return RecordingSummary.Of(file.Header, reader, TimeSpan.MaxValue, RecordingCommand.Progress(surroundings, "look into"));
    }
}
