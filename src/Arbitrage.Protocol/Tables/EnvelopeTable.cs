using Arbitrage.Protocol.Envelopes;
using Arbitrage.Protocol.Wire;

namespace Arbitrage.Protocol.Tables;

/// <summary>Family `en`: envelopes, queries and snapshots.</summary>
internal static class EnvelopeTable
{
    public static WireSchemaBuilder WithEnvelopes(this WireSchemaBuilder tables) => tables
        .Message<ToStrategy>("en.to-strategy/1")
        .Message<ToConnection>("en.to-connection/1")
        .Message<ToLedger>("en.to-ledger/1")
        .Message<ToGuard>("en.to-guard/1")
        .Message<LatchTold>("en.latch-told/1")
        .Message<GetStrategy>("en.get-strategy/1")
        .Message<StrategyStatus>("en.strategy-status/1")
        .Message<GetConnection>("en.get-connection/1")
        .Message<ConnectionStatus>("en.connection-status/1")
        .Message<GetLedger>("en.get-ledger/1")
        .Message<LedgerStatus>("en.ledger-status/1")
        .Message<GetGuard>("en.get-guard/1")
        .Message<GuardStatus>("en.guard-status/1")
        .Message<StateSnapshot>("en.snapshot/1");
}
