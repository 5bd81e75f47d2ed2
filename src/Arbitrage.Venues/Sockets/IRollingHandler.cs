namespace Arbitrage.Venues.Sockets;

/// <summary>One of the connections of a <see cref="RollingSocket"/>: a successor runs beside its predecessor until it serves.</summary>
internal interface IRollingHandler : IVenueSocketHandler
{
    /// <summary>
    /// Everything this connection is for is subscribed, synchronised and told by it, so that its predecessor may be closed without anything
    /// being missed.
    /// </summary>
    bool IsServing { get; }

    /// <summary>The socket is closed and will not be opened again: gives back what the venue holds for it.</summary>
    ValueTask EndAsync();
}
