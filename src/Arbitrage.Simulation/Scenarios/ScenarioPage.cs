using System.Globalization;
using System.Net;
using System.Text;

namespace Arbitrage.Simulation.Scenarios;

/// <summary>Scenarios as one self-contained HTML file without scripts: a drawing of states, orders and alerts over time, and the timeline beneath it.</summary>
public static class ScenarioPage
{
    private const int Width = 960;
    private const int Row = 22;
    private const int Left = 190;

    /// <summary>The page. The same results give the same bytes.</summary>
    public static string Render(IReadOnlyList<ScenarioResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        var page = new StringBuilder(Head);
        page.Append(CultureInfo.InvariantCulture, $"<h1>Scenarios</h1><p>{results.Count(r => r.Passed)} of {results.Count} passed.</p>");
        foreach (var result in results)
            Append(page, result);
        return page.Append("</body></html>\n").ToString();
    }

    private static void Append(StringBuilder page, ScenarioResult result)
    {
        var scenario = result.Scenario;
        page.Append(CultureInfo.InvariantCulture, $"<details{(!result.Passed ? " open" : "")}><summary class='{(result.Passed ? "ok" : "bad")}'>")
            .Append(result.Passed ? "pass" : "FAIL").Append(' ').Append(Text(scenario.Name)).Append("</summary><p>").Append(Text(scenario.Lesson))
            .Append(scenario.Sources.IsEmpty ? "" : $" <small>{Text(string.Join(", ", scenario.Sources))}</small>").Append("</p>");
        foreach (var broken in result.Broken)
            page.Append("<p class='bad'>").Append(Text(broken)).Append("</p>");
        Draw(page, result);
        page.Append("<table><tr><th>s</th><th>who</th><th>what</th></tr>");
        foreach (var entry in result.Timeline)
        {
            page.Append(CultureInfo.InvariantCulture, $"<tr class='k{(int)entry.Kind}'><td>{entry.At.TotalSeconds:0.###}</td><td>")
                .Append(Text(entry.Who)).Append("</td><td>").Append(Text(entry.Text)).Append("</td></tr>");
        }

        page.Append("</table></details>\n");

    }

    // One row each for the strategy's states, every venue's orders, what the scenario does, and alerts.
    private static void Draw(StringBuilder page, ScenarioResult result)
    {
        var length = result.Scenario.Length.TotalSeconds;
        string[] rows = ["state", "gate_spot", "gate_futures", "mexc_spot", "steps", "alerts"];
        page.Append(CultureInfo.InvariantCulture, $"<svg viewBox='0 0 {Width} {(rows.Length + 1) * Row}' role='img'>");
        for (var i = 0; i < rows.Length; i++)
        {
            page.Append(CultureInfo.InvariantCulture, $"<text x='4' y='{Y(i) + 15}'>{rows[i]}</text>")
                .Append(CultureInfo.InvariantCulture, $"<line x1='{Left}' x2='{Width}' y1='{Y(i) + Row}' y2='{Y(i) + Row}' class='rule'/>");
        }

        DrawStates(page, result, X);
        foreach (var entry in result.Timeline)
        {
            var row = entry.Kind switch
            {
                TimelineKind.Order => Array.IndexOf(rows, entry.Who),
                TimelineKind.Step or TimelineKind.Machine => 4,
                TimelineKind.Alert => 5,
                _ => -1,
            };
            if (row < 0)
                continue;
            page.Append(CultureInfo.InvariantCulture, $"<circle cx='{X(entry.At.TotalSeconds):0.#}' cy='{Y(row) + 11}' r='4' class='k{(int)entry.Kind}'><title>")
                .Append(Text($"{ScenarioText.Time(entry.At)} {entry.Who}: {entry.Text}")).Append("</title></circle>");
        }

        for (var tick = 0; tick <= 6; tick++)
            page.Append(CultureInfo.InvariantCulture, $"<text x='{X(length * tick / 6) - 12:0.#}' y='{(rows.Length * Row) + 16}' class='tick'>{length * tick / 6:0.#}s</text>");
        page.Append("</svg>");

        double X(double seconds) => Left + ((Width - Left - 30) * seconds / length);

        static int Y(int row) => row * Row;
    }

    private static void DrawStates(StringBuilder page, ScenarioResult result, Func<double, double> x)
    {
        var states = result.Journals.Where(j => j.Happened is Domain.Strategy.StrategyEvent.PhaseEntered)
            .Select(j => (At: (j.At - result.Journals[0].At).TotalSeconds, Entered: (Domain.Strategy.StrategyEvent.PhaseEntered)j.Happened)).ToList();
        for (var i = 0; i < states.Count; i++)
        {
            var (from, to) = (x(states[i].At), x(i + 1 < states.Count ? states[i + 1].At : result.Scenario.Length.TotalSeconds));
            page.Append(CultureInfo.InvariantCulture, $"<rect x='{from:0.#}' y='2' width='{Math.Max(0.5, to - from):0.#}' height='18' class='p{(int)states[i].Entered.Phase}'><title>")
                .Append(Text($"{ScenarioText.Time(TimeSpan.FromSeconds(states[i].At))} {Domain.Strategy.StrategyPhases.Display(states[i].Entered.Phase)} ({states[i].Entered.Reason})"))
                .Append("</title></rect>");
        }
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private const string Head = """
        <!doctype html><html lang="en"><head><meta charset="utf-8"><title>Scenarios</title>
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
        <style>
        body{font:14px/1.45 system-ui,sans-serif;max-width:1100px;margin:2rem auto;padding:0 1rem;color:#1d2430;background:#fff}
        summary{cursor:pointer;padding:.3rem 0;font-weight:600}.ok{color:#1c6b3c}.bad{color:#b3261e}
        table{border-collapse:collapse;font-size:12px;width:100%}td,th{padding:1px 8px;text-align:left;border-bottom:1px solid #e5e8ee;vertical-align:top}
        svg{width:100%;height:auto;margin:.5rem 0;font-size:11px;fill:#1d2430}.rule{stroke:#e5e8ee}.tick{fill:#6a7484}
        circle.k1,circle.k5{fill:#b06d00}circle.k3{fill:#1f5fbf}circle.k4{fill:#b3261e}tr.k4 td,tr.k7 td{color:#b3261e}tr.k6 td{color:#1c6b3c}tr.k1 td,tr.k5 td{color:#b06d00}tr.k3 td{color:#1f5fbf}
        .p1{fill:#c9ced8}.p2{fill:#9fc3f5}.p3{fill:#8fd6c8}.p4{fill:#a8dba0}.p5{fill:#e8e08a}.p6{fill:#f0b36a}.p7{fill:#c7a6e8}.p8{fill:#ef8f86}.p9{fill:#7d8796}
        @media(prefers-color-scheme:dark){body{background:#14181f;color:#dfe4ec}svg{fill:#dfe4ec}td,th{border-color:#2b323d}.rule{stroke:#2b323d}.ok{color:#6fce93}.bad{color:#ff8a80}tr.k4 td,tr.k7 td{color:#ff8a80}tr.k6 td{color:#6fce93}tr.k1 td,tr.k5 td{color:#e6ab52}tr.k3 td{color:#86b6ff}}
        </style></head><body>
        """;
}
