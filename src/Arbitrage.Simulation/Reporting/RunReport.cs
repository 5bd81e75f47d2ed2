using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Arbitrage.Domain.Units;

namespace Arbitrage.Simulation.Reporting;

/// <summary>
/// What a run did, the same for demo and replay: `--json` prints exactly this. Money is USDT, percent are percent, and every
/// figure comes from fills, rows and journals, never from an estimate, except <see cref="EstimatedPnl"/> which says so.
/// </summary>
public sealed record RunReport
{
    /// <summary>`demo`, `paper`, `replay` or `simulate`.</summary>
    public required string Mode { get; init; }

    /// <summary>Seed of the market; 0 where nothing is random.</summary>
    public required long Seed { get; init; }

    /// <summary>What the market was: preset with its label, or the recording and what was declared about it.</summary>
    public required string Market { get; init; }

    /// <summary>Length of the run: wall time of a demo, recorded time of a replay.</summary>
    public required decimal DurationSeconds { get; init; }

    /// <summary>Symbols traded, ordered.</summary>
    public required ImmutableArray<string> Symbols { get; init; }

    /// <summary>States that any strategy was in, in the order of the nine, in the guide's upper-case names.</summary>
    public required ImmutableArray<string> StatesVisited { get; init; }

    /// <summary>Opportunities that passed the net test (B4).</summary>
    public required long Opportunities { get; init; }

    /// <summary>Opportunities not taken, by reason.</summary>
    public ImmutableSortedDictionary<string, long> SkippedOpportunities { get; init; } = ImmutableSortedDictionary<string, long>.Empty;

    /// <summary>Pairs whose legs were intended.</summary>
    public required long Attempts { get; init; }

    /// <summary>Pairs of which both legs filled.</summary>
    public required long CompletedPairs { get; init; }

    /// <summary>Entries matched with their returns (B7).</summary>
    public required long Cycles { get; init; }

    /// <summary>Pairs that went to the ladder with one leg.</summary>
    public required long SingleLegs { get; init; }

    /// <summary>Profit of the pairs from fills and fees.</summary>
    public required decimal RealisedPnl { get; init; }

    /// <summary>Profit that the decisions expected.</summary>
    public required decimal EstimatedPnl { get; init; }

    /// <summary>Fees paid, all venues, valued in USDT.</summary>
    public required decimal Fees { get; init; }

    /// <summary>Funding received (negative: paid).</summary>
    public required decimal Funding { get; init; }

    /// <summary>Largest |net delta| over the hedged base, as far as it was certain.</summary>
    public required decimal MaxDeltaDeviationPct { get; init; }

    /// <summary>Every account's ledger equals the venue's own balances and positions to the last digit.</summary>
    public required bool LedgerMatchesVenue { get; init; }

    /// <summary>Broken promises seen by the checkers.</summary>
    public required long InvariantViolations { get; init; }

    /// <summary>SHA-256 over the journals (B22).</summary>
    public required string TraceHash { get; init; }

    /// <summary>Time per stage; empty in a replay, where time is virtual.</summary>
    public ImmutableSortedDictionary<string, StageLatency> LatencyMicros { get; init; } = ImmutableSortedDictionary<string, StageLatency>.Empty;

    /// <summary>Replay only: book updates handed to the machines per second of wall time, without the time of reading the recording.</summary>
    public decimal? TicksPerSecond { get; init; }

    /// <summary>Replay only: the same with the time of reading the recording.</summary>
    public decimal? TicksPerSecondWithReading { get; init; }

    /// <summary>Replay only: largest fall of a symbol's marked equity from its highest mark, percent of the capital allotted to it.</summary>
    public decimal? MaxDrawdownPct { get; init; }

    /// <summary>Replay only: spread between the two spots.</summary>
    public SpreadReport? Spread { get; init; }

    /// <summary>Replay only: the same for every pair of venues that was recorded.</summary>
    public ImmutableArray<SpreadReport>? Pairs { get; init; }

    /// <summary>Every promise with its verdict; null in reports of older versions.</summary>
    public ImmutableArray<PromiseVerdict>? Promises { get; init; }

    /// <summary>How far every limit and breaker was from stopping new risk at the end; null where no guard was asked.</summary>
    public ImmutableArray<DistanceToTrip>? Risk { get; init; }

    /// <summary>What a reader has to know to judge the figures: sizes declared, inventory adopted, dislocations injected, broken promises by name.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];
}

/// <summary>How far one limit or breaker was from stopping new risk.</summary>
/// <param name="Key">Configuration key.</param>
/// <param name="Scope">`all`, a venue's key or a symbol.</param>
/// <param name="Value">The figure.</param>
/// <param name="Threshold">Its limit.</param>
/// <param name="Distance">What is left; zero or below is beyond it.</param>
/// <param name="Mode">Mode of the scope: Active, Reducing or Halted.</param>
public sealed record DistanceToTrip(string Key, string Scope, decimal Value, decimal Threshold, decimal Distance, string Mode);

/// <summary>Latency of one stage in microseconds.</summary>
public sealed record StageLatency(decimal P50, decimal P99, decimal Max);

/// <summary>
/// Spread of a pair of venues, time-weighted over the time in which both quotes were at most <see cref="AgeRuleSeconds"/> old.
/// </summary>
/// <param name="First">Venue key.</param>
/// <param name="Second">Venue key.</param>
/// <param name="MidAboveEntryPctOfTime">Share of usable time with |mid difference| above the entry threshold.</param>
/// <param name="BestExecutableEdgePct">Largest (bid of one - ask of the other) / that ask, either direction, without fees.</param>
/// <param name="MedianMidPct">Median of (second mid - first mid) / the smaller, signed.</param>
/// <param name="MedianReturnCostPct">Median of ask of the dear / bid of the cheap venue - 1, without fees.</param>
/// <param name="UsableSeconds">Time that counted.</param>
/// <param name="AgeRuleSeconds">Oldest quote that counts.</param>
public sealed record SpreadReport(
    string First, string Second, decimal? MidAboveEntryPctOfTime, decimal? BestExecutableEdgePct, decimal? MedianMidPct,
    decimal? MedianReturnCostPct, decimal UsableSeconds, decimal AgeRuleSeconds);

/// <summary>The one JSON form of a report.</summary>
public static class RunReportJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new PlainDecimals() },
    };

    /// <summary>One JSON object, camelCase, decimals as numbers.</summary>
    public static string Write(RunReport report) => JsonSerializer.Serialize(report, Options);

    /// <summary>Reads it back.</summary>
    /// <exception cref="JsonException">Not a report.</exception>
    public static RunReport Read(string json) =>
        JsonSerializer.Deserialize<RunReport>(json, Options) ?? throw new JsonException("Not a report.");

    /// <summary>Without the trailing zeros that sums and quotients carry along.</summary>
    internal sealed class PlainDecimals : JsonConverter<decimal>
    {
        public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDecimal();

        public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(DecimalText.Canonical(value));
    }
}
