using Arbitrage.Domain.Markets;
using Arbitrage.Node.Observing;

namespace Arbitrage.Node.Demo;

/// <summary>
/// Nothing in flight, every fact booked, and the ledger's own comparison with the venue done at the last offset (ARCHITECTURE I4). Only
/// then may book and venue be compared from outside.
/// </summary>
internal static class Quiescence
{
    /// <summary>What is still under way, as lines; empty when quiet.</summary>
    public static IReadOnlyList<string> Unquiet(RunObserver observer)
    {
        var lines = new List<string>();
        foreach (var venue in Domain.Markets.Venues.All)
        {
            if (observer.Connection(venue) is not { } connection || observer.Ledger(venue) is not { } ledger)
                lines.Add($"{venue.Key()}: has not spoken");
            else if (connection.Unfinished.Any())
                lines.Add($"{venue.Key()}: {string.Join(", ", connection.Unfinished.Select(o => $"{o.Intent.Id} {o.Phase}"))}");
            else if (ledger.Cursor != connection.LastOffset)
                lines.Add($"{venue.Key()}: facts up to {connection.LastOffset}, booked up to {ledger.Cursor}");
            else if (ledger.VerifiedUpTo != ledger.Cursor)
                lines.Add($"{venue.Key()}: booked up to {ledger.Cursor}, verified up to {ledger.VerifiedUpTo}");
        }

        return lines;
    }
}
