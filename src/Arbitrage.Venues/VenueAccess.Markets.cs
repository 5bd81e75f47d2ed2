using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Venues.Books;
using Arbitrage.Venues.Feeds;
using Arbitrage.Venues.Gate;
using Arbitrage.Venues.Mexc;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Rest;
using Microsoft.Extensions.Logging;

namespace Arbitrage.Venues;

/// <content>Public data beside books and rules, and the account calls beside trading.</content>
public static partial class VenueAccess
{
    /// <summary>Public reads of a venue's markets; needs no key. On perpetuals it is an <see cref="IPerpetualReader"/> too.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a venue.</exception>
    public static IMarketReader CreateMarketReader(Venue venue, VenueOptions options, TimeProvider time) => venue switch
    {
        Venue.GateSpot => new GateMarketReader(GateMarket.Spot, options, time),
        Venue.GateFutures => new GatePerpetualReader(options, time),
        Venue.MexcSpot => new MexcMarketReader(options, time),
        _ => throw new ArgumentOutOfRangeException(nameof(venue), venue, "Not a venue."),
    };

    /// <summary>Best quotes, trades and marks of these symbols; needs no key. The parameters are those of <see cref="CreateMarketStream"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a venue.</exception>
    public static IMarketFeed CreateMarketFeed(
        Venue venue, VenueOptions options, ImmutableArray<SymbolName> symbols, TimeProvider time, ILogger log)
    {
        var (size, protocolOf) = Protocols(venue, options, time);
        return new MarketFeed(
            [.. symbols.Chunk(size).Select(chunk => new FeedConnection(() => protocolOf([.. chunk]), [.. chunk], options, time, log))]);
    }

    /// <summary>Everything that the public streams say of these symbols; needs no key. The parameters are those of <see cref="CreateMarketStream"/>.</summary>
    /// <param name="venue">Where.</param>
    /// <param name="options">Addresses and times. Whole books by stream are not used: a snapshot by REST begins every book.</param>
    /// <param name="symbols">What, with the venue's own names.</param>
    /// <param name="channels">What is subscribed to.</param>
    /// <param name="sink">Who receives it.</param>
    /// <param name="time">Clock of receive stamps and waits.</param>
    /// <param name="log">Connects, losses and resynchronisations; nothing per tick.</param>
    internal static Tape CreateTape(
        Venue venue, VenueOptions options, ImmutableArray<SymbolName> symbols, PublicChannels channels, ITapeSink sink, TimeProvider time, ILogger log)
    {
        var (size, protocolOf) = Protocols(venue, options with { WholeBooksByStream = false }, time);
        // The limits of subscriptions are counted for two channels a symbol; a third takes its part.
        var fitting = channels.HasFlag(PublicChannels.Trades) ? size * 2 / 3 : size;
        return new([.. symbols.Chunk(fitting).Select(chunk => new TapeConnection(protocolOf([.. chunk]), [.. chunk], channels, options, sink, time, log))]);
    }

    /// <summary>
    /// Account calls beside trading; on perpetuals it is an <see cref="IMarginAccount"/> too. The parameters are those of
    /// <see cref="CreateTradingGateway"/>.
    /// </summary>
    public static IVenueAccount CreateAccount(
        Venue venue, VenueOptions options, ImmutableArray<Instrument> instruments, TimeProvider time, ILogger log)
    {
        var key = KeyOf(venue, options);
        var index = new InstrumentIndex(venue, instruments);
        return venue switch
        {
            Venue.GateSpot => new GateSpotAccount(options, key, index, time),
            Venue.GateFutures => new GateFuturesAccount(options, key, index, time),
            Venue.MexcSpot => new MexcAccount(options, key, index, time, log),
            _ => throw new ArgumentOutOfRangeException(nameof(venue), venue, "Not a venue."),
        };
    }

    private static (int SymbolsPerConnection, Func<ImmutableArray<SymbolName>, IBookProtocol> Of) Protocols(
        Venue venue, VenueOptions options, TimeProvider time) => venue switch
        {
            Venue.GateSpot => (GateSymbolsPerConnection, chunk => new GateBookProtocol(GateMarket.Spot, options, chunk, time)),
            Venue.GateFutures => (GateSymbolsPerConnection, chunk => new GateBookProtocol(GateMarket.Futures, options, chunk, time)),
            Venue.MexcSpot => (MexcBookProtocol.SymbolsPerConnection, chunk => new MexcBookProtocol(options, chunk, time)),
            _ => throw new ArgumentOutOfRangeException(nameof(venue), venue, "Not a venue."),
        };
}
