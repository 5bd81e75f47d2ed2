using System.Collections.Immutable;
using Arbitrage.Domain.Units;

namespace Arbitrage.Simulation.Recordings.Statistics;

/// <summary>When the age of quotes is looked at.</summary>
public enum AgeLook
{
    /// <summary>All the time: a state stops to count at the moment its older quote reaches the age.</summary>
    Always = 0,

    /// <summary>Only when a quote of the symbol arrives: a state that is young enough then counts until the next one.</summary>
    OnArrival = 1,
}

/// <summary>By what rules spreads are measured. Every output states them.</summary>
public sealed record SpreadRules
{
    /// <summary>Oldest quote that counts.</summary>
    public TimeSpan Age { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>When age is looked at.</summary>
    public AgeLook Look { get; init; } = AgeLook.Always;

    /// <summary>How long after its start an episode is looked for again.</summary>
    public TimeSpan Latency { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>From what length on an episode is counted as long.</summary>
    public TimeSpan Long { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>Thresholds in percent, of mid differences and of edges; edges after fees have zero besides.</summary>
    public ImmutableArray<decimal> ThresholdsPct { get; init; } = [0.1m, 0.2m, 0.3m];

    /// <summary>The rules in words, one sentence each.</summary>
    public IEnumerable<string> Sentences()
    {
        yield return "legs are joined as-of: the last known best bid and ask of each venue, all updates of the same receipt time applied before anything is "
            + "looked at";
        yield return $"time-weighted; a state counts only while both quotes are at most {Seconds(Age)} s old, "
            + (Look == AgeLook.Always ? "looked at all the time" : "looked at when a quote arrives and then until the next")
            + "; the last quote has no duration";
        yield return "mid difference = (mid of the second - mid of the first) / the smaller mid";
        yield return "edge = (bid of the venue sold - ask of the venue bought) / that ask, at the top of the book, for any size; net is after the declared "
            + "taker fees of both venues, for the entry only";
        yield return "an episode is an uninterrupted run above a threshold; stale time ends it (in the second count it only suspends it); long from "
            + $"{Seconds(Long)} s on; 'still there' = above the threshold {Seconds(Latency)} s after its start, interrupted or not";
    }

    private static string Seconds(TimeSpan span) => DecimalText.Plain((decimal)span.Ticks / TimeSpan.TicksPerSecond);
}
