namespace Arbitrage.Venues.Tests.Public;

/// <summary>Bytes that a call allocates on this thread once it is warm.</summary>
internal static class Allocations
{
    private const int Rounds = 1_000;

    public static long Of(Action call)
    {
        for (var i = 0; i < Rounds; i++)
            call();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Rounds; i++)
            call();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
