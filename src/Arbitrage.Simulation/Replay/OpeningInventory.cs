using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Units;

namespace Arbitrage.Simulation.Replay;

/// <summary>
/// What each symbol that was recorded at all three venues is declared to hold at the opening: half of the target inventory on each spot, in whole
/// contracts together, and the hedge of it.
/// </summary>
internal sealed class OpeningInventory
{
    private readonly ImmutableSortedDictionary<Symbol, decimal> _eachSpot;

    private OpeningInventory(ImmutableSortedDictionary<Symbol, decimal> eachSpot, DateTimeOffset? quotedAt) => (_eachSpot, QuotedAt) = (eachSpot, quotedAt);

    /// <summary>When every leg of these symbols has quoted once; null without an inventory.</summary>
    public DateTimeOffset? QuotedAt { get; }

    public static OpeningInventory Of(RecordingSurvey survey, RecordedMarket market, ImmutableArray<StrategySettings> strategies)
    {
        var eachSpot = ImmutableSortedDictionary.CreateBuilder<Symbol, decimal>();
        DateTimeOffset? quoted = null;
        foreach (var settings in strategies)
        {
            var symbol = settings.Symbol;
            var legs = Domain.Markets.Venues.All.Select(v => survey.Leg(symbol, v)).OfType<LegSurvey>().ToList();
            if (legs.Count != Domain.Markets.Venues.All.Length)
                continue;
            var contract = market.Instruments(Venue.GateFutures).First(i => i.Symbol == symbol).Multiplier.Value;
            var target = settings.BasePositionSize.Value * settings.MaxPositionMultiplier;
            eachSpot.Add(symbol, decimal.Ceiling(target / 2m / survey.LowestBid(symbol).Value / contract) * contract);
            var last = legs.Max(l => l.FirstAt);
            quoted = quoted is null || last > quoted ? last : quoted;
        }

        return new(eachSpot.ToImmutable(), quoted);
    }

    /// <summary>Base held at a spot venue, or the signed perpetual position, by symbol.</summary>
    public IEnumerable<(Symbol Symbol, decimal Base)> At(Venue venue) => _eachSpot.Select(e => (e.Key, venue.IsSpot() ? e.Value : -2m * e.Value));

    public override string ToString() => _eachSpot.IsEmpty
        ? "none"
        : string.Join(", ", _eachSpot.Keys.SelectMany(symbol => Domain.Markets.Venues.All.Select(venue =>
            $"{DecimalText.Plain(At(venue).First(h => h.Symbol == symbol).Base)} {symbol.Base} at {venue.Key()}")));
}
