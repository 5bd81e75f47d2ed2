namespace Arbitrage.Domain.Connection;

/// <summary>The time that one tick stands for: after <paramref name="From"/>, up to and with <paramref name="To"/>.</summary>
internal readonly record struct TickWindow(DateTimeOffset From, DateTimeOffset To);

/// <summary>
/// Points in time that follow from a moment: first at the early distances, then at equal ones. Whether one falls into a tick needs no
/// memory of what was done before, so a decision stays a function of state and input.
/// </summary>
internal sealed class Schedule(TimeSpan every, params TimeSpan[] early)
{
    /// <summary>True when a point of the schedule of this moment falls into the tick.</summary>
    public bool IsDue(DateTimeOffset anchor, TickWindow tick) =>
        anchor != DateTimeOffset.MinValue && Passed(tick.To - anchor) > Passed(tick.From - anchor);

    private long Passed(TimeSpan elapsed)
    {
        if (elapsed <= TimeSpan.Zero)
            return 0;
        var passed = 0L;
        foreach (var point in early)
        {
            if (point > elapsed)
                return passed;
            passed++;
        }

        var rest = early.Length == 0 ? elapsed : elapsed - early[^1];
        return passed + (rest.Ticks / every.Ticks);
    }
}
