using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Model;
using Arbitrage.VenueServer.Serving;

namespace Arbitrage.VenueServer.Gate;

/// <summary>
/// How an account behaves: what it trades for the requests it makes. Every hour the last 24 are looked at, and who trades too little is slowed for
/// at least an hour. Sources: spot sheet, end of section 8 (traded USDT per place, cancel and amend request below 0.1); futures sheet, section 7
/// (more than 86,400 requests without any fill, or fills below one in a hundred; what a fill ratio is there it does not say, here it is own trades a
/// request).
/// </summary>
internal sealed class GateConduct(VenueLimits limits, VenueModel model, TimeProvider clock)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    private readonly Lock _gate = new();
    private readonly List<(DateTimeOffset Minute, int Count)> _requests = [];
    private DateTimeOffset _lookedAt = clock.GetUtcNow();
    private DateTimeOffset _slowUntil;
    private RateLimit _slow;

    /// <summary>The limit that placing and amending is slowed to; null when it is not.</summary>
    public RateLimit? Slowed
    {
        get
        {
            lock (_gate)
            {
                Look(clock.GetUtcNow());
                return clock.GetUtcNow() < _slowUntil ? _slow : null;
            }
        }
    }

    /// <summary>What was found at the last look: spot traded USDT a request, futures trades a request; zero without requests.</summary>
    public decimal Ratio { get; private set; }

    /// <summary>When that was.</summary>
    public DateTimeOffset LookedAt => _lookedAt;

    /// <summary>Requests that place, cancel or amend.</summary>
    public void Count(int requests)
    {
        var now = clock.GetUtcNow();
        var minute = new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerMinute), now.Offset);
        lock (_gate)
        {
            Look(now);
            if (_requests is [.., var last] && last.Minute == minute)
                _requests[^1] = (minute, last.Count + requests);
            else
                _requests.Add((minute, requests));
        }
    }

    private void Look(DateTimeOffset now)
    {
        if (now - _lookedAt < Hour)
            return;
        _lookedAt = now;
        _requests.RemoveAll(r => now - r.Minute >= Day);
        var requests = _requests.Sum(r => r.Count);
        var trades = model.Trades().Where(trade => now - trade.At < Day).ToList();
        var isSpot = model.Venue == Venue.GateSpot;
        Ratio = requests == 0 ? 0m : (isSpot ? trades.Sum(t => (t.Price * t.Quantity).Value) : trades.Count) / requests;
        if (isSpot ? requests < limits.GateSpotJudgedFrom || Ratio >= limits.GateSpotLeastValue
            : requests <= limits.GateFuturesJudgedFrom || Ratio >= limits.GateFuturesLeastFills)
            return;
        _slow = isSpot || trades.Count == 0 ? limits.GateSlowed : limits.GateFuturesSlowed;
        _slowUntil = now + Hour;
    }
}
