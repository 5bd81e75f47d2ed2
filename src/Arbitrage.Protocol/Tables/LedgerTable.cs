using Arbitrage.Domain.Ledger;
using Arbitrage.Protocol.Wire;

namespace Arbitrage.Protocol.Tables;

/// <summary>Family `ld`: ledgers.</summary>
internal static class LedgerTable
{
    public static WireSchemaBuilder WithLedger(this WireSchemaBuilder tables) => tables
        .Events<LedgerEvent>(
            "ld",
            (1, "booked", typeof(LedgerEvent.Booked)),
            (2, "verified", typeof(LedgerEvent.Verified)),
            (3, "difference-found", typeof(LedgerEvent.DifferenceFound)))
        .Message<LedgerState>("ld.state/1")
        .Union<LedgerInput>(
            (1, typeof(LedgerInput.FactsArrived)),
            (2, typeof(LedgerInput.AccountQuiet)),
            (3, typeof(LedgerInput.ClockTicked)));
}
