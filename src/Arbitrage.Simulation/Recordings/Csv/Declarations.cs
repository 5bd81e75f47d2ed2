using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;

namespace Arbitrage.Simulation.Recordings.Csv;

/// <summary>What a scenario does not hold and has been declared or assumed, one sentence each.</summary>
internal static class Declarations
{
    /// <summary>What every output of a relabelled recording begins with.</summary>
    public const string Relabelled = "relabelled: other venues' quotes stand for ours, so no spread or profit here says anything about Gate or MEXC";

    /// <summary>All sentences.</summary>
    public static IEnumerable<string> Of(RecordingHeader header, ImmutableArray<LegFiles> files)
    {
        if (header.Relabelled)
            yield return Relabelled;
        foreach (var leg in header.Legs.Where(l => l.Really.Length > 0))
            yield return $"{leg.Instrument.Venue.Key()} is really {leg.Really}";
        foreach (var venue in Domain.Markets.Venues.All.Except(files.Select(f => f.Venue)))
            yield return $"{venue.Key()} was not recorded and nothing stands for it";
        foreach (var file in files.Where(f => !f.HasSizes))
            yield return $"{file.Venue.Key()} has no sizes: quantities are zero, and whoever replays it declares a size";
        foreach (var file in files.Where(f => f.ContractUsd > 0m))
        {
            var lot = header.Legs.First(l => l.Instrument.Venue == file.Venue).Instrument.Lot;
            yield return $"{file.Venue.Key()} counts contracts of {DecimalText.Plain(file.ContractUsd)} USD: base units are contracts x "
                + $"{DecimalText.Plain(file.ContractUsd)} / the level's own price, rounded down to {lot}; USD is taken as USDT";
        }

        if (files.Any(f => f.Really.Contains("BUSD", StringComparison.Ordinal)))
            yield return "BUSD is taken as USDT";
        foreach (var file in files.Where(f => f.OfTrades))
        {
            var tick = header.Legs.First(l => l.Instrument.Venue == file.Venue).Instrument.Tick;
            yield return $"{file.Venue.Key()} has minute trades and no quotes: the close less and plus one tick ({tick}) are bid and ask, as bid = ask is no "
                + "usable book";
        }

        if (files.Any(f => f.Really.Contains("1-minute", StringComparison.Ordinal)))
            yield return "a minute's bar is published at its end";
        foreach (var sentence in DeclaredRules.Sentences([.. header.Legs.Select(l => l.Instrument)]))
            yield return sentence;
    }
}
