using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;

namespace Arbitrage.Domain.Connection;

// What time brings. Every schedule hangs on a moment that state or view knows, so nothing here remembers what it asked for last.
public sealed partial class ConnectionMachine
{
    private static readonly Schedule QueryAgain = new(
        TimeSpan.FromSeconds(8), TimeSpan.FromMilliseconds(250), TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(1),
        TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(8));

    private static readonly Schedule TellAgain = new(
        TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(16),
        TimeSpan.FromSeconds(32));

    private static readonly Schedule RowsAfterTrade = new(
        TimeSpan.FromDays(3650), TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3));

    private static readonly Schedule StillUnknown = new(TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(5));
    private static readonly Schedule ForgetBatch = new(TimeSpan.FromSeconds(2));
    private static readonly Schedule ConfirmBatch = new(TimeSpan.FromSeconds(5));

    // Batches hang on nothing that happened, only on round times.
    private static readonly DateTimeOffset Always = DateTimeOffset.UnixEpoch;

    private readonly Schedule _reconcile;
    private readonly Schedule _readAgain;
    private readonly Schedule _deadMan;
    private readonly Schedule _prune;

    private void Tick(ConnectionDraft draft, TickWindow tick, ImmutableArray<AccountFact.Trade> missed)
    {
        TickRequests(draft, tick);
        foreach (var trade in missed)
        {
            draft.Alert("fill_missed_by_stream",
                $"{trade.Side} {trade.Quantity} {trade.Symbol} at {trade.Price} (trade {trade.TradeId}) was found by reading and never pushed.");
        }

        foreach (var (_, entry) in draft.State.Orders)
        {
            if (entry.IsUnfinished)
                Follow(draft, entry, tick);
        }

        if (draft.View.IsOpen)
            TickSession(draft, tick);
        foreach (var (_, entry) in draft.State.Orders)
        {
            if (!draft.View.IsConfirmed(entry.Id) && TellAgain.IsDue(entry.ChangedAt, tick))
                Retell(draft, entry);
        }

        if (ForgetBatch.IsDue(Always, tick))
            ForgetConfirmed(draft);
        if (ConfirmBatch.IsDue(Always, tick))
            ConfirmFacts(draft);
        if (_prune.IsDue(Always, tick))
            Prune(draft);
    }

    private void TickSession(ConnectionDraft draft, TickWindow tick)
    {
        var opened = draft.View.OpenedAt;
        if (_reconcile.IsDue(opened, tick) || (!draft.View.IsReady && _readAgain.IsDue(opened, tick)))
            Reconcile(draft);
        if (CompareAgain.IsDue(opened, tick))
            Compare(draft);
        if (_deadMan.IsDue(opened, tick))
            draft.Do(new ConnectionEffect.ArmDeadMan(_settings.DeadManCountdown));
        if (!_settings.Venue.IsSpot() && RowsAfterTrade.IsDue(draft.State.LastChangeAt, tick))
            ReadRows(draft);
    }

    private void Follow(ConnectionDraft draft, OrderEntry entry, TickWindow tick)
    {
        if (entry.Phase == OrderPhase.Sending && draft.Now - entry.AnsweredAt >= _settings.RequestTimeout * 2)
        {
            Doubt(draft, entry, "no answer");
            return;
        }

        if (entry.Phase == OrderPhase.Sending || !draft.View.IsOpen)
            return;
        if (QueryAgain.IsDue(entry.ChangedAt, tick))
        {
            if (!entry.Ended || entry.Filled > entry.Reported)
                Query(draft, entry);
            if (entry.Ended || entry.Phase == OrderPhase.InDoubt)
                ReadTrades(draft, entry.Intent.Symbol);
        }

        if (SettledAt(draft, entry) is { } settled && StillUnknown.IsDue(settled, tick))
        {
            draft.Alert("order_still_unknown",
                $"order {entry.Id} of {entry.Intent.Symbol} has no final outcome long after its time; the symbol stays frozen.");
        }
    }

    // Only what is final, booked by the strategy and past its NotAfter by any clock: the mark then refuses nothing that could still be
    // in time (model: hwm).
    private static void ForgetConfirmed(ConnectionDraft draft)
    {
        if (draft.Clock is not { } clock || draft.State.Orders.IsEmpty)
            return;
        var past = draft.Now + clock.Offset - clock.ErrorBound;
        var forgotten = draft.State.Orders.Values
            .Where(o => !o.IsUnfinished && o.Intent.NotAfter < past && draft.View.IsConfirmed(o.Id) && IsAnswered(draft, o))
            .GroupBy(o => o.Intent.Symbol)
            .ToArray();
        foreach (var orders in forgotten)
        {
            draft.Add(new ConnectionEvent.Forgotten(
                orders.Key, [.. orders.Select(o => o.Id)], orders.Max(o => o.Intent.NotAfter)));
        }
    }

    // The answer to a CREATE comes within the time of a request, also when it is that none came; an order that the stream ended sooner waits for
    // it, so that a late answer always finds its order.
    private static bool IsAnswered(ConnectionDraft draft, OrderEntry entry) =>
        entry.Phase == OrderPhase.NeverSent || draft.Now - entry.AnsweredAt >= draft.Settings.RequestTimeout * 2;

    // Symbols without a strategy here have nobody who could confirm their facts.
    private void ConfirmFacts(ConnectionDraft draft)
    {
        var state = draft.State;
        var ledger = Math.Min(Math.Max(draft.View.LedgerCursor, state.LedgerCursor), state.LastOffset);
        ImmutableArray<SymbolCursor> moved = [];
        foreach (var (symbol, progress) in state.Symbols)
        {
            var booked = _settings.Symbols.Contains(symbol) ? Math.Min(draft.View.CursorOf(symbol), progress.LastOffset) : progress.LastOffset;
            if (booked > progress.Cursor)
                moved = moved.Add(new(symbol, booked));
        }

        if (ledger > state.LedgerCursor || !moved.IsEmpty)
            draft.Add(new ConnectionEvent.FactsConfirmed(ledger, moved));
    }

    private static void Prune(ConnectionDraft draft)
    {
        if (draft.VenueNow is not { } venueNow || draft.State.OpenedAt is null)
            return;
        var floor = venueNow - draft.Settings.KeysKept;
        foreach (var symbol in draft.Settings.Symbols)
            floor = Earlier(floor, draft.State.TradesCoveredTo(symbol) - draft.Settings.Overlap);
        floor = Earlier(floor, draft.State.RowsCoveredTo - draft.Settings.Overlap);
        foreach (var entry in draft.State.Unfinished)
            floor = Earlier(floor, entry.SentFrom - draft.Settings.Overlap);
        ForgetForeign(draft, floor);
        if (floor > draft.State.SeenFloor && draft.State.Seen.Any(s => s.Value < floor))
            draft.Add(new ConnectionEvent.KeysPruned(floor));
    }

    private static void ForgetForeign(ConnectionDraft draft, DateTimeOffset floor)
    {
        if (draft.View.OpenOrders is not { } open)
            return;
        ImmutableArray<string> gone =
        [
            .. draft.State.ForeignOrders.Orders
                .Where(f => f.Value.SeenAt < floor && !open.Orders.Any(o => o.VenueOrderId == f.Key)).Select(f => f.Key),
        ];
        if (!gone.IsEmpty)
            draft.Add(new ConnectionEvent.ForeignOrdersForgotten(gone));
    }

    private static DateTimeOffset Earlier(DateTimeOffset left, DateTimeOffset right) => left < right ? left : right;
}
