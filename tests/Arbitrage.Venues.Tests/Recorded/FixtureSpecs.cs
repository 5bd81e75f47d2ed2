using Arbitrage.Tests.Shared;

namespace Arbitrage.Venues.Tests.Recorded;

/// <summary>Every recording is either the material of a case, which compares requests and asserts values, or in the list of unused ones.</summary>
public class FixtureSpecs
{
    public static TheoryData<string> Cases => [.. FixtureCases.All.Keys.Order(StringComparer.Ordinal)];

    [FixtureTheory]
    [MemberData(nameof(Cases))]
    public Task Recorded(string name) => FixtureCases.All[name](new RecordedFixture(name));

    [FixtureFact]
    public void Every_recording_is_used_or_has_a_reason_not_to_be()
    {
        var unused = Unused();
        var there = RecordedFixture.Names().ToHashSet(StringComparer.Ordinal);

        Assert.True(there.Count > 80, $"{there.Count} recordings");
        Assert.Empty(there.Except(FixtureCases.All.Keys).Except(unused.Keys));
        Assert.Empty(FixtureCases.All.Keys.Concat(unused.Keys).Except(there));
        Assert.Empty(FixtureCases.All.Keys.Intersect(unused.Keys));
        Assert.All(unused.Values, reason => Assert.True(reason.Length > 15, reason));
    }

    // Name, tab, reason.
    private static Dictionary<string, string> Unused() =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Recorded", "unused-fixtures.tsv"))
            .Where(line => line.Length > 0 && line[0] != '!')
            .Select(line => line.Split('\t', 2))
            .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
}

/// <summary>Skipped where the recordings are absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FixtureTheoryAttribute : TheoryAttribute
{
    public FixtureTheoryAttribute() => Skip = FixtureSkip.Reason;
}

/// <inheritdoc cref="FixtureTheoryAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FixtureFactAttribute : FactAttribute
{
    public FixtureFactAttribute() => Skip = FixtureSkip.Reason;
}

internal static class FixtureSkip
{
    public static string? Reason => RecordedFixture.IsThere
        ? null
        : $"Recorded material is absent under {SharedFiles.Root}; set ARBITRAGE_SHARED.";
}
