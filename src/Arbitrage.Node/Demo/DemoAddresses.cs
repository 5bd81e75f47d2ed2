using Arbitrage.Domain.Connection;
using Arbitrage.Node.CommandLine;
using Arbitrage.Node.Configuration;

namespace Arbitrage.Node.Demo;

/// <summary>Points a configuration at a venue server, whose paths are the venues' own.</summary>
internal static class DemoAddresses
{
    public static NodeConfiguration At(this NodeConfiguration configuration, VenueAddresses server) => configuration with
    {
        Node = configuration.Node with
        {
            Gate = configuration.Node.Gate with
            {
                BaseUrl = new(server.Gate, "/api/v4"),
                SocketUrl = Socket(server.Gate, "/ws/v4/"),
                FuturesSocketUrl = Socket(server.Gate, "/v4/ws/usdt"),
                Testnet = false, // the venue server stands in for the testnet too
            },
            Mexc = configuration.Node.Mexc with { BaseUrl = server.Mexc, SocketUrl = Socket(server.Mexc, "/ws"), Testnet = false },
        },
        Limits = RequestLimits.None, // it counts nothing unless it is told to
    };

    private static Uri Socket(Uri server, string path) =>
        new UriBuilder(server) { Scheme = server.Scheme == Uri.UriSchemeHttps ? "wss" : "ws", Path = path }.Uri;
}
