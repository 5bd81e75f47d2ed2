using Arbitrage.Domain.Trading;

namespace Arbitrage.Domain.Connection;

/// <summary>How two clocks were seen to disagree with what was known of them.</summary>
/// <param name="Gap">Distance between what was known and what was seen; positive when the venue's clock, seen from ours, went forward.</param>
public readonly record struct ClockContradiction(TimeSpan Gap);

/// <summary>
/// Offset of a venue's clock and an honest bound of its error. Every sample says that the offset lies within an interval (the venue looked at its
/// clock somewhere within the round trip); what all of them allow, each widened by its age, is kept. Samples that do not meet mean that somebody's
/// clock jumped: then everything that any of them allows is possible until enough of them agree again.
/// </summary>
/// <remarks>Not thread-safe. Pure: the time is an argument.</remarks>
public sealed class ClockEstimator
{
    /// <summary>
    /// How fast two clocks may drift apart: 1 ms a second. Linux slews by at most 500 ppm while it is synchronised, and both clocks may.
    /// </summary>
    public const long DriftPerSecond = TimeSpan.TicksPerMillisecond;

    // After the first that contradicted: one wrong stamp is not enough to follow.
    private const int AgreeingToTrust = 2;

    private TimeSpan _low, _high, _newLow, _newHigh;
    private DateTimeOffset _at = DateTimeOffset.MinValue;
    private int _agreeing;

    /// <summary>At least one sample was taken.</summary>
    public bool IsMeasured => _at != DateTimeOffset.MinValue;

    /// <summary>Samples contradicted each other, or our own clock jumped, and not enough have agreed since.</summary>
    public bool IsInDoubt { get; private set; }

    /// <summary>The same reading so much later.</summary>
    public static ClockReading Aged(ClockReading reading, TimeSpan age) =>
        age <= TimeSpan.Zero ? reading : reading with { ErrorBound = reading.ErrorBound + Drift(age) };

    /// <summary>How long it takes until a bound has grown by this much.</summary>
    public static TimeSpan AgeOf(TimeSpan growth) => new(growth.Ticks * (TimeSpan.TicksPerSecond / DriftPerSecond));

    /// <summary>Takes a sample.</summary>
    /// <param name="sample">Offset and half of the round trip.</param>
    /// <param name="at">Local time at which it was taken.</param>
    /// <returns>A contradiction with what was known, the first of a doubt; null otherwise.</returns>
    public ClockContradiction? Take(ClockReading sample, DateTimeOffset at)
    {
        var (low, high) = (sample.Offset - sample.ErrorBound, sample.Offset + sample.ErrorBound);
        if (high < low)
            return null; // a venue whose stamps contradict each other tells nothing
        if (!IsMeasured)
        {
            (_low, _high, _at) = (low, high, at);
            return null;
        }

        Age(at);
        if (IsInDoubt)
        {
            Settle(low, high);
            return null;
        }

        if (low <= _high && high >= _low)
        {
            (_low, _high) = (Max(low, _low), Min(high, _high));
            return null;
        }

        var gap = low > _high ? low - _high : high - _low;
        Doubt(low, high);
        return new(gap);
    }

    /// <summary>Our own clock was set, or the process stood still in a way that only one of its clocks saw.</summary>
    /// <param name="by">How far the wall clock went ahead of the monotonic one; negative when it was set back.</param>
    public void LocalJumped(TimeSpan by)
    {
        if (!IsMeasured)
            return;
        // The venue's clock, seen from ours, went the other way; by how much exactly the next samples say.
        Doubt(_low - by, _high - by);
    }

    /// <summary>What is known now; null before the first sample.</summary>
    public ClockReading? At(DateTimeOffset now)
    {
        if (!IsMeasured)
            return null;
        // In doubt the newest is the best guess, and everything possible is within the bound.
        var offset = IsInDoubt ? Middle(_newLow, _newHigh) : Middle(_low, _high);
        return Aged(new(offset, Max(_high - offset, offset - _low)), now - _at);
    }

    private void Doubt(TimeSpan low, TimeSpan high)
    {
        (_low, _high) = (Min(_low, low), Max(_high, high));
        (_newLow, _newHigh, _agreeing, IsInDoubt) = (low, high, 0, true);
    }

    private void Settle(TimeSpan low, TimeSpan high)
    {
        if (low > _newHigh || high < _newLow)
        {
            Doubt(low, high);
            return;
        }

        (_newLow, _newHigh) = (Max(low, _newLow), Min(high, _newHigh));
        if (++_agreeing < AgreeingToTrust)
            return;
        (_low, _high, IsInDoubt) = (_newLow, _newHigh, false);
    }

    private void Age(DateTimeOffset now)
    {
        if (now <= _at)
            return;
        var drift = Drift(now - _at);
        (_low, _high, _newLow, _newHigh, _at) = (_low - drift, _high + drift, _newLow - drift, _newHigh + drift, now);
    }

    private static TimeSpan Drift(TimeSpan age) => new(age.Ticks / TimeSpan.TicksPerSecond * DriftPerSecond
        + (age.Ticks % TimeSpan.TicksPerSecond * DriftPerSecond / TimeSpan.TicksPerSecond));

    private static TimeSpan Middle(TimeSpan low, TimeSpan high) => new(low.Ticks + ((high.Ticks - low.Ticks) / 2));

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
