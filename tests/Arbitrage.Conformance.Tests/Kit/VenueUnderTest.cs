using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Model;
using Arbitrage.Venues;
using Arbitrage.Venues.Sockets;
using Arbitrage.VenueServer;
using Arbitrage.VenueServer.Memory;

namespace Arbitrage.Conformance.Tests.Kit;

/// <summary>A venue server over one transport, and how connectors and its control API are reached over it.</summary>
public sealed class VenueUnderTest : IAsyncDisposable
{
    /// <summary>Never part of an output.</summary>
    public const string Secret = "conformance-secret";

    private const string Key = "conformance-key";

    private readonly Dial? _dial;
    private readonly HttpClient _control;
    private readonly ConcurrentDictionary<Connector, int> _symbols = new();

    private VenueUnderTest(VenueServerHost host, Dial? dial)
    {
        (Host, _dial) = (host, dial);
        var handler = new SocketsHttpHandler { UseProxy = false };
        if (dial is not null)
            handler.ConnectCallback = (context, cancel) => dial(context.DnsEndPoint, cancel);
        _control = new(handler) { BaseAddress = host.GateUrl };
    }

    /// <summary>The server.</summary>
    public VenueServerHost Host { get; }

    /// <summary>A server of its own, with a still market unless the change says otherwise.</summary>
    public static async Task<VenueUnderTest> StartAsync(Transport transport, Func<VenueServerOptions, VenueServerOptions>? change = null)
    {
        var network = transport == Transport.InMemory ? new MemoryNetwork() : null;
        var seeds = Domain.Markets.Venues.All.ToDictionary(
            venue => venue, IReadOnlyDictionary<Asset, decimal> (venue) => StillMarket.Symbols
                .Select(symbol => (Asset: symbol.Base, Amount: venue.IsSpot() ? 50m : 0m)).Append((Asset: Asset.Usdt, Amount: 10_000m))
                .ToDictionary(s => s.Asset, s => s.Amount));
        var options = new VenueServerOptions(new StillMarket(), Key, Secret, seeds) { Network = network };
        return new(
            await VenueServerHost.StartAsync(change?.Invoke(options) ?? options), network is null ? null : network.DialAsync);
    }

    /// <summary>A symbol that no other case of this server uses with this connector.</summary>
    public Symbol NextSymbol(Connector connector) => StillMarket.Symbols[_symbols.AddOrUpdate(connector, 0, (_, last) => last + 1)];

    /// <summary>What the venue of a connector knows.</summary>
    public VenueModel Model(Connector connector) => Host.Models[connector.Venue];

    /// <summary>Shows another book.</summary>
    public void Show(Connector connector, Symbol symbol, BookLevel[] bids, BookLevel[] asks) =>
        Model(connector).SetBook(symbol, bids, asks, Host.Clock.GetUtcNow());

    /// <summary>How a connector reaches its venue here. The machine that tests may be busy: nothing in it is about being fast.</summary>
    public VenueOptions Options(Connector connector, string secret = Secret) => new()
    {
        Rest = connector.Rest(Host),
        Socket = connector.Socket(Host),
        Key = new(new(Key), new(secret)),
        RecvWindow = TimeSpan.FromSeconds(20),
        Timeout = TimeSpan.FromSeconds(20),
        Sockets = new() { BackOffFrom = TimeSpan.FromMilliseconds(50), BackOffTo = TimeSpan.FromMilliseconds(500) },
        Dial = _dial,
    };

    /// <summary>Asks the control API for a fault; answers what it said.</summary>
    public async Task<JsonElement> FaultAsync(object fault)
    {
        using var reply = await _control.PostAsJsonAsync("/control/faults", fault);
        var text = await reply.Content.ReadAsStringAsync();
        Assert.True(reply.IsSuccessStatusCode, text);
        using var document = JsonDocument.Parse(text);
        return document.RootElement[0].Clone();
    }

    /// <summary>Asks for a fault that a venue may not have; answers why it has none, or null.</summary>
    public async Task<string?> TryFaultAsync(object fault)
    {
        using var reply = await _control.PostAsJsonAsync("/control/faults", fault);
        return reply.IsSuccessStatusCode ? null : await reply.Content.ReadAsStringAsync();
    }

    /// <summary>Ends every fault.</summary>
    public async Task ClearFaultsAsync()
    {
        using var reply = await _control.DeleteAsync(new Uri("/control/faults", UriKind.Relative));
        reply.EnsureSuccessStatusCode();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        await Host.DisposeAsync();
    }
}

/// <summary>The servers that the cases of one class share: one a transport, started when first needed.</summary>
public sealed class Servers : IAsyncLifetime
{
    private readonly Dictionary<Transport, Task<VenueUnderTest>> _started = [];

    /// <summary>The server of a transport. Cases of one class run one after the other.</summary>
    public Task<VenueUnderTest> OfAsync(Run run) =>
        _started.TryGetValue(run.Transport, out var server) ? server : _started[run.Transport] = VenueUnderTest.StartAsync(run.Transport);

    /// <inheritdoc/>
    public Task InitializeAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        foreach (var server in _started.Values)
            await (await server).DisposeAsync();
    }
}
