using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;

namespace Arbitrage.Simulation.Recordings;

/// <summary>Best bid and ask of one venue as recorded.</summary>
/// <param name="At">Recorder's time.</param>
/// <param name="Venue">Role in the system.</param>
/// <param name="Bid">Best bid.</param>
/// <param name="Ask">Best ask.</param>
public readonly record struct RecordedQuote(DateTimeOffset At, Venue Venue, Price Bid, Price Ask)
{
    /// <summary>Half of bid plus ask.</summary>
    public decimal Mid => (Bid.Value + Ask.Value) * 0.5m;
}
