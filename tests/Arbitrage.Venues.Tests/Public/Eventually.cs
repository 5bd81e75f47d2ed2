using System.Diagnostics;

namespace Arbitrage.Venues.Tests.Public;

/// <summary>Waits for something other threads do; the limit only ends a test that would hang.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static async Task HoldsAsync(Func<bool> condition)
    {
        var since = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(since) < Limit, "It never happened.");
            await Task.Delay(1);
        }
    }
}
