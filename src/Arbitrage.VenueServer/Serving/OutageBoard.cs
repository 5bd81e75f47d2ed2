using Arbitrage.Domain.Markets;

namespace Arbitrage.VenueServer.Serving;

/// <summary>Which venues are down for maintenance, and whether MEXC has banned the client's address.</summary>
internal sealed class OutageBoard(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Venue, DateTimeOffset> _down = [];
    private DateTimeOffset _banned;

    /// <summary>Down for so long from now; zero ends it.</summary>
    public void TakeDown(Venue venue, TimeSpan length)
    {
        lock (_gate)
            _down[venue] = clock.GetUtcNow() + length;
    }

    public bool IsDown(Venue venue)
    {
        lock (_gate)
            return _down.TryGetValue(venue, out var until) && clock.GetUtcNow() < until;
    }

    /// <summary>Bans for so long from now; zero lifts it.</summary>
    public void Ban(TimeSpan length)
    {
        lock (_gate)
            _banned = clock.GetUtcNow() + length;
    }

    /// <summary>What is left of the ban; zero when there is none.</summary>
    public TimeSpan BanLeft
    {
        get
        {
            lock (_gate)
            {
                var left = _banned - clock.GetUtcNow();
                return left > TimeSpan.Zero ? left : TimeSpan.Zero;
            }
        }
    }
}
