using System.Globalization;
using Arbitrage.Domain.Units;
using Arbitrage.Simulation.Reporting;
using Arbitrage.Simulation.Tests.Reporting;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace Arbitrage.Browser.Tests;

/// <summary>The report of a run in a real Chromium: as a person opens it, on a desk and on a phone, light and dark.</summary>
public sealed class ReportPageSpecs(ReportBrowser browser, ITestOutputHelper output) : IClassFixture<ReportBrowser>
{
    private static readonly string[] Charts = ["equity", "drawdown", "profit", "edge", "returns", "position", "delta", "phases", "latency"];

    // The machines of a generated run have virtual time, so its stages are given; everything else is the run's own.
    private static readonly RunHistory History = GeneratedRun.Shared.History with
    {
        Stages =
        [
            new("tick_to_wire", 9, 2_500m, 4_000m, 9_000m, 9_000m, 9_000.5m, [new(1_800m, 2_400m, 4), new(2_400m, 3_200m, 3), new(7_500m, 10_000m, 2)]),
            new("ack", 4, 700m, 800m, 900m, 900m, 900m, [new(560m, 750m, 3), new(750m, 1_000m, 1)]),
        ],
        Missing = [],
    };

    [ChromiumTheory]
    [InlineData(1280, 900, ColorScheme.Light)]
    [InlineData(1280, 900, ColorScheme.Dark)]
    [InlineData(360, 740, ColorScheme.Light)]
    [InlineData(360, 740, ColorScheme.Dark)]
    public async Task It_opens_without_a_complaint_or_a_request_and_draws_every_chart(int width, int height, ColorScheme scheme)
    {
        await using var opened = await browser.OpenAsync(History, width, height, scheme);
        var page = opened.Page;

        foreach (var chart in Charts)
            await AssertDrawnAsync(page, chart, width);
        Assert.Equal(scheme == ColorScheme.Dark ? "dark" : "light", await page.EvaluateAsync<string>("document.documentElement.dataset.theme"));
        Assert.Equal(width, await page.EvaluateAsync<int>("Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)"));
        Assert.Equal(9, await page.Locator(".tile").CountAsync());
        Assert.Equal(16, await page.Locator("#promises tbody tr").CountAsync());
        var file = Path.Combine(ReportBrowser.Artifacts, string.Create(CultureInfo.InvariantCulture, $"report-{scheme.ToString().ToLowerInvariant()}-{width}.png"));
        await page.ScreenshotAsync(new() { Path = file, FullPage = true });
        output.WriteLine("screenshot: " + file);
        Assert.True(new FileInfo(file).Length > 50_000, file);
        Assert.Empty(opened.Complaints);
        Assert.Equal([opened.Address], opened.Requests);
    }

    [ChromiumFact]
    public async Task Figures_are_those_of_the_run_to_the_last_digit()
    {
        await using var opened = await browser.OpenAsync(History, 1280, 900, ColorScheme.Light);
        var report = History.Report!;
        var expected = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["realisedPnl"] = DecimalText.Plain(report.RealisedPnl),
            ["estimatedPnl"] = DecimalText.Plain(report.EstimatedPnl),
            ["completedPairs"] = report.CompletedPairs.ToString(CultureInfo.InvariantCulture),
            ["cycles"] = report.Cycles.ToString(CultureInfo.InvariantCulture),
            ["fees"] = DecimalText.Plain(report.Fees),
            ["funding"] = DecimalText.Plain(report.Funding),
            ["maxDrawdown"] = DecimalText.Plain(History.Figures.MaxDrawdown!.Value),
            ["opportunities"] = report.Opportunities.ToString(CultureInfo.InvariantCulture),
            ["singleLegs"] = report.SingleLegs.ToString(CultureInfo.InvariantCulture),
        };

