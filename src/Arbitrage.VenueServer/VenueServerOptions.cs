using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Market;
using Arbitrage.Simulation.Model;
using Arbitrage.VenueServer.Memory;

namespace Arbitrage.VenueServer;

/// <summary>What a venue server serves and to whom.</summary>
/// <param name="Market">Course of the markets; read by this server alone.</param>
/// <param name="Key">API key of the one account, at Gate and at MEXC.</param>
/// <param name="Secret">Its secret.</param>
/// <param name="Seeds">What each venue's account holds at the start.</param>
public sealed record VenueServerOptions(
    IMarketSource Market, string Key, string Secret, IReadOnlyDictionary<Venue, IReadOnlyDictionary<Asset, decimal>> Seeds)
{
    /// <summary>Loopback port of Gate; 0 takes a free one.</summary>
    public int GatePort { get; init; }

    /// <summary>Loopback port of MEXC; 0 takes a free one.</summary>
    public int MexcPort { get; init; }

    /// <summary>Where the venues listen instead of on loopback: a network within the process, with ports of its own. Null is loopback.</summary>
    public MemoryNetwork? Network { get; init; }

    /// <summary>Clock of the venues. A clock that is off against the client's tests his clock measurement.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Refuse a client id that was used before; no venue documents it.</summary>
    public bool RefuseDuplicateClientIds { get; init; }

    /// <summary>Request limits; null serves without any.</summary>
    public VenueLimits? Limits { get; init; }

    /// <summary>How long a MEXC listenKey lives from its last extension.</summary>
    public TimeSpan ListenKeyLife { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>
    /// Age at which a socket is dropped; null takes the venues' own: 24 hours at MEXC, none documented at Gate.
    /// </summary>
    public TimeSpan? ConnectionLife { get; init; }

    /// <summary>When the seeds came; null takes a day before the start. Clients read no rows from before they know the account.</summary>
    public DateTimeOffset? SeededAt { get; init; }

    /// <summary>Futures positions that are there from the start.</summary>
    public IReadOnlyDictionary<Symbol, OpenPosition> Positions { get; init; } = new Dictionary<Symbol, OpenPosition>();

    /// <summary>Ids of orders, trades and rows begin behind this number; see <see cref="VenueModelOptions.NumbersFrom"/>.</summary>
    public long NumbersFrom { get; init; }

    /// <summary>What of the displayed size is there for orders.</summary>
    public QueueModel Queue { get; init; }

    /// <summary>Time of a request to the venue, one way; a REST answer takes as long back. Zero is as fast as loopback is.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Told every request, a WebSocket's upgrade too, before it is served. Must not block.</summary>
    public Action<HttpRequest>? Asked { get; init; }

    /// <summary>Told every text frame of a client's socket before it is looked at. Must not block.</summary>
    public Action<Venue, string>? Heard { get; init; }

    /// <summary>
    /// Told every frame that was written to a client's socket, in order for each socket: the server's own word of what it said. Called by the sockets'
    /// writers, so it must not block.
    /// </summary>
    public Action<Venue, ReadOnlyMemory<byte>>? Sent { get; init; }

    /// <summary>The same amount of USDT for each of the three accounts.</summary>
    public static IReadOnlyDictionary<Venue, IReadOnlyDictionary<Asset, decimal>> UsdtEverywhere(decimal amount) =>
        Domain.Markets.Venues.All.ToDictionary(
            v => v, IReadOnlyDictionary<Asset, decimal> (_) => new Dictionary<Asset, decimal> { [Asset.Usdt] = amount });
}
