using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Simulation.Model;

/// <summary>What a venue checks before it looks at the account. Answers the first rule that is broken.</summary>
internal static class OrderRules
{
    public static CreateResult.Refused? Check(CreateRequest order, Instrument? rules, DisplayedBook? book, DateTimeOffset at)
    {
        if (order.ExpiresAt is { } expiry && at > expiry)
            return new(VenueReject.Expired, $"Arrived at {at:O}, expired at {expiry:O}.");
        if (rules is null || book is null || !rules.Tradable)
            return new(VenueReject.NotTradable, $"{order.Symbol} is not open to the API.");
        return Amounts(order, rules) ?? Value(order, rules, book) ?? Band(order, rules, book);
    }

    private static CreateResult.Refused? Amounts(CreateRequest order, Instrument rules)
    {
        var market = order.Kind == OrderKind.Market;
        if (order.Budget.Value < 0m || order.Quantity.Value < 0m || (order.Quantity.IsZero && order.Budget.Value == 0m))
            return new(VenueReject.TooSmall, "Size has to be above zero.");
        if (order.Quantity.IsZero && !(market && order.Side == Side.Buy))
            return new(VenueReject.Other, "Only a market buy may be sized by what it spends.");
        if (market != order.Limit.IsNone)
            return new(VenueReject.Other, market ? "A market order has no price." : "A price is needed.");
        if (order.Limit.Value % rules.Tick.Value != 0m)
            return new(VenueReject.Precision, $"Price {order.Limit} is not a multiple of {rules.Tick}.");
        if (order.Quantity.Value % rules.Lot.Value != 0m)
            return new(VenueReject.Precision, $"Size {order.Quantity} is not a multiple of {rules.Lot}.");
        if (!order.Quantity.IsZero && order.Quantity < rules.MinQuantity)
            return new(VenueReject.TooSmall, $"Size {order.Quantity} is below {rules.MinQuantity}.");
        return !rules.MaxQuantity.IsZero && order.Quantity > rules.MaxQuantity
            ? new(VenueReject.TooLarge, $"Size {order.Quantity} is above {rules.MaxQuantity}.")
            : null;
    }

    private static CreateResult.Refused? Value(CreateRequest order, Instrument rules, DisplayedBook book)
    {
        var price = order.Limit.IsNone ? book.Mid : order.Limit;
        var value = order.Quantity.IsZero ? order.Budget : price * order.Quantity;
        return value < rules.MinNotional
            ? new(VenueReject.TooSmall, $"Value {value} is below {rules.MinNotional}.")
            : null;
    }

    private static CreateResult.Refused? Band(CreateRequest order, Instrument rules, DisplayedBook book)
    {
        if (order.Limit.IsNone)
            return book.HasPrice ? null : new(VenueReject.PriceBand, "No price yet.");
        var band = rules.MaxPriceDeviation.Value;
        return band > 0m && book.HasPrice && Math.Abs(order.Limit - book.Mid) > book.Mid.Value * band
            ? new(VenueReject.PriceBand, $"Price {order.Limit} is more than {rules.MaxPriceDeviation} away from {book.Mid}.")
            : null;
    }
}
