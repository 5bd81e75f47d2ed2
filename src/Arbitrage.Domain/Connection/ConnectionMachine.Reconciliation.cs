using Arbitrage.Domain.Ledger;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;

namespace Arbitrage.Domain.Connection;

// Reads of the venue: at session open, after every reconnect, and again and again.
public sealed partial class ConnectionMachine
{
    // The covered horizon is journaled when it has moved this far; after a restart a little more is read again.
    private static readonly TimeSpan CoverageStep = TimeSpan.FromSeconds(30);

    private void SessionOpened(ConnectionDraft draft, ConnectionInput.SessionOpened opened)
    {
        if (!_settings.Venue.IsSpot())
        {
            foreach (var symbol in _settings.Symbols)
                draft.Do(new ConnectionEffect.SetLeverage(symbol, _settings.FuturesLeverage));
        }

        // Refreshed only after a write of this incarnation is durable, and every decision comes after the first write.
        draft.Do(new ConnectionEffect.ArmDeadMan(_settings.DeadManCountdown));
        foreach (var symbol in _settings.Symbols.Where(s => !opened.Instruments.Any(i => i.Symbol == s)))
            draft.Alert("no_instrument", $"the venue gave no rules for {symbol}.");
        Reconcile(draft);
        foreach (var entry in draft.State.Unfinished)
            Query(draft, entry);
    }

    private static void AuthenticationFailed(ConnectionDraft draft, string text)
    {
        draft.Alert("authentication_failed", text);
        TellAllSessions(draft);
    }

    // History is read once an opening is adopted: what is older is in the opening.
    private static void Reconcile(ConnectionDraft draft)
    {
        draft.Do(new ConnectionEffect.ReadAccount());
        draft.Do(new ConnectionEffect.ReadOpenOrders());
        if (draft.State.OpenedAt is null)
            return;
        foreach (var symbol in draft.Settings.Symbols)
            ReadTrades(draft, symbol);
        ReadRows(draft);
    }

    private static void ReadTrades(ConnectionDraft draft, Symbol symbol)
    {
        if (draft.State.OpenedAt is not { } opened)
            return;
        var from = draft.State.TradesCoveredTo(symbol);
        foreach (var entry in draft.State.Unfinished)
        {
            if (entry.Intent.Symbol == symbol && entry.SentFrom < from)
                from = entry.SentFrom;
        }

        draft.Do(new ConnectionEffect.ReadTrades(symbol, NotBefore(opened, from - draft.Settings.Overlap)));
    }

    private static void ReadRows(ConnectionDraft draft)
    {
        if (draft.State.OpenedAt is { } opened)
            draft.Do(new ConnectionEffect.ReadRows(NotBefore(opened, draft.State.RowsCoveredTo - draft.Settings.Overlap)));
    }

    private static DateTimeOffset NotBefore(DateTimeOffset floor, DateTimeOffset time) => time > floor ? time : floor;

    private static void TradesRead(ConnectionDraft draft, ConnectionInput.TradesRead read)
    {
        var held = false;
        foreach (var trade in read.Trades)
            held |= BookTrade(draft, trade);
        if (!held && draft.State.OpenedAt is not null && read.From <= draft.State.TradesCoveredTo(read.Symbol)
            && read.To - draft.State.TradesCoveredTo(read.Symbol) >= CoverageStep)
            draft.Add(new ConnectionEvent.TradesCovered(read.Symbol, read.To));
        ResolveDoubts(draft);
        TellWhenQuiet(draft);
    }

    private static void RowsRead(ConnectionDraft draft, ConnectionInput.RowsRead read)
    {
        foreach (var row in read.Rows)
        {
            if (IsNew(draft, row))
                draft.Book(OfItsSymbol(draft, row), 0m);
        }

        if (draft.State.OpenedAt is not null && read.From <= draft.State.RowsCoveredTo
            && read.To - draft.State.RowsCoveredTo >= CoverageStep)
            draft.Add(new ConnectionEvent.RowsCovered(read.To));
        TellWhenQuiet(draft);
    }

    // Whatever changes the coin of a symbol is a fact of its strategy too, also where the venue's row names no symbol.
    private static AccountFact.Row OfItsSymbol(ConnectionDraft draft, AccountFact.Row row)
    {
        if (row.Symbol is not null || !draft.Settings.Venue.IsSpot())
            return row;
        foreach (var symbol in draft.Settings.Symbols)
        {
            if (symbol.Base == row.Asset)
                return row with { Symbol = symbol };
        }

        return row;
    }

