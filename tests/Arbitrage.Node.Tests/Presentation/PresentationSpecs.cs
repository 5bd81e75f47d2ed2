using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Node.Presentation;
using Arbitrage.Simulation.Reporting;
using Spectre.Console;

namespace Arbitrage.Node.Tests.Presentation;

/// <summary>What people see: the live table, its plain form, the report.</summary>
public class PresentationSpecs
{
    private static readonly Board Board = new(
        TimeSpan.FromSeconds(12), TimeSpan.FromSeconds(60), "typical [dislocations injected, 60 x measured]",
        [
            new(new("F_USDT"), "MONITORING_SPREADS", 0.123m, -0.4m,
                ImmutableSortedDictionary<Venue, decimal>.Empty.Add(Venue.GateSpot, 1.5m).Add(Venue.GateFutures, -3m).Add(Venue.MexcSpot, 1.5m),
                0m, 0.05m, 4, 1.25m),
        ],
        ["12:00:00.000 F_USDT Entry Done"]);

    [Fact]
    public void The_table_shows_state_edges_positions_delta_profit_and_events()
    {
        var text = Show(console => console.Write(ConsoleView.Render(Board)));
        foreach (var part in (string[])["F_USDT", "MONITORING_SPREADS", "+0.123 %", "-0.400 %", "1.5", "-3", "0.05 %", "+1.2500", "Entry Done", "[dislocations injected"])
            Assert.Contains(part, text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_plain_form_is_one_line_a_symbol() => Assert.Equal(
        ["00:12 F_USDT MONITORING_SPREADS edge +0.123% / -0.400% gate_spot=1.5 gate_futures=-3 mexc_spot=1.5 delta 0.05 % pairs 4 P&L 1.2500 USDT"],
        ConsoleView.Plain(Board));

    [Fact]
    public void The_report_says_profit_beside_the_estimate_and_whether_the_promises_held()
    {
        var text = Show(console => ReportView.Write(console, Report));
        foreach (var part in (string[])["1.25000000 USDT from fills (expected 1.50000000)", "4 completed of 5 tried (80.0 %)", "no_quote 2", "ledger = venue", "decide", "3.5"])
            Assert.Contains(part, text, StringComparison.Ordinal);
        var broken = Show(console => ReportView.Write(console, Report with { LedgerMatchesVenue = false, InvariantViolations = 2 }));
        Assert.Contains("DIFFER", broken, StringComparison.Ordinal);
        Assert.Contains("2 broken promises", broken, StringComparison.Ordinal);
    }

    private static RunReport Report => new()
    {
        Mode = "demo",
        Seed = 1,
        Market = "typical",
        DurationSeconds = 60,
        Symbols = ["F_USDT"],
        StatesVisited = ["INITIALIZING"],
        Opportunities = 7,
        SkippedOpportunities = ImmutableSortedDictionary<string, long>.Empty.Add("no_quote", 2),
        Attempts = 5,
        CompletedPairs = 4,
        Cycles = 2,
        SingleLegs = 1,
        RealisedPnl = 1.25m,
        EstimatedPnl = 1.5m,
        Fees = 0.1m,
        Funding = 0,
        MaxDeltaDeviationPct = 0.5m,
        LedgerMatchesVenue = true,
        InvariantViolations = 0,
        TraceHash = "00",
        LatencyMicros = ImmutableSortedDictionary<string, StageLatency>.Empty.Add("decide", new(3.5m, 9m, 20m)),
    };

    private static string Show(Action<IAnsiConsole> write)
    {
        using var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = 200;
        write(console);
        return writer.ToString();
    }
}
