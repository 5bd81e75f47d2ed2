using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Arbitrage.Cli.Presentation;
using Arbitrage.Simulation.Exploration;

namespace Arbitrage.Cli.Commands;

/// <summary>`arb explore`: every state that a strategy can reach in its small world, and whether the promises hold in all of them.</summary>
internal static class ExploreCommand
{
    /// <summary>For `--help`.</summary>
    public const string Examples = """
        arb explore
              every state of the strategy machine in a small world with two adversities (faults, commands, restarts), and the promises in each
          arb explore --adversities 3 --slices 2 --states 2000000 --json
              further; one JSON object on standard output
        """;

    public static Command Build(Surroundings surroundings)
    {
        var adversities = Number("--adversities", "Faults, commands and restarts on one path (2)", 2, 0, 9);
        var slices = Number("--slices", "Slices of inventory of two contracts each: 1 or 2 (1)", 1, 1, 2);
        var depth = Number("--depth", "Moves from the start; what is further away is not looked at (no limit)", int.MaxValue, 1, int.MaxValue);
        var states = Number("--states", "Distinct states; when there are more, the rest is not looked at (1000000)", 1_000_000, 1, 50_000_000);
        var json = new Option<bool>("--json") { Description = "One JSON object on standard output" };
        var command = new Command("explore", "Explore all reachable states of the strategy machine in a small world")
        {
            adversities, slices, depth, states, json,
        };
        command.SetAction(parsed =>
        {
            var bounds = new ExplorationBounds
            {
                Adversities = parsed.GetValue(adversities),
                Slices = parsed.GetValue(slices),
                Depth = parsed.GetValue(depth),
                States = parsed.GetValue(states),
            };
            var result = ExploreView.WithProgress(surroundings, bounds, progress => new Exploration(bounds).Run(progress));
            if (parsed.GetValue(json))
                surroundings.Output.WriteLine(ExploreView.Json(bounds, result));
            else
                ExploreView.Write(surroundings.Output, bounds, result);
            return result.Violation is null ? ExitCode.Done : ExitCode.PromiseBroken;
        });
        return command;
    }

    private static Option<int> Number(string name, string description, int otherwise, int least, int most) => new(name)
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => otherwise,
        CustomParser = result => Parse(name, Math.Max(least, Math.Min(otherwise, 1000)), least, most, result),
    };

    private static int Parse(string name, int example, int least, int most, ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
            return value;
        var range = most == int.MaxValue ? $"of {least} or more" : $"from {least} to {most}";
        result.AddError($"{name} '{text}' has to be a whole number {range}, for example {name} {example.ToString(CultureInfo.InvariantCulture)}");
        return 0;
    }
}
