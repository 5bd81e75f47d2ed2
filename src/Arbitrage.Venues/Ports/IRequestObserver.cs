using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Trading;

namespace Arbitrage.Venues.Ports;

/// <summary>
/// Hears of every private request of an account, whoever made it (orders, reads, keys of streams), and says what is known meanwhile. Called on any
/// thread; must not block.
/// </summary>
public interface IRequestObserver
{
    /// <summary>A request ended.</summary>
    void OnRequest(RequestSeen seen);

    /// <summary>Local time before which no request may leave: the venue has banned us. `MinValue` when it has not.</summary>
    DateTimeOffset StoppedUntil { get; }

    /// <summary>The clock against the venue as of now; null before the first measurement.</summary>
    ClockReading? Clock { get; }
}
