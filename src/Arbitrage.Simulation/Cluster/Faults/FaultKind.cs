namespace Arbitrage.Simulation.Cluster.Faults;

/// <summary>Everything the adversary does; the names in reports are these in kebab case.</summary>
public enum FaultKind
{
    /// <summary>Venue: a CREATE is refused, for any reason of the closed set.</summary>
    CreateRejected = 1,

    /// <summary>Venue: a CREATE is lost before it takes effect, and no reply comes.</summary>
    CreateLost = 2,

    /// <summary>Venue: a CREATE takes effect and its reply is lost.</summary>
    CreateReplyLost = 3,

    /// <summary>Venue: the reply to a CREATE comes late.</summary>
    CreateReplyLate = 4,

    /// <summary>Venue: a CREATE is on the wire for long and arrives when its time may be over.</summary>
    CreateLate = 5,

    /// <summary>Venue: the private stream is late.</summary>
    FillDelayed = 6,

    /// <summary>Venue: the private stream tells things twice.</summary>
    FillDuplicated = 7,

    /// <summary>Venue: the private stream loses things.</summary>
    FillLost = 8,

    /// <summary>Venue: reads fail.</summary>
    ReadsFail = 9,

    /// <summary>Venue: reads show what was a few seconds ago.</summary>
    ReadsStale = 10,

    /// <summary>Venue: lists and look-ups come back empty.</summary>
    ReadsEmpty = 11,

    /// <summary>Venue: the session is lost.</summary>
    SessionLost = 12,

    /// <summary>Venue: one request too many (429).</summary>
    RateLimited = 13,

    /// <summary>Venue: nothing of ours is let in for a while (418).</summary>
    Banned = 14,

    /// <summary>Venue: every call fails and the stream is down.</summary>
    Maintenance = 15,

    /// <summary>Venue: the short is liquidated.</summary>
    Liquidation = 16,

    /// <summary>Venue: part of the short is deleveraged.</summary>
    Deleveraging = 17,

    /// <summary>Venue: a person trades on our account.</summary>
    ManualTrade = 18,

    /// <summary>Venue: funding is settled.</summary>
    Funding = 19,

    /// <summary>Market data: a feed stands still.</summary>
    FeedFrozen = 20,

    /// <summary>Market data: a feed shows crossed books.</summary>
    FeedCrossed = 21,

    /// <summary>Network: messages between machines are lost.</summary>
    MessageLost = 22,

    /// <summary>Network: messages come twice.</summary>
    MessageDuplicated = 23,

    /// <summary>Network: messages are late, by up to seconds, and overtake each other.</summary>
    MessageDelayed = 24,

    /// <summary>Network: a node sees no other node; venues and journal it still sees.</summary>
    Partition = 25,

    /// <summary>Process: a machine crashes at a boundary.</summary>
    Crash = 26,

    /// <summary>Process: a node dies.</summary>
    NodeCrash = 27,

    /// <summary>Process: a node stands still and wakes up late.</summary>
    Pause = 28,

    /// <summary>Journal: a write fails before anything is written.</summary>
    WriteFails = 29,

    /// <summary>Journal: a write lands and the writer is told that it failed.</summary>
    WriteLandsAndFails = 30,

    /// <summary>Journal: a write is rejected at once.</summary>
    WriteRejected = 31,

    /// <summary>Journal: writes are slow.</summary>
    WriteSlow = 32,

    /// <summary>Journal: two incarnations write the same number; follows from the others.</summary>
    NumberTaken = 33,

    /// <summary>Clock: a node's wall clock is set, and set right again later.</summary>
    ClockJump = 34,

    /// <summary>Clock: a node's wall clock is slewed away for a while, which nothing on the node notices.</summary>
    ClockSkew = 35,

    /// <summary>Clock: rates differ within the bound; there from the start.</summary>
    ClockDrift = 36,

    /// <summary>Operator: kill.</summary>
    Kill = 37,

    /// <summary>Operator: resume.</summary>
    Resume = 38,

    /// <summary>Operator: stop of a strategy, which comes back later.</summary>
    Stop = 39,
}
