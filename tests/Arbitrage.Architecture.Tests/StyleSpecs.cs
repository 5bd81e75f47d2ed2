namespace Arbitrage.Architecture.Tests;

/// <summary>What the style guide says and a script can see.</summary>
public class StyleSpecs
{
    private const int MaxLines = 400;

    private static readonly string[] Vague = ["Manager", "Helper", "Util", "Utils", "Service"];

    [Fact]
    public void Files_stay_readable_in_one_sitting() =>
        Assert.Empty(Repository.SourceFiles("src", "tests").Where(f => File.ReadLines(f).Count() > MaxLines)
            .Select(f => $"{Path.GetRelativePath(Repository.Root, f)}: {File.ReadLines(f).Count()} lines"));

    [Fact]
    public void No_type_has_a_name_that_says_nothing() =>
        Assert.DoesNotContain(
            Repository.SourceFiles("src", "tests").Select(f => Path.GetFileNameWithoutExtension(f)!),
            name => Vague.Any(v => name.EndsWith(v, StringComparison.Ordinal)));

    [Fact]
    public void Every_test_class_asserts_something()
    {
        string[] assertions = ["Assert.", ".Sample(", "Expect", "AwaitAssert", "AwaitCondition"];
        var silent = Repository.SourceFiles("tests").Where(f =>
        {
            var text = File.ReadAllText(f);
            return (text.Contains("[Fact", StringComparison.Ordinal) || text.Contains("[Theory", StringComparison.Ordinal)
                    || text.Contains("[SharedFact", StringComparison.Ordinal))
                && !assertions.Any(a => text.Contains(a, StringComparison.Ordinal));
        });

        Assert.Empty(silent.Select(f => Path.GetRelativePath(Repository.Root, f)));
    }

    [Fact]
    public void The_top_level_holds_what_the_user_named_and_what_tools_find_by_place()
    {
        string[] expected =
        [
            "src", "tests", "cluster-config", "deploy", "docker-compose.cluster.yml", "Arbitrage.Actors.sln", "README.md",
            ".editorconfig", ".gitignore", ".gitattributes", ".git", ".ci", "Directory.Build.props", "Directory.Packages.props", "global.json",
            "CHANGELOG.md", ".config", "bin", "obj", "TestResults", "BenchmarkDotNet.Artifacts", "data",
        ];
        Assert.Empty(Directory.EnumerateFileSystemEntries(Repository.Root).Select(e => Path.GetFileName(e)!).Except(expected, StringComparer.Ordinal));
    }
}
