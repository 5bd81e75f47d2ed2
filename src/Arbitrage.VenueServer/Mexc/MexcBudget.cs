using Arbitrage.VenueServer.Serving;

namespace Arbitrage.VenueServer.Mexc;

/// <summary>
/// MEXC's request limits (sheet section 6): one pool of weight for the address, one for placements of the account, 429 with `Retry-After`,
/// and 418 for who goes on. Nothing is counted when the server runs without limits.
/// </summary>
internal sealed class MexcBudget(VenueLimits? limits, TimeProvider clock, OutageBoard outages)
{
    private readonly RateMeter _meter = new(clock);
    private readonly Lock _gate = new();
    private DateTimeOffset _reopens;
    private int _ignored;

    /// <exception cref="MexcRefusalException">The address is banned.</exception>
    public void CheckBan()
    {
        if (outages.BanLeft is var left && left > TimeSpan.Zero)
            throw new MexcRefusalException(418, "IP has been banned", StatusCodes.Status418ImATeapot) { RetryAfter = left };
    }

    /// <summary>A call that places nothing.</summary>
    /// <exception cref="MexcRefusalException">No room, or a fault was planned.</exception>
    public void Take(MexcCall call, string path, int weight, PlannedFault? fault)
    {
        Plan(fault);
        if (limits is null)
            return;
        if (call.Method == "GET" && path == "/account")
            Check(_meter.Take(path, limits.MexcSlow));
        Check(_meter.Take("address", limits.MexcAddress, weight));
    }

    /// <summary>Orders placed with one call.</summary>
    /// <exception cref="MexcRefusalException">No room, or a fault was planned.</exception>
    public void Place(PlannedFault? fault, int orders = 1)
    {
        Plan(fault);
        if (limits is null)
            return;
        if (orders > 1)
            Check(_meter.Take("batch", limits.MexcSlow));
        Check(_meter.Take("account", limits.MexcAccount));
        Check(_meter.Take("address", limits.MexcAddress));
    }

    private static void Plan(PlannedFault? fault)
    {
        if (fault is { Fault: RequestFault.RateLimited })
            throw TooMany(fault.Delay);
    }

    // Whoever goes on calling before the limit reopens runs out of the venue's patience.
    private void Check(RateVerdict verdict)
    {
        if (verdict.Allowed)
            return;
        var now = clock.GetUtcNow();
        lock (_gate)
        {
            _ignored = now < _reopens ? _ignored + 1 : 0;
            _reopens = verdict.Reopens;
            if (_ignored >= limits!.MexcPatience)
            {
                _ignored = 0;
                outages.Ban(limits.MexcBan);
            }
        }

        CheckBan();
        throw TooMany(verdict.Reopens - now);
    }

    private static MexcRefusalException TooMany(TimeSpan wait) =>
        new(429, "Too many requests", StatusCodes.Status429TooManyRequests) { RetryAfter = wait };
}
