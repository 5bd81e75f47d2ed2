using Arbitrage.Protocol.Hashing;
using Arbitrage.Protocol.Tables;
using Arbitrage.Simulation.Driver;

namespace Arbitrage.Simulation.Tests.Replay;

/// <summary>The trace hash of a run (B22).</summary>
internal static class JournalHash
{
    public static string Of(MemoryJournals journals)
    {
        using var hash = new TraceHash(TradingWire.Schema);
        foreach (var entry in journals.All)
            hash.Append(entry.PersistenceId, entry.Sequence, entry.Happened);
        return hash.Compute();
    }
}
