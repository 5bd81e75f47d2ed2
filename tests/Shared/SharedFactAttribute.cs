using Xunit;

namespace Arbitrage.Tests.Shared;

/// <summary>
/// A test on recorded material that is not part of the repository: the folder `ARBITRAGE_SHARED`, by default `../shared` beside the repository.
/// Skipped with a message where it is absent.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedFactAttribute : FactAttribute
{
    public SharedFactAttribute(params string[] files)
    {
        var missing = files.Where(file => !File.Exists(SharedFiles.PathOf(file))).ToArray();
        if (missing.Length > 0)
            Skip = $"Recorded material is absent: {string.Join(", ", missing)} under {SharedFiles.Root}; set ARBITRAGE_SHARED.";
    }
}

/// <summary>Where recorded material is.</summary>
internal static class SharedFiles
{
    public static string Root { get; } = Environment.GetEnvironmentVariable("ARBITRAGE_SHARED") ?? BesideRepository();

    public static string PathOf(string file) => Path.Combine(Root, file);

    public static string Read(string file) => File.ReadAllText(PathOf(file));

    private static string BesideRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Arbitrage.Actors.sln")))
            folder = folder.Parent;
        return Path.GetFullPath(Path.Combine(folder?.FullName ?? AppContext.BaseDirectory, "..", "shared"));
    }
}
