using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Arbitrage.Simulation.Reporting;
using Arbitrage.Simulation.Reporting.Html;

namespace Arbitrage.Simulation.Tests.Reporting;

public sealed partial class ReportPageSpecs : IDisposable
{
    private const string Hostile = "</script><script>alert(1)</script><img src=x onerror=alert(2)> {{data}} <!-- & \"'";
    private readonly string _directory = Directory.CreateTempSubdirectory("page-").FullName;

    [Fact]
    public void The_same_history_gives_the_same_bytes() =>
        Assert.Equal(ReportPage.Render(GeneratedRun.Shared.History), ReportPage.Render(GeneratedRun.New(seed: 1).History));

    [Fact]
    public void Nothing_is_asked_from_outside_and_the_policy_forbids_it()
    {
        var page = ReportPage.Render(GeneratedRun.Shared.History);
        var markup = Scripts().Replace(page, "");

        Assert.Contains("default-src 'none'; script-src 'sha256-", page, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-eval", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http://", markup, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", markup, StringComparison.Ordinal);
        Assert.DoesNotContain(" src=", markup, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", markup, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", markup, StringComparison.Ordinal);
        Assert.Contains("Apache ECharts 6.0.0", markup, StringComparison.Ordinal);
        Assert.InRange(page.Length, 1_000_000, 2_500_000);
    }

    [Fact]
    public void Hostile_text_stays_text_in_data_and_title()
    {
        var run = GeneratedRun.Shared.History;
        var history = run with
        {
            Facts = run.Facts with { Mode = Hostile, Market = Hostile },
            Alerts = [new(run.Ended, Hostile, Hostile, Hostile)],
            Missing = [Hostile],
        };

        var page = ReportPage.Render(history);
        var plain = ReportPage.Render(run);
        Assert.Equal(Count(plain, "<script"), Count(page, "<script"));
        Assert.Equal(Count(plain, "</script"), Count(page, "</script"));
        Assert.DoesNotContain("<img src=x", page, StringComparison.Ordinal);
        Assert.Contains("<title>" + WebUtility.HtmlEncode(Hostile), page, StringComparison.Ordinal);
        using var data = JsonDocument.Parse(Data().Match(page).Groups["data"].Value);
        Assert.Equal(Hostile, data.RootElement.GetProperty("alerts")[0].GetProperty("text").GetString());
        Assert.Equal(Hostile, data.RootElement.GetProperty("facts").GetProperty("market").GetString());
    }

    [Fact]
    public void Money_keeps_all_its_digits()
    {
        var run = GeneratedRun.Shared.History;
        var exact = run with { Report = run.Report! with { RealisedPnl = 1234.5678901234567890123456m } };

        Assert.Contains("\"realisedPnl\":\"1234.5678901234567890123456\"", ReportPage.Render(exact), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_is_written_whole_and_checking_it_before_leaves_nothing_behind()
    {
        var path = Path.Combine(_directory, "run.html");
        ReportFile.Check(path);
        Assert.False(File.Exists(path));
        ReportFile.Write(path, GeneratedRun.Shared.History);
        Assert.Equal(ReportPage.Render(GeneratedRun.Shared.History), File.ReadAllText(path));
        ReportFile.Check(path);
        Assert.True(new FileInfo(path).Length > 0);
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_told_with_its_remedy()
    {
        var nowhere = Path.Combine(_directory, "missing", "run.html");
        foreach (var attempt in (Action[])[() => ReportFile.Check(nowhere), () => ReportFile.Write(nowhere, GeneratedRun.Shared.History)])
            Assert.Equal($"--report '{nowhere}': the directory '{Path.Combine(_directory, "missing")}' does not exist; make it first.", Assert.Throws<IOException>(attempt).Message);
        Assert.Equal($"--report '{_directory}' is a directory; name a file in it.", Assert.Throws<IOException>(() => ReportFile.Check(_directory)).Message);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    [GeneratedRegex("<script[^>]*>.*?</script>", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Scripts();

    [GeneratedRegex("""<script id="data" type="application/json">(?<data>.*?)</script>""", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Data();
}
