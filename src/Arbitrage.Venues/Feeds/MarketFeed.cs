using System.Collections.Immutable;
using Arbitrage.Venues.Books;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Sockets;
using Microsoft.Extensions.Logging;

namespace Arbitrage.Venues.Feeds;

/// <summary>Best quotes, trades and marks over as many connections as the venue's limit of subscriptions asks for.</summary>
internal sealed class MarketFeed(ImmutableArray<FeedConnection> connections) : IMarketFeed
{
    /// <inheritdoc/>
    public async Task RunAsync(IMarketFeedSink sink, CancellationToken cancel)
    {
        // One connection that ends through a bug takes the others with it, so that whoever runs this sees the failure.
        using var life = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var runs = connections.Select(connection => connection.RunAsync(sink, life.Token)).ToArray();
        await Task.WhenAny(runs);
        await life.CancelAsync();
        await Task.WhenAll(runs);
    }
}

/// <summary>The symbols of one connection. A refused or unreadable message drops it.</summary>
internal sealed class FeedConnection(
    Func<IBookProtocol> protocolOf, ImmutableArray<SymbolName> symbols, VenueOptions options, TimeProvider time, ILogger log)
{
    public const PublicChannels Channels = PublicChannels.BestQuotes | PublicChannels.Trades | PublicChannels.Marks;

    /// <summary>Runs until cancelled.</summary>
    public Task RunAsync(IMarketFeedSink sink, CancellationToken cancel)
    {
        var merge = new FeedMerge(sink, symbols);
        var venue = protocolOf().Venue;
        return new RollingSocket(
            $"{venue} feed", () => new FeedHandler(protocolOf(), symbols, options, merge.Join(), time, log), options.Sockets, time, log).RunAsync(cancel);
    }
}
