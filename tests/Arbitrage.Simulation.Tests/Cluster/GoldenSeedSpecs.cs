using System.Runtime.CompilerServices;
using Arbitrage.Simulation.Cluster;

namespace Arbitrage.Simulation.Tests.Cluster;

/// <summary>
/// I14: a seed gives the same trace in Debug and Release and on any machine. A change of a machine or of the simulation changes traces; who means it to
/// deletes the file's lines and writes them again with `ARB_GOLDEN=add`.
/// </summary>
public sealed class GoldenSeedSpecs
{
    private const int Seeds = 20;

    [Fact]
    public void Twenty_seeds_give_the_traces_that_they_gave_before()
    {
        var hashes = new string[Seeds];
        Parallel.For(0, Seeds, new() { MaxDegreeOfParallelism = 2 }, i => hashes[i] = ClusterRun.Run(i + 1, ClusterParts.Real, []).Hash);
        var now = hashes.Select((hash, i) => $"{i + 1} {hash}").ToArray();
        var file = File.Exists(PathOfGolden()) ? File.ReadAllLines(PathOfGolden()) : [];
        if (Environment.GetEnvironmentVariable("ARB_GOLDEN") == "add")
        {
            var known = file.Select(line => line.Split(' ')[0]).ToHashSet();
            file = [.. file, .. now.Where(line => !known.Contains(line.Split(' ')[0]))];
            File.WriteAllLines(PathOfGolden(), file);
        }

        Assert.Equal(file, now);
    }

    private static string PathOfGolden([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "golden-seeds.txt");
}
