using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Arbitrage.Cli.Presentation;
using Arbitrage.Simulation.Cluster;
using Arbitrage.Simulation.Cluster.Sabotage;
using Arbitrage.Simulation.Recordings;

namespace Arbitrage.Cli.Commands;

/// <summary>`arb simulate`: seeds of the whole system under an adversary with every promise checked; or sabotages, which have to be caught.</summary>
internal static class SimulateCommand
{
    /// <summary>Lines of help.</summary>
    public const string Examples = """
        arb simulate --seeds 300
              ten virtual minutes of three nodes for each seed, with faults of every kind; what was reached, and whether a promise broke
        arb simulate --seeds 1 --from 4711
              the one seed again, with the faults that a failure needs and the trace to it
        arb simulate --sabotage all
              every named sabotage, the checker that caught it, and the seeds that this took
        """;

    private const int DefaultSeeds = 100;
    private const int MostShrunk = 3;

    public static Command Build(Surroundings surroundings)
    {
        var seeds = new Option<int?>("--seeds")
        {
            Description = $"How many seeds ({DefaultSeeds}); for a sabotage how many it may need ({SabotageTable.MostSeeds})",
            HelpName = "N",
            CustomParser = result => (int?)Whole(result, "--seeds", 1, 10_000_000),
        };
        var from = new Option<long>("--from")
        {
            Description = "First seed (1)",
            HelpName = "SEED",
            DefaultValueFactory = _ => 1,
            CustomParser = result => Whole(result, "--from", 0, long.MaxValue - 10_000_000) ?? 0,
        };
        var sabotage = new Option<string?>("--sabotage") { Description = "Put a wrong part in, which has to be caught: a name, or all", HelpName = "NAME|all" };
        var json = new Option<bool>("--json") { Description = "One JSON object on standard output" };
        var command = new Command("simulate", "Run the whole system under an adversary, seed after seed, and check every promise") { seeds, from, sabotage, json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(sabotage) is { } name && Named(name).IsEmpty)
            {
                var near = NearestName.Of(name, Sabotages.All.Select(s => s.Name));
                result.AddError($"--sabotage '{name}' is not known{(near is null ? "" : $", perhaps {near}")}; all runs every one");
            }
        });
        command.SetAction(parsed => parsed.GetValue(sabotage) is { } name
            ? Sabotage(surroundings, Named(name), parsed.GetValue(from), parsed.GetValue(seeds) ?? SabotageTable.MostSeeds, parsed.GetValue(json))
            : Run(surroundings, parsed.GetValue(from), parsed.GetValue(seeds) ?? DefaultSeeds, parsed.GetValue(json)));
        return command;
    }

    private static int Run(Surroundings surroundings, long from, int seeds, bool json)
    {
        var began = surroundings.Time.GetTimestamp();
        var result = ProgressBar.Over(surroundings, $"{seeds} seeds", done => SeedCampaign.Run(from, seeds, Environment.ProcessorCount, done));
        var minutes = (decimal)surroundings.Time.GetElapsedTime(began).TotalMinutes;
        var speed = minutes == 0m ? 0m : decimal.Round(seeds / minutes);
        if (json)
        {
            SimulateView.WriteJson(surroundings.Output, result, speed);
        }
        else
        {
            SimulateView.Write(surroundings.Output, result, speed);
            foreach (var failure in result.Failures.Take(MostShrunk))
                SimulateView.Write(surroundings.Output, failure, SeedCampaign.Shrink(failure));
        }

        return result.Failures.IsEmpty ? ExitCode.Done : ExitCode.PromiseBroken;
    }

    private static int Sabotage(Surroundings surroundings, ImmutableArray<SabotageCase> cases, long from, int most, bool json)
    {
        var results = ProgressBar.Over(
            surroundings, $"{cases.Length} sabotages", done => SeedCampaign.Sabotage(cases, from, most, Environment.ProcessorCount, done));
        if (json)
            SimulateView.WriteJson(surroundings.Output, results);
        else
            SimulateView.Write(surroundings.Output, results);
        return results.All(r => r.CaughtByExpected) ? ExitCode.Done : ExitCode.PromiseBroken;
    }

    private static ImmutableArray<SabotageCase> Named(string name) =>
        name == "all" ? Sabotages.All : Sabotages.Find(name) is { } one ? [one] : [];

    private static long? Whole(ArgumentResult result, string name, long least, long most)
    {
        var text = result.Tokens is [var token] ? token.Value : "";
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return number;
        result.AddError($"{name} '{text}' has to be a whole number from {least} to {most}, for example {name} 300");
        return null;
    }
}
