using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Sockets;

namespace Arbitrage.Venues;

/// <summary>Where a venue is and how to talk to it. One record a venue account.</summary>
public sealed record VenueOptions
{
    private readonly VenueSocketSettings _sockets = new();

    /// <summary>Base of REST calls. Gate: with its prefix, `https://api.gateio.ws/api/v4` (the prefix is part of what is signed). MEXC: the host, `https://api.mexc.com`.</summary>
    public required Uri Rest { get; init; }

    /// <summary>Socket address. Gate spot `wss://api.gateio.ws/ws/v4/`, Gate futures `wss://fx-ws.gateio.ws/v4/ws/usdt`, MEXC `wss://wbs-api.mexc.com/ws`.</summary>
    public required Uri Socket { get; init; }

    /// <summary>Key pair of the account; null for public data only.</summary>
    public ApiKey? Key { get; init; }

    /// <summary>Hears of every private request; null when nobody counts them.</summary>
    public IRequestObserver? Requests { get; init; }

    /// <summary>`exchanges.*.timeout`: longest time for one request, from the first byte out to the last byte in.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How late a CREATE may arrive: an order's NotAfter is what is sent, but never more than this ahead. MEXC `recvWindow`, the only guard there
    /// against a late order, so small; Gate `x-gate-exptime`.
    /// </summary>
    public TimeSpan RecvWindow { get; init; } = TimeSpan.FromMilliseconds(1500);

    /// <summary>By which door orders go in; where there is only REST it is REST.</summary>
    public OrderDoor OrderDoor { get; init; }

    /// <summary>`User-Agent` of every request.</summary>
    public string UserAgent { get; init; } = "Arbitrage.Actors";

    /// <summary>
    /// How often the venue should send book changes; the nearest the venue offers is asked for. Gate: 20 ms (with 20 levels) or 100 ms (with 100);
    /// MEXC: 10 or 100 ms.
    /// </summary>
    public TimeSpan BookInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Gate only: take whole books from the stream (`obu`, 50 levels every 20 ms or 400 every 100 ms) instead of joining changes with a REST snapshot.
    /// Spares the request budget with many symbols.
    /// </summary>
    public bool WholeBooksByStream { get; init; }

    /// <summary>Longest time a quiet book stays without a proof of life before the stream asks for one with a ping.</summary>
    public TimeSpan ProveAliveEvery { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// A symbol of which neither book nor best quotes say anything for this long is looked up by REST: one request a symbol in this time, far below the
    /// public budgets (200 per 10 s at Gate, 300 at MEXC), and short enough that a connection whose subscriptions all died is found in a quarter minute.
    /// </summary>
    public TimeSpan ProbeSilentAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How connections are opened, of REST and of sockets; null is TCP. For a venue in the same process.</summary>
    public Dial? Dial { get; init; }

    /// <summary>Connection behaviour of every socket of this venue; <see cref="Dial"/> counts for them too.</summary>
    public VenueSocketSettings Sockets
    {
        get => Dial is null ? _sockets : _sockets with { Dial = Dial };
        init => _sockets = value;
    }
}

/// <summary>The doors for orders.</summary>
public enum OrderDoor
{
    /// <summary>A request of its own for each.</summary>
    Rest = 0,

    /// <summary>A connection that is kept open, with REST for what finds it shut; Gate only.</summary>
    Socket = 1,
}
