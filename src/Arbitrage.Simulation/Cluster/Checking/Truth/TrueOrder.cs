using Arbitrage.Domain.Trading;

namespace Arbitrage.Simulation.Cluster.Checking.Truth;

/// <summary>Everything that truly happened to one intent: in the journals, on the wire, at the venue.</summary>
internal sealed class TrueOrder(string id)
{
    /// <summary>Client order id.</summary>
    public string Id { get; } = id;

    /// <summary>What was durably intended; null as long as no strategy did.</summary>
    public OrderIntent? Intent { get; set; }

    /// <summary>How often a strategy's journal holds it.</summary>
    public int Intentions { get; set; }

    // ---- what the strategy durably knows

    /// <summary>The answer as the strategy journaled it.</summary>
    public IntentAnswer? AnswerSeen { get; set; }

    /// <summary>The outcome as the strategy journaled it.</summary>
    public OrderOutcome? OutcomeSeen { get; set; }

    /// <summary>Symbol offset by which the strategy has all fills.</summary>
    public long UpTo { get; set; }

    /// <summary>Fills that the strategy has booked, gross.</summary>
    public decimal Booked { get; set; }

    // ---- what its connection journaled

    /// <summary>The claim; null when there is none.</summary>
    public OrderIntent? Claim { get; set; }

    /// <summary>Who claimed last.</summary>
    public Incarnation ClaimedBy { get; set; }

    /// <summary>Claims in the journal.</summary>
    public int Claims { get; set; }

    /// <summary>Answers in the journal: claims, refusals, voids, inheritances.</summary>
    public int Answers { get; set; }

    /// <summary>Final outcome in the connection's journal.</summary>
    public OrderOutcome? Outcome { get; set; }

    // ---- on the wire and at the venue

    /// <summary>Socket writes.</summary>
    public int Writes { get; set; }

    /// <summary>CREATEs that reached a venue.</summary>
    public int Receipts { get; set; }

    /// <summary>A venue took it.</summary>
    public bool IsAccepted { get; set; }

    /// <summary>A venue refused it or a fault kept it from the matching.</summary>
    public bool IsTurnedAway { get; set; }

    /// <summary>It is over at the venue.</summary>
    public bool HasEnded { get; set; }

    /// <summary>Base units filled at the venue.</summary>
    public decimal Filled { get; set; }

    /// <summary>It may still fill, by all that anybody could know.</summary>
    /// <param name="venueNow">The venue's own clock.</param>
    public bool MayFill(DateTimeOffset venueNow)
    {
        if (Intent is null || HasEnded || (IsTurnedAway && !IsAccepted) || Outcome is OrderOutcome.NotSent)
            return false;
        // Answered, and not by a claim: it will never leave.
        if (Answers > 0 && Claims == 0)
            return false;
        return IsAccepted || venueNow <= Intent.NotAfter;
    }
}
