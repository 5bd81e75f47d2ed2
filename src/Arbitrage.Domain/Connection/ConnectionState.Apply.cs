using System.Collections.Immutable;
using System.Diagnostics;
using Arbitrage.Domain.Ledger;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Connection;

public sealed partial record ConnectionState
{
    // An account read older than this makes the session unfit for new risk, so nobody counts with what is dropped here.
    private static readonly TimeSpan SpendingKept = TimeSpan.FromMinutes(2);

    // A claim of before a restore: how long before its NotAfter it may have been sent at most.
    private static readonly TimeSpan LongestIntent = TimeSpan.FromMinutes(10);

    /// <summary>The state after an event.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="venue">Venue of the account.</param>
    /// <exception cref="UnreachableException">An event nobody knows.</exception>
    public ConnectionState After(ConnectionEvent happened, Venue venue) => happened switch
    {
        ConnectionEvent.IncarnationStarted e => Started(e),
        ConnectionEvent.EpochRaised e => With(e.Symbol, Of(e.Symbol) with { Epoch = e.Epoch }),
        ConnectionEvent.Claimed e => Counted(venue, l => l.WithRequests(1, e.At)).Answered(Entry(
            e.Intent, IntentAnswer.Claimed.Instance, OrderPhase.Sending, e.Incarnation, e.Reserved, e.At,
            e.At + e.Clock.Offset - e.Clock.ErrorBound)),
        ConnectionEvent.Refused e => Answered(Entry(
            e.Intent, new IntentAnswer.Refused(e.Reason), OrderPhase.NeverSent, 0, Nothing, e.At, e.Intent.NotAfter)),
        ConnectionEvent.Voided e => Answered(Entry(
            e.Intent, IntentAnswer.Voided.Instance, OrderPhase.NeverSent, 0, Nothing, e.At, e.Intent.NotAfter)),
        ConnectionEvent.Inherited e => Answered(Entry(
            e.Intent, IntentAnswer.Claimed.Instance, OrderPhase.InDoubt, 0, Nothing, e.At, e.Intent.NotAfter - LongestIntent) with
        {
            Why = "of before a restore",
        }),
        ConnectionEvent.Acknowledged e => With(Orders[e.Id] with { VenueOrderId = e.VenueOrderId }, OrderPhase.AtVenue, e.At),
        ConnectionEvent.Doubted e => With(Orders[e.Id] with { Why = e.Why }, OrderPhase.InDoubt, e.At),
        ConnectionEvent.Progressed e => Progressed(e),
        ConnectionEvent.FactBooked e => Booked(e, venue),
        ConnectionEvent.Finished e => Finished(e),
        ConnectionEvent.Forgotten e => (this with { Orders = Orders.RemoveRange(e.Ids) }).With(
            e.Symbol, Of(e.Symbol) with { HighWater = Later(Of(e.Symbol).HighWater, e.HighWater) }),
        ConnectionEvent.TradesCovered e => With(
            e.Symbol, Of(e.Symbol) with { TradesCoveredTo = Later(Of(e.Symbol).TradesCoveredTo, e.To) }),
        ConnectionEvent.RowsCovered e => this with { RowsCoveredTo = Later(RowsCoveredTo, e.To) },
        ConnectionEvent.OpeningAdopted e => this with { OpenedAt = e.AtVenue, RowsCoveredTo = e.AtVenue },
        ConnectionEvent.FactsConfirmed e => Confirmed(e),
        ConnectionEvent.KeysPruned e => this with
        {
            Seen = Seen.RemoveRange(Seen.Where(s => s.Value < e.Floor).Select(s => s.Key)),
            SeenFloor = e.Floor,
        },
        ConnectionEvent.GroupClosed e => this with { Requests = Limits.After(e) },
        ConnectionEvent.Banned e => this with { Requests = Limits.After(e) },
        ConnectionEvent.CancelsCounted e => Counted(venue, l => l.WithRequests(e.Count, e.At)),
        ConnectionEvent.TurnoverJudged e => this with { Requests = Limits.After(e) },
        ConnectionEvent.ForeignOrderSeen e => this with { Foreign = new(ForeignOrders.Orders.Add(e.VenueOrderId, new(e.Symbol, e.At, null))) },
        ConnectionEvent.ForeignOrdersForgotten e => this with { Foreign = new(ForeignOrders.Orders.RemoveRange(e.VenueOrderIds)) },
        ConnectionEvent.Adopted { What: Adoption.Order order } e => this with
        {
            Foreign = new(ForeignOrders.Orders.SetItem(
                order.VenueOrderId, ForeignOrders.Orders[order.VenueOrderId] with { AdoptedBy = e.By })),
        },
        ConnectionEvent.Adopted => this,
        _ => throw new UnreachableException($"{happened}"),
    };

    // Only Gate measures what was traded against what was asked.
    private ConnectionState Counted(Venue venue, Func<RequestStanding, RequestStanding> count) =>
        venue == Venue.MexcSpot ? this : this with { Requests = count(Limits) };

    private static Reservation Nothing { get; } = new(Asset.Usdt, 0m);

    private static DateTimeOffset Later(DateTimeOffset left, DateTimeOffset right) => left > right ? left : right;

