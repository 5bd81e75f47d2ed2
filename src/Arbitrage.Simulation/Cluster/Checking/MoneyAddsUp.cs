using Arbitrage.Domain.Ledger;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using Arbitrage.Simulation.Driver;
using Arbitrage.Simulation.Model;

namespace Arbitrage.Simulation.Cluster.Checking;

/// <summary>
/// I12: the lines of every booking add up to zero, say what the venue's own trade or row says to the last digit, and at quiescence the change in equity is the
/// sum of its parts: opening, trades, fees, funding, realised and unrealised profit of the perpetual, everything else.
/// </summary>
internal sealed class MoneyAddsUp() : Checker("I12")
{
    private readonly Dictionary<(Venue, string Key), VenueTrade> _trades = [];
    private readonly Dictionary<(Venue, string Key), VenueRow> _rows = [];
    private readonly Dictionary<(Venue, Asset), decimal> _openings = [];
    private readonly Dictionary<Symbol, decimal> _perpetualCash = [];
    private readonly Dictionary<Asset, decimal> _sums = [];
    private Dictionary<string, Venue>? _ledgers;

    /// <inheritdoc/>
    public override void Heard(Venue venue, VenueEvent happened)
    {
        if (happened is VenueEvent.Traded { Trade: var trade })
            _trades[(venue, $"trade:{trade.Id}")] = trade;
        else if (happened is VenueEvent.RowAdded { Row: var row })
            _rows[(venue, $"row:{row.Number}")] = row;
    }

    /// <inheritdoc/>
    public override void Heard(in Durable durable)
    {
        if (durable.Happened is not LedgerEvent.Booked booked || VenueOf(durable.By.PersistenceId) is not { } venue)
            return;
        AddsUpToZero(booked);
        switch (booked.Fact.Fact)
        {
            case AccountFact.Trade t when _trades.TryGetValue((venue, t.Key), out var trade):
                Compare(venue, booked, trade);
                break;
            case AccountFact.Row r when _rows.TryGetValue((venue, r.Key), out var row):
                Expect(booked, LedgerAccount.Wallet, row.Asset, row.Change);
                break;
            case AccountFact.OpeningBalance o:
                _openings[(venue, o.Asset)] = _openings.GetValueOrDefault((venue, o.Asset)) + o.Amount;
                break;
            case AccountFact.OpeningPosition { Symbol: { } symbol } o:
                _perpetualCash[symbol] = _perpetualCash.GetValueOrDefault(symbol) - (o.Size.Value * o.Entry.Value);
                break;
            default:
                break;
        }
    }

    /// <inheritdoc/>
    public override void AtQuiescence()
    {
        foreach (var (venue, model) in Cluster.Venues)
        {
            if (Cluster.StateOf<LedgerState>(JournalIds.Ledger(venue)) is not { } ledger)
                continue;
            foreach (var balance in model.Balances())
                Explain(venue, ledger, balance);
            if (venue == Venue.GateFutures)
                ExplainPositions(model, ledger);
        }
    }

    // Wallet = opening + trades + fees + funding + realised profit + everything else, each from the ledger's own totals.
    private void Explain(Venue venue, LedgerState ledger, VenueBalance balance)
    {
        var sum = _openings.GetValueOrDefault((venue, balance.Asset)) + Sum(ledger.Account, balance.Asset);
        foreach (var totals in ledger.Symbols.Values)
            sum += Sum(totals, balance.Asset);
        if (sum != balance.Total)
            Broken($"{venue} {balance.Asset}: the ledger's parts add up to {DecimalText.Plain(sum)}, the venue has {DecimalText.Plain(balance.Total)}.");
    }

    // What contracts cost and brought, and what they are worth now, is what was realised and what was not.
    private void ExplainPositions(VenueModel model, LedgerState ledger)
    {
        foreach (var position in model.Positions())
        {
            var traded = _perpetualCash.GetValueOrDefault(position.Symbol) + (position.Size.Value * position.Mark.Value);
            var realised = ledger.Symbols.TryGetValue(position.Symbol, out var totals) ? totals.RealisedPnl.GetValueOrDefault(Asset.Usdt) : 0m;
            if (traded != realised + position.UnrealisedPnl.Value)
            {
                Broken($"{position.Symbol}: trades of the perpetual and its value make {DecimalText.Plain(traded)}, realised are "
                    + $"{DecimalText.Plain(realised)} and unrealised {position.UnrealisedPnl}.");
            }
        }
    }

    private void Compare(Venue venue, LedgerEvent.Booked booked, VenueTrade trade)
    {
        var (side, value) = (trade.Side.Sign(), (trade.Price * trade.Quantity).Value);
        if (venue.IsSpot())
        {
            var fee = trade.FeeAsset == trade.Symbol.Base ? trade.Fee : 0m;
            Expect(booked, LedgerAccount.Wallet, trade.Symbol.Base, (side * trade.Quantity.Value) - fee);
            Expect(booked, LedgerAccount.Wallet, trade.Symbol.Quote, (-side * value) - (trade.FeeAsset == trade.Symbol.Quote ? trade.Fee : 0m));
            return;
        }

        Expect(booked, LedgerAccount.Position, trade.Symbol.Base, side * trade.Quantity.Value);
        Expect(booked, LedgerAccount.Wallet, trade.FeeAsset, -trade.Fee);
        _perpetualCash[trade.Symbol] = _perpetualCash.GetValueOrDefault(trade.Symbol) - (side * value);
    }

    private void Expect(LedgerEvent.Booked booked, LedgerAccount account, Asset asset, decimal change)
    {
        var sum = 0m;
        foreach (var entry in booked.Entries)
        {
            if (entry.Account == account && entry.Asset == asset)
                sum += entry.Amount;
        }

        if (sum != change)
            Broken($"{booked.Fact.Fact.Key} was booked as {DecimalText.Plain(sum)} {asset}, at the venue it was {DecimalText.Plain(change)}.");
    }

    private void AddsUpToZero(LedgerEvent.Booked booked)
    {
        _sums.Clear();
        foreach (var entry in booked.Entries)
            _sums[entry.Asset] = _sums.GetValueOrDefault(entry.Asset) + entry.Amount;
        foreach (var (asset, sum) in _sums)
        {
            if (sum != 0m)
                Broken($"the lines of {booked.Fact.Fact.Key} add up to {DecimalText.Plain(sum)} {asset}.");
        }
    }

    private Venue? VenueOf(string persistenceId)
    {
        _ledgers ??= Cluster.Venues.Keys.ToDictionary(JournalIds.Ledger, v => v, StringComparer.Ordinal);
        return _ledgers.TryGetValue(persistenceId, out var venue) ? venue : null;
    }

    private static decimal Sum(LedgerTotals totals, Asset asset) =>
        totals.Fees.GetValueOrDefault(asset) + totals.Funding.GetValueOrDefault(asset) + totals.RealisedPnl.GetValueOrDefault(asset)
        + totals.Traded.GetValueOrDefault(asset) + totals.Other.GetValueOrDefault(asset);
}
