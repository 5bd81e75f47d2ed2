using Arbitrage.Domain.Markets;

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

    /// <summary>The request takes effect, the reply is HTTP 502.</summary>
    ServerError = 7,
}

/// <summary>A fault of one request, as planned.</summary>
/// <param name="Fault">What.</param>
/// <param name="Delay">How late, for a delayed reply.</param>
public sealed record PlannedFault(RequestFault Fault, TimeSpan Delay = default);

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
