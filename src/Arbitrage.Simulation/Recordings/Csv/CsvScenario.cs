using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;

namespace Arbitrage.Simulation.Recordings.Csv;

/// <summary>A scenario of CSV files. Opening it reads the first quotes of every leg, from which its rules are declared; nothing is kept in memory.</summary>
internal sealed class CsvScenario : IMarketRecording
{
    private readonly ImmutableArray<Func<RowSource>> _sources;

    private CsvScenario(RecordingHeader header, ImmutableArray<Func<RowSource>> sources) => (Header, _sources) = (header, sources);

    /// <inheritdoc/>
    public RecordingHeader Header { get; }

    /// <summary>Opens a scenario.</summary>
    /// <exception cref="RecordingException">Unknown, or its files are missing or wrong at their beginning.</exception>
    public static CsvScenario Open(MappingFile mapping, string id)
    {
        var layout = new ScenarioLayout(mapping, id);
        var sources = ImmutableArray.CreateBuilder<Func<RowSource>>();
        var legs = ImmutableArray.CreateBuilder<RecordedLeg>();
        var files = layout.Legs();
        foreach (var file in files)
        {
            var instrument = RulesOf(file) ?? throw mapping.Wrong(id, file.Venue.Key(), "its file has no quote; name a file that has, or null.");
            legs.Add(new(instrument, file.Really, file.HasSizes, file.HasDepth));
            // One object for all files of a leg: the reader tells legs apart by it.
            var leg = new Leg(file.Venue, file.Symbol, UnitOf(file, instrument));
            sources.Add(() => file.Quotes(leg, instrument.Tick.Value));
            foreach (var more in file.More)
                sources.Add(() => more(leg));
        }

        var header = new RecordingHeader(id, legs.ToImmutable(), layout.IsRelabelled, []);
        return new(header with { Declared = [.. Declarations.Of(header, files)] }, sources.ToImmutable());
    }

    /// <inheritdoc/>
    public IMarketReader Read() => new ScenarioReader(_sources);

    private static Instrument? RulesOf(LegFiles file)
    {
        // A trade bar has no quotes, only a close: it is the mid of whatever is put around it.
        const decimal AnyTick = 0.000000000001m;
        using var source = file.Quotes(new(file.Venue, file.Symbol, SizeUnit.Coins), AnyTick);
        var record = new MarketRecord();
        decimal tick = 1m, firstMid = 0m;
        for (var i = 0; i < DeclaredRules.Sample && source.MoveNext(); i++)
        {
            source.Take(record);
            if (record.Bids.IsEmpty || record.Asks.IsEmpty)
                continue;
            decimal bid = record.Bids[0].Price.Value, ask = record.Asks[0].Price.Value, mid = (bid + ask) * 0.5m;
            firstMid = firstMid == 0m ? mid : firstMid;
            tick = file.OfTrades
                ? Math.Min(tick, DeclaredRules.StepOf(mid))
                : Math.Min(tick, Math.Min(DeclaredRules.StepOf(bid), DeclaredRules.StepOf(ask)));
        }

        return firstMid == 0m ? null : DeclaredRules.Of(file.Venue, file.Symbol, tick, firstMid);
    }

    private static SizeUnit UnitOf(LegFiles file, Instrument instrument)
    {
        if (file.ContractUsd > 0m)
            return new(0m, file.ContractUsd, instrument.Lot.Value);
        return file.InContracts ? new(instrument.Multiplier.Value, 0m, 0m) : SizeUnit.Coins;
    }
}
