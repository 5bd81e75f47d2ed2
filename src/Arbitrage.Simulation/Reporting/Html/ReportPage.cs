using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Arbitrage.Simulation.Reporting.Html;

/// <summary>
/// One self-contained HTML file of a run: data, styles, scripts and chart library inside, nothing asked from anywhere, which the page's own
/// security policy enforces. The same history gives the same bytes.
/// </summary>
public static partial class ReportPage
{
    private static readonly string[] Scripts = ["format.js", "charts.js", "time-charts.js", "tables.js", "page.js"];

    /// <summary>The page.</summary>
    public static string Render(RunHistory history)
    {
        ArgumentNullException.ThrowIfNull(history);
        var library = Resource("echarts.js");
        var script = "'use strict';\n(() => {\n" + string.Concat(Scripts.Select(Resource)) + "})();\n";
        var title = $"{history.Facts.Mode} of {string.Join(", ", history.Facts.Symbols.Select(s => s.Symbol))}";
        return Slots().Replace(Resource("report.html"), slot => slot.Groups["name"].Value switch
        {
            "policy" => $"default-src 'none'; script-src {Hash(library)} {Hash(script)}; style-src 'unsafe-inline'; img-src data:; "
                + "base-uri 'none'; form-action 'none'",
            "title" => WebUtility.HtmlEncode(title),
            "style" => Resource("report.css"),
            "data" => RunHistoryJson.Write(history),
            "library" => library,
            "script" => script,
            var other => throw new InvalidOperationException($"The page has no {other}."),
        });
    }

    private static string Hash(string script) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)))}'";

    // A browser hashes scripts with plain line ends, whatever the file had.
    private static string Resource(string name)
    {
        using var stream = typeof(ReportPage).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource {name} was not built in; restore the packages and build again.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    [GeneratedRegex(@"\{\{(?<name>\w+)\}\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Slots();
}