    private static void OpenOrdersRead(ConnectionDraft draft, ConnectionInput.OpenOrdersRead read)
    {
        var before = draft.View.PreviousOpenOrders;
        foreach (var report in read.Orders)
        {
            OrderReported(draft, report);
            if (EntryOf(draft.State, report.ClientId, report.VenueOrderId) is not null)
                continue;
            if (report.ClientId is not { } id)
                SeeForeign(draft, report);
            else if (before?.Orders.Any(o => o.VenueOrderId == report.VenueOrderId) != true)
                draft.Alert("unknown_own_order", $"order {id} ({report.VenueOrderId}) is open and ours by name, but not in this journal.");
        }

        ResolveDoubts(draft);
    }

    private void AccountRead(ConnectionDraft draft, AccountReport report)
    {
        if (draft.State.OpenedAt is null)
        {
            Adopt(draft, report);
            return;
        }

        ResolveDoubts(draft);
        TellWhenQuiet(draft);
        if (!draft.View.IsReady)
            return;
        foreach (var symbol in _settings.Symbols)
            TellFunds(draft, symbol);
    }

    // The first read ever becomes the opening of the books; trades and rows count from here on. Nothing of ours is in flight yet:
    // orders are refused before an opening is adopted.
    private void Adopt(ConnectionDraft draft, AccountReport report)
    {
        if (draft.Clock is null || !draft.View.IsOpen)
            return;
        if (!_settings.AdoptOpeningBalances && WhatIsThere(report) is { } found)
        {
            draft.Alert("account_not_empty", $"{found} found at the first read, and adopting it is switched off: a person may adopt it.");
            return;
        }

        BookOpening(draft, report);
    }

    private void BookOpening(ConnectionDraft draft, AccountReport report)
    {
        var at = report.At + draft.Clock!.Value.Offset;
        draft.Add(new ConnectionEvent.OpeningAdopted(at));
        foreach (var balance in report.Balances.Where(b => b.Total != 0m))
        {
            draft.Book(
                new AccountFact.OpeningBalance($"open:{balance.Asset}", SymbolOfBase(balance.Asset), at, balance.Asset, balance.Total), 0m);
        }

        foreach (var position in report.Positions.Where(p => !p.Size.IsZero))
            draft.Book(new AccountFact.OpeningPosition($"open:{position.Symbol}", position.Symbol, at, position.Size, position.Entry), 0m);
        Reconcile(draft);
    }

    private string? WhatIsThere(AccountReport report)
    {
        foreach (var position in report.Positions.Where(p => !p.Size.IsZero))
            return $"a position of {position.Size} {position.Symbol}";
        foreach (var balance in report.Balances.Where(b => b.Total != 0m && SymbolOfBase(b.Asset) is not null))
            return $"{balance.Total} {balance.Asset}";
        return null;
    }

    private Symbol? SymbolOfBase(Asset asset)
    {
        foreach (var symbol in _settings.Symbols)
        {
            if (symbol.Base == asset)
                return symbol;
        }

        return null;
    }

    // Quiescent: nothing in flight, two equal account reads, no change of ours since before the first of them, and history of every
    // symbol and of the rows read after it. Then book and venue must agree to the last digit (I4).
    private static void TellWhenQuiet(ConnectionDraft draft)
    {
        var (state, view) = (draft.State, draft.View);
        if (!view.IsReady || view.Account is not { } last || draft.Clock is not { } clock || state.HasUnfinished)
            return;
        for (var i = view.Accounts.Count - 2; i >= 0; i--)
        {
            var first = view.Accounts[i];
            if (first.At <= state.LastChangeAt || !first.HoldsSameAs(last))
                return;
            if (first.At == last.At || !IsHistoryReadSince(draft, first.At + clock.Offset))
                continue;
            draft.Do(new ConnectionEffect.TellLedger(new LedgerInput.AccountQuiet(last, state.LastOffset)));
            return;
        }
    }

    private static bool IsHistoryReadSince(ConnectionDraft draft, DateTimeOffset venueTime) =>
        draft.View.Rows is { } rows && rows.To >= venueTime
        && draft.Settings.Symbols.All(s => draft.View.TradesOf(s) is [.., var trades] && trades.To >= venueTime);
}
