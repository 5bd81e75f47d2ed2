using System.Diagnostics;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;

namespace Arbitrage.Domain.Connection;

// From the CREATE's answer to the final outcome. An outcome rests on booked trades, never on a number a report carries.
public sealed partial class ConnectionMachine
{
    private static void CreateAnswered(ConnectionDraft draft, ConnectionInput.CreateAnswered answered)
    {
        if (!draft.State.Orders.TryGetValue(answered.Id, out var entry))
        {
            draft.Alert("answer_of_unknown_order", $"the venue answered a CREATE of {answered.Id}, which this journal does not know.");
            return;
        }

        switch (answered.Outcome)
        {
            case CreateOutcome.Accepted a: Accepted(draft, entry, a); break;
            case CreateOutcome.Rejected r: Rejected(draft, entry, r); break;
            case CreateOutcome.NotSent n: NotSent(draft, entry, n); break;
            case CreateOutcome.Unknown u: Doubt(draft, entry, u.Why); break;
            default: throw new UnreachableException($"{answered.Outcome}");
        }
    }

    private static void Accepted(ConnectionDraft draft, OrderEntry entry, CreateOutcome.Accepted accepted)
    {
        if (!entry.IsUnfinished)
        {
            if (entry.Outcome is not OrderOutcome.Ended)
                Contradicted(draft, entry, "the venue accepted it");
            return;
        }

        if (entry.VenueOrderId is null)
            draft.Add(new ConnectionEvent.Acknowledged(entry.Id, accepted.VenueOrderId, draft.Now));
        draft.Tell(entry.Intent.Symbol, new StrategyInput.OrderAcknowledged(draft.Settings.Venue, entry.Id));
        if (accepted.Report is { } report)
            OrderReported(draft, report);
        else
            Query(draft, draft.State.Orders[entry.Id]);
    }

    private static void Rejected(ConnectionDraft draft, OrderEntry entry, CreateOutcome.Rejected rejected)
    {
        if (!entry.IsUnfinished)
            return;
        // Each id is sent once: "already used", or a refusal of what is known to be there, means that something is not as it seems.
        if (rejected.Reason == VenueReject.DuplicateId || entry.Phase == OrderPhase.AtVenue)
            Doubt(draft, entry, $"refused ({rejected.Reason}) although the venue has it");
        else
            Finish(draft, entry, new OrderOutcome.Rejected(rejected.Reason, rejected.Text));
    }

    // Only the incarnation that claimed knows that nothing left; a later one cannot tell its predecessor's sends (ARCHITECTURE 4).
    private static void NotSent(ConnectionDraft draft, OrderEntry entry, CreateOutcome.NotSent notSent)
    {
        if (entry.Phase is OrderPhase.Sending or OrderPhase.InDoubt && entry.ClaimedBy == draft.State.Incarnation)
            Finish(draft, entry, new OrderOutcome.NotSent(notSent.Reason));
    }

    private static void Doubt(ConnectionDraft draft, OrderEntry entry, string why)
    {
        if (entry.Phase == OrderPhase.Sending)
        {
            draft.Add(new ConnectionEvent.Doubted(entry.Id, why, draft.Now));
            draft.Tell(entry.Intent.Symbol, new StrategyInput.OrderInDoubt(draft.Settings.Venue, entry.Id, why));
        }

        if (!entry.IsUnfinished)
            return;
        Query(draft, entry);
        draft.Do(new ConnectionEffect.ReadOpenOrders());
        ReadTrades(draft, entry.Intent.Symbol);
    }

