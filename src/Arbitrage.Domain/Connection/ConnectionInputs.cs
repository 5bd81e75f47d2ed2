using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Connection;

/// <summary>What reaches the connection machine of one venue account. Commands may be redelivered, late or reordered.</summary>
public abstract record ConnectionInput
{
    private ConnectionInput()
    {
    }

    /// <summary>Local time of receipt; stamped by the receiving driver, never sent.</summary>
    public DateTimeOffset Now { get; init; }

    // ---- from strategies and ledger

    /// <summary>A durably intended order: claim and send it, or answer why not. Redelivery gets the recorded answer.</summary>
    public sealed record Submit(OrderIntent Intent) : ConnectionInput;

    /// <summary>A new incarnation of a strategy: persist its epoch, then acknowledge with the claimed orders that have no final outcome.</summary>
    public sealed record RaiseEpoch(Symbol Symbol, Epoch Epoch) : ConnectionInput;

    /// <summary>A successor wants an older intent, never claimed as far as it knows, to be closed for ever.</summary>
    public sealed record Void(OrderIntent Intent, Epoch By) : ConnectionInput;

    /// <summary>Cancel this order at the venue if it is open. Cancels are not journaled.</summary>
    public sealed record Cancel(ClientOrderId Id) : ConnectionInput;

    /// <summary>The strategy has durably booked the final outcome of these; they may be forgotten.</summary>
    public sealed record ConfirmOutcomes(Symbol Symbol, ImmutableArray<ClientOrderId> Ids) : ConnectionInput;

    /// <summary>A strategy asks for the facts of its symbol after this symbol offset, which it has durably booked.</summary>
    public sealed record PullSymbolFacts(Symbol Symbol, long After) : ConnectionInput;

    /// <summary>The ledger asks for the facts of the account after this offset, which it has durably booked.</summary>
    public sealed record PullFacts(long After) : ConnectionInput;

    // ---- from a person

    /// <summary>A person adopts what nothing of ours explains; an alert says so when it is refused.</summary>
    public sealed record Adopt(Adoption What, string By, string Why) : ConnectionInput;

    // ---- from the venue's session (all are facts: they count whatever state the machine is in)

    /// <summary>Rules, fees and clock are loaded and the private stream is up: the session may be reconciled.</summary>
    public sealed record SessionOpened(ImmutableArray<Instrument> Instruments, ClockReading Clock) : ConnectionInput;

    /// <summary>The private stream or the venue is gone. Orders go on, but nothing new that adds risk.</summary>
    public sealed record SessionLost(string Why) : ConnectionInput;

    /// <summary>The venue refused key, signature or permission: critical, a person is needed.</summary>
    public sealed record AuthenticationFailed(string Text) : ConnectionInput;

    /// <summary>A new clock measurement.</summary>
    public sealed record ClockMeasured(ClockReading Clock) : ConnectionInput;

    /// <summary>What became of a CREATE that this incarnation sent.</summary>
    public sealed record CreateAnswered(ClientOrderId Id, CreateOutcome Outcome) : ConnectionInput;

    /// <summary>State of one order, from any door.</summary>
    public sealed record OrderReported(OrderReport Report) : ConnectionInput;

    /// <summary>A query by id found nothing. Alone it proves nothing.</summary>
    public sealed record OrderNotFound(ClientOrderId Id) : ConnectionInput;

    /// <summary>A trade, from any door.</summary>
    public sealed record TradeReported(AccountFact.Trade Trade) : ConnectionInput;

    /// <summary>All open orders of the account.</summary>
    public sealed record OpenOrdersRead(ImmutableArray<OrderReport> Orders) : ConnectionInput;

    /// <summary>All trades of one symbol between two venue times, fully paged.</summary>
    /// <param name="Symbol">Which.</param>
    /// <param name="From">As asked.</param>
    /// <param name="To">Venue time at which the read was begun: what happened later may be in it, or not.</param>
    /// <param name="Trades">Oldest first.</param>
    public sealed record TradesRead(
        Symbol Symbol, DateTimeOffset From, DateTimeOffset To, ImmutableArray<AccountFact.Trade> Trades) : ConnectionInput;

    /// <summary>Account rows other than trades between two venue times, fully paged.</summary>
    /// <param name="From">As asked.</param>
    /// <param name="To">Venue time at which the read was begun.</param>
    /// <param name="Rows">Oldest first.</param>
    public sealed record RowsRead(
        DateTimeOffset From, DateTimeOffset To, ImmutableArray<AccountFact.Row> Rows) : ConnectionInput;

    /// <summary>One read of balances and positions.</summary>
    public sealed record AccountRead(AccountReport Report) : ConnectionInput;

    /// <summary>A read (any of the above, except creates) failed and will not answer.</summary>
    public sealed record ReadFailed(string What, string Why) : ConnectionInput;

    /// <summary>A private request ended: what it spent, and what the venue said about limits.</summary>
    public sealed record RequestObserved(RequestSeen Seen) : ConnectionInput;

    /// <summary>
    /// Two measurements contradict each other: the venue's clock, or ours, jumped. What is possible now comes as `ClockMeasured`.
    /// </summary>
    /// <param name="IsOurs">Our wall clock ran apart from our monotonic one.</param>
    /// <param name="By">How far; positive is forward.</param>
    public sealed record ClockJumped(bool IsOurs, TimeSpan By) : ConnectionInput;

    /// <summary>The private stream told of a change of balances or positions: a reason to read the account.</summary>
    /// <param name="Symbol">Whose trades are wanted too.</param>
    /// <param name="From">Venue time from which on the account's history is wanted too; null when the balances are enough.</param>
    public sealed record AccountHinted(Symbol? Symbol = null, DateTimeOffset? From = null) : ConnectionInput;

    /// <summary>Passing of time; every 100 ms from the driver.</summary>
    public sealed record ClockTicked : ConnectionInput;
}
