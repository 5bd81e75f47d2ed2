using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Trading;

namespace Arbitrage.Venues.Rest;

/// <summary>What a venue's replies say about its limits and its clock.</summary>
internal interface IReplyLimits
{
    /// <summary>What a request asks for.</summary>
    RequestKind KindOf(HttpMethod method, string path);

    /// <summary>What its reply says.</summary>
    LimitNotice Read(RequestKind kind, VenueReply reply);
}

/// <summary>Limits and clock in one reply.</summary>
/// <param name="End">Answered, one too many, or banned.</param>
/// <param name="Remaining">Left of the request's own limit; null when not told.</param>
/// <param name="ReopensAt">Venue time; null when not told or not passed.</param>
/// <param name="RetryAfter">How long to wait; null when not told.</param>
/// <param name="VenueIn">Venue time at which the request came in; null when not told precisely.</param>
/// <param name="VenueOut">Venue time at which the reply went out; null when not told precisely.</param>
internal readonly record struct LimitNotice(
    RequestEnd End, int? Remaining, DateTimeOffset? ReopensAt, TimeSpan? RetryAfter, DateTimeOffset? VenueIn, DateTimeOffset? VenueOut)
{
    /// <summary>
    /// Offset by these stamps: the venue read its clock after the request left and before the reply was there, so the offset lies within what is
    /// left of the round trip without the venue's own time.
    /// </summary>
    public ClockReading? ClockOf(DateTimeOffset sentAt, TimeSpan roundTrip, TimeSpan resolution)
    {
        if (VenueIn is not { } came || VenueOut is not { } left)
            return null;
        var (low, high) = (left - (sentAt + roundTrip) - resolution, came - sentAt + resolution);
        return new(low + ((high - low) / 2), (high - low) / 2);
    }
}
