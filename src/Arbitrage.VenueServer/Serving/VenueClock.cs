namespace Arbitrage.VenueServer.Serving;

/// <summary>A venue's clock: the server's, shifted when a test wants a venue that is fast or slow.</summary>
internal sealed class VenueClock(TimeProvider inner) : TimeProvider
{
    private long _skew;

    /// <summary>Added to the server's time; positive is fast.</summary>
    public TimeSpan Skew
    {
        get => new(Volatile.Read(ref _skew));
        set => Volatile.Write(ref _skew, value.Ticks);
    }

    public override long TimestampFrequency => inner.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + Skew;

    public override long GetTimestamp() => inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        inner.CreateTimer(callback, state, dueTime, period);
}
