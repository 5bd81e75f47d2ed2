using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Strategy;

/// <summary>What facts and finished pairs do to positions, cash, profit and open entries. Part of the fold.</summary>
internal static class StrategyBooks
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public static StrategyState Book(StrategyState state, StrategyEvent.FactBooked e)
    {
        var account = state.Accounts[e.Venue];
        if (e.Fact.SymbolOffset != account.Cursor + 1)
            throw new InvalidOperationException(
                $"{e.Venue.Key()} expected fact {account.Cursor + 1} of the symbol and got {e.Fact.SymbolOffset}.");
        account = account with { Cursor = e.Fact.SymbolOffset };
        return e.Fact.Fact switch
        {
            AccountFact.Trade trade => BookTrade(state, e.Venue, account, trade),
            AccountFact.Row row => BookRow(state, e.Venue, account, row, e.At),
            AccountFact.OpeningBalance open => Put(
                state, e.Venue, open.Symbol?.Base == open.Asset ? account with { Base = account.Base + new Quantity(open.Amount) } : account),
            AccountFact.OpeningPosition open => Put(state, e.Venue, account with
            {
                Base = account.Base + open.Size,
                Cash = account.Cash - (open.Entry * open.Size),
                AverageCost = open.Entry,
            }),
            _ => throw new System.Diagnostics.UnreachableException($"Unknown fact {e.Fact.Fact}"),
        };
    }

    private static StrategyState BookTrade(StrategyState state, Venue venue, AccountState account, AccountFact.Trade trade)
    {
        var notional = trade.Price * trade.Quantity;
        var inQuote = trade.FeeAsset == Asset.Usdt;
        var inBase = trade.FeeAsset == trade.Symbol?.Base;
        var fee = inQuote ? new Notional(trade.Fee) : inBase ? trade.Price * new Quantity(trade.Fee) : Notional.Zero;
        var cash = (notional * -trade.Side.Sign()) - (inQuote ? fee : Notional.Zero);
        var booked = Put(state, venue, account with
        {
            Base = account.Base + trade.BaseChange,
            Cash = account.Cash + cash,
            AverageCost = Average(account, trade),
        });
        booked = booked with
        {
            Profit = booked.Profit with { Fees = booked.Profit.Fees + fee },
            Liquidated = booked.Liquidated || trade.Cause == TradeCause.Liquidation,
        };
        if (trade.Order is not { } id || !booked.Orders.TryGetValue(id, out var order))
            return booked;
        return booked with
        {
            Orders = booked.Orders.SetItem(id, order with
            {
                Filled = order.Filled + trade.Quantity,
                FilledFor = order.FilledFor + notional,
                BaseChange = order.BaseChange + trade.BaseChange,
                Fees = order.Fees + fee,
            }),
        };
    }

    private static Price Average(AccountState account, AccountFact.Trade trade)
    {
        var (held, change) = (account.Base.Value, trade.BaseChange.Value);
        var after = held + change;
        if (after == 0m)
            return default;
        var grows = held == 0m || (held > 0m == change > 0m);
        if (grows)
            return new(((account.AverageCost.Value * Math.Abs(held)) + (trade.Price.Value * trade.Quantity.Value)) / Math.Abs(after));
        return held > 0m == after > 0m ? account.AverageCost : trade.Price;
    }

    // Realised P&L of the perpetual is in the cash of its trades already, as if contracts were bought outright.
    private static StrategyState BookRow(StrategyState state, Venue venue, AccountState account, AccountFact.Row row, DateTimeOffset at)
    {
        if (row.Asset != Asset.Usdt)
            return Put(state, venue, row.Asset == row.Symbol?.Base ? account with { Base = account.Base + new Quantity(row.Change) } : account);
        var change = new Notional(row.Change);
        var profit = state.Profit;
        switch (row.Kind)
        {
            case RowKind.RealisedPnl or RowKind.Transfer or RowKind.Airdrop:
                return Put(state, venue, account);
            case RowKind.Fee:
                profit = profit with { Fees = profit.Fees - change };
                break;
            case RowKind.Funding:
                ImmutableArray<AmountAt> day = [.. profit.FundingDay.Where(f => f.At > at - Day), new(change, at)];
                profit = profit with { Funding = profit.Funding + change, FundingDay = day };
                break;
            default:
                break;
        }

        return Put(state, venue, account with { Cash = account.Cash + change }) with { Profit = profit };
    }

    public static StrategyState EndPair(StrategyState state, StrategyEvent.PairEnded e)
    {
        var (profit, inventory) = (state.Profit, state.Inventory);
        var spot = e.Purpose is PairPurpose.Entry or PairPurpose.Return;
        if (spot)
        {
            var completed = e.Result is PairResult.Done or PairResult.Completed;
            var single = e.Result is PairResult.Completed or PairResult.Reversed or PairResult.Hedged or PairResult.Halted;
            profit = profit with
            {
                PairsCompleted = profit.PairsCompleted + (completed ? 1 : 0),
                SingleLegs = profit.SingleLegs + (single ? 1 : 0),
                RealisedPnl = profit.RealisedPnl + e.Pnl,
                EstimatedPnl = profit.EstimatedPnl + (completed ? e.Estimated : Notional.Zero),
            };
            (profit, inventory) = Match(profit, inventory, e, state.Contract);
        }

        if (e.Purpose == PairPurpose.Rebalance)
        {
            profit = profit with
            {
                LastRebalance = e.At,
                RebalanceCosts = [.. profit.RebalanceCosts.Where(c => c.At > e.At - Hour), new(e.Fees, e.At)],
            };
        }

        if (e.Purpose == PairPurpose.Unwind && state.SpotBase < state.Contract)
            inventory = inventory with { Lots = [] };
        var isLeftNothing = spot && e.Result is not (PairResult.Hedged or PairResult.Halted);
        return state with
        {
            Pair = null,
            Orders = ImmutableSortedDictionary<ClientOrderId, OrderState>.Empty,
            Inventory = inventory,
            Profit = profit with
            {
                LastPair = e.At,
                EmptyInRow = e.Result is PairResult.Done or PairResult.Completed ? 0 : profit.EmptyInRow + 1,
            },
            Lease = isLeftNothing ? LeaseBooks.Unspend(state.Lease, state.Orders.Values) : state.Lease,
        };
    }

    // A pair in the other direction returns the oldest entries first; what is left of it is an entry of its own. Below a contract is dust.
    private static (ProfitState Profit, InventoryState Inventory) Match(
        ProfitState profit, InventoryState inventory, StrategyEvent.PairEnded e, Quantity dust)
    {
        if (e.Moved <= Quantity.Zero)
            return (profit, inventory);
        var direction = SpreadDirections.Buying(e.BuyVenue);
        var (left, lots) = (e.Moved, inventory.Lots);
        while (!lots.IsEmpty && lots[0].Direction != direction && left > Quantity.Zero)
        {
            var lot = lots[0];
            var matched = Quantity.Min(lot.Base, left);
            var pnl = lot.Pnl + (e.Pnl * (matched.Value / e.Moved.Value));
            left -= matched;
            if (lot.Base - matched > dust)
            {
                lots = lots.SetItem(0, lot with { Base = lot.Base - matched, Pnl = pnl });
                continue;
            }

            lots = lots.RemoveAt(0);
            var won = pnl > Notional.Zero;
            profit = profit with
            {
                Cycles = profit.Cycles + 1,
                WinningCycles = profit.WinningCycles + (won ? 1 : 0),
                LosingStreak = won ? 0 : profit.LosingStreak + 1,
                CyclePnl = profit.CyclePnl + pnl,
            };
        }

        if (left > dust)
            lots = lots.Add(new(e.Pair, direction, left, e.Pnl * (left.Value / e.Moved.Value), e.At, false));
        return (profit, inventory with { Lots = lots });
    }

    private static StrategyState Put(StrategyState state, Venue venue, AccountState account) =>
        state with { Accounts = state.Accounts.SetItem(venue, account) };
}