    private static void OrderReported(ConnectionDraft draft, OrderReport report)
    {
        if (report.Venue != draft.Settings.Venue || EntryOf(draft.State, report.ClientId, report.VenueOrderId) is not { } entry)
            return;
        if (!entry.IsUnfinished)
        {
            if (ContradictsOutcome(entry, report))
            {
                Contradicted(draft, entry, $"the venue reports {(report.IsOpen ? "it open" : "it ended")} with {report.Filled} filled");
                ReadTrades(draft, entry.Intent.Symbol);
            }

            return;
        }

        var isNews = entry.Phase != OrderPhase.AtVenue || entry.VenueOrderId is null || report.Filled > entry.Reported
            || (!report.IsOpen && !entry.Ended);
        if (isNews)
        {
            draft.Add(new ConnectionEvent.Progressed(
                entry.Id, report.VenueOrderId, !report.IsOpen, report.Filled, report.Notional, draft.Now));
        }

        TryFinish(draft, entry.Id, ask: isNews);
    }

    private static bool ContradictsOutcome(OrderEntry entry, OrderReport report) => entry.Outcome switch
    {
        OrderOutcome.Ended e => report.IsOpen ? report.Filled > e.Filled : report.Filled != e.Filled,
        OrderOutcome.NoEffect or OrderOutcome.Rejected => report.IsOpen || !report.Filled.IsZero,
        _ => true,
    };

    private static void Contradicted(ConnectionDraft draft, OrderEntry entry, string what) => draft.Halt(
        entry.Intent.Symbol, "outcome_contradicted",
        $"order {entry.Id} of {entry.Intent.Symbol} was closed as {(object?)entry.Outcome ?? entry.Answer}, but {what}.");

    private static void TradeReported(ConnectionDraft draft, AccountFact.Trade trade)
    {
        if (BookTrade(draft, trade) && trade.Symbol is { } symbol)
            ReadTrades(draft, symbol);
    }

    // True when the trade is held back: it may be of an order whose venue id is not known yet, and a fact once booked is not renamed.
    private static bool BookTrade(ConnectionDraft draft, AccountFact.Trade reported)
    {
        var state = draft.State;
        if (!IsNew(draft, reported))
        {
            CheckAgainstBooked(draft, reported);
            return false;
        }

        if (reported.Symbol is not { } symbol)
        {
            draft.Alert("trade_without_symbol", $"trade {reported.TradeId} is of a symbol that is not ours.");
            return false;
        }

        var entry = EntryOf(state, reported.Order, reported.VenueOrderId);
        var trade = (entry, reported) switch
        {
            ({ } of, { Order: null }) => reported with { Order = of.Id, Cause = reported.Cause == TradeCause.Foreign ? TradeCause.Own : reported.Cause },
            (null, { Order: null, Cause: TradeCause.Foreign }) when state.ForeignOrders.IsAdopted(reported.VenueOrderId) =>
                reported with { Cause = TradeCause.Adopted },
            _ => reported,
        };
        if (entry is null && trade is { Order: null, Cause: TradeCause.Foreign or TradeCause.Own } && MayBeOurs(draft, trade))
            return true;
        var margin = draft.Settings.Venue.IsSpot()
            ? 0m
            : ConnectionFunds.MarginTied(trade, state.Book.Position(symbol), draft.Settings.FuturesLeverage);
        draft.Book(trade, margin);
        // On a perpetual the money of a trade comes as a row of its own, often a moment later.
        if (!draft.Settings.Venue.IsSpot())
            ReadRows(draft);
        AfterTrade(draft, entry, trade, symbol);
        return false;
    }

    private static void AfterTrade(ConnectionDraft draft, OrderEntry? entry, AccountFact.Trade trade, Symbol symbol)
    {
        var what = $"{trade.Side} {trade.Quantity} {symbol} at {trade.Price} (trade {trade.TradeId})";
        if (entry is { IsUnfinished: true })
            TryFinish(draft, entry.Id, ask: false);
        else if (entry is not null)
            Contradicted(draft, entry, $"it traded: {what}");
        else if (trade.Order is { } id)
            draft.Halt(symbol, "trade_of_unknown_order", $"order {id} is not in this journal but traded: {what}.");
        else
            draft.Alert(CodeOf(trade.Cause), what);
    }

