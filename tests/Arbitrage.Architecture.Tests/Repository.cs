using System.Reflection;
using System.Runtime.CompilerServices;

namespace Arbitrage.Architecture.Tests;

/// <summary>Where the sources are: found from this file, so that the tests run from any directory.</summary>
internal static class Repository
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "..", ".."));

    public static IEnumerable<string> SourceFiles(params string[] folders) =>
        folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
                && !file.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    public static Assembly Load(string name) => Assembly.Load(name);

    private static string Here([CallerFilePath] string path = "") => path;
}
