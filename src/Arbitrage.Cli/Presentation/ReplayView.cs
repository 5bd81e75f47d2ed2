using System.Globalization;
using Arbitrage.Simulation.Reporting;
using Spectre.Console;

namespace Arbitrage.Cli.Presentation;

/// <summary>A replay's report for people; `--json` has the same figures.</summary>
internal static class ReplayView
{
    public static void Write(TextWriter output, RunReport report)
    {
        var console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(output) });
        if (output is not StreamWriter || Console.IsOutputRedirected)
            console.Profile.Width = 120;
        output.WriteLine(report.Market);
        output.WriteLine();
        if (report.Pairs is { Length: > 0 })
            console.Write(Spreads(report));
        console.Write(Run(report));
        foreach (var note in report.Notes)
            output.WriteLine("- " + note);
        output.WriteLine(report.LedgerMatchesVenue ? "ledger = venue, every account, to the last digit" : "ledger and venue DIFFER");
        output.WriteLine(report.InvariantViolations == 0 ? "no invariant broken" : $"{report.InvariantViolations} broken promises");
    }

    private static Table Spreads(RunReport report)
    {
        var table = new Table { Title = new("spreads, time-weighted, without fees") }.RoundedBorder().AddColumn("pair");
        foreach (var column in (string[])["|mid| > entry", "best edge", "median mid", "median return cost", "usable", "age rule"])
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var pair in report.Pairs ?? [])
        {
            table.AddRow(
                $"{pair.First} / {pair.Second}", Percent(pair.MidAboveEntryPctOfTime, "0.0"), Percent(pair.BestExecutableEdgePct, "+0.000;-0.000"),
                Percent(pair.MedianMidPct, "+0.000;-0.000"), Percent(pair.MedianReturnCostPct, "0.000"),
                Text($"{pair.UsableSeconds:0.###} s"), Text($"{pair.AgeRuleSeconds:0.###} s"));
        }

        return table;
    }

    private static Table Run(RunReport report)
    {
        var table = new Table { Title = new("run") }.RoundedBorder().HideHeaders().AddColumns("", "");
        table.AddRow("length", Text($"{report.DurationSeconds:0.###} s recorded"));
        table.AddRow("speed", report.TicksPerSecond is { } speed
            ? Text($"{speed:0} ticks per second through the machines, {report.TicksPerSecondWithReading:0} with reading the recording")
            : Text($"{report.TicksPerSecondWithReading:0} ticks per second, paced"));
        table.AddRow("states visited", string.Join(" ", report.StatesVisited));
        table.AddRow("opportunities", Text($"{report.Opportunities}") + string.Concat(report.SkippedOpportunities.Select(s => $", {s.Key} {s.Value}")));
        table.AddRow("pairs", Text($"{report.CompletedPairs} completed of {report.Attempts} tried, {report.SingleLegs} with one leg, {report.Cycles} cycles"));
        table.AddRow("realised P&L", Text($"{report.RealisedPnl:0.########} USDT from fills (expected {report.EstimatedPnl:0.########})"));
        table.AddRow("fees, funding", Text($"{report.Fees:0.########} USDT paid, {report.Funding:0.########} USDT received"));
        table.AddRow("largest drawdown", Text($"{report.MaxDrawdownPct:0.####} % of the capital allotted"));
        table.AddRow("largest delta", Text($"{report.MaxDeltaDeviationPct:0.####} %"));
        table.AddRow("trace hash", report.TraceHash);
        return table;
    }

    private static string Percent(decimal? value, string format) =>
        value is { } x ? x.ToString(format, CultureInfo.InvariantCulture) + " %" : "-";

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
