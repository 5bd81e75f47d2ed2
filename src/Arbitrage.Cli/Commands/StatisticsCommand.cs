using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Arbitrage.Cli.Presentation;
using Arbitrage.Simulation.Recordings;
using Arbitrage.Simulation.Recordings.Statistics;

namespace Arbitrage.Cli.Commands;

/// <summary>`arb statistics`: the spreads of a recording, measured without running anything on it.</summary>
internal static class StatisticsCommand
{
    // Longer than any recording; also keeps the arithmetic of times far from its bounds.
    private const decimal LongestSeconds = 1_000_000m;

    public static Command Build(Surroundings surroundings)
    {
        var source = new Argument<string>("DIR|FILE") { Description = "Directory with mapping.json and the recordings it names, or an .arbrec file" };
        var scenario = new Option<string?>("--scenario") { Description = "Scenario of mapping.json; a directory needs one", HelpName = "ID" };
        var age = Seconds("--age-rule", "Oldest quote that counts, in seconds (5)", 5m, isZeroAllowed: false);
        var latency = Seconds("--latency", "Seconds after its start at which an episode is looked for again (0.5)", 0.5m, isZeroAllowed: true);
        var look = new Option<AgeLook>("--age-look")
        {
            Description = "When age is looked at: all the time (always), or when a quote arrives and then until the next (arrival)",
            HelpName = "always|arrival",
            CustomParser = ParseLook,
        };
        var json = new Option<bool>("--json") { Description = "One JSON object on standard output" };
        var command = new Command("statistics", "Measure the spreads of every pair of venues: mids, edges, episodes, before and after fees")
        {
            source, scenario, age, latency, look, json,
        };
        command.SetAction(parsed =>
        {
            var recording = RecordingSource.Open(parsed.GetValue(source)!, parsed.GetValue(scenario));
            var figures = SpreadMeasurement.Of(recording, new()
            {
                Age = Span(parsed.GetValue(age)),
                Latency = Span(parsed.GetValue(latency)),
                Look = parsed.GetValue(look),
            });
            if (parsed.GetValue(json))
                surroundings.Output.WriteLine(SpreadFiguresJson.Write(figures));
            else
                StatisticsView.Write(surroundings.Output, figures);
            return ExitCode.Done;
        });
        return command;
    }

    private static TimeSpan Span(decimal seconds) => TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond));

    private static Option<decimal> Seconds(string name, string description, decimal otherwise, bool isZeroAllowed) => new(name)
    {
        Description = description,
        HelpName = "SECONDS",
        DefaultValueFactory = _ => otherwise,
        CustomParser = result => Parse(name, otherwise, isZeroAllowed, result),
    };

    private static decimal Parse(string name, decimal otherwise, bool isZeroAllowed, ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            && value <= LongestSeconds && (isZeroAllowed || value > 0m))
            return value;
        var lowest = isZeroAllowed ? "of zero or more" : "above zero";
        result.AddError($"{name} '{text}' has to be a number {lowest}, for example {name} {otherwise.ToString(CultureInfo.InvariantCulture)}");
        return 0m;
    }

    private static AgeLook ParseLook(ArgumentResult result)
    {
        switch (result.Tokens is [var token] ? token.Value : "")
        {
            case "always":
                return AgeLook.Always;
            case "arrival":
                return AgeLook.OnArrival;
            case var text:
                result.AddError($"--age-look '{text}' has to be always or arrival");
                return default;
        }
    }
}
