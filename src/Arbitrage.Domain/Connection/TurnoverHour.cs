using System.Collections.Immutable;
using Arbitrage.Domain.Markets;

namespace Arbitrage.Domain.Connection;

/// <summary>Orders placed and cancelled, and what was traded, in one hour.</summary>
/// <param name="Start">Local time, a full hour.</param>
/// <param name="Requests">Placements and cancels; an order that was claimed and then not sent counts too.</param>
/// <param name="Fills">Own trades.</param>
/// <param name="Traded">Their value in USDT.</param>
public sealed record TurnoverHour(DateTimeOffset Start, int Requests, int Fills, decimal Traded)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    internal static ImmutableArray<TurnoverHour> Add(ImmutableArray<TurnoverHour> hours, DateTimeOffset at, int requests, int fills, decimal traded)
    {
        var start = new DateTimeOffset(at.UtcTicks - (at.UtcTicks % Hour.Ticks), TimeSpan.Zero);
        if (hours is [.., var last] && last.Start >= start) // a clock set back counts into the hour that is open
        {
            return hours.SetItem(
                hours.Length - 1, last with { Requests = last.Requests + requests, Fills = last.Fills + fills, Traded = last.Traded + traded });
        }

        return [.. hours.Where(h => at - h.Start < Kept), new(start, requests, fills, traded)];
    }
}

/// <summary>
/// Gate's rules about requests that come to nothing. Spot: traded USDT a placed, cancelled or amended order below about 0.1 over 24 hours, and
/// placing drops to 10 in 10 s for at least an hour. Futures: more than 86,400 requests in 24 hours without a fill, or less than a fill in a hundred
/// requests, with like effect. Sources: exchange sheets, spot section 8 and futures section 7 (Gate, January 2026; one source).
/// </summary>
internal static class TurnoverRule
{
    // Twice the bound: there is time to find out why.
    private const decimal SpotAlarm = 0.2m;
    private const decimal FuturesAlarm = 0.02m;

    // The day's most requests without a fill, less a fifth.
    private const int FuturesUnfilled = 69_000;

    // Of a handful of orders no share can be told.
    private const int FewestRequests = 500;

    /// <summary>True when the last 24 hours are near a bound.</summary>
    public static bool IsLow(Venue venue, int requests, int fills, decimal traded) => venue switch
    {
        _ when requests < FewestRequests => false,
        Venue.GateSpot => traded < SpotAlarm * requests,
        Venue.GateFutures => fills == 0 ? requests >= FuturesUnfilled : fills < FuturesAlarm * requests,
        _ => false,
    };
}
