using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Venues.Rest;

/// <summary>Tells the account's observer of each request that ended; without one it does nothing.</summary>
internal sealed class RequestWatch(IRequestObserver? observer, TimeProvider time, IReplyLimits limits)
{
    // Stamps of replies are whole microseconds or milliseconds.
    private static readonly TimeSpan Resolution = TimeSpan.FromMilliseconds(1);
    private static readonly HttpRequestOptionsKey<Symbol> Market = new("market");

    /// <summary>True while the venue has banned us: nothing may leave.</summary>
    public bool IsStopped => observer is { StoppedUntil: var until } && time.GetUtcNow() < until;

    /// <summary>Says of which market an order is that a request places.</summary>
    public static void Mark(HttpRequestMessage request, Symbol market) => request.Options.Set(Market, market);

    /// <summary>Now, by both clocks.</summary>
    public (DateTimeOffset At, long Timestamp) Begin() => (time.GetUtcNow(), time.GetTimestamp());

    /// <summary>A complete reply came.</summary>
    public void Replied(HttpRequestMessage request, (DateTimeOffset At, long Timestamp) sent, VenueReply reply)
    {
        if (observer is null)
            return;
        var kind = KindOf(request);
        Replied(kind, MarketOf(request), sent, reply.Status, limits.Read(kind, reply));
    }

    /// <summary>A complete answer came, by whichever door.</summary>
    public void Replied(RequestKind kind, Symbol? market, (DateTimeOffset At, long Timestamp) sent, int status, in LimitNotice notice)
    {
        if (observer is null)
            return;
        var roundTrip = time.GetElapsedTime(sent.Timestamp);
        observer.OnRequest(new(
            kind, market, 1, notice.End, status, notice.Remaining, notice.ReopensAt, notice.RetryAfter, sent.At, roundTrip,
            notice.ClockOf(sent.At, roundTrip, Resolution)));
    }

    /// <summary>Bytes may have left, and no complete reply came.</summary>
    public void Lost(HttpRequestMessage request, (DateTimeOffset At, long Timestamp) sent) => Lost(KindOf(request), MarketOf(request), sent);

    /// <inheritdoc cref="Lost(HttpRequestMessage, ValueTuple{DateTimeOffset, long})"/>
    public void Lost(RequestKind kind, Symbol? market, (DateTimeOffset At, long Timestamp) sent) => observer?.OnRequest(new(
        kind, market, 1, RequestEnd.NoReply, 0, null, null, null, sent.At, time.GetElapsedTime(sent.Timestamp), null));

    private RequestKind KindOf(HttpRequestMessage request) => limits.KindOf(request.Method, request.RequestUri!.AbsolutePath);

    private static Symbol? MarketOf(HttpRequestMessage request) => request.Options.TryGetValue(Market, out var market) ? market : null;
}