    private static OrderEntry Entry(
        OrderIntent intent, IntentAnswer answer, OrderPhase phase, long claimedBy, Reservation reserved,
        DateTimeOffset at, DateTimeOffset sentFrom) =>
        new(intent, answer, phase, claimedBy, reserved, at, sentFrom, at, null, false, default, default, default, null, 0, "");

    // A claim without outcome that a predecessor made: nobody knows whether the CREATE left, so it is in doubt and never sent (I1).
    private ConnectionState Started(ConnectionEvent.IncarnationStarted e)
    {
        var next = this with { Incarnation = e.Sequence };
        foreach (var entry in Orders.Values.Where(o => o.Phase == OrderPhase.Sending))
            next = next.With(entry with { Why = "restarted before the answer" }, OrderPhase.InDoubt, e.At);
        return next;
    }

    private ConnectionState With(Symbol symbol, SymbolProgress progress) =>
        this with { Symbols = Symbols.SetItem(symbol, progress) };

    private ConnectionState With(OrderEntry entry, OrderPhase phase, DateTimeOffset at) => this with
    {
        Orders = Orders.SetItem(entry.Id, phase == entry.Phase ? entry : entry with { Phase = phase, ChangedAt = at }),
    };

    private ConnectionState Changed(Symbol symbol, DateTimeOffset at) =>
        (this with { LastChangeAt = Later(LastChangeAt, at) }).With(
            symbol, Of(symbol) with { LastChangeAt = Later(Of(symbol).LastChangeAt, at) });

    private ConnectionState Answered(OrderEntry entry) =>
        entry.IsUnfinished
            ? (this with { Orders = Orders.Add(entry.Id, entry) }).Changed(entry.Intent.Symbol, entry.AnsweredAt)
            : this with { Orders = Orders.Add(entry.Id, entry) };

    private ConnectionState Progressed(ConnectionEvent.Progressed e)
    {
        var entry = Orders[e.Id];
        return With(
            entry with
            {
                VenueOrderId = e.VenueOrderId,
                Ended = entry.Ended || e.Ended,
                Reported = Quantity.Max(entry.Reported, e.Filled),
            },
            OrderPhase.AtVenue,
            e.At);
    }

    private ConnectionState Finished(ConnectionEvent.Finished e) =>
        With(Orders[e.Id] with { Outcome = e.Outcome, UpTo = e.UpTo }, OrderPhase.Finished, e.At)
            .Changed(Orders[e.Id].Intent.Symbol, e.At);

    private ConnectionState Booked(ConnectionEvent.FactBooked e, Venue venue)
    {
        var (fact, symbol) = (e.Fact.Fact, e.Fact.Fact.Symbol);
        var symbolOffset = symbol is { } s ? Of(s).LastOffset + 1 : 0;
        if (e.Fact.Offset != LastOffset + 1 || e.Fact.SymbolOffset != symbolOffset)
            throw new InvalidOperationException($"{e.Fact} does not follow {LastOffset} and {symbolOffset - 1}.");
        var entries = Postings.Of(venue, fact);
        var next = this with
        {
            LastOffset = e.Fact.Offset,
            Facts = Facts.Add(e.Fact.Offset, e.Fact),
            Seen = Seen.Add(fact.Key, fact.AtVenue),
            Book = Book.With(entries),
            Spent = Spending(entries, e),
            LastChangeAt = Later(LastChangeAt, e.At),
        };
        if (fact is AccountFact.Trade { Cause: TradeCause.Own } own)
            next = next.Counted(venue, l => l.WithFill(own, e.At));
        if (symbol is { } of)
            next = next.With(of, Of(of) with { LastOffset = symbolOffset }).Changed(of, e.At);
        return fact is AccountFact.Trade { Order: { } id } trade && next.Orders.TryGetValue(id, out var order)
            ? next.With(
                order with
                {
                    VenueOrderId = order.VenueOrderId ?? trade.VenueOrderId,
                    Filled = order.Filled + trade.Quantity,
                    Notional = order.Notional + (trade.Price * trade.Quantity),
                },
                order.IsUnfinished ? OrderPhase.AtVenue : order.Phase,
                e.At)
            : next;
    }

    private ImmutableArray<Spending> Spending(ImmutableArray<LedgerEntry> entries, ConnectionEvent.FactBooked e)
    {
        var spent = Spent.Where(s => e.At - s.At < SpendingKept).ToImmutableArray().ToBuilder();
        foreach (var entry in entries.Where(entry => entry.Account == LedgerAccount.Wallet))
            spent.Add(new(entry.Asset, -entry.Amount, e.At));
        if (e.MarginTied != 0m)
            spent.Add(new(Asset.Usdt, e.MarginTied, e.At));
        return spent.ToImmutable();
    }

    private ConnectionState Confirmed(ConnectionEvent.FactsConfirmed e)
    {
        var next = this with { LedgerCursor = Math.Max(LedgerCursor, e.Ledger) };
        foreach (var (symbol, offset) in e.Symbols)
            next = next.With(symbol, next.Of(symbol) with { Cursor = Math.Max(next.Of(symbol).Cursor, offset) });
        return next with { Facts = next.Facts.RemoveRange(next.Facts.Values.Where(next.IsConfirmed).Select(f => f.Offset)) };
    }

    private bool IsConfirmed(NumberedFact fact) =>
        fact.Offset <= LedgerCursor && (fact.Fact.Symbol is not { } symbol || fact.SymbolOffset <= Of(symbol).Cursor);
}
