using Arbitrage.Domain.Markets;
using Arbitrage.Node.CommandLine;
using Arbitrage.Node.Configuration;
using Arbitrage.Simulation.Market;
using Arbitrage.VenueServer;

namespace Arbitrage.Node.Demo;

/// <summary>The venues of a demo: a server of our own on free loopback ports, or one that runs already.</summary>
internal sealed class DemoVenues : IRunVenues
{
    private readonly VenueServerHost? _server;

    private DemoVenues(VenueServerHost? server, VenueAddresses addresses, string market) =>
        (_server, Addresses, Market) = (server, addresses, market);

    /// <inheritdoc/>
    public VenueAddresses Addresses { get; }

    /// <inheritdoc/>
    public string Market { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Notes => [];

    public static async Task<DemoVenues> StartOrAttachAsync(DemoArguments arguments, NodeConfiguration configuration, CancellationToken cancel)
    {
        if (arguments.Venues is { } running)
            return new(null, running, $"that of the venue server at {running.Gate}; dislocations may be injected there");
        var market = new MarketGenerator(arguments.Market, arguments.Seed, configuration.Symbols.Select(s => s.Symbol));
        var keys = configuration.Node.Gate;
        var server = await VenueServerHost.StartAsync(
            new(market, keys.Key.Reveal(), keys.Secret.Reveal(), VenueServerOptions.UsdtEverywhere(arguments.Usdt)), cancel);
        return new(server, new(server.GateUrl, server.MexcUrl), market.Label);
    }

    /// <inheritdoc/>
    public NodeConfiguration Point(NodeConfiguration configuration) => configuration.At(Addresses);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;
}
