using System.Collections.Immutable;
using Arbitrage.Domain.Ledger;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Connection;

/// <summary>What a connection durably knows: the fold of its journal.</summary>
/// <param name="Incarnation">Sequence number of the last start; 0 before the first.</param>
/// <param name="Symbols">What it knows per symbol.</param>
/// <param name="Orders">Intents with their one answer, until they are forgotten.</param>
/// <param name="Facts">Facts by offset that are not confirmed by everybody.</param>
/// <param name="LastOffset">Number of the last fact.</param>
/// <param name="LedgerCursor">Offset up to which the ledger has confirmed.</param>
/// <param name="Seen">Keys of booked facts with their venue time, for deduplication.</param>
/// <param name="SeenFloor">Keys older than this venue time were dropped.</param>
/// <param name="Book">Balances and positions that the facts add up to.</param>
/// <param name="Spent">What recent facts took from or gave to free funds; an account read that ended earlier does not show it.</param>
/// <param name="OpenedAt">Venue time of the adopted opening; null before.</param>
/// <param name="RowsCoveredTo">Venue time up to which rows are booked.</param>
/// <param name="LastChangeAt">Local time of the last claim, fact or outcome.</param>
/// <param name="Requests">What it knows about request limits; null before anything happened to them.</param>
/// <param name="Foreign">Orders on the account that are not ours; null before the first.</param>
public sealed partial record ConnectionState(
    long Incarnation,
    ImmutableSortedDictionary<Symbol, SymbolProgress> Symbols,
    ImmutableSortedDictionary<ClientOrderId, OrderEntry> Orders,
    ImmutableSortedDictionary<long, NumberedFact> Facts,
    long LastOffset,
    long LedgerCursor,
    ImmutableSortedDictionary<string, DateTimeOffset> Seen,
    DateTimeOffset SeenFloor,
    AccountBook Book,
    ImmutableArray<Spending> Spent,
    DateTimeOffset? OpenedAt,
    DateTimeOffset RowsCoveredTo,
    DateTimeOffset LastChangeAt,
    RequestStanding? Requests = null,
    ForeignOrders? Foreign = null)
{
    /// <summary>Before the first event.</summary>
    public static ConnectionState Empty { get; } = new(
        0,
        ImmutableSortedDictionary<Symbol, SymbolProgress>.Empty,
        ImmutableSortedDictionary<ClientOrderId, OrderEntry>.Empty,
        ImmutableSortedDictionary<long, NumberedFact>.Empty,
        0,
        0,
        ImmutableSortedDictionary.Create<string, DateTimeOffset>(StringComparer.Ordinal),
        DateTimeOffset.MinValue,
        AccountBook.Empty,
        [],
        null,
        DateTimeOffset.MinValue,
        DateTimeOffset.MinValue);

    /// <summary>What is known of a symbol; nothing at first.</summary>
    public SymbolProgress Of(Symbol symbol) => Symbols.GetValueOrDefault(symbol) ?? SymbolProgress.None;

    /// <summary>Own trades of a symbol are booked up to this venue time; history starts at the opening.</summary>
    public DateTimeOffset TradesCoveredTo(Symbol symbol)
    {
        var (covered, opened) = (Of(symbol).TradesCoveredTo, OpenedAt ?? DateTimeOffset.MinValue);
        return covered > opened ? covered : opened;
    }

    /// <summary>How the venue's limits stand.</summary>
    public RequestStanding Limits => Requests ?? RequestStanding.None;

    /// <summary>Orders on the account that are not ours.</summary>
    public ForeignOrders ForeignOrders => Foreign ?? ForeignOrders.None;

    /// <summary>Claimed orders without final outcome.</summary>
    public IEnumerable<OrderEntry> Unfinished => Orders.IsEmpty ? [] : Orders.Values.Where(o => o.IsUnfinished);

    /// <summary>There is one.</summary>
    public bool HasUnfinished
    {
        get
        {
            foreach (var (_, order) in Orders)
            {
                if (order.IsUnfinished)
                    return true;
            }

            return false;
        }
    }
}

/// <summary>What a connection durably knows of one symbol.</summary>
/// <param name="Epoch">Newest incarnation of its strategy.</param>
/// <param name="HighWater">Venue time: unknown intents with a NotAfter at or below are refused.</param>
/// <param name="LastOffset">Symbol offset of its last fact.</param>
/// <param name="Cursor">Symbol offset that its strategy has confirmed.</param>
/// <param name="TradesCoveredTo">Venue time up to which own trades are booked.</param>
/// <param name="LastChangeAt">Local time of the last claim, fact or outcome of it.</param>
public sealed record SymbolProgress(
    Epoch Epoch,
    DateTimeOffset HighWater,
    long LastOffset,
    long Cursor,
    DateTimeOffset TradesCoveredTo,
    DateTimeOffset LastChangeAt)
{
    /// <summary>Nothing yet.</summary>
    public static SymbolProgress None { get; } =
        new(default, DateTimeOffset.MinValue, 0, 0, DateTimeOffset.MinValue, DateTimeOffset.MinValue);
}

/// <summary>Where a claimed order is. Numbers are in snapshots.</summary>
public enum OrderPhase
{
    /// <summary>Refused or voided: never sent.</summary>
    NeverSent = 0,

    /// <summary>Claimed; the answer of the CREATE is awaited by the incarnation that sent it.</summary>
    Sending = 1,

    /// <summary>UNKNOWN: may or may not have taken effect.</summary>
    InDoubt = 2,

    /// <summary>The venue has or had it.</summary>
    AtVenue = 3,

    /// <summary>Final outcome.</summary>
    Finished = 4,
}

/// <summary>One intent with its answer and what became of it.</summary>
/// <param name="Intent">What was intended.</param>
/// <param name="Answer">The one answer, for ever.</param>
/// <param name="Phase">Where it is.</param>
/// <param name="ClaimedBy">Incarnation that claimed; 0 when none of this journal did.</param>
/// <param name="Reserved">Set aside while unfinished.</param>
/// <param name="AnsweredAt">Local time of the answer.</param>
/// <param name="SentFrom">Earliest venue time at which it may have traded.</param>
/// <param name="ChangedAt">Local time of the last change of phase.</param>
/// <param name="VenueOrderId">Venue's id, once known.</param>
/// <param name="Ended">A terminal report was seen.</param>
/// <param name="Reported">Cumulative fill the venue reported.</param>
/// <param name="Filled">Sum of its booked trades.</param>
/// <param name="Notional">Quote value of its booked trades.</param>
/// <param name="Outcome">Final outcome.</param>
/// <param name="UpTo">Symbol offset that goes with the outcome.</param>
/// <param name="Why">Why it is in doubt.</param>
public sealed record OrderEntry(
    OrderIntent Intent,
    IntentAnswer Answer,
    OrderPhase Phase,
    long ClaimedBy,
    Reservation Reserved,
    DateTimeOffset AnsweredAt,
    DateTimeOffset SentFrom,
    DateTimeOffset ChangedAt,
    string? VenueOrderId,
    bool Ended,
    Quantity Reported,
    Quantity Filled,
    Notional Notional,
    OrderOutcome? Outcome,
    long UpTo,
    string Why)
{
    /// <summary>Which.</summary>
    public ClientOrderId Id => Intent.Id;

    /// <summary>Claimed and without final outcome.</summary>
    public bool IsUnfinished => Phase is OrderPhase.Sending or OrderPhase.InDoubt or OrderPhase.AtVenue;
}

/// <summary>What a fact took from the free funds of an asset; negative when it gave.</summary>
public sealed record Spending(Asset Asset, decimal Amount, DateTimeOffset At);
