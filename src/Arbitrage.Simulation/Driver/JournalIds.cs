using Arbitrage.Domain.Markets;

namespace Arbitrage.Simulation.Driver;

/// <summary>Persistence ids, the same as the actors'.</summary>
public static class JournalIds
{
    /// <summary>The risk guard.</summary>
    public const string Guard = "risk-guard";

    /// <summary>The strategy of a symbol.</summary>
    public static string Strategy(Symbol symbol) => $"strategy-{symbol.Text.ToLowerInvariant()}";

    /// <summary>The connection of an account.</summary>
    public static string Connection(Venue venue) => $"connection-{venue.Key()}";

    /// <summary>The ledger of an account.</summary>
    public static string Ledger(Venue venue) => $"ledger-{venue.Key()}";
}
