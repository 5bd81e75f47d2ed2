using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Market;

namespace Arbitrage.Node.Paper;

/// <summary>Market of a venue server whose books come from outside, as they happen: it has the venues' rules, and no steps of its own.</summary>
internal sealed class LiveCourse(ImmutableSortedDictionary<Venue, ImmutableArray<Instrument>> rules) : IMarketSource
{
    /// <inheritdoc/>
    public IReadOnlyList<Instrument> Instruments(Venue venue) => rules[venue];

    /// <inheritdoc/>
    public bool TryNext(out MarketStep step)
    {
        step = default;
        return false;
    }
}
