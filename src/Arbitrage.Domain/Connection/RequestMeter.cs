namespace Arbitrage.Domain.Connection;

/// <summary>
/// Counts one pool. A request counts from the decision to send it until a whole window after its end was seen, because the venue counts it
/// somewhere between the two: so its own count is never above ours.
/// </summary>
internal sealed class RequestMeter(RequestPool pool, TimeSpan longestFlight)
{
    private readonly LinkedList<(DateTimeOffset At, int Units)> _flying = [];
    private readonly Queue<(DateTimeOffset At, int Units)> _spent = new();

    /// <summary>Units that may be in the venue's window.</summary>
    public int Used { get; private set; }

    /// <summary>Units that are left of the whole pool.</summary>
    public int Left => Math.Max(0, pool.Units - Used);

    /// <summary>What a class may still take.</summary>
    /// <param name="of">Who asks.</param>
    /// <param name="halvings">How often the pace was halved.</param>
    public int LeftFor(RequestClass of, int halvings) => of switch
    {
        RequestClass.Urgent => pool.Units - Used,
        RequestClass.Opening => pool.Units - (pool.Reserve / 2) - Used,
        _ => Math.Max((pool.Units - pool.Reserve) >> halvings, 1) - Used,
    };

    /// <summary>Will be sent.</summary>
    public void Admit(DateTimeOffset now, int units)
    {
        _flying.AddLast((now, units));
        Used += units;
    }

    /// <summary>Ended, and the venue may have counted it. What nobody admitted (pages of a read, keys of streams) counts too.</summary>
    public void Seen(DateTimeOffset now, int units)
    {
        Used += units - Land(units);
        _spent.Enqueue((now, units));
    }

    /// <summary>Ended without a byte having left.</summary>
    public void NotSent(int units) => Used -= Land(units);

    /// <summary>The venue says that less is left than we thought: somebody else has spent it.</summary>
    public void AtMost(DateTimeOffset now, int left)
    {
        if (Left - left is var missing && missing <= 0)
            return;
        _spent.Enqueue((now, missing));
        Used += missing;
    }

    /// <summary>Nothing is known of what was spent before: as if it had been all but the reserve.</summary>
    public void Begin(DateTimeOffset now)
    {
        var missing = pool.Units - pool.Reserve - Used;
        if (missing > 0)
            AtMost(now, pool.Reserve);
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _flying.Clear();
        _spent.Clear();
        Used = 0;
    }

    /// <summary>Lets go of what has left the window. A request whose end was never seen has ended by now.</summary>
    public void Pass(DateTimeOffset now)
    {
        while (_flying.First is { } oldest && now - oldest.Value.At >= longestFlight)
        {
            _spent.Enqueue((now, oldest.Value.Units));
            _flying.RemoveFirst();
        }

        while (_spent.TryPeek(out var gone) && now - gone.At >= pool.Window)
        {
            Used -= gone.Units;
            _spent.Dequeue();
        }
    }

    // Whose end it is does not matter for the sum, so the oldest lands.
    private int Land(int units)
    {
        var landed = 0;
        while (landed < units && _flying.First is { } oldest)
        {
            var part = Math.Min(units - landed, oldest.Value.Units);
            landed += part;
            if (part == oldest.Value.Units)
                _flying.RemoveFirst();
            else
                oldest.Value = (oldest.Value.At, oldest.Value.Units - part);
        }

        return landed;
    }
}
