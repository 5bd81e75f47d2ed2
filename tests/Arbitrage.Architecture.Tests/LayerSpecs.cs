using System.Xml.Linq;

namespace Arbitrage.Architecture.Tests;

/// <summary>The arrows between projects point down only.</summary>
public class LayerSpecs
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Arbitrage.Domain"] = [],
        ["Arbitrage.Venues"] = ["Arbitrage.Domain"],
        ["Arbitrage.Protocol"] = ["Arbitrage.Domain"],
        ["Arbitrage.Actors"] = ["Arbitrage.Protocol", "Arbitrage.Venues", "Arbitrage.Domain"],
        ["Arbitrage.Simulation"] = ["Arbitrage.Domain", "Arbitrage.Venues"],
        ["Arbitrage.VenueServer"] = ["Arbitrage.Simulation", "Arbitrage.Venues", "Arbitrage.Domain"],
        ["Arbitrage.Node"] =
            ["Arbitrage.Actors", "Arbitrage.Protocol", "Arbitrage.Simulation", "Arbitrage.VenueServer", "Arbitrage.Venues", "Arbitrage.Domain"],
        ["Arbitrage.Cli"] =
        [
            "Arbitrage.Node", "Arbitrage.Actors", "Arbitrage.Protocol", "Arbitrage.Simulation", "Arbitrage.VenueServer", "Arbitrage.Venues",
            "Arbitrage.Domain",
        ],
    };

    public static TheoryData<string> Projects() =>
        [.. Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src")).Select(d => Path.GetFileName(d)!)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_what_lies_below_it(string project)
    {
        Assert.True(Allowed.ContainsKey(project), $"{project} is not in the table of layers.");
        Assert.All(References(project, "ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r)), r => Assert.Contains(r, Allowed[project]));
    }

    [Fact]
    public void The_domain_needs_no_package() => Assert.Empty(References("Arbitrage.Domain", "PackageReference"));

    [Theory]
    [InlineData("Arbitrage.Venues")]
    [InlineData("Arbitrage.Simulation")]
    [InlineData("Arbitrage.VenueServer")]
    [InlineData("Arbitrage.Domain")]
    public void Akka_stays_above(string project) =>
        Assert.DoesNotContain(
            Repository.Load(project).GetReferencedAssemblies(), a => a.Name!.StartsWith("Akka", StringComparison.Ordinal));

    private static IEnumerable<string> References(string project, string kind) =>
        XDocument.Load(Path.Combine(Repository.Root, "src", project, project + ".csproj"))
            .Descendants(kind).Select(e => e.Attribute("Include")!.Value.Replace('\\', '/'));
}
