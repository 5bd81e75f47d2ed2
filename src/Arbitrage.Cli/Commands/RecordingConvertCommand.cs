using System.CommandLine;
using Arbitrage.Simulation.Recordings;
using Arbitrage.Simulation.Recordings.Files;

namespace Arbitrage.Cli.Commands;

/// <summary>`arb recording convert`: a scenario of CSV files, or a file of ours again, in our own format.</summary>
internal static class RecordingConvertCommand
{
    public static Command Build(Surroundings surroundings)
    {
        var path = new Argument<string>("DIR") { Description = "Directory with mapping.json and the recordings it names" };
        var scenario = new Option<string>("--scenario") { Description = "Scenario of mapping.json", HelpName = "ID", Required = true };
        var (output, force, json) = (RecordingCommand.Output(), RecordingCommand.Force(), RecordingCommand.Json());
        var command = new Command("convert", "Make a recording file of a scenario of CSV files") { path, scenario, output, force, json };
        command.SetAction(parsed =>
        {
            var started = surroundings.Time.GetTimestamp();
            var recording = RecordingSource.Open(parsed.GetValue(path)!, parsed.GetValue(scenario));
            var records = RecordingCommand.Make(parsed.GetValue(output)!, parsed.GetValue(force), part =>
            {
                using var writer = MarketFileWriter.Create(part, recording.Header);
                return RecordingCopy.Copy(recording, writer, RecordingCommand.Progress(surroundings, "convert"));
            });
            RecordingCommand.EndProgress(surroundings);
            RecordingMade.Of(parsed.GetValue(output)!, records, surroundings.Time.GetElapsedTime(started)).Write(surroundings, parsed.GetValue(json));
            return ExitCode.Done;
        });
        return command;
    }
}