    private static string CodeOf(TradeCause cause) => cause switch
    {
        TradeCause.Liquidation => "liquidation",
        TradeCause.AutoDeleveraging => "auto_deleveraging",
        TradeCause.Adopted => "adopted_trade",
        _ => "foreign_trade",
    };

    // Not before the opening, which holds it already; not twice; not from before what deduplication remembers.
    private static bool IsNew(ConnectionDraft draft, AccountFact fact)
    {
        if (draft.State.OpenedAt is not { } opened || fact.AtVenue <= opened || draft.State.Seen.ContainsKey(fact.Key))
            return false;
        if (fact.AtVenue >= draft.State.SeenFloor)
            return true;
        draft.Alert("ancient_fact", $"{fact.Key} of {fact.AtVenue:O} is older than the keys remembered and was not booked.");
        return false;
    }

    // Stream and REST must tell the same trade. What was booked stands; the ledger's comparison decides what it costs.
    private static void CheckAgainstBooked(ConnectionDraft draft, AccountFact.Trade reported)
    {
        foreach (var (_, known) in draft.State.Facts)
        {
            if (known.Fact is AccountFact.Trade trade && trade.Key == reported.Key
                && (trade.Quantity != reported.Quantity || trade.Price != reported.Price || trade.Side != reported.Side
                    || trade.Fee != reported.Fee || trade.FeeAsset != reported.FeeAsset))
                draft.Alert("trade_differs", $"trade {trade.TradeId} was booked as {trade} and is now reported as {reported}.");
        }
    }

    private static bool MayBeOurs(ConnectionDraft draft, AccountFact.Trade trade)
    {
        var bound = draft.Clock?.ErrorBound ?? TimeSpan.Zero;
        return draft.State.Unfinished.Any(o =>
            o.VenueOrderId is null && o.Intent.Symbol == trade.Symbol && o.Intent.Side == trade.Side
            && trade.AtVenue >= o.SentFrom - bound && !IsPastSettling(draft, o));
    }

    private static OrderEntry? EntryOf(ConnectionState state, ClientOrderId? id, string venueOrderId)
    {
        if (id is { } ours)
            return state.Orders.GetValueOrDefault(ours);
        foreach (var (_, entry) in state.Orders)
        {
            if (entry.VenueOrderId == venueOrderId)
                return entry;
        }

        return null;
    }

    // Final only when a terminal report was seen and the booked trades add up to it.
    private static void TryFinish(ConnectionDraft draft, ClientOrderId id, bool ask)
    {
        var entry = draft.State.Orders[id];
        if (!entry.IsUnfinished || !entry.Ended)
            return;
        if (entry.Filled == entry.Reported)
            Finish(draft, entry, new OrderOutcome.Ended(entry.Filled, entry.Notional));
        else if (ask && entry.Filled < entry.Reported)
            ReadTrades(draft, entry.Intent.Symbol);
        else if (ask)
            Query(draft, entry);
    }

    private static void Finish(ConnectionDraft draft, OrderEntry entry, OrderOutcome outcome)
    {
        var symbol = entry.Intent.Symbol;
        var upTo = draft.State.Of(symbol).LastOffset;
        draft.Add(new ConnectionEvent.Finished(entry.Id, outcome, upTo, draft.Now));
        draft.Tell(symbol, new StrategyInput.OrderFinished(draft.Settings.Venue, entry.Id, outcome, upTo));
        // Its reservation is gone and its fills are spent: what is free now only the venue can say.
        if (outcome is not OrderOutcome.NotSent)
            draft.Do(new ConnectionEffect.ReadAccount());
    }

    private static void Query(ConnectionDraft draft, OrderEntry entry) =>
        draft.Do(new ConnectionEffect.QueryOrder(entry.Intent.Symbol, entry.Id, entry.VenueOrderId));
}
