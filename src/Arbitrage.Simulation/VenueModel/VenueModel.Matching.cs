using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Simulation.Model;

public sealed partial class VenueModel
{
    private CreateResult Take(CreateRequest request, LoggedCreate logged, decimal? share, DateTimeOffset at)
    {
        var book = _books.GetValueOrDefault(request.Symbol);
        var rules = _instruments.GetValueOrDefault(request.Symbol);
        if (OrderRules.Check(request, rules, book, at) is { } broken)
            return broken;
        if (_options.RefuseDuplicateClientIds && request.ClientId is { } used && _byClientId.ContainsKey(used))
            return new CreateResult.Refused(VenueReject.DuplicateId, $"Client id {used} was used before.");

        var plan = Plan(request, rules!, book!);
        if (share is { } part)
            plan = Part(plan, DownToLot(request.Quantity.Value * part, rules!.Lot));
        var early = EndBeforeMatching(request, plan);
        if (early != OrderEnd.None && Venue != Venue.MexcSpot)
            return early == OrderEnd.WouldTake
                ? new CreateResult.Refused(VenueReject.WouldTake, "The order would fill at once.")
                : new CreateResult.Refused(VenueReject.NotFillable, "The order cannot be filled whole.");
        if (request.ReduceOnly && _futures is { } futures && futures.Reducing(request.Symbol, request.Side, 1m) == 0m)
            return new CreateResult.Refused(VenueReject.WouldIncrease, "There is no position that this order would reduce.");

        var number = _options.NumbersFrom + _orders.Count + 1;
        var order = new LiveOrder(
            number, VenueIds.Order(Venue, number), request, "api", _account.FeeAsset(request.Symbol, request.Side), at);
        var cost = plan.Sum(l => l.Price.Value * l.Quantity.Value);
        var reference = request.Limit.IsNone && plan.Count > 0 ? plan[^1].Price : book!.Mid;
        if (!_account.TryReserve(order, cost, reference, rules!.TakerFee, at))
            return new CreateResult.Refused(VenueReject.InsufficientFunds, "Not enough free balance.");

        Register(order);
        logged.Order = order;
        Publish(new VenueEvent.OrderChanged(order.Snapshot(), OrderChange.Placed));
        if (early != OrderEnd.None)
            Finish(order, early, at);
        else
            MatchIncoming(order, plan, at);
        return new CreateResult.Accepted(order.Snapshot());
    }

    /// <summary>What the order would take from the displayed book now.</summary>
    private List<BookLevel> Plan(CreateRequest request, Instrument rules, DisplayedBook book)
    {
        var left = request.ReduceOnly && _futures is { } futures
            ? futures.Reducing(request.Symbol, request.Side, request.Quantity.Value)
            : request.Quantity.Value;
        var budget = request.Budget.Value;
        var limit = request.Limit.IsNone ? MarketLimit(request.Side, book.Mid) : request.Limit;
        var plan = new List<BookLevel>();
        foreach (var level in There(book, request.Side, limit, rules.Lot))
        {
            var wanted = request.Quantity.IsZero ? DownToLot(budget / level.Price.Value, rules.Lot) : left;
            var taken = Math.Min(wanted, level.Quantity.Value);
            if (taken <= 0m)
                break;
            plan.Add(new(level.Price, new(taken)));
            left -= taken;
            budget -= taken * level.Price.Value;
        }

        return plan;
    }

    /// <summary>The first levels of a plan, up to a quantity.</summary>
    private static List<BookLevel> Part(List<BookLevel> plan, decimal quantity)
    {
        var part = new List<BookLevel>();
        foreach (var level in plan)
        {
            var taken = Math.Min(level.Quantity.Value, quantity);
            if (taken <= 0m)
                break;
            part.Add(new(level.Price, new(taken)));
            quantity -= taken;
        }

        return part;
    }

    // What of the displayed levels a taker finds.
    private IEnumerable<BookLevel> There(DisplayedBook book, Side side, Price limit, Quantity lot) => Queue switch
    {
        QueueModel.None => book.Takeable(side, limit),
        QueueModel.Proportional => Half(book.Takeable(side, limit), lot),
        QueueModel.Pessimistic => book.Takeable(side, default).Skip(1)
            .TakeWhile(level => limit.IsNone || (side == Side.Buy ? level.Price <= limit : level.Price >= limit)),
        _ => throw new InvalidOperationException($"No such model: {Queue}"),
    };

    // What of the displayed levels fills a resting order.
    private IEnumerable<BookLevel> Reaching(LiveOrder order)
    {
        var levels = _books[order.Symbol].Takeable(order.Side, order.Request.Limit);
        return Queue switch
        {
            QueueModel.None => levels,
            QueueModel.Proportional => Half(levels, _instruments[order.Symbol].Lot),
            QueueModel.Pessimistic => levels.Where(level => level.Price != order.Request.Limit),
            _ => throw new InvalidOperationException($"No such model: {Queue}"),
        };
    }

