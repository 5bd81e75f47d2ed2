namespace Arbitrage.Node.Tests;

/// <summary>Where the repository is, for tests of files that it ships.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "Arbitrage.Actors.sln")))
            at = at.Parent;
        return at?.FullName ?? throw new InvalidOperationException("Not below the repository.");
    }
}
