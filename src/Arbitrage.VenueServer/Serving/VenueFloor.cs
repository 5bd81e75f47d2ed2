using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Model;
using Arbitrage.VenueServer.Mexc;
using Arbitrage.VenueServer.Streams;

namespace Arbitrage.VenueServer.Serving;

/// <summary>What the two venues' front doors share: models, streams, faults, keys and clock.</summary>
internal sealed class VenueFloor : IDisposable
{
    // Rows that brought the seeds are older than anything a client asks for from the moment it first reads an account.
    private static readonly TimeSpan SeededBefore = TimeSpan.FromDays(1);
    private static readonly TimeSpan CountdownPace = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly HashSet<SocketSession> _sockets = [];
    private readonly Dictionary<Venue, VenueClock> _clocks;

    public VenueFloor(VenueServerOptions options)
    {
        (Options, Clock) = (options, options.Clock);
        var (gate, mexc) = (new VenueClock(Clock), new VenueClock(Clock));
        _clocks = new() { [Venue.GateSpot] = gate, [Venue.GateFutures] = gate, [Venue.MexcSpot] = mexc };
        Outages = new(Clock);
        ListenKeys = new(mexc, options.ListenKeyLife);
        var seededAt = options.SeededAt ?? (Clock.GetUtcNow() - SeededBefore);
        Models = Domain.Markets.Venues.All.ToDictionary(venue => venue, venue => new VenueModel(
            venue, options.Market.Instruments(venue),
            new(options.Seeds.TryGetValue(venue, out var seeds) ? seeds : new Dictionary<Asset, decimal>(), seededAt)
            {
                RefuseDuplicateClientIds = options.RefuseDuplicateClientIds,
                Positions = venue == Venue.GateFutures ? options.Positions : new Dictionary<Symbol, OpenPosition>(),
                NumbersFrom = options.NumbersFrom,
                Queue = options.Queue,
            }));
        Hubs = Models.ToDictionary(m => m.Key, m => new VenueHub(m.Value, Clock));
    }

    public VenueServerOptions Options { get; }

    public TimeProvider Clock { get; }

    public IReadOnlyDictionary<Venue, VenueModel> Models { get; }

    public IReadOnlyDictionary<Venue, VenueHub> Hubs { get; }

    public FaultBoard Faults { get; } = new();

    /// <summary>Maintenance and bans.</summary>
    public OutageBoard Outages { get; }

    /// <summary>Gate's sockets, spot and futures together.</summary>
    public ConnectionCount GateConnections { get; } = new();

    /// <summary>Which coins can be moved.</summary>
    public CoinBoard Coins { get; } = new();

    /// <summary>Keys of MEXC's private sockets.</summary>
    public ListenKeys ListenKeys { get; }

    /// <summary>The venue's clock; Gate's two products share one.</summary>
    public VenueClock ClockOf(Venue venue) => _clocks[venue];

    /// <summary>Now, as the venue sees it.</summary>
    public DateTimeOffset Now(Venue venue) => _clocks[venue].GetUtcNow();

    public void Add(SocketSession socket)
    {
        lock (_gate)
            _sockets.Add(socket);
    }

    public void Remove(SocketSession socket)
    {
        lock (_gate)
            _sockets.Remove(socket);
    }

    /// <summary>Breaks the sockets of a venue (null = of all) without a closing handshake; answers how many.</summary>
    public int DropSockets(Venue? venue)
    {
        var dropped = Sockets(venue);
        foreach (var socket in dropped)
            socket.Drop();
        return dropped.Length;
    }

    /// <summary>The sockets of a venue that are open now (null = of all).</summary>
    public SocketSession[] Sockets(Venue? venue)
    {
        lock (_gate)
            return [.. _sockets.Where(s => venue is null || s.Venue == venue)];
    }

    /// <summary>Lets Gate's countdowns run out when no request comes by.</summary>
    public async Task RunCountdownsAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(CountdownPace, Clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                foreach (var (venue, model) in Models)
                    model.Advance(Now(venue));
            }
        }
        catch (OperationCanceledException)
        {
            // The server is going down.
        }
    }

    public void Dispose()
    {
        foreach (var hub in Hubs.Values)
            hub.Dispose();
    }
}
