using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Connection;

/// <summary>What the connection of one venue account journals. Times named `At` are local.</summary>
public abstract record ConnectionEvent
{
    private ConnectionEvent()
    {
    }

    /// <summary>First write of an incarnation: claims of earlier ones that have no outcome are UNKNOWN from here on.</summary>
    /// <param name="Sequence">Journal sequence number of this event: the number of the incarnation.</param>
    /// <param name="At">Local time.</param>
    public sealed record IncarnationStarted(long Sequence, DateTimeOffset At) : ConnectionEvent;

    /// <summary>The strategy of a symbol has a newer incarnation; intents of older ones are refused from here on.</summary>
    public sealed record EpochRaised(Symbol Symbol, Epoch Epoch, DateTimeOffset At) : ConnectionEvent;

    /// <summary>The intent will be sent, once, by this incarnation and no other.</summary>
    /// <param name="Intent">What.</param>
    /// <param name="Incarnation">The incarnation that claims.</param>
    /// <param name="Reserved">What is set aside for it until it has ended.</param>
    /// <param name="Clock">Clock against the venue as of the claim.</param>
    /// <param name="At">Local time.</param>
    public sealed record Claimed(
        OrderIntent Intent, long Incarnation, Reservation Reserved, ClockReading Clock, DateTimeOffset At) : ConnectionEvent;

    /// <summary>The intent will never be sent.</summary>
    public sealed record Refused(OrderIntent Intent, RefusalReason Reason, DateTimeOffset At) : ConnectionEvent;

    /// <summary>A successor closed the intent before it was claimed; it will never be sent.</summary>
    public sealed record Voided(OrderIntent Intent, Epoch By, DateTimeOffset At) : ConnectionEvent;

    /// <summary>An intent of before a restore: a lost part of this journal may hold its claim, so it is UNKNOWN and never sent.</summary>
    public sealed record Inherited(OrderIntent Intent, DateTimeOffset At) : ConnectionEvent;

    /// <summary>The venue took the order, or was seen to have it.</summary>
    public sealed record Acknowledged(ClientOrderId Id, string VenueOrderId, DateTimeOffset At) : ConnectionEvent;

    /// <summary>The order's outcome is unknown.</summary>
    public sealed record Doubted(ClientOrderId Id, string Why, DateTimeOffset At) : ConnectionEvent;

    /// <summary>Cumulative state of an order as the venue told it; only what is news is journaled.</summary>
    public sealed record Progressed(
        ClientOrderId Id, string VenueOrderId, bool Ended, Quantity Filled, Notional Notional, DateTimeOffset At) : ConnectionEvent;

    /// <summary>A fact of the account, once.</summary>
    /// <param name="Fact">With its numbers.</param>
    /// <param name="MarginTied">USDT of margin that a perpetual trade ties up; zero otherwise.</param>
    /// <param name="At">Local time.</param>
    public sealed record FactBooked(NumberedFact Fact, decimal MarginTied, DateTimeOffset At) : ConnectionEvent;

    /// <summary>The order has its final outcome, and every fill behind it is booked.</summary>
    /// <param name="Id">Which.</param>
    /// <param name="Outcome">How it ended.</param>
    /// <param name="UpTo">Symbol offset of the last fact of the symbol then.</param>
    /// <param name="At">Local time.</param>
    public sealed record Finished(ClientOrderId Id, OrderOutcome Outcome, long UpTo, DateTimeOffset At) : ConnectionEvent;

    /// <summary>Entries with final outcome, durably booked by the strategy and past their NotAfter, are dropped behind the mark.</summary>
    /// <param name="Symbol">Whose.</param>
    /// <param name="Ids">Which.</param>
    /// <param name="HighWater">Venue time: intents with a NotAfter at or below that are not known are refused for ever.</param>
    public sealed record Forgotten(Symbol Symbol, ImmutableArray<ClientOrderId> Ids, DateTimeOffset HighWater) : ConnectionEvent;

    /// <summary>Own trades of the symbol are booked up to this venue time.</summary>
    public sealed record TradesCovered(Symbol Symbol, DateTimeOffset To) : ConnectionEvent;

    /// <summary>Account rows are booked up to this venue time.</summary>
    public sealed record RowsCovered(DateTimeOffset To) : ConnectionEvent;

    /// <summary>
    /// What was found when the books were opened is booked as opening facts, and history starts here (venue time). At the first read ever where the
    /// configuration says so (`adopt_opening_balances`), otherwise with an <see cref="Adopted"/> before it.
    /// </summary>
    public sealed record OpeningAdopted(DateTimeOffset AtVenue) : ConnectionEvent;

    /// <summary>Facts that ledger and strategies have durably booked.</summary>
    /// <param name="Ledger">Offset of the account.</param>
    /// <param name="Symbols">Symbol offsets.</param>
    public sealed record FactsConfirmed(long Ledger, ImmutableArray<SymbolCursor> Symbols) : ConnectionEvent;

    /// <summary>Keys of facts older than this venue time are dropped; what is older still is never booked.</summary>
    public sealed record KeysPruned(DateTimeOffset Floor) : ConnectionEvent;

    /// <summary>The venue refused a request as one too many: nothing of its group is asked until it reopens, and everything goes slower for a while.</summary>
    /// <param name="Group">Name of the group, with its market where each has its own.</param>
    /// <param name="Until">Local time at which it reopens.</param>
    /// <param name="InARow">Refusals in a row, from 1.</param>
    /// <param name="Halvings">How often the pace is halved from now on.</param>
    /// <param name="At">Local time.</param>
    public sealed record GroupClosed(string Group, DateTimeOffset Until, int InARow, int Halvings, DateTimeOffset At) : ConnectionEvent;

    /// <summary>The venue lets nothing of ours in: nothing at all is asked before this local time.</summary>
    public sealed record Banned(DateTimeOffset Until, int InARow, string Why, DateTimeOffset At) : ConnectionEvent;

    /// <summary>So many cancels were sent since the last of these; placements are counted by their claims.</summary>
    public sealed record CancelsCounted(int Count, DateTimeOffset At) : ConnectionEvent;

    /// <summary>What was traded for the requests of the last 24 hours came near the venue's bound, or is clear of it again.</summary>
    public sealed record TurnoverJudged(bool IsLow, int Requests, int Fills, decimal Traded, DateTimeOffset At) : ConnectionEvent;

    /// <summary>An open order on our account is not ours: its symbol halts until it is gone or adopted.</summary>
    public sealed record ForeignOrderSeen(string VenueOrderId, Symbol? Symbol, DateTimeOffset At) : ConnectionEvent;

    /// <summary>Foreign orders that are gone for so long that no trade of theirs can show up any more.</summary>
    public sealed record ForeignOrdersForgotten(ImmutableArray<string> VenueOrderIds) : ConnectionEvent;

    /// <summary>A person adopted what nothing of ours explains. The facts of it follow in the same write.</summary>
    /// <param name="What">What.</param>
    /// <param name="By">Who.</param>
    /// <param name="Why">In their words.</param>
    /// <param name="At">Local time.</param>
    public sealed record Adopted(Adoption What, string By, string Why, DateTimeOffset At) : ConnectionEvent;
}

/// <summary>Up to where a strategy has durably booked the facts of its symbol.</summary>
public sealed record SymbolCursor(Symbol Symbol, long Offset);

/// <summary>An amount of one asset set aside for an order.</summary>
/// <param name="Asset">Coin.</param>
/// <param name="Amount">Not negative.</param>
public sealed record Reservation(Asset Asset, decimal Amount);
