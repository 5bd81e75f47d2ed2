using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Venues.Books;
using Arbitrage.Venues.Gate;
using Arbitrage.Venues.Mexc;
using Arbitrage.Venues.Ports;
using Microsoft.Extensions.Logging;

namespace Arbitrage.Venues;

/// <summary>Makes the connectors of each venue.</summary>
public static partial class VenueAccess
{
    // Gate has no documented limit of subscriptions a connection; this keeps one thread's share small.
    private const int GateSymbolsPerConnection = 20;

    /// <summary>Rules and clock; needs no key.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a venue.</exception>
    public static IInstrumentSource CreateInstrumentSource(Venue venue, VenueOptions options, TimeProvider time) => venue switch
    {
        Venue.GateSpot => new GateInstruments(GateMarket.Spot, options, time),
        Venue.GateFutures => new GateInstruments(GateMarket.Futures, options, time),
        Venue.MexcSpot => new MexcInstruments(options, time),
        _ => throw new ArgumentOutOfRangeException(nameof(venue), venue, "Not a venue."),
    };

    /// <summary>Books of these symbols, published to their slots; needs no key.</summary>
    /// <param name="venue">Where.</param>
    /// <param name="options">Addresses and times.</param>
    /// <param name="symbols">What, with the venue's own names.</param>
    /// <param name="slots">One a symbol; a symbol without a slot is an <see cref="ArgumentException"/>.</param>
    /// <param name="time">Clock of receive stamps and waits.</param>
    /// <param name="log">Connects, losses and resynchronisations; nothing per tick.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not a venue.</exception>
    public static IMarketStream CreateMarketStream(
        Venue venue,
        VenueOptions options,
        ImmutableArray<SymbolName> symbols,
        IReadOnlyDictionary<Symbol, BookSlot> slots,
        TimeProvider time,
        ILogger log)
    {
        var (size, protocolOf) = Protocols(venue, options, time);
        return MarketStream.Create(venue, options, symbols, slots, size, protocolOf, time, log);
    }
}
