using Arbitrage.Actors.Risk;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Trading;

namespace Arbitrage.Actors.Connection;

/// <summary>
/// What is looked at once more in the moment before the first byte of a CREATE is written (ARCHITECTURE 4.6): this incarnation still lives,
/// the strategy has no newer one, NotAfter has not passed, and for orders that add risk the lease lives and the node is not latched. Time is
/// wall or monotonic clock, whichever is later, so neither a clock set back nor a pause of the process makes an order look young. Read on
/// any thread.
/// </summary>
internal sealed class LastLook(TimeProvider time, KillLatch latch)
{
    private volatile ConnectionState? _state;
    private volatile Anchor? _anchor;
    private volatile bool _isOver;

    private sealed record Anchor(DateTimeOffset Local, long Monotonic);

    /// <summary>The clock against the venue was measured now: the monotonic clock counts from here.</summary>
    public void Measured() => _anchor = new(time.GetUtcNow(), time.GetTimestamp());

    /// <summary>What the connection durably knows now.</summary>
    public void Knows(ConnectionState state) => _state = state;

    /// <summary>Local time before which nothing may be asked of the venue at all; it is part of what is durably known.</summary>
    public DateTimeOffset StoppedUntil => _state?.Limits.BannedUntil ?? DateTimeOffset.MinValue;

    /// <summary>The incarnation has ended; nothing may be sent any more.</summary>
    public void End() => _isOver = true;

    /// <summary>A reason that stops the order, or null.</summary>
    public RefusalReason? At(OrderIntent intent, ClockReading clock)
    {
        var now = Later();
        if (_isOver || _state is not { } state)
            return RefusalReason.NotReady;
        if (now < state.Limits.BannedUntil)
            return RefusalReason.Budget;
        if (state.Of(intent.Symbol).Epoch > intent.Epoch)
            return RefusalReason.OldEpoch;
        // The bound is added: the venue may be that much ahead of what we think.
        if (now + clock.Offset + clock.ErrorBound > intent.NotAfter)
            return RefusalReason.Expired;
        if (intent.Risk == RiskClass.Reducing)
            return null;
        if (intent.Lease is not { } lease || now >= lease.ExpiresAt)
            return RefusalReason.Lease;
        return latch.IsSet(intent.Symbol, intent.Venue) ? RefusalReason.Killed : null;
    }

    private DateTimeOffset Later()
    {
        var wall = time.GetUtcNow();
        if (_anchor is not { } anchor)
            return wall;
        var monotonic = anchor.Local + time.GetElapsedTime(anchor.Monotonic);
        return wall > monotonic ? wall : monotonic;
    }
}
