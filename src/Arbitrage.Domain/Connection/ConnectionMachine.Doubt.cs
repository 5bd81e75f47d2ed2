using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;

namespace Arbitrage.Domain.Connection;

// Leaving UNKNOWN without having found the order (ARCHITECTURE 6). Policy, not proof: a fill that shows up later is booked and halts.
public sealed partial class ConnectionMachine
{
    // Judged together before any is closed: closing one is itself a change on the symbol.
    private static void ResolveDoubts(ConnectionDraft draft)
    {
        if (!draft.State.HasUnfinished)
            return;
        var resolved = draft.State.Unfinished
            .Where(o => o.Phase is OrderPhase.InDoubt or OrderPhase.AtVenue && HasNoEffectLeft(draft, o))
            .ToArray();
        foreach (var entry in resolved)
            Resolve(draft, entry);
    }

    // An order that was seen at the venue and then lost from view has had the effect that its booked trades show, and no more.
    private static void Resolve(ConnectionDraft draft, OrderEntry entry) => Finish(
        draft, entry,
        entry.Phase == OrderPhase.InDoubt ? OrderOutcome.NoEffect.Instance : new OrderOutcome.Ended(entry.Filled, entry.Notional));

    private static DateTimeOffset? SettledAt(ConnectionDraft draft, OrderEntry entry) => draft.Clock is { } clock
        ? entry.Intent.NotAfter + clock.ErrorBound + draft.Settings.Settle - clock.Offset
        : null;

    // Local time by which no venue can take the order any more and every trade of it should show.
    private static bool IsPastSettling(ConnectionDraft draft, OrderEntry entry) =>
        SettledAt(draft, entry) is { } settled && draft.Now > settled;

    private static bool HasNoEffectLeft(ConnectionDraft draft, OrderEntry entry)
    {
        if (!draft.View.IsOpen || SettledAt(draft, entry) is not { } settled || draft.Now <= settled)
            return false;
        var (others, couldCancelOut) = OthersOnSymbol(draft, entry);
        if (entry.Reported > entry.Filled || others.Any(o => !IsPastSettling(draft, o)))
            return false;
        // A list or account read that ended after this moment was also begun after the settling time.
        var readsCountFrom = settled + draft.Settings.RequestTimeout;
        return IsNotOpen(draft, entry, readsCountFrom) && IsHistoryCovered(draft, entry, settled)
            && AgreesTwice(draft, entry.Intent.Symbol, readsCountFrom, withQuote: couldCancelOut);
    }

    // An order still on its way moves what is compared; effects of orders to both sides could cancel out in base, though not in quote, which the
    // fees and the two prices change too.
    private static (OrderEntry[] Others, bool CouldCancelOut) OthersOnSymbol(ConnectionDraft draft, OrderEntry entry)
    {
        var others = draft.State.Unfinished.Where(o => o.Id != entry.Id && o.Intent.Symbol == entry.Intent.Symbol).ToArray();
        return (others, Array.Exists(others, o => o.Intent.Side != entry.Intent.Side));
    }

    private static bool IsNotOpen(ConnectionDraft draft, OrderEntry entry, DateTimeOffset since) =>
        draft.View.OpenOrders is { } open && open.Now > since
        && !open.Orders.Any(o => o.ClientId == entry.Id || o.VenueOrderId == entry.VenueOrderId);

    private static bool IsHistoryCovered(ConnectionDraft draft, OrderEntry entry, DateTimeOffset settled)
    {
        if (draft.Clock is not { } clock || draft.State.OpenedAt is not { } opened)
            return false;
        var from = NotBefore(opened, entry.SentFrom);
        return draft.View.TradesOf(entry.Intent.Symbol).Any(t => t.From <= from && t.To > settled + clock.Offset);
    }

    // Two reads far enough apart, both after the last change of what is compared, both equal to what the facts add up to. The quote asset belongs to
    // all symbols of the account: it proves something only when nothing at all is on its way.
    private static bool AgreesTwice(ConnectionDraft draft, Symbol symbol, DateTimeOffset since, bool withQuote)
    {
        if (withQuote && draft.State.Unfinished.Any(o => !IsPastSettling(draft, o)))
            return false;
        var changed = withQuote ? draft.State.LastChangeAt : draft.State.Of(symbol).LastChangeAt;
        DateTimeOffset? first = null;
        foreach (var read in draft.View.Accounts)
        {
            if (read.At <= since || read.At <= changed)
                continue;
            if (!Agrees(draft, read, symbol) || (withQuote && !AgreesIn(draft, read, symbol.Quote)))
                first = null;
            else if (first is null)
                first = read.At;
            else if (read.At - first >= draft.Settings.BalanceReadGap)
                return true;
        }

        return false;
    }

    private static bool Agrees(ConnectionDraft draft, AccountReport read, Symbol symbol) => draft.Settings.Venue.IsSpot()
        ? AgreesIn(draft, read, symbol.Base)
        : read.SizeOf(symbol) == draft.State.Book.Position(symbol);

    private static bool AgreesIn(ConnectionDraft draft, AccountReport read, Asset asset) =>
        read.TotalOf(asset) == draft.State.Book.Balance(asset);
}
