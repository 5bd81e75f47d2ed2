using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Venues.Ports;
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
        Venue venue, VenueOptions options, ImmutableArray<Instrument> instruments, TimeProvider time, ILogger log) =>
        throw new NotSupportedException($"No gateway of {venue} at {options.Rest} yet ({instruments.Length}, {time}, {log}).");

    /// <summary>Private order and fill stream of one account; the parameters are those of <see cref="CreateTradingGateway"/>.</summary>
    public static IPrivateStream CreatePrivateStream(
        Venue venue, VenueOptions options, ImmutableArray<Instrument> instruments, TimeProvider time, ILogger log) =>
        throw new NotSupportedException($"No stream of {venue} at {options.Socket} yet ({instruments.Length}, {time}, {log}).");

    /// <summary>Fees of the account's own tier; the parameters are those of <see cref="CreateTradingGateway"/>.</summary>
    public static IFeeSource CreateFeeSource(
        Venue venue, VenueOptions options, ImmutableArray<Instrument> instruments, TimeProvider time, ILogger log) =>
        throw new NotSupportedException($"No fees of {venue} at {options.Rest} yet ({instruments.Length}, {time}, {log}).");
}
