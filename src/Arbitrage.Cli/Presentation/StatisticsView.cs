using System.Globalization;
using Arbitrage.Simulation.Recordings.Statistics;
using Spectre.Console;

namespace Arbitrage.Cli.Presentation;

/// <summary>Spread figures for people; `--json` has the same.</summary>
internal static class StatisticsView
{
    private const int PlainWidth = 140;

    public static void Write(TextWriter output, SpreadFigures figures)
    {
        var console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(output) });
        if (output is not StreamWriter || Console.IsOutputRedirected)
            console.Profile.Width = PlainWidth;
        output.WriteLine($"spreads of {figures.Recording}{(figures.Relabelled ? ", RELABELLED: figures of other venues, not of Gate or MEXC" : "")}");
        WriteTitle(output, figures, "mid differences");
        console.Write(Mids(figures));
        foreach (var pair in figures.Pairs)
        {
            foreach (var direction in pair.Directions)
            {
                var after = Text($"after {direction.FeesPct:0.###} % fees {Percent(direction.BestNetPct, "+0.0000;-0.0000")}");
                WriteTitle(
                    output, figures,
                    $"{pair.Symbol}: buy {direction.Buy}, sell {direction.Sell}; best {Percent(direction.BestGrossPct, "+0.0000;-0.0000")}, {after}");
                console.Write(Episodes(figures, direction));
            }
        }

        output.WriteLine("rules:");
        foreach (var rule in figures.Rules)
            output.WriteLine("- " + rule);
        output.WriteLine("declared:");
        foreach (var sentence in figures.Declared)
            output.WriteLine("- " + sentence);
    }

    private static Table Mids(SpreadFigures figures)
    {
        var table = new Table().RoundedBorder().AddColumn("pair");
        foreach (var threshold in figures.Pairs.FirstOrDefault()?.MidAbove ?? [])
            table.AddColumn(new TableColumn(Text($"> {threshold.ThresholdPct:0.###} %")).RightAligned());
        foreach (var column in (string[])["p5", "median", "p95", "usable"])
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var pair in figures.Pairs)
        {
            table.AddRow(
                [
                    $"{pair.Symbol} {pair.First} / {pair.Second}", .. pair.MidAbove.Select(m => Percent(m.PctOfTime, "0.00")),
                    Percent(pair.MidP5Pct, "+0.0000;-0.0000"), Percent(pair.MidMedianPct, "+0.0000;-0.0000"), Percent(pair.MidP95Pct, "+0.0000;-0.0000"),
                    Text($"{pair.UsableSeconds:0.###} s"),
                ]);
        }

        return table;
    }

    private static Table Episodes(SpreadFigures figures, DirectionFigures direction)
    {
        var table = new Table().RoundedBorder().AddColumn("edge");
        foreach (var column in (string[])["seconds", "episodes", "across stale", "long", Text($"there after {figures.LatencySeconds:0.###} s")])
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var (name, episodes) in ((string, IEnumerable<EpisodeFigures>)[])[("gross", direction.Gross), ("net", direction.Net)])
        {
            foreach (var e in episodes)
            {
                table.AddRow(
                    Text($"{name} > {e.AbovePct:0.###} %"), Text($"{e.Seconds:0.###}"), Text($"{e.Episodes}"), Text($"{e.EpisodesAcrossStale}"),
                    Text($"{e.Long}"), Text($"{e.StillThere}"));
            }
        }

        return table;
    }

    // Above the table, not in it: a title in a narrow table is broken into pieces.
    private static void WriteTitle(TextWriter output, SpreadFigures figures, string title)
    {
        output.WriteLine();
        output.WriteLine(figures.Relabelled ? $"relabelled; {title}" : title);
    }

    private static string Percent(decimal? value, string format) => value is { } x ? x.ToString(format, CultureInfo.InvariantCulture) + " %" : "-";

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
