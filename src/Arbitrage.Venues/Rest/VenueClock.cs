using Arbitrage.Domain.Trading;

namespace Arbitrage.Venues.Rest;

/// <summary>Measures a venue's clock against ours by asking for its time.</summary>
internal static class VenueClock
{
    private const int Samples = 5;

    // Both venues tell whole milliseconds.
    private static readonly TimeSpan Resolution = TimeSpan.FromMilliseconds(1);

    /// <summary>
    /// Asks several times and keeps the shortest round trip: the venue looked at its clock somewhere within it, so the middle is wrong by at most half.
    /// </summary>
    /// <param name="askMs">The venue's time in Unix milliseconds.</param>
    /// <param name="time">Our clock.</param>
    public static async Task<ClockReading> MeasureAsync(Func<Task<long>> askMs, TimeProvider time)
    {
        ClockReading best = default;
        for (var sample = 0; sample < Samples; sample++)
        {
            var reading = await SampleAsync(askMs, time);
            if (sample == 0 || reading.ErrorBound < best.ErrorBound)
                best = reading;
        }

        return best;
    }

    /// <summary>Asks once.</summary>
    public static async Task<ClockReading> SampleAsync(Func<Task<long>> askMs, TimeProvider time)
    {
        var (sentAt, started) = (time.GetUtcNow(), time.GetTimestamp());
        var venue = DateTimeOffset.FromUnixTimeMilliseconds(await askMs());
        var half = time.GetElapsedTime(started) / 2;
        return new(venue - (sentAt + half), half > Resolution ? half : Resolution);
    }
}
