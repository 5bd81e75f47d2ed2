namespace Arbitrage.VenueServer.Serving;

/// <summary>So many units in a window; a unit leaves it when it is as old as the window is long.</summary>
/// <param name="Units">Above zero.</param>
/// <param name="Window">Above zero.</param>
public readonly record struct RateLimit(int Units, TimeSpan Window);

/// <summary>What a meter said.</summary>
/// <param name="Allowed">There was room.</param>
/// <param name="Remain">Units left in the window, after this call.</param>
/// <param name="Limit">Units in a window.</param>
/// <param name="Reopens">Now when there was room, else the instant at which there will be.</param>
internal readonly record struct RateVerdict(bool Allowed, int Remain, int Limit, DateTimeOffset Reopens);

/// <summary>Counts calls by key over sliding windows. A refused call is not counted.</summary>
internal sealed class RateMeter(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Queue<(DateTimeOffset At, int Units)>> _spent = new(StringComparer.Ordinal);

    public RateVerdict Take(string key, RateLimit limit, int units = 1)
    {
        var now = clock.GetUtcNow();
        lock (_gate)
        {
            if (!_spent.TryGetValue(key, out var spent))
                _spent[key] = spent = new();
            while (spent.TryPeek(out var oldest) && now - oldest.At >= limit.Window)
                spent.Dequeue();
            var used = spent.Sum(s => s.Units);
            if (used + units > limit.Units)
                return new(false, Math.Max(0, limit.Units - used), limit.Units, Reopening(spent, limit, used + units - limit.Units, now));
            spent.Enqueue((now, units));
            return new(true, limit.Units - used - units, limit.Units, now);
        }
    }

    private static DateTimeOffset Reopening(Queue<(DateTimeOffset At, int Units)> spent, RateLimit limit, int missing, DateTimeOffset now)
    {
        foreach (var (at, units) in spent)
        {
            missing -= units;
            if (missing <= 0)
                return at + limit.Window;
        }

        return now + limit.Window;
    }
}
