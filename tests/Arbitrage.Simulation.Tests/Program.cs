using Arbitrage.Simulation.Tests.Recordings.Storage;

namespace Arbitrage.Simulation.Tests;

/// <summary>The test assembly as a process of its own: what is to be killed cannot be the test itself.</summary>
internal static class Program
{
    public static int Main(string[] args) => args switch
    {
        ["write-records", var path, var seed] => KilledWriter.Write(path, int.Parse(seed)),
        _ => 2,
    };
}