    private static IEnumerable<BookLevel> Half(IEnumerable<BookLevel> levels, Quantity lot) =>
        levels.Select(level => new BookLevel(level.Price, new(DownToLot(level.Quantity.Value * 0.5m, lot)))).Where(level => !level.Quantity.IsZero);

    private Price MarketLimit(Side side, Price mid) =>
        new(mid.Value * (1m + (side.Sign() * _options.MarketSlippage)));

    private static decimal DownToLot(decimal quantity, Quantity lot) => quantity - (quantity % lot.Value);

    private static OrderEnd EndBeforeMatching(CreateRequest request, List<BookLevel> plan) => request.Kind switch
    {
        OrderKind.PostOnly when plan.Count > 0 => OrderEnd.WouldTake,
        OrderKind.FillOrKill when plan.Sum(l => l.Quantity.Value) < request.Quantity.Value => OrderEnd.NotFillable,
        _ => OrderEnd.None,
    };

    private void MatchIncoming(LiveOrder order, List<BookLevel> plan, DateTimeOffset at)
    {
        if (plan.Count > 0)
            PublishBook(_books[order.Symbol], _books[order.Symbol].Take(order.Side, plan, at));
        foreach (var level in plan)
            Execute(order, level.Price, level.Quantity.Value, maker: false, at);
        if (!order.IsOpen)
            return;
        if (order.Request.Kind is OrderKind.ImmediateOrCancel or OrderKind.Market)
            Finish(order, OrderEnd.Immediate, at);
        else if (order.Request.ReduceOnly && _futures!.Reducing(order.Symbol, order.Side, 1m) == 0m)
            Finish(order, OrderEnd.NothingToReduce, at);
        else
            Publish(new VenueEvent.OrderChanged(order.Snapshot(), OrderChange.Updated));
    }

    // Better price first, then older first.
    private List<LiveOrder> Resting(Symbol symbol) =>
        [.. _open.Values.Where(o => o.Symbol == symbol)
            .OrderBy(o => o.Side).ThenBy(o => -o.Side.Sign() * o.Request.Limit.Value).ThenBy(o => o.Number)];

    private void MatchResting(LiveOrder order, DateTimeOffset at)
    {
        var left = order.Request.ReduceOnly ? _futures!.Reducing(order.Symbol, order.Side, order.Left) : order.Left;
        if (left == 0m)
        {
            Finish(order, OrderEnd.NothingToReduce, at);
            return;
        }

        var taken = new List<BookLevel>();
        foreach (var level in Reaching(order))
        {
            var quantity = Math.Min(left, level.Quantity.Value);
            if (quantity <= 0m)
                break;
            taken.Add(new(level.Price, new(quantity)));
            left -= quantity;
        }

        if (taken.Count == 0)
            return;
        PublishBook(_books[order.Symbol], _books[order.Symbol].Take(order.Side, taken, at));
        Execute(order, order.Request.Limit, taken.Sum(l => l.Quantity.Value), maker: true, at);
        if (order.IsOpen)
            Publish(new VenueEvent.OrderChanged(order.Snapshot(), OrderChange.Updated));
    }

    private void Execute(LiveOrder order, Price price, decimal quantity, bool maker, DateTimeOffset at)
    {
        var rules = _instruments[order.Symbol];
        var rate = maker ? rules.MakerFee : rules.TakerFee;
        BookFill(order, price, quantity, _account.Fee(order.Side, quantity, price, rate), maker, at);
        if (!order.IsByBudget && order.Left == 0m)
            Finish(order, OrderEnd.Filled, at);
        else if (order.IsByBudget && DownToLot(order.Left / price.Value, rules.Lot) == 0m)
            Finish(order, OrderEnd.Filled, at);
    }

    private VenueTrade BookFill(LiveOrder order, Price price, decimal quantity, decimal fee, bool maker, DateTimeOffset at)
    {
        var number = _options.NumbersFrom + _trades.Count + 1;
        var id = VenueIds.Trade(Venue, number);
        var closed = _account.Book(order, new(id, price, quantity, fee, at));
        order.Add(quantity, price.Value * quantity, fee, at);
        var trade = new VenueTrade(
            number, id, order.Id, order.Request.ClientId, order.Origin, order.Symbol, order.Side, price, new(quantity), new(closed), fee,
            order.FeeAsset, maker, at);
        _trades.Add(trade);
        Publish(new VenueEvent.Traded(trade));
        return trade;
    }

    private void Finish(LiveOrder order, OrderEnd end, DateTimeOffset at)
    {
        order.Finish(end, at);
        _open.Remove(order.Number);
        _account.Release(order, at);
        Publish(new VenueEvent.OrderChanged(order.Snapshot(), OrderChange.Finished));
    }

    private void Register(LiveOrder order)
    {
        _orders.Add(order);
        _byId.Add(order.Id, order);
        _open.Add(order.Number, order);
        // Two orders of one client id: the later one takes the id over, as Gate was seen to do.
        if (order.Request.ClientId is { } clientId)
            _byClientId[clientId] = order;
    }
}
