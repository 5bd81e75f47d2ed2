using Arbitrage.Simulation.Recordings.Files;

namespace Arbitrage.Cli.Presentation;

/// <summary>What `arb recording info` tells; the names are those of its JSON.</summary>
internal sealed record RecordingInfo(
    string Id, string[] Symbols, bool Relabelled, long Records, DateTimeOffset? First, DateTimeOffset? Last, LegInfo[] Legs, decimal GapSeconds, int GapCount,
    Silence[] Gaps, StoredInfo? File, string[] Declared);

/// <summary>One leg, or the account of a venue.</summary>
internal sealed record LegInfo(
    string Venue, string Symbol, string Really, bool HasSizes, bool HasDepth, Dictionary<string, long> Counts, DateTimeOffset? First, DateTimeOffset? Last,
    Silence? LongestSilence);

/// <summary>How a file of our own holds it.</summary>
/// <param name="Bytes">Size.</param>
/// <param name="Blocks">Blocks of records.</param>
/// <param name="RawBytes">Bytes of the records before compression.</param>
/// <param name="Ratio">Raw bytes for one stored.</param>
/// <param name="End">How it ends.</param>
/// <param name="EndText">The same for people.</param>
/// <param name="LostBytes">Bytes of a torn end.</param>
internal sealed record StoredInfo(long Bytes, long Blocks, long RawBytes, decimal Ratio, string End, string EndText, long LostBytes);
