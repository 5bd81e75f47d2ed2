namespace Arbitrage.Tests.Shared;

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
