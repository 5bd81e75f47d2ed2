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
