using Arbitrage.Domain.Trading;

namespace Arbitrage.Venues.Rest;

/// <summary>Venue time as far as this account's calls know it; starts as local time and learns from every clock reading that passes by.</summary>
internal sealed class AccountClock(TimeProvider time)
{
    private long _offsetTicks;

    public DateTimeOffset LocalNow => time.GetUtcNow();

    public DateTimeOffset Now => LocalNow.AddTicks(Interlocked.Read(ref _offsetTicks));

    public void Learn(ClockReading clock) => Interlocked.Exchange(ref _offsetTicks, clock.Offset.Ticks);

    public void LearnVenueTime(DateTimeOffset atVenue) => Interlocked.Exchange(ref _offsetTicks, (atVenue - LocalNow).Ticks);
}
