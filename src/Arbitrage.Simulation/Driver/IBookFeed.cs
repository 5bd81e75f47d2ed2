using Arbitrage.Domain.Markets;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Simulation.Driver;

/// <summary>Plays a market source into the venue models, and what the models then display into the slots of the strategies.</summary>
internal interface IBookFeed
{
    /// <summary>Books handed to the slots.</summary>
    long Published { get; }

    /// <summary>The source has no more steps.</summary>
    bool HasEnded { get; }

    /// <summary>Where the strategy of a symbol finds a venue's latest book.</summary>
    BookSlot Slot(Symbol symbol, Venue venue);

    /// <summary>Schedules the next step; each step schedules the one after it.</summary>
    void Pump();

    /// <summary>Wakes a reader after the time of a message.</summary>
    void Wake(Action read);
}
