using System.Collections;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using Arbitrage.Venues.Books;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Wire;

namespace Arbitrage.Fuzz;

/// <summary>What may leave a parser: nothing negative or zero where that is illegal, nothing beyond its range, no book that is crossed and usable.</summary>
internal static class Checks
{
    // What a decimal of the largest price times the largest size, and their sums, may reach.
    private const decimal Most = Bounds.MaxAmount;

    /// <summary>Checks whatever a parser gave; lists and answers are checked through.</summary>
    public static void Value(object? value)
    {
        switch (value)
        {
            case null or string or bool or int or Enum:
                break;
            case OrderReport order:
                That(order.VenueOrderId.Length > 0, "an order without an id");
                Size(order.Filled);
                Amount(order.Notional.Value, from: 0m);
                break;
            case ForcedClose close:
                That(close.Cause is TradeCause.Liquidation or TradeCause.AutoDeleveraging, "a forced close without a force");
                break;
            case OrderRecord record:
                Value(record.State);
                Price(record.Limit, orNone: true);
                Side(record.Side);
                break;
            case AccountFact.Trade trade:
                That(trade.TradeId.Length > 0 && trade.VenueOrderId.Length > 0, "a trade without an id");
                Price(trade.Price);
                Size(trade.Quantity, aboveZero: true);
                Amount(trade.Fee);
                Side(trade.Side);
                break;
            case AccountFact.Row row:
                That(row.RowId.Length > 0, "a row without an id");
                Amount(row.Change);
                break;
            case BalanceReport balance:
                Amount(balance.Total);
                Amount(balance.Free);
                break;
            case PositionReport position:
                That(!position.Size.IsZero, "an empty position");
                Size(position.Size.Abs, aboveZero: true);
                Price(position.Entry);
                Price(position.Mark, orNone: true);
                Price(position.Liquidation, orNone: true);
                Amount(position.Margin.Value, from: 0m);
                That(position.Leverage is >= 0m and <= 1000m, $"leverage {position.Leverage}");
                break;
            case PublicTrade trade:
                Price(trade.Price);
                Size(trade.Quantity, aboveZero: true);
                Side(trade.Taker);
                break;
            case BestQuote quote:
                Price(quote.Bid, orNone: true);
                Price(quote.Ask, orNone: true);
                Size(quote.BidSize);
                Size(quote.AskSize);
                That(quote.Sequence >= 0, $"sequence {quote.Sequence}");
                That(!quote.IsUsable || (quote.Bid < quote.Ask && quote.BidSize.Value > 0m && quote.AskSize.Value > 0m), $"{quote} is usable");
                break;
            case PerpetualState state:
                Price(state.Mark);
                Price(state.Index);
                Price(state.Last, orNone: true);
                Rate(state.Funding);
                That(state.FundingEvery >= TimeSpan.Zero && state.FundingEvery <= TimeSpan.FromDays(1), $"an interval of {state.FundingEvery}");
                break;
            case SettledFunding funding:
                Rate(funding.Rate);
                break;
            case RiskTier tier:
                Amount(tier.Limit.Value, from: 0m);
                That(tier.Tier > 0 && tier.LeverageMax is >= 1m and <= 1000m, tier.ToString());
                break;
            case TradingFees fees:
                Rate(fees.Maker);
                Rate(fees.Taker);
                break;
            case FeeTier tier:
                Value(tier.Fees);
                break;
            case MarginSetting margin:
                Amount(margin.Leverage, from: 0m);
                break;
            case CoinNetwork network:
                Amount(network.WithdrawFee ?? 0m, from: 0m);
                Amount(network.WithdrawMin ?? 0m, from: 0m);
                break;
            case CoinStatus coin:
                Value(coin.Networks);
                break;
            case AccountIdentity identity:
                That(identity.UserId.Length > 0, "an account without an id");
                break;
            case Instrument instrument:
                Rules(instrument);
                break;
            case CreateOutcome outcome:
                Value((outcome as CreateOutcome.Accepted)?.Report);
                That(outcome is not CreateOutcome.Accepted { VenueOrderId.Length: 0 }, "accepted without an id");
                break;
            case DepthUpdate depth:
                Depth(depth);
                break;
            case IEnumerable list:
                foreach (var item in list)
                    Value(item);
                break;
            default:
                throw new FuzzFailureException($"Nobody says what {value.GetType()} must be.");
        }
    }

    /// <summary>A book that a reader may use: sorted, positive, not crossed.</summary>
    public static void Usable(DepthBook book)
    {
        Span<BookLevel> levels = new BookLevel[64];
        That(!book.IsCrossed, $"usable and crossed: {book.Bids.Best} / {book.Asks.Best}");
        Sorted(levels[..book.Bids.CopyBest(levels)], descending: true);
        Sorted(levels[..book.Asks.CopyBest(levels)], descending: false);
    }

    public static void That(bool holds, string otherwise)
    {
        if (!holds)
            throw new FuzzFailureException(otherwise);
    }

    private static void Sorted(ReadOnlySpan<BookLevel> levels, bool descending)
    {
        for (var i = 0; i < levels.Length; i++)
        {
            Price(levels[i].Price);
            Size(levels[i].Quantity, aboveZero: true);
            That(i == 0 || (descending ? levels[i].Price < levels[i - 1].Price : levels[i].Price > levels[i - 1].Price), "levels out of order");
        }
    }

    private static void Depth(DepthUpdate depth)
    {
        That(depth.Last > 0 && (depth.IsFull || (depth.First > 0 && depth.First <= depth.Last)), $"a change from {depth.First} to {depth.Last}");
        foreach (var level in depth.Bids)
        {
            Price(level.Price);
            Size(level.Quantity);
        }

        foreach (var level in depth.Asks)
        {
            Price(level.Price);
            Size(level.Quantity);
        }
    }

    private static void Rules(Instrument rules)
    {
        Price(rules.Tick);
        Size(rules.Lot, aboveZero: true);
        Size(rules.MinQuantity);
        Size(rules.MaxQuantity);
        Size(rules.Multiplier);
        Amount(rules.MinNotional.Value, from: 0m);
        That(rules.MaxPriceDeviation.Value >= 0m, $"deviation {rules.MaxPriceDeviation}");
        Rate(rules.MakerFee);
        Rate(rules.TakerFee);
    }

    private static void Price(Price price, bool orNone = false) =>
        That(price.Value <= Bounds.MaxPrice && (orNone ? price.Value >= 0m : price.Value > 0m), $"price {price}");

    private static void Size(Quantity size, bool aboveZero = false) =>
        That(size.Value <= Bounds.MaxSize && (aboveZero ? size.Value > 0m : size.Value >= 0m), $"size {size}");

    private static void Amount(decimal amount, decimal from = -Most) => That(amount >= from && amount <= Most, $"amount {amount}");

    private static void Rate(Rate rate) => That(Math.Abs(rate.Value) <= Bounds.MaxRate, $"rate {rate}");

    private static void Side(Side side) => That(side is Domain.Markets.Side.Buy or Domain.Markets.Side.Sell, $"side {side}");
}
