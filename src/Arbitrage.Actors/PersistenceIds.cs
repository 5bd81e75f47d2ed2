using Arbitrage.Domain.Markets;

namespace Arbitrage.Actors;

/// <summary>`family-key`, lower case. Fixed for ever: the journal is found by them, and client order ids are made of the strategy's.</summary>
public static class PersistenceIds
{
    public const string RiskGuard = "risk-guard";

    public static string Strategy(Symbol symbol) => $"strategy-{symbol.Text.ToLowerInvariant()}";

    public static string Connection(Venue venue) => $"connection-{venue.Key()}";

    public static string Ledger(Venue venue) => $"ledger-{venue.Key()}";
}
