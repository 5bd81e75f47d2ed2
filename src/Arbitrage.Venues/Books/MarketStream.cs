using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Sockets;
using Microsoft.Extensions.Logging;

namespace Arbitrage.Venues.Books;

/// <summary>All books of one venue, spread over as many connections as the venue's limit of subscriptions asks for.</summary>
/// <param name="venue">Where.</param>
/// <param name="connections">Each with its own symbols.</param>
internal sealed class MarketStream(Venue venue, ImmutableArray<RollingSocket> connections) : IMarketStream
{
    /// <inheritdoc/>
    public Venue Venue { get; } = venue;

    /// <summary>Makes the stream.</summary>
    /// <exception cref="ArgumentException">A symbol has no slot.</exception>
    public static MarketStream Create(
        Venue venue,
        VenueOptions options,
        ImmutableArray<SymbolName> symbols,
        IReadOnlyDictionary<Symbol, BookSlot> slots,
        int symbolsPerConnection,
        Func<ImmutableArray<SymbolName>, IBookProtocol> protocolOf,
        TimeProvider time,
        ILogger log)
    {
        var connections = ImmutableArray.CreateBuilder<RollingSocket>();
        // The socket asks for a ping this often; most of the time none is needed, see BookConnection.WritePing.
        var settings = options.Sockets with { PingEvery = Shorter(options.ProveAliveEvery, options.Sockets.PingEvery) };
        foreach (var chunk in symbols.Chunk(symbolsPerConnection))
        {
            var outlets = chunk.Select(name => (Name: name, Outlet: new BookOutlet(SlotOf(name)))).ToArray();
            connections.Add(new RollingSocket($"{venue} books", () => Connect([.. chunk], outlets), settings, time, log));
        }

        return new MarketStream(venue, connections.ToImmutable());

        BookConnection Connect(ImmutableArray<SymbolName> names, (SymbolName Name, BookOutlet Outlet)[] outlets)
        {
            var protocol = protocolOf(names);
            var feeds = outlets.Select(o => new BookFeed(o.Name, o.Outlet, protocol.Shape, time, log)
            {
                PingsCountFor = options.ProbeSilentAfter * 1.5,
            });
            return new(protocol, [.. feeds], options, time, log);
        }

        BookSlot SlotOf(SymbolName name) => slots.TryGetValue(name.Symbol, out var slot)
            ? slot
            : throw new ArgumentException($"{name.Symbol} has no slot.", nameof(slots));
    }

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancel)
    {
        // One connection that ends through a bug takes the others with it, so that the supervisor sees the failure and restarts all.
        using var life = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var runs = connections.Select(connection => connection.RunAsync(life.Token)).ToArray();
        await Task.WhenAny(runs);
        await life.CancelAsync();
        await Task.WhenAll(runs);
    }

    private static TimeSpan Shorter(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
