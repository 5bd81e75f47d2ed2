using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Venues.Ports;
using Microsoft.Extensions.Logging;

namespace Arbitrage.Venues;

/// <summary>Makes the connectors of each venue.</summary>
public static partial class VenueAccess
{
    /// <summary>Rules and clock; needs no key.</summary>
    public static IInstrumentSource CreateInstrumentSource(Venue venue, VenueOptions options, TimeProvider time) =>
        throw new NotSupportedException($"No instruments of {venue} at {options.Rest} yet ({time}).");

    /// <summary>Books of these symbols, published to their slots; needs no key.</summary>
    /// <param name="venue">Where.</param>
    /// <param name="options">Addresses and times.</param>
    /// <param name="symbols">What, with the venue's own names.</param>
    /// <param name="slots">One a symbol; a symbol without a slot is an <see cref="ArgumentException"/>.</param>
    /// <param name="time">Clock of receive stamps and waits.</param>
    /// <param name="log">Connects, losses and resynchronisations; nothing per tick.</param>
    public static IMarketStream CreateMarketStream(
        Venue venue,
        VenueOptions options,
        ImmutableArray<SymbolName> symbols,
        IReadOnlyDictionary<Symbol, BookSlot> slots,
        TimeProvider time,
        ILogger log) =>
        throw new NotSupportedException($"No stream of {venue} at {options.Socket} yet ({symbols.Length}, {slots.Count}, {time}, {log}).");
}
