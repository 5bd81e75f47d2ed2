using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;

namespace Arbitrage.VenueServer.Serving;

/// <summary>What can go wrong with a request.</summary>
public enum RequestFault
{
    /// <summary>The connection breaks before the body of a CREATE is read: no effect, not in the order log.</summary>
    CloseBeforeRead = 1,

    /// <summary>The connection breaks after the body was read: no effect, in the order log as dropped.</summary>
    CloseAfterRead = 2,

    /// <summary>The CREATE takes effect, then the connection breaks without a byte of reply.</summary>
    CloseAfterExecution = 3,

    /// <summary>The CREATE takes effect, then the connection breaks in the middle of the reply.</summary>
    CloseMidReply = 4,

    /// <summary>The request takes effect, the reply comes late.</summary>
    DelayReply = 5,

    /// <summary>The request takes effect, the reply never comes; the connection stays open until the client gives up.</summary>
    LoseReply = 6,

    /// <summary>The reply is a 5xx; whether the request took effect is up to the plan.</summary>
    ServerError = 7,

    /// <summary>The request never arrives: no effect, not in the order log; the connection stays open until the client gives up.</summary>
    LoseRequest = 8,

    /// <summary>Refused with 429; no effect.</summary>
    RateLimited = 9,

    /// <summary>The CREATE is refused for a reason; no effect.</summary>
    Reject = 10,

    /// <summary>Of what the CREATE asks, only a share is there to take.</summary>
    PartialFill = 11,
}

/// <summary>A fault of one request, as planned.</summary>
/// <param name="Fault">What.</param>
/// <param name="Delay">How late, for a delayed reply; for a 429 how long until the limit reopens.</param>
public sealed record PlannedFault(RequestFault Fault, TimeSpan Delay = default)
{
    /// <summary>HTTP status of a server error.</summary>
    public int Status { get; init; } = StatusCodes.Status502BadGateway;

    /// <summary>A server error comes after the request took effect, not instead of it.</summary>
    public bool TakesEffect { get; init; } = true;

    /// <summary>Why a CREATE is refused.</summary>
    public VenueReject Reason { get; init; } = VenueReject.Other;

    /// <summary>Share of the quantity that can be taken, from 0 to 1.</summary>
    public decimal Share { get; init; }
}

/// <summary>Faults to come, per venue, each for a number of requests, in the order they were planned.</summary>
public sealed class FaultBoard
{
    private readonly Lock _gate = new();
    private readonly List<Entry> _entries = [];

    /// <summary>The next requests of a venue suffer this.</summary>
    /// <param name="venue">Whose.</param>
    /// <param name="fault">What.</param>
    /// <param name="count">How many requests.</param>
    /// <param name="everyCall">Not only CREATEs.</param>
    public void Plan(Venue venue, PlannedFault fault, int count = 1, bool everyCall = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        lock (_gate)
            _entries.Add(new(venue, fault, everyCall) { Left = count });
    }

    /// <summary>Forgets what has not happened yet.</summary>
    public void Clear()
    {
        lock (_gate)
            _entries.Clear();
    }

    /// <summary>Number of requests that will still suffer.</summary>
    public int Pending
    {
        get
        {
            lock (_gate)
                return _entries.Sum(e => e.Left);
        }
    }

    internal PlannedFault? Take(Venue venue, bool isCreate)
    {
        lock (_gate)
        {
            var entry = _entries.FirstOrDefault(e => e.Venue == venue && (isCreate || e.EveryCall));
            if (entry is null)
                return null;
            if (--entry.Left == 0)
                _entries.Remove(entry);
            return entry.Fault;
        }
    }

    private sealed class Entry(Venue venue, PlannedFault fault, bool everyCall)
    {
        public Venue Venue => venue;

        public PlannedFault Fault => fault;

        public bool EveryCall => everyCall;

        public int Left { get; set; }
    }
}
