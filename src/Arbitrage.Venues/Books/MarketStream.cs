using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Venues.Ports;
using Microsoft.Extensions.Logging;

namespace Arbitrage.Venues.Books;

/// <summary>All books of one venue, spread over as many connections as the venue's limit of subscriptions asks for.</summary>
/// <param name="venue">Where.</param>
/// <param name="connections">Each with its own symbols.</param>
internal sealed class MarketStream(Venue venue, ImmutableArray<BookConnection> connections) : IMarketStream
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
        var connections = ImmutableArray.CreateBuilder<BookConnection>();
        foreach (var chunk in symbols.Chunk(symbolsPerConnection))
        {
            var protocol = protocolOf([.. chunk]);
            connections.Add(new BookConnection(
                protocol, [.. chunk.Select(name => new BookFeed(name, SlotOf(name), protocol.Shape, time, log))], options, time, log));
        }

        return new MarketStream(venue, connections.ToImmutable());

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
}
