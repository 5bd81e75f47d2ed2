using System.Diagnostics;

namespace Arbitrage.Conformance.Tests.Kit;

/// <summary>Waits for what happens in its own time; the limit is for a machine that does many other things.</summary>
internal static class Eventually
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task TrueAsync(Func<bool> condition, string what)
    {
        var since = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(since) < Patience, $"It never happened: {what}.");
            await Task.Delay(2);
        }
    }
}
