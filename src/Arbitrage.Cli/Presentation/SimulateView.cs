using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Arbitrage.Simulation.Cluster;
using Arbitrage.Simulation.Cluster.Sabotage;
using Spectre.Console;

namespace Arbitrage.Cli.Presentation;

/// <summary>What seeds and sabotages came to: text and tables for people, one JSON object for programs.</summary>
internal static class SimulateView
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The command that runs a seed again.</summary>
    public static string CommandOf(long seed) => string.Create(CultureInfo.InvariantCulture, $"arb simulate --seeds 1 --from {seed}");

    /// <summary>Seeds, for people.</summary>
    public static void Write(TextWriter output, CampaignResult result, decimal seedsPerMinute)
    {
        var totals = result.Totals;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Seeds} seeds, {totals.Orders} orders ({totals.FewestOrders} to a seed at least), {totals.Events} events, {seedsPerMinute:0} seeds per minute"));
        output.WriteLine();
        Write(output, "states", totals.States);
        Write(output, "transitions", totals.Transitions);
        Write(output, "faults", totals.Faults);
        Write(output, "crash points", totals.CrashPoints);
        output.WriteLine(totals.Unreached.IsEmpty ? "everything was reached" : $"not reached: {string.Join(", ", totals.Unreached)}");
        output.WriteLine(result.Failures.IsEmpty
            ? "every promise held"
            : $"{totals.Violations} violations in {result.Failures.Length} seeds: {string.Join(", ", result.Failures.Take(20).Select(f => f.Seed))}");
    }

    /// <summary>One failing seed, made small.</summary>
    public static void Write(TextWriter output, SeedFailure failure, ShrunkFailure shrunk)
    {
        output.WriteLine();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {failure.Seed}, step {failure.Step}: {failure.Violation}"));
        output.WriteLine(shrunk.Faults.IsEmpty ? "  needs no fault" : $"  needs {shrunk.Faults.Length} of its faults:");
        foreach (var fault in shrunk.Faults)
            output.WriteLine($"    {fault}");
        output.WriteLine("  trace with these alone:");
        foreach (var line in shrunk.Trace)
            output.WriteLine($"    {line}");
        output.WriteLine($"  again: {CommandOf(failure.Seed)}");
    }

    /// <summary>Seeds, for programs.</summary>
    public static void WriteJson(TextWriter output, CampaignResult result, decimal seedsPerMinute)
    {
        var totals = result.Totals;
        var root = new JsonObject
        {
            ["seeds"] = result.Seeds,
            ["violations"] = totals.Violations,
            ["seedsPerMinute"] = seedsPerMinute,
            ["coverage"] = new JsonObject
            {
                ["states"] = Counts(totals.States),
                ["transitions"] = Counts(totals.Transitions),
                ["faults"] = Counts(totals.Faults),
                ["crashPoints"] = Counts(totals.CrashPoints),
                ["unreached"] = new JsonArray([.. totals.Unreached.Select(u => JsonValue.Create(u))]),
            },
            ["failures"] = new JsonArray(
            [
                .. result.Failures.Select(f => new JsonObject
                {
                    ["seed"] = f.Seed, ["invariant"] = f.Violation.Invariant, ["step"] = f.Step, ["command"] = CommandOf(f.Seed),
                }),
            ]),
        };
        output.WriteLine(root.ToJsonString(Json));
    }

    /// <summary>Sabotages, for people.</summary>
    public static void Write(TextWriter output, ImmutableArray<SabotageResult> results)
    {
        var console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(output) });
        if (output is not StreamWriter || Console.IsOutputRedirected)
            console.Profile.Width = 160;
        var table = new Table().RoundedBorder().AddColumns("sabotage", "breaks", "meant for", "caught by", "seeds");
        foreach (var result in results)
        {
            table.AddRow(
                new Text(result.Name), new Text(result.Breaks), new Text(result.Invariants[0]),
                new Text(result.CaughtBy is { } by ? $"{by} {result.Checker}" : "NOBODY", new(result.CaughtByExpected ? Color.Green : Color.Red)),
                new Text(result.SeedsNeeded?.ToString(CultureInfo.InvariantCulture) ?? "-"));
        }

        console.Write(table);
        output.WriteLine($"{results.Count(r => r.CaughtByExpected)} of {results.Length} caught by the checker meant for them");
    }

    /// <summary>Sabotages, for programs.</summary>
    public static void WriteJson(TextWriter output, ImmutableArray<SabotageResult> results)
    {
        var root = new JsonObject
        {
            ["sabotages"] = new JsonArray(
            [
                .. results.Select(r => new JsonObject
                {
                    ["name"] = r.Name,
                    ["invariants"] = new JsonArray([.. r.Invariants.Select(i => JsonValue.Create(i))]),
                    ["caughtBy"] = r.CaughtBy,
                    ["caughtByExpected"] = r.CaughtByExpected,
                    ["seedsNeeded"] = r.SeedsNeeded,
                }),
            ]),
        };
        output.WriteLine(root.ToJsonString(Json));
    }

    private static void Write(TextWriter output, string title, ImmutableArray<(string Name, long Times)> counts)
    {
        output.WriteLine(title);
        foreach (var (name, times) in counts)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name,-58} {times,10}"));
    }

    private static JsonObject Counts(ImmutableArray<(string Name, long Times)> counts)
    {
        var all = new JsonObject();
        foreach (var (name, times) in counts)
            all[name] = times;
        return all;
    }
}
