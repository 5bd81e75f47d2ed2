using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Risk;

/// <summary>Money of one symbol at one venue, USDT.</summary>
/// <param name="Capital">Tied up: value of spot, or margin of a perpetual.</param>
/// <param name="Exposure">Value of the position, whatever it ties up. What is asked here adds risk at this venue.</param>
public readonly record struct VenueMoney(Notional Capital, Notional Exposure)
{
    /// <summary>Nothing.</summary>
    public static VenueMoney None { get; } = new(Notional.Zero, Notional.Zero);

    /// <summary>Both parts, none below zero.</summary>
    public VenueMoney Less(VenueMoney other) =>
        new(Notional.Max(Capital - other.Capital, Notional.Zero), Notional.Max(Exposure - other.Exposure, Notional.Zero));

    /// <summary>Both parts.</summary>
    public VenueMoney Plus(VenueMoney other) => new(Capital + other.Capital, Exposure + other.Exposure);
}

/// <summary>The same for each of the three venues.</summary>
public sealed record PerVenue(VenueMoney GateSpot, VenueMoney GateFutures, VenueMoney MexcSpot)
{
    /// <summary>Nothing anywhere.</summary>
    public static PerVenue None { get; } = Everywhere(VenueMoney.None);

    /// <summary>What is meant at a venue.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a venue.</exception>
    public VenueMoney this[Venue venue] => venue switch
    {
        Venue.GateSpot => GateSpot,
        Venue.GateFutures => GateFutures,
        Venue.MexcSpot => MexcSpot,
        _ => throw new ArgumentOutOfRangeException(nameof(venue), venue, "Not a venue."),
    };

    /// <summary>The same at every venue: what an amount without venues means.</summary>
    public static PerVenue Everywhere(VenueMoney money) => new(money, money, money);

    /// <summary>Venue by venue, nothing below zero.</summary>
    public PerVenue Less(PerVenue other) =>
        new(GateSpot.Less(other.GateSpot), GateFutures.Less(other.GateFutures), MexcSpot.Less(other.MexcSpot));

    /// <summary>The same, with one venue's money replaced.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a venue.</exception>
    public PerVenue With(Venue venue, VenueMoney money) => venue switch
    {
        Venue.GateSpot => this with { GateSpot = money },
        Venue.GateFutures => this with { GateFutures = money },
        Venue.MexcSpot => this with { MexcSpot = money },
        _ => throw new ArgumentOutOfRangeException(nameof(venue), venue, "Not a venue."),
    };

    /// <summary>Venue by venue.</summary>
    public PerVenue Plus(PerVenue other) =>
        new(GateSpot.Plus(other.GateSpot), GateFutures.Plus(other.GateFutures), MexcSpot.Plus(other.MexcSpot));
}

/// <summary>What a symbol ties up at most at one venue, and its exposure over all of them, both in USDT.</summary>
/// <param name="Capital">The largest of the venues', or more.</param>
/// <param name="Exposure">Of the symbol: its spot or its perpetual, whichever is more, as one hedges the other.</param>
/// <param name="Venues">Venue by venue; null means the same at each.</param>
public sealed record Use(Notional Capital, Notional Exposure, PerVenue? Venues = null)
{
    /// <summary>Nothing in use.</summary>
    public static Use None { get; } = new(Notional.Zero, Notional.Zero, PerVenue.None);

    /// <summary>True when nothing is tied up or exposed.</summary>
    public bool IsNone => Capital == Notional.Zero && Exposure == Notional.Zero;

    /// <summary>What counts at each venue.</summary>
    public PerVenue AtVenues => Venues ?? PerVenue.Everywhere(new(Capital, Exposure));

    /// <summary>Without what is charged elsewhere; no part below zero.</summary>
    public Use Less(Notional exposure, PerVenue venues) => new(
        Notional.Max(Capital - exposure, Notional.Zero), Notional.Max(Exposure - exposure, Notional.Zero), AtVenues.Less(venues));

    /// <summary>Part by part.</summary>
    public Use Plus(Use other) => new(Capital + other.Capital, Exposure + other.Exposure, AtVenues.Plus(other.AtVenues));
}

/// <summary>Which statement of its use a symbol's charge rests on: a later one stands, whichever arrives first.</summary>
/// <param name="Epoch">Incarnation of the strategy that stated it.</param>
/// <param name="Version">The strategy's journal sequence number as of then; 0 when it was not numbered.</param>
/// <param name="ClosedBelow">Requests below this one are over: their grants are closed, and a late repetition gets none.</param>
public sealed record UseStamp(Epoch Epoch, long Version, long ClosedBelow = 0)
{
    /// <summary>Nothing was stated yet.</summary>
    public static UseStamp None { get; } = new(default, 0);

    /// <summary>True when a statement of this stamp is older than this one. A statement without a number is never old.</summary>
    public bool IsNewerThan(Epoch epoch, long version) => version != 0 && (Epoch > epoch || (Epoch == epoch && Version > version));
}
