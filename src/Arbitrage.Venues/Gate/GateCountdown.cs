using System.Text.Json;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Rest;

namespace Arbitrage.Venues.Gate;

/// <summary>Dead man's switch: each call replaces the running countdown; when it ends the market's open orders are cancelled.</summary>
internal static class GateCountdown
{
    // Gate takes no countdown below five seconds, but zero, which disarms it.
    private const int ShortestCountdownSeconds = 5;

    /// <summary>
    /// A market at a time: without one the venue would cancel every order of the account, also of markets that are not ours. The first refusal or
    /// doubt ends it; what was armed before it stays armed.
    /// </summary>
    public static async Task<VenueAnswer<bool>> ArmAsync(
        GateRest rest, string path, string marketField, InstrumentIndex instruments, TimeSpan countdown, CancellationToken cancel)
    {
        foreach (var instrument in instruments.All)
        {
            var answer = await rest.AskAsync(
                HttpMethod.Post, path, new(), Body(countdown, marketField, instrument.VenueSymbol), json => json.RequiredText("triggerTime"), cancel);
            if (answer is not VenueAnswer<string>.Accepted)
                return answer.As<bool>();
        }

        return new VenueAnswer<bool>.Accepted(true);
    }

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
