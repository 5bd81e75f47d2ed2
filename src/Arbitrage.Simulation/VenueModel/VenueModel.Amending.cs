using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Simulation.Model;

public sealed partial class VenueModel
{
    /// <summary>Opens or suspends an instrument; orders for a suspended one are refused, open ones stay.</summary>
    public void SetTradable(Symbol symbol, bool tradable)
    {
        lock (_gate)
            _instruments = new(_instruments) { [symbol] = _instruments[symbol] with { Tradable = tradable } };
    }

    /// <summary>The venue changes its rules of an instrument; what it has told before is then out of date.</summary>
    public void SetRules(Instrument rules)
    {
        lock (_gate)
            _instruments = new(_instruments) { [rules.Symbol] = rules };
    }

    /// <summary>
    /// Changes price or total quantity of an open limit order. A quantity at or below the filled part cancels. A price that reaches the other
    /// side takes from it.
    /// </summary>
    /// <param name="venueOrderId">Which.</param>
    /// <param name="quantity">New total, the filled part included; null keeps it.</param>
    /// <param name="limit">New limit; null keeps it.</param>
    /// <param name="at">Now.</param>
    public AmendResult Amend(string venueOrderId, Quantity? quantity, Price? limit, DateTimeOffset at)
    {
        lock (_gate)
        {
            ExpireCountdowns(at);
            if (!_byId.TryGetValue(venueOrderId, out var order) || !order.IsOpen)
                return new AmendResult.NotOpen();
            var before = order.Request;
            // The expiry was for the CREATE, it does not bind what comes later.
            var after = before with { Quantity = quantity ?? before.Quantity, Limit = limit ?? before.Limit, ExpiresAt = null };
            if (after.Quantity.Value <= order.Filled)
            {
                Finish(order, OrderEnd.Cancelled, at);
                return new AmendResult.Amended(order.Snapshot());
            }

            var (rules, book) = (_instruments[order.Symbol], _books[order.Symbol]);
            if (OrderRules.Check(after, rules, book, at) is { } broken)
                return new AmendResult.Refused(broken.Reason, broken.Text);
            var plan = Plan(after with { Quantity = new(after.Quantity.Value - order.Filled) }, rules, book);
            if (EndBeforeMatching(after, plan) == OrderEnd.WouldTake)
                return new AmendResult.Refused(VenueReject.WouldTake, "The order would fill at once.");

            _account.Release(order, at);
            order.Amend(after, at);
            if (!Reserve(order, plan, rules, book, at))
            {
                order.Amend(before, at);
                if (!Reserve(order, [], rules, book, at))
                    throw new InvalidOperationException($"Order {order.Id} cannot have back what it held.");
                return new AmendResult.Refused(VenueReject.InsufficientFunds, "Not enough free balance.");
            }

            MatchIncoming(order, plan, at);
            return new AmendResult.Amended(order.Snapshot());
        }
    }

    private bool Reserve(LiveOrder order, List<BookLevel> plan, Instrument rules, DisplayedBook book, DateTimeOffset at) =>
        _account.TryReserve(order, plan.Sum(l => l.Price.Value * l.Quantity.Value), book.Mid, rules.TakerFee, at);
}
