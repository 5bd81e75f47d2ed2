using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using Arbitrage.Cli.Presentation;
using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Recordings;
using Arbitrage.Simulation.Recordings.Files;

namespace Arbitrage.Cli.Commands;

/// <summary>`arb recording info`: what is in a recording.</summary>
internal static class RecordingInfoCommand
{
    public static Command Build(Surroundings surroundings)
    {
        var path = new Argument<string>("FILE|DIR") { Description = "Recording, .arbrec, or a directory with mapping.json" };
        var scenario = new Option<string?>("--scenario") { Description = "Scenario of mapping.json, for a directory", HelpName = "ID" };
        var gap = new Option<decimal>("--gap")
        {
            Description = "Shortest time without any record that is shown as a gap, in seconds (10)",
            HelpName = "SECONDS",
            DefaultValueFactory = _ => 10m,
            CustomParser = ParseGap,
        };
        var json = RecordingCommand.Json();
        var command = new Command("info", "Tell what is in a recording: legs, records, times, gaps, size, how it ends, what was declared")
        {
            path, scenario, gap, json,
        };
        command.SetAction(parsed =>
        {
            var info = Look(RecordingSource.Open(parsed.GetValue(path)!, parsed.GetValue(scenario)), parsed.GetValue(gap), surroundings);
            if (parsed.GetValue(json))
                surroundings.Output.WriteLine(JsonSerializer.Serialize(info, RecordingMade.JsonOptions));
            else
                RecordingView.Write(surroundings.Output, info);
            return ExitCode.Done;
        });
        return command;
    }

    private static RecordingInfo Look(IMarketRecording recording, decimal gap, Surroundings surroundings)
    {
        using var reader = recording.Read();
        var summary = RecordingSummary.Of(
            recording.Header, reader, TimeSpan.FromTicks((long)(gap * TimeSpan.TicksPerSecond)), RecordingCommand.Progress(surroundings, "read"));
        RecordingCommand.EndProgress(surroundings);
        var stored = reader is MarketFileReader file
            ? new StoredInfo(
                file.Bytes, file.BlocksRead, file.RawBytesRead, decimal.Round((decimal)file.RawBytesRead / file.Bytes, 2), file.End.Kind.ToString(),
                file.End.ToString(), file.End.LostBytes)
            : null;
        return new(
            recording.Header.Id, recording.Header.Symbols.Select(s => s.Text).ToArray(), recording.Header.Relabelled, summary.Records, summary.First,
            summary.Last, [.. summary.Legs.Select(l => Of(l, recording.Header))], gap, summary.GapCount, [.. summary.Gaps], stored,
            [.. recording.Header.Declared]);
    }

    private static LegInfo Of(LegSummary leg, RecordingHeader header)
    {
        var its = header.Legs.FirstOrDefault(l => l.Instrument.Venue == leg.Venue && l.Instrument.Symbol.Text == leg.Symbol);
        return new(
            leg.Venue.Key(), leg.Symbol, its?.Really ?? "", its?.HasSizes ?? false, its?.HasDepth ?? false,
            leg.Counts.ToDictionary(c => JsonNamingPolicy.CamelCase.ConvertName(c.Key.ToString()), c => c.Value), leg.First, leg.Last, leg.Longest);
    }

    private static decimal ParseGap(ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value is > 0m and <= 1_000_000_000m)
            return value;
        result.AddError($"--gap '{text}' has to be a number of seconds above zero, for example --gap 10");
        return 0m;
    }
}
