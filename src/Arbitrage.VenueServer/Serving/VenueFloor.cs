using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Model;
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

    public VenueFloor(VenueServerOptions options)
    {
        (Options, Clock) = (options, options.Clock);
        var seededAt = Clock.GetUtcNow() - SeededBefore;
        Models = Domain.Markets.Venues.All.ToDictionary(venue => venue, venue => new VenueModel(
            venue, options.Market.Instruments(venue),
            new(options.Seeds.TryGetValue(venue, out var seeds) ? seeds : new Dictionary<Asset, decimal>(), seededAt)
            {
                RefuseDuplicateClientIds = options.RefuseDuplicateClientIds,
            }));
        Hubs = Models.ToDictionary(m => m.Key, m => new VenueHub(m.Value, Clock));
    }

    public VenueServerOptions Options { get; }

    public TimeProvider Clock { get; }

    public IReadOnlyDictionary<Venue, VenueModel> Models { get; }

    public IReadOnlyDictionary<Venue, VenueHub> Hubs { get; }

    public FaultBoard Faults { get; } = new();

    public DateTimeOffset Now => Clock.GetUtcNow();

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
        SocketSession[] dropped;
        lock (_gate)
            dropped = [.. _sockets.Where(s => venue is null || s.Venue == venue)];
        foreach (var socket in dropped)
            socket.Drop();
        return dropped.Length;
    }

    /// <summary>Lets Gate's countdowns run out when no request comes by.</summary>
    public async Task RunCountdownsAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(CountdownPace, Clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                foreach (var model in Models.Values)
                    model.Advance(Now);
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
