using Arbitrage.Simulation.Reporting;
using Spectre.Console;

namespace Arbitrage.Node.Presentation;

/// <summary>A report for people. `--json` prints the same figures for programs.</summary>
internal static class ReportView
{
    public static void Write(IAnsiConsole console, RunReport report)
    {
        var figures = new Table().RoundedBorder().HideHeaders().AddColumns("", "");
        foreach (var (name, value) in Figures(report))
            figures.AddRow(new Text(name), new Text(value));
        console.Write(new Rule("report").LeftJustified());
        console.Write(figures);
        if (!report.LatencyMicros.IsEmpty)
            console.Write(Latency(report));
        if (report.Risk is { } risk)
            console.Write(Risk(risk));
        foreach (var note in report.Notes)
            console.WriteLine("- " + note);
        console.MarkupLine(report.LedgerMatchesVenue
            ? "[green]ledger = venue, every account, to the last digit[/]"
            : "[red]ledger and venue DIFFER[/]");
        console.MarkupLine(report.InvariantViolations == 0 ? "[green]no invariant broken[/]" : $"[red]{report.InvariantViolations} broken promises[/]");
    }

    private static IEnumerable<(string Name, string Value)> Figures(RunReport r)
    {
        yield return ("market", r.Market);
        yield return ("run", Invariant($"{r.DurationSeconds:0.0} s, seed {r.Seed}, {string.Join(", ", r.Symbols)}"));
        yield return ("states visited", string.Join(" ", r.StatesVisited));
        yield return ("opportunities", Invariant($"{r.Opportunities}")
            + (r.SkippedOpportunities.IsEmpty ? "" : ", not taken: " + string.Join(", ", r.SkippedOpportunities.Select(s => $"{s.Key} {s.Value}"))));
        yield return ("pairs", Invariant($"{r.CompletedPairs} completed of {r.Attempts} tried ({SuccessPct(r):0.0} %), {r.SingleLegs} with one leg, {r.Cycles} cycles"));
        yield return ("realised P&L", Invariant($"{r.RealisedPnl:0.00000000} USDT from fills (expected {r.EstimatedPnl:0.00000000})"));
        yield return ("fees, funding", Invariant($"{r.Fees:0.00000000} USDT paid, {r.Funding:0.00000000} USDT received"));
        yield return ("largest delta", Invariant($"{r.MaxDeltaDeviationPct:0.000} %"));
        yield return ("trace hash", r.TraceHash);
    }

    private static decimal SuccessPct(RunReport r) => r.Attempts == 0 ? 0m : 100m * r.CompletedPairs / r.Attempts;

    private static Table Risk(IEnumerable<DistanceToTrip> distances)
    {
        var table = new Table().RoundedBorder().AddColumn("limit or breaker").AddColumn("of").AddColumn("mode");
        foreach (var column in (string[])["now", "stops at", "left"])
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var d in distances)
            table.AddRow(d.Key, d.Scope, d.Mode, Invariant($"{d.Value:0.##}"), Invariant($"{d.Threshold:0.##}"), Invariant($"{d.Distance:0.##}"));
        return table;
    }

    private static Table Latency(RunReport report)
    {
        var table = new Table().RoundedBorder().AddColumn("stage, microseconds");
        foreach (var column in (string[])["p50", "p99", "max"])
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var stage in (string[])["decide", "intent", "claim", "wire", "tick_to_wire", "ack", "fill", "cycle"])
        {
            if (report.LatencyMicros.TryGetValue(stage, out var x))
                table.AddRow(stage, Invariant($"{x.P50:0.0}"), Invariant($"{x.P99:0.0}"), Invariant($"{x.Max:0.0}"));
        }

        return table;
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
