using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Venues.Gate;
using Arbitrage.Venues.Mexc;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Rest;
using Microsoft.Extensions.Logging;

namespace Arbitrage.Venues;

/// <content>The half that needs keys.</content>
public static partial class VenueAccess
{
    /// <summary>Private calls of one account. Dispose it if the result is <see cref="IDisposable"/>.</summary>
    /// <param name="venue">Which account.</param>
    /// <param name="options">Addresses, key and times; a missing key is an <see cref="ArgumentException"/>.</param>
    /// <param name="instruments">The symbols it trades; everything else on the account is foreign.</param>
    /// <param name="time">Clock of stamps and time-outs.</param>
    /// <param name="log">Never gets a key, a signature or a listen key.</param>
    public static ITradingGateway CreateTradingGateway(
        Venue venue, VenueOptions options, ImmutableArray<Instrument> instruments, TimeProvider time, ILogger log)
    {
        var key = KeyOf(venue, options);
        var index = new InstrumentIndex(venue, instruments);
        return venue switch
        {
            Venue.GateSpot => new GateSpotGateway(options, key, index, time, log),
            Venue.GateFutures => new GateFuturesGateway(options, key, index, time, log),
            Venue.MexcSpot => new MexcSpotGateway(options, key, index, time, log),
            _ => throw new ArgumentOutOfRangeException(nameof(venue), venue, "Not a venue."),
        };
    }

    /// <summary>Private order and fill stream of one account; the parameters are those of <see cref="CreateTradingGateway"/>.</summary>
    public static IPrivateStream CreatePrivateStream(
        Venue venue, VenueOptions options, ImmutableArray<Instrument> instruments, TimeProvider time, ILogger log)
    {
        var key = KeyOf(venue, options);
        var index = new InstrumentIndex(venue, instruments);
        return venue switch
        {
            Venue.GateSpot or Venue.GateFutures => new GatePrivateStream(venue, options, key, index, time, log),
            Venue.MexcSpot => new MexcPrivateStream(options, key, index, time, log),
            _ => throw new ArgumentOutOfRangeException(nameof(venue), venue, "Not a venue."),
        };
    }

    /// <summary>Fees of the account's own tier; the parameters are those of <see cref="CreateTradingGateway"/>.</summary>
    public static IFeeSource CreateFeeSource(
        Venue venue, VenueOptions options, ImmutableArray<Instrument> instruments, TimeProvider time, ILogger log) =>
        (IFeeSource)CreateTradingGateway(venue, options with { OrderDoor = OrderDoor.Rest }, instruments, time, log);

    private static ApiKey KeyOf(Venue venue, VenueOptions options) =>
        options.Key is { Key.IsEmpty: false, Secret.IsEmpty: false } key
            ? key
            : throw new ArgumentException($"{venue.Key()} has no key; private calls need one.", nameof(options));
}
