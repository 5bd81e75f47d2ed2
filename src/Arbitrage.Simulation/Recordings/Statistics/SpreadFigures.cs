using System.Collections.Immutable;

namespace Arbitrage.Simulation.Recordings.Statistics;

/// <summary>Spread figures of a recording with all that is needed to judge them.</summary>
/// <param name="Recording">Id of the recording.</param>
/// <param name="Relabelled">The figures are of other venues than those named: they say nothing about ours.</param>
/// <param name="Declared">What was not recorded and is declared, one sentence each.</param>
/// <param name="Rules">How it was measured, one sentence each.</param>
/// <param name="AgeRuleSeconds">Oldest quote that counted.</param>
/// <param name="LatencySeconds">How long after its start an episode was looked for again.</param>
/// <param name="Pairs">Every pair of recorded venues of every symbol.</param>
public sealed record SpreadFigures(
    string Recording, bool Relabelled, ImmutableArray<string> Declared, ImmutableArray<string> Rules, decimal AgeRuleSeconds, decimal LatencySeconds,
    ImmutableArray<PairFigures> Pairs);

/// <summary>Figures of two venues.</summary>
/// <param name="Symbol">What.</param>
/// <param name="First">Venue key.</param>
/// <param name="Second">Venue key.</param>
/// <param name="UsableSeconds">Time in which both quotes were young enough.</param>
/// <param name="MidP5Pct">5th percentile of the mid difference, weighted by time; null when no time was usable.</param>
/// <param name="MidMedianPct">Its median.</param>
/// <param name="MidP95Pct">Its 95th percentile.</param>
/// <param name="MidAbove">Shares of usable time with |mid difference| above each threshold.</param>
/// <param name="Directions">Buying at the first and selling at the second, and the other way.</param>
public sealed record PairFigures(
    string Symbol, string First, string Second, decimal UsableSeconds, decimal? MidP5Pct, decimal? MidMedianPct, decimal? MidP95Pct,
    ImmutableArray<MidShare> MidAbove, ImmutableArray<DirectionFigures> Directions);

/// <summary>Share of time above a threshold.</summary>
/// <param name="ThresholdPct">Threshold.</param>
/// <param name="PctOfTime">Share of usable time in percent; null when no time was usable.</param>
public sealed record MidShare(decimal ThresholdPct, decimal? PctOfTime);

/// <summary>One way to trade a pair.</summary>
/// <param name="Buy">Venue bought at.</param>
/// <param name="Sell">Venue sold at.</param>
/// <param name="FeesPct">Taker fees of both, in percent, that net is after.</param>
/// <param name="BestGrossPct">Largest edge; null when no time was usable.</param>
/// <param name="BestNetPct">Largest edge after fees.</param>
/// <param name="Gross">By threshold, before fees.</param>
/// <param name="Net">By threshold, after fees.</param>
public sealed record DirectionFigures(
    string Buy, string Sell, decimal FeesPct, decimal? BestGrossPct, decimal? BestNetPct, ImmutableArray<EpisodeFigures> Gross,
    ImmutableArray<EpisodeFigures> Net);

/// <summary>Episodes above a threshold.</summary>
/// <param name="AbovePct">Threshold.</param>
/// <param name="Episodes">Uninterrupted runs; stale time ends one.</param>
/// <param name="EpisodesAcrossStale">The same when stale time only suspends one.</param>
/// <param name="Seconds">Time above, together.</param>
/// <param name="Long">Episodes of the first count that lasted long enough.</param>
/// <param name="StillThere">Episodes of the first count that were above the threshold again, or still, after the latency.</param>
public sealed record EpisodeFigures(decimal AbovePct, int Episodes, int EpisodesAcrossStale, decimal Seconds, int Long, int StillThere);
