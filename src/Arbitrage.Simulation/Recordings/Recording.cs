using System.Collections.Immutable;
using Arbitrage.Domain.Markets;

namespace Arbitrage.Simulation.Recordings;

/// <summary>A scenario of `mapping.json` with its quotes.</summary>
/// <param name="Scenario">Its id.</param>
/// <param name="Symbol">From the folder's name.</param>
/// <param name="Recorded">Venues that were recorded, in journal order.</param>
/// <param name="Quotes">In time order; of the same time in journal order of the venues.</param>
public sealed record Recording(
    string Scenario, Symbol Symbol, ImmutableArray<Venue> Recorded, ImmutableArray<RecordedQuote> Quotes)
{
    /// <summary>Time of the first quote.</summary>
    public DateTimeOffset Start => Quotes[0].At;

    /// <summary>From the first quote to the last.</summary>
    public TimeSpan Length => Quotes[^1].At - Start;
}
