using Arbitrage.Simulation.Reporting;
using Arbitrage.Simulation.Reporting.Html;
using Microsoft.Playwright;

namespace Arbitrage.Browser.Tests;

/// <summary>One browser for all tests of a class, and a folder for pages and screenshots.</summary>
public sealed class ReportBrowser : IAsyncLifetime
{
    private readonly string _pages = Directory.CreateTempSubdirectory("arbitrage-browser-").FullName;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Where screenshots go: `ARBITRAGE_ARTIFACTS`, which CI keeps, or a folder of the system's temporary ones.</summary>
    public static string Artifacts { get; } = Environment.GetEnvironmentVariable("ARBITRAGE_ARTIFACTS") is { Length: > 0 } named
        ? Directory.CreateDirectory(named).FullName
        : Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "arbitrage-artifacts")).FullName;

    public async Task InitializeAsync()
    {
        if (Chromium.Executable is not { } executable)
            return;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = executable, Args = ["--no-sandbox", "--disable-gpu"], Timeout = 60_000 });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
        Directory.Delete(_pages, recursive: true);
    }

    /// <summary>Writes the report of a run and opens the file.</summary>
    internal async Task<OpenedReport> OpenAsync(RunHistory history, int width, int height, ColorScheme scheme)
    {
        var file = Path.Combine(_pages, Path.GetRandomFileName() + ".html");
        ReportFile.Write(file, history);
        var context = await _browser!.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = height }, ColorScheme = scheme, DeviceScaleFactor = 1 });
        var page = await context.NewPageAsync();
        var opened = new OpenedReport(context, page, new Uri(file).AbsoluteUri);
        await page.GotoAsync(opened.Address);
        await page.Locator("html[data-ready=yes]").WaitForAsync(new() { State = WaitForSelectorState.Attached, Timeout = 30_000 });
        return opened;
    }
}

/// <summary>A page with everything that it complained about and asked for.</summary>
internal sealed class OpenedReport : IAsyncDisposable
{
    private readonly IBrowserContext _context;

    public OpenedReport(IBrowserContext context, IPage page, string address)
    {
        (_context, Page, Address) = (context, page, address);
        page.Console += (_, message) => Complaints.Add($"console {message.Type}: {message.Text}");
        page.PageError += (_, error) => Complaints.Add("error: " + error);
        page.Request += (_, request) => Requests.Add(request.Url);
        page.Dialog += (_, dialog) => Complaints.Add("dialog: " + dialog.Message);
    }

    public IPage Page { get; }

    public string Address { get; }

    public List<string> Complaints { get; } = [];

    public List<string> Requests { get; } = [];

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
