using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Simulation.Driver;
using Arbitrage.Simulation.Market;
using Arbitrage.Simulation.Model;
using Arbitrage.Simulation.Reporting;

namespace Arbitrage.Simulation.Tests.Reporting;

/// <summary>Half a minute of the real machines over a generated market, recorded: what a report is made of.</summary>
internal sealed record GeneratedRun(LocalSystem System, RunReport Report, RunHistory History, IReadOnlyList<SpreadSample> Samples)
{
    private static readonly Lazy<GeneratedRun> Made = new(() => New(seed: 1));

    /// <summary>One for all tests; nobody changes it.</summary>
    public static GeneratedRun Shared => Made.Value;

    public static GeneratedRun New(long seed)
    {
        var start = new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
        Symbol[] symbols = [.. SymbolProfile.DefaultSymbols.Order()];
        var source = new MarketGenerator(MarketPreset.Typical, seed, symbols);
        var options = new VenueModelOptions(new Dictionary<Asset, decimal> { [Asset.Usdt] = 5_000m }, start.AddDays(-1));
        StrategySettings[] settings = [.. symbols.Select(s => new StrategySettings { Symbol = s })];
        var system = new LocalSystem(
            new()
            {
                Start = start,
                TraceCalls = false,
                Strategies = [.. settings],
                Connections = [.. Domain.Markets.Venues.All.Select(v => new ConnectionSettings { Venue = v, Symbols = [.. symbols] })],
            },
            source, Domain.Markets.Venues.All.ToDictionary(v => v, v => new VenueModel(v, source.Instruments(v), options)));
        var recorder = new LocalRecorder(system);
        system.StartMarket();
        system.Start();
        system.RunFor(TimeSpan.FromSeconds(30));
        foreach (var symbol in symbols)
            system.Tell(symbol, new StrategyInput.StopRequested(OnStop.KeepHedged, "the test ends"));
        system.RunUntil(() => system.Strategies.Values.All(s => s.State.Ended), TimeSpan.FromSeconds(180));
        system.RunFor(TimeSpan.FromSeconds(5));
        var report = LocalReport.Of(system, "simulate", seed, source.Label, system.Time.Now - start, "");
        var facts = new RunFacts
        {
            Mode = "simulate",
            Seed = seed,
            Market = source.Label,
            Generated = true,
            Started = start,
            Symbols = [.. settings.Select(SymbolFacts.Of)],
            Configuration = [new("strategy.delta_neutral.arbitrage_entry_threshold_pct", "0.1", "default"), new("exchanges.gateio.secret_key", "***", "demo.yaml:6")],
        };
        return new(system, report, recorder.History(facts, report), recorder.Samples);
    }
}
