namespace Arbitrage.Browser.Tests;

/// <summary>The system's Chromium: none is downloaded.</summary>
internal static class Chromium
{
    private const string Variable = "ARBITRAGE_CHROMIUM";

    private static readonly string[] Usual = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    /// <summary>Where it is; null when there is none.</summary>
    public static string? Executable { get; } =
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? Found([named]) : Found(Usual);

    /// <summary>Why a test cannot run here; null when it can.</summary>
    public static string? Skip { get; } = Executable is null
        ? $"No Chromium: install the package chromium (apt-get install chromium) or name one in {Variable}."
        : null;

    private static string? Found(IEnumerable<string> paths) => paths.FirstOrDefault(File.Exists);
}

/// <summary>A test in a real browser, skipped with the remedy where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ChromiumFactAttribute : FactAttribute
{
    public ChromiumFactAttribute() => Skip = Chromium.Skip;
}

/// <inheritdoc cref="ChromiumFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ChromiumTheoryAttribute : TheoryAttribute
{
    public ChromiumTheoryAttribute() => Skip = Chromium.Skip;
}
