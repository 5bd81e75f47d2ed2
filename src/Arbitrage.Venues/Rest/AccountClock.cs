using Arbitrage.Domain.Trading;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Venues.Rest;

/// <summary>Venue time as far as this account's calls know it; starts as local time and learns from every clock reading that passes by.</summary>
internal sealed class AccountClock(TimeProvider time, IRequestObserver? observer = null)
{
    private long _offsetTicks;

    public DateTimeOffset LocalNow => time.GetUtcNow();

    public DateTimeOffset Now => LocalNow.AddTicks(observer?.Clock?.Offset.Ticks ?? Interlocked.Read(ref _offsetTicks));

    public void Learn(ClockReading clock) => Interlocked.Exchange(ref _offsetTicks, clock.Offset.Ticks);

    public void LearnVenueTime(DateTimeOffset atVenue) => Interlocked.Exchange(ref _offsetTicks, (atVenue - LocalNow).Ticks);
}
