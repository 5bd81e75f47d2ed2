using System.Text.Json;

namespace Arbitrage.Venues.Gate;

/// <summary>Dead man's switch: each call replaces the running countdown; when it ends the market's open orders are cancelled.</summary>
internal static class GateCountdown
{
    // Gate takes no countdown below five seconds, but zero, which disarms it.
    private const int ShortestCountdownSeconds = 5;

    /// <summary>Body of `countdown_cancel_all`.</summary>
    public static byte[] Body(TimeSpan countdown, string marketField, string market)
    {
        var seconds = (int)Math.Ceiling(countdown.TotalSeconds);
        if (seconds > 0)
            seconds = Math.Max(seconds, ShortestCountdownSeconds);
        return JsonSerializer.SerializeToUtf8Bytes(
            new Dictionary<string, object>(StringComparer.Ordinal) { ["timeout"] = Math.Max(seconds, 0), [marketField] = market });
    }
}
