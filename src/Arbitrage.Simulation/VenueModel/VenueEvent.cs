using Arbitrage.Domain.Markets;

namespace Arbitrage.Simulation.Model;

/// <summary>What changed about an order.</summary>
public enum OrderChange
{
    /// <summary>Taken by the venue.</summary>
    Placed = 1,

    /// <summary>Filled in part, still open.</summary>
    Updated = 2,

    /// <summary>Ended.</summary>
    Finished = 3,
}

/// <summary>What a venue model tells its subscribers, in order, as it happens.</summary>
public abstract record VenueEvent
{
    private VenueEvent()
    {
    }

    /// <summary>An order changed.</summary>
    public sealed record OrderChanged(VenueOrder Order, OrderChange Change) : VenueEvent;

    /// <summary>A fill.</summary>
    public sealed record Traded(VenueTrade Trade) : VenueEvent;

    /// <summary>A row was added; for futures this is the balance push.</summary>
    public sealed record RowAdded(VenueRow Row) : VenueEvent;

    /// <summary>A spot balance changed.</summary>
    /// <param name="Balance">After the change.</param>
    /// <param name="Change">Change of the total.</param>
    /// <param name="LockedChange">Change of the locked part.</param>
    /// <param name="Cause">Why.</param>
    /// <param name="At">When.</param>
    public sealed record BalanceChanged(
        VenueBalance Balance, decimal Change, decimal LockedChange, BalanceCause Cause, DateTimeOffset At) : VenueEvent;

    /// <summary>A position changed other than by its mark.</summary>
    public sealed record PositionChanged(VenuePosition Position) : VenueEvent;

    /// <summary>The displayed book changed: by its source, or because an order of ours took from it.</summary>
    /// <param name="Book">After the change.</param>
    /// <param name="FirstSequence">First update id of the change: the sequence before it plus one.</param>
    /// <param name="Bids">Levels that changed, with their new quantity; zero is gone.</param>
    /// <param name="Asks">The same for asks.</param>
    public sealed record BookChanged(VenueBook Book, long FirstSequence, BookLevel[] Bids, BookLevel[] Asks) : VenueEvent;

    /// <summary>The venue closed part of a position by itself.</summary>
    public sealed record PositionTaken(VenueTrade Trade, VenuePosition Before, VenuePosition After, OrderEnd Why) : VenueEvent;
}

/// <summary>Why a spot balance changed.</summary>
public enum BalanceCause
{
    /// <summary>An order locked it.</summary>
    OrderPlaced = 1,

    /// <summary>A fill.</summary>
    Fill = 2,

    /// <summary>The rest of an order was unlocked.</summary>
    OrderEnded = 3,

    /// <summary>Transfer in or out.</summary>
    Transfer = 4,
}
