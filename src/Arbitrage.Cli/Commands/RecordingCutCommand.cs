using System.CommandLine;
using Arbitrage.Simulation.Recordings;
using Arbitrage.Simulation.Recordings.Files;

namespace Arbitrage.Cli.Commands;

/// <summary>`arb recording cut`: a part of a recording that can be replayed alone.</summary>
internal static class RecordingCutCommand
{
    public static Command Build(Surroundings surroundings)
    {
        var path = new Argument<string>("FILE") { Description = "Recording, .arbrec" };
        var from = RecordingCommand.Time("--from", "First time of the part (its beginning)");
        var to = RecordingCommand.Time("--to", "First time that is left out (its end)");
        var (output, force, json) = (RecordingCommand.Output(), RecordingCommand.Force(), RecordingCommand.Json());
        var command = new Command("cut", "Make a recording file of a part of one; in the middle of depth it begins with the books as known then")
        {
            path, from, to, output, force, json,
        };
        command.SetAction(parsed =>
        {
            var started = surroundings.Time.GetTimestamp();
            var (first, end) = (parsed.GetValue(from) ?? DateTimeOffset.MinValue, parsed.GetValue(to) ?? DateTimeOffset.MaxValue);
            if (first >= end)
                throw new RecordingException("--from has to be before --to.");
            var recording = MarketFile.Open(parsed.GetValue(path)!);
            var records = RecordingCommand.Make(parsed.GetValue(output)!, parsed.GetValue(force), part => RecordingCut.Copy(
                recording, first, end, header => MarketFileWriter.Create(part, header), RecordingCommand.Progress(surroundings, "cut")));
            RecordingCommand.EndProgress(surroundings);
            RecordingMade.Of(parsed.GetValue(output)!, records, surroundings.Time.GetElapsedTime(started), recording)
                .Write(surroundings, parsed.GetValue(json));
            return ExitCode.Done;
        });
        return command;
    }
}
