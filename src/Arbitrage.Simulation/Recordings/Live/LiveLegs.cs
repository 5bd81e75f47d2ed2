using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Venues;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Simulation.Recordings.Live;

/// <summary>One venue to record.</summary>
/// <param name="Venue">Which.</param>
/// <param name="Access">Addresses and times; no key is used.</param>
/// <param name="Names">Symbols with the venue's own names.</param>
/// <param name="Rules">The venue's rules of each of them, in the same order.</param>
public sealed record LiveLegs(Venue Venue, VenueOptions Access, ImmutableArray<SymbolName> Names, ImmutableArray<Instrument> Rules);

/// <summary>What of the public streams is recorded, and how.</summary>
public sealed record LiveRecordingOptions
{
    /// <summary>Full depth beside best quotes.</summary>
    public bool Books { get; init; }

    /// <summary>Trades of anybody.</summary>
    public bool Trades { get; init; }

    /// <summary>Most records that wait for the disk; above that the recording has a gap. At a thousand bytes a record some 60 MB.</summary>
    public int QueueLimit { get; init; } = 65_536;

    /// <summary>Longest time that a record is not safe from a crash.</summary>
    public TimeSpan FlushEvery { get; init; } = TimeSpan.FromSeconds(1);
}

/// <summary>How far the recording of one venue is.</summary>
/// <param name="Venue">Which.</param>
/// <param name="IsUp">All of its connections are there.</param>
/// <param name="Quotes">Best quotes so far.</param>
/// <param name="Depth">Changes of books and snapshots so far.</param>
/// <param name="Trades">Trades so far.</param>
/// <param name="LastAt">When the last of them came; null before the first.</param>
/// <param name="Outages">How often it was lost after it had been there.</param>
/// <param name="Why">Why it was lost last; empty when it never was.</param>
public sealed record LiveVenueProgress(
    Venue Venue, bool IsUp, long Quotes, long Depth, long Trades, DateTimeOffset? LastAt, int Outages, string Why);

/// <summary>How far a recording is.</summary>
/// <param name="Venues">Each venue, in journal order.</param>
/// <param name="Records">In the file.</param>
/// <param name="Bytes">Size of the file.</param>
/// <param name="Lost">Records that were not taken because the disk was too slow.</param>
/// <param name="Overflows">How often that began; each is a gap in the file.</param>
public sealed record LiveProgress(ImmutableArray<LiveVenueProgress> Venues, long Records, long Bytes, long Lost, int Overflows);
