using System.Runtime.CompilerServices;

namespace Arbitrage.Protocol.Tests.Samples;

/// <summary>Golden files are read from, and added to, the source tree.</summary>
internal static class Repository
{
    /// <summary>`ARB_GOLDEN=add` lets the tests add what is new to golden files; they never alter what is there.</summary>
    public static bool MayAdd { get; } = Environment.GetEnvironmentVariable("ARB_GOLDEN") is "add";

    public static string Golden(string file) => Path.Combine(TestsFolder(), "Golden", file);

    public static string Root() => Path.GetFullPath(Path.Combine(TestsFolder(), "..", ".."));

    private static string TestsFolder([CallerFilePath] string here = "") => Path.GetDirectoryName(Path.GetDirectoryName(here))!;
}
