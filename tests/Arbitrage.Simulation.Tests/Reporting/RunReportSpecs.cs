using System.Text.Json;
using Arbitrage.Simulation.Reporting;

namespace Arbitrage.Simulation.Tests.Reporting;

public sealed class RunReportSpecs
{
    internal static RunReport Example { get; } = new()
    {
        Mode = "replay",
        Seed = 0,
        Market = "test",
        DurationSeconds = 179m,
        Symbols = ["F_USDT"],
        StatesVisited = ["INITIALIZING"],
        Opportunities = 0,
        Attempts = 0,
        CompletedPairs = 0,
        Cycles = 0,
        SingleLegs = 0,
        RealisedPnl = -0.000001m,
        EstimatedPnl = 0m,
        Fees = 0.12m,
        Funding = 0m,
        MaxDeltaDeviationPct = 0m,
        LedgerMatchesVenue = true,
        InvariantViolations = 0,
        TraceHash = "ab",
        Pairs = [new SpreadReport("gate_spot", "mexc_spot", 50m, 0.01m, -0.1m, 0.33m, 160m, 10m)],
    };

    [Fact]
    public void Json_has_the_names_that_scripts_rely_on()
    {
        using var json = JsonDocument.Parse(RunReportJson.Write(Example));

        string[] names =
        [
            "mode", "seed", "durationSeconds", "symbols", "statesVisited", "opportunities", "skippedOpportunities", "attempts",
            "completedPairs", "cycles", "singleLegs", "realisedPnl", "estimatedPnl", "fees", "funding", "maxDeltaDeviationPct",
            "ledgerMatchesVenue", "invariantViolations", "traceHash", "latencyMicros",
        ];
        Assert.All(names, name => Assert.True(json.RootElement.TryGetProperty(name, out _), name));
        Assert.Equal(JsonValueKind.Number, json.RootElement.GetProperty("realisedPnl").ValueKind);
        Assert.Equal(50m, json.RootElement.GetProperty("pairs")[0].GetProperty("midAboveEntryPctOfTime").GetDecimal());
    }

    [Fact]
    public void Json_reads_back_to_the_same_report() =>
        Assert.Equal(RunReportJson.Write(Example), RunReportJson.Write(RunReportJson.Read(RunReportJson.Write(Example))));

    [Fact]
    public void Numbers_carry_no_trailing_zeros() =>
        Assert.Contains("\"fees\": 0.12,", RunReportJson.Write(Example with { Fees = 0.1200000000m }), StringComparison.Ordinal);

    [Fact]
    public void A_demo_without_spread_statistics_leaves_them_out()
    {
        using var json = JsonDocument.Parse(RunReportJson.Write(Example with { Pairs = null }));

        Assert.False(json.RootElement.TryGetProperty("spread", out _));
        Assert.False(json.RootElement.TryGetProperty("pairs", out _));
        Assert.False(json.RootElement.TryGetProperty("ticksPerSecond", out _));
    }
}
