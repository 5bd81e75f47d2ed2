using System.Diagnostics;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Connection;

// Foreign orders on our account, and what a person adopts. What is foreign halts its symbol until then; it is never cancelled and never offset silently.
public sealed partial class ConnectionMachine
{
    // Said again by every list until the order is gone or adopted: a message may get lost, and a strategy that is halted ignores it.
    private static void SeeForeign(ConnectionDraft draft, OrderReport report)
    {
        var known = draft.State.ForeignOrders.Orders.GetValueOrDefault(report.VenueOrderId);
        if (known is { AdoptedBy: not null })
            return;
        var what = $"order {report.VenueOrderId} of {report.Symbol?.Text ?? "another symbol"} is open and not ours.";
        if (known is null)
        {
            draft.Add(new ConnectionEvent.ForeignOrderSeen(report.VenueOrderId, report.Symbol, draft.Now));
            draft.Alert("foreign_order", what);
        }

        if (report.Symbol is { } symbol && draft.Settings.Symbols.Contains(symbol))
            draft.Tell(symbol, new StrategyInput.HaltOrdered($"{draft.Settings.Venue.Key()}: {what}"));
    }

    private void Adopt(ConnectionDraft draft, ConnectionInput.Adopt adopt)
    {
        var refusal = string.IsNullOrWhiteSpace(adopt.By) || string.IsNullOrWhiteSpace(adopt.Why)
            ? "who adopts it, and why, has to be said"
            : adopt.What switch
            {
                Adoption.Opening => AdoptOpening(draft, adopt),
                Adoption.Order order => AdoptOrder(draft, adopt, order.VenueOrderId),
                Adoption.Balance balance => AdoptDifference(
                    draft, adopt, DifferenceOf(draft, balance.Asset), balance.Amount,
                    key => new AccountFact.OpeningBalance(key, SymbolOfBase(balance.Asset), draft.VenueNow!.Value, balance.Asset, balance.Amount)),
                Adoption.Position position => AdoptDifference(
                    draft, adopt, DifferenceOf(draft, position.Symbol), position.Size.Value,
                    key => new AccountFact.OpeningPosition(
                        key, position.Symbol, draft.VenueNow!.Value, position.Size, EntryOf(draft, position.Symbol))),
                _ => throw new UnreachableException($"{adopt.What}"),
            };
        if (refusal is not null)
            draft.Alert("adoption_refused", $"{adopt.What} by {adopt.By}: {refusal}.");
    }

    private string? AdoptOpening(ConnectionDraft draft, ConnectionInput.Adopt adopt)
    {
        if (draft.State.OpenedAt is not null)
            return "the books are open already";
        if (draft.View.Account is not { } report || draft.Clock is null || !draft.View.IsOpen)
            return "the account has not been read";
        draft.Add(new ConnectionEvent.Adopted(adopt.What, adopt.By, adopt.Why, draft.Now));
        BookOpening(draft, report);
        return null;
    }

    private static string? AdoptOrder(ConnectionDraft draft, ConnectionInput.Adopt adopt, string venueOrderId)
    {
        if (!draft.State.ForeignOrders.Orders.ContainsKey(venueOrderId))
            return "no such foreign order is known";
        if (!draft.State.ForeignOrders.IsAdopted(venueOrderId))
            draft.Add(new ConnectionEvent.Adopted(adopt.What, adopt.By, adopt.Why, draft.Now));
        return null;
    }

    // The difference has to stand in two equal reads since the last change of anything, with nothing on its way: otherwise it may be a fact not seen yet.
    private static string? AdoptDifference(
        ConnectionDraft draft, ConnectionInput.Adopt adopt, decimal? difference, decimal amount, Func<string, AccountFact> fact)
    {
        if (draft.State.OpenedAt is null || draft.VenueNow is null)
            return "the books are not open";
        if (difference is not { } found)
            return "the account is not quiet: an order is on its way, or it was not read twice since the last change";
        if (found == 0m || found != amount)
            return $"venue and book differ by {DecimalText.Plain(found)}";
        draft.Add(new ConnectionEvent.Adopted(adopt.What, adopt.By, adopt.Why, draft.Now));
        draft.Book(fact($"adopt:{draft.State.LastOffset + 1}"), 0m);
        return null;
    }

    private static decimal? DifferenceOf(ConnectionDraft draft, Asset asset) => DifferenceOf(
        draft, read => read.TotalOf(asset) - draft.State.Book.Balance(asset));

    private static decimal? DifferenceOf(ConnectionDraft draft, Symbol symbol) => DifferenceOf(
        draft, read => read.SizeOf(symbol).Value - draft.State.Book.Position(symbol).Value);

    private static decimal? DifferenceOf(ConnectionDraft draft, Func<AccountReport, decimal> difference)
    {
        if (!draft.View.IsReady || draft.State.HasUnfinished)
            return null;
        var reads = draft.View.Accounts.Where(r => r.At > draft.State.LastChangeAt).ToArray();
        return reads.Length >= 2 && reads[^1].At - reads[0].At >= draft.Settings.BalanceReadGap && difference(reads[0]) == difference(reads[^1])
            ? difference(reads[^1])
            : null;
    }

    private static Price EntryOf(ConnectionDraft draft, Symbol symbol) =>
        draft.View.Account!.Positions.FirstOrDefault(p => p.Symbol == symbol)?.Entry ?? default;
}