        foreach (var (name, value) in expected)
            Assert.Equal((name, value), (name, await opened.Page.Locator("#figure-" + name).GetAttributeAsync("data-exact")));
        Assert.Equal(
            report.RealisedPnl.ToString("+0.0000;-0.0000", CultureInfo.InvariantCulture), await opened.Page.Locator("#figure-realisedPnl").InnerTextAsync());
        Assert.Contains("Ledger = venue", await opened.Page.Locator("#verdicts").InnerTextAsync(), StringComparison.Ordinal);
        var skipped = await opened.Page.Locator("#skipped tbody tr").AllInnerTextsAsync();
        Assert.Equal(
            report.SkippedOpportunities.OrderByDescending(s => s.Value).Select(s => s.Value.ToString(CultureInfo.InvariantCulture)),
            skipped.Select(row => row.Split('\t')[1].Trim()));
    }

    [ChromiumFact]
    public async Task Every_pair_can_be_reached_and_says_why_it_was_taken()
    {
        await using var opened = await browser.OpenAsync(History, 360, 740, ColorScheme.Light);
        var (page, rows) = (opened.Page, opened.Page.Locator("#pairs tr.row"));
        while (await page.Locator("#more-pairs").IsVisibleAsync())
            await page.Locator("#more-pairs").ClickAsync();
        Assert.Equal(History.Pairs.Length, await rows.CountAsync());

        await page.Locator("#purposes button", new() { HasTextString = "Entry" }).ClickAsync();
        var entry = History.Pairs.Last(p => p.Purpose == "Entry");
        await rows.First.Locator("button").ClickAsync();
        var why = await page.Locator("#pairs tr.why").InnerTextAsync();
        Assert.Contains(await rows.First.InnerTextAsync() is var row && row.Contains($"Entry {entry.Id}", StringComparison.Ordinal) ? "net edge" : row, why, StringComparison.Ordinal);
        Assert.Contains(entry.Seen.Confidence.ToString("0.000", CultureInfo.InvariantCulture), why, StringComparison.Ordinal);
        Assert.Contains(entry.Result!, why, StringComparison.Ordinal);
        Assert.Equal(360, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        await rows.First.Locator("button").ClickAsync();
        Assert.Equal(0, await page.Locator("#pairs tr.why").CountAsync());
        Assert.Empty(opened.Complaints);
    }

    [ChromiumFact]
    public async Task Theme_symbol_and_stage_can_be_chosen_and_charts_follow()
    {
        await using var opened = await browser.OpenAsync(History, 1280, 900, ColorScheme.Light);
        var page = opened.Page;
        var ink = await page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");
        await page.Locator("#theme").ClickAsync();
        Assert.NotEqual(ink, await page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));

        foreach (var symbol in History.Facts.Symbols.Select(s => s.Symbol))
        {
            await page.Locator("#symbols button", new() { HasTextString = symbol.Replace('_', '/') }).First.ClickAsync();
            Assert.EndsWith(symbol, (await page.Locator("#edge + figcaption").InnerTextAsync()).Split(':')[0], StringComparison.Ordinal);
            await AssertDrawnAsync(page, "edge", 1280);
        }

        await page.Locator("#stages button", new() { HasTextString = "ack" }).ClickAsync();
        Assert.Contains("Time of ack: 4 measured", await page.Locator("#latency-figure figcaption").InnerTextAsync(), StringComparison.Ordinal);
        await page.SetViewportSizeAsync(500, 800);
        await page.WaitForFunctionAsync("document.querySelector('#equity svg').getBoundingClientRect().width < 500");
        Assert.Empty(opened.Complaints);
    }

    [ChromiumFact]
    public async Task Markup_in_the_texts_of_a_run_is_shown_as_text()
    {
        const string Hostile = "</script><img src=x onerror=\"window.pwned=1\"><script>window.pwned=1</script>";
        await using var opened = await browser.OpenAsync(
            History with
            {
                Alerts = [new(History.Ended, Hostile, Hostile, Hostile)],
                Missing = [Hostile],
                Facts = History.Facts with { Market = Hostile },
                Symbols = [.. History.Symbols.Select(s => s with { Phases = [.. s.Phases.Select(p => p with { Reason = Hostile })] })],
            },
            1280, 900, ColorScheme.Light);

        Assert.Contains(Hostile, await opened.Page.Locator("#alerts").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains(Hostile, await opened.Page.Locator("#notices").InnerTextAsync(), StringComparison.Ordinal);
        await opened.Page.Locator("#phases").HoverAsync();
        Assert.True(await opened.Page.EvaluateAsync<bool>("window.pwned === undefined && document.images.length === 0"));
        Assert.Empty(opened.Complaints);
        Assert.Equal([opened.Address], opened.Requests);
    }

    [ChromiumFact]
    public async Task A_run_that_was_killed_says_what_is_missing()
    {
        await using var opened = await browser.OpenAsync(
            History with { Report = null, Missing = ["No report.json: the run did not come to its end."], Stages = [] }, 360, 740, ColorScheme.Dark);

        Assert.Contains("did not come to its end", await opened.Page.Locator("#notices .bad").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("Ledger not compared", await opened.Page.Locator("#verdicts").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(DecimalText.Plain(History.Figures.RealisedPnl), await opened.Page.Locator("#figure-realisedPnl").GetAttributeAsync("data-exact"));
        Assert.Equal("No order was measured.", await opened.Page.Locator("#latency").InnerTextAsync());
        Assert.Empty(opened.Complaints);
    }

    // Drawn: an SVG as wide as its box allows, with the marks of its series in it, not only axes.
    private static async Task AssertDrawnAsync(IPage page, string chart, int width)
    {
        var drawn = await page.EvaluateAsync<double[]>(
            """
            id => {
              const svg = document.querySelector(`#${id} svg`);
              if (!svg) return [0, 0, 0];
              const box = svg.getBoundingClientRect();
              const marks = [...svg.querySelectorAll('path')].filter(p => p.getBBox().width + p.getBBox().height > 4);
              return [box.width, box.height, marks.length];
            }
            """, chart);
        Assert.True(drawn[0] > width * 0.7 && drawn[1] >= 100 && drawn[2] >= 4, $"{chart}: {string.Join(", ", drawn)}");
    }
}
