using System.Runtime.CompilerServices;

namespace Arbitrage.Tests.Shared;

/// <summary>
/// A fact that needs recordings or fixtures outside the repository: under `ARBITRAGE_SHARED`, by default `../shared` beside the repository. Skips and
/// says so where they are absent. Compiled into each test project that needs it.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedFactAttribute : FactAttribute
{
    /// <param name="needs">Path below the shared directory that has to exist.</param>
    public SharedFactAttribute(string needs)
    {
        var path = SharedFiles.Of(needs);
        if (!File.Exists(path) && !Directory.Exists(path))
            Skip = $"{path} is absent; set ARBITRAGE_SHARED to the directory that holds {needs}.";
    }
}

/// <summary>Finds the shared directory.</summary>
internal static class SharedFiles
{
    /// <summary>Full path of something below the shared directory.</summary>
    public static string Of(string path) => Path.GetFullPath(Path.Combine(Root(), path));

    private static string Root([CallerFilePath] string here = "") =>
        Environment.GetEnvironmentVariable("ARBITRAGE_SHARED") is { Length: > 0 } set
            ? set
            : Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "shared");
}
