using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Arbitrage.Cli.Commands;
using Arbitrage.Domain.Units;
using Arbitrage.Simulation.Reporting;
using Spectre.Console;

namespace Arbitrage.Cli.Presentation;

/// <summary>A sweep's reports: a table with bars for people, an array or CSV for programs. All begin with what the market was.</summary>
internal static class SweepView
{
    private const int BarCells = 20;

    private static readonly (string Title, string Key, Func<RunReport, decimal> Of)[] Figures =
    [
        ("opportunities", "opportunities", r => r.Opportunities),
        ("attempts", "attempts", r => r.Attempts),
        ("pairs", "completedPairs", r => r.CompletedPairs),
        ("realised", "realisedPnl", r => r.RealisedPnl),
        ("estimate", "estimatedPnl", r => r.EstimatedPnl),
        ("fees", "fees", r => r.Fees),
        ("drawdown %", "maxDrawdownPct", r => r.MaxDrawdownPct ?? 0m),
        ("delta %", "maxDeltaDeviationPct", r => r.MaxDeltaDeviationPct),
        ("broken", "invariantViolations", r => r.InvariantViolations),
    ];

    /// <summary>For people.</summary>
    public static void Write(TextWriter output, ImmutableArray<SweepPoint> points, ImmutableArray<RunReport> reports)
    {
        var console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(output) });
        if (output is not StreamWriter || Console.IsOutputRedirected)
            console.Profile.Width = 180;
        output.WriteLine(reports[0].Market);
        output.WriteLine();
        var table = new Table { Title = new("sweep, one run a row, USDT") }.RoundedBorder();
        foreach (var value in points[0].Values)
            table.AddColumn(new TableColumn(value.Key.Name).RightAligned());
        foreach (var (title, _, _) in Figures)
            table.AddColumn(new TableColumn(title).RightAligned());
        table.AddColumn("realised");
        var largest = reports.Max(r => Math.Abs(r.RealisedPnl));
        for (var i = 0; i < reports.Length; i++)
        {
            var report = reports[i];
            table.AddRow(
            [
                .. points[i].Values.Select(v => new Text(v.Text)), .. Figures.Select(f => new Text(Figure(f.Of(report)))), Bar(report.RealisedPnl, largest),
            ]);
        }

        console.Write(table);
        foreach (var note in reports[0].Notes)
            output.WriteLine("- " + note);
        output.WriteLine(reports.All(r => r.LedgerMatchesVenue) ? "ledger = venue, every account of every run, to the last digit" : "ledger and venue DIFFER");
    }

    /// <summary>An array, one object a run: what was set, then the run's whole report.</summary>
    public static void WriteJson(TextWriter output, ImmutableArray<SweepPoint> points, ImmutableArray<RunReport> reports)
    {
        var runs = new JsonArray();
        for (var i = 0; i < reports.Length; i++)
        {
            var parameters = new JsonObject();
            foreach (var value in points[i].Values)
                parameters[value.Key.Name] = value.Value is decimal number ? number : value.Text;
            runs.Add(new JsonObject
            {
                ["market"] = reports[i].Market,
                ["parameters"] = parameters,
                ["report"] = JsonNode.Parse(RunReportJson.Write(reports[i])),
            });
        }

        output.WriteLine(runs.ToJsonString(new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
    }

    /// <summary>A comment with the market, a header, one line a run.</summary>
    public static void WriteCsv(TextWriter output, ImmutableArray<SweepPoint> points, ImmutableArray<RunReport> reports)
    {
        output.WriteLine("# " + reports[0].Market);
        output.WriteLine(string.Join(',', points[0].Values.Select(v => v.Key.Name).Concat(Figures.Select(f => f.Key)).Append("ledgerMatchesVenue").Append("traceHash")));
        for (var i = 0; i < reports.Length; i++)
        {
            var report = reports[i];
            output.WriteLine(string.Join(',', points[i].Values.Select(v => v.Text).Concat(Figures.Select(f => DecimalText.Plain(f.Of(report))))
                .Append(report.LedgerMatchesVenue ? "true" : "false").Append(report.TraceHash)));
        }
    }

    private static string Figure(decimal value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    private static Markup Bar(decimal value, decimal largest)
    {
        var cells = largest == 0m ? 0 : (int)decimal.Round(Math.Abs(value) / largest * BarCells);
        return new($"[{(value < 0m ? "red" : "green")}]{new string('█', cells)}[/]");
    }
}
