using System.Collections.Immutable;

namespace Arbitrage.Domain.Markets;

/// <summary>The three venues. Each is one account of ours, one connection, one ledger. Numbers are journaled: never renumber.</summary>
public enum Venue
{
    /// <summary>Gate.io spot.</summary>
    GateSpot = 1,

    /// <summary>Gate.io USDT perpetual futures.</summary>
    GateFutures = 2,

    /// <summary>MEXC spot.</summary>
    MexcSpot = 3,
}

/// <summary>Fixed facts about venues.</summary>
public static class Venues
{
    /// <summary>All venues in journal order.</summary>
    public static ImmutableArray<Venue> All { get; } = [Venue.GateSpot, Venue.GateFutures, Venue.MexcSpot];

    /// <summary>True for the two spot venues.</summary>
    public static bool IsSpot(this Venue venue) => venue is Venue.GateSpot or Venue.MexcSpot;

    /// <summary>Key in persistence ids, configuration and output: `gate_spot`, `gate_futures`, `mexc_spot`. Fixed for ever.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a venue.</exception>
    public static string Key(this Venue venue) => venue switch
    {
        Venue.GateSpot => "gate_spot",
        Venue.GateFutures => "gate_futures",
        Venue.MexcSpot => "mexc_spot",
        _ => throw new ArgumentOutOfRangeException(nameof(venue), venue, "Not a venue."),
    };
}
