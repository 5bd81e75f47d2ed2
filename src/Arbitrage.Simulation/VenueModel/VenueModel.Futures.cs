using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;

namespace Arbitrage.Simulation.Model;

public sealed partial class VenueModel
{
    /// <summary>Settles funding: longs pay a positive rate on size x mark. Futures only.</summary>
    public void ApplyFunding(Symbol symbol, Rate rate, DateTimeOffset at)
    {
        lock (_gate)
        {
            _fundingRates[symbol] = rate;
            Futures.Fund(symbol, rate, at);
        }
    }

    /// <summary>Rate of the last settlement; zero before the first.</summary>
    public Rate LastFundingRate(Symbol symbol)
    {
        lock (_gate)
            return _fundingRates.GetValueOrDefault(symbol);
    }

    /// <summary>
    /// The venue deleverages: closes up to so many contracts of the position at mark, without a fee, by an order whose origin is
    /// `auto_deleveraging`. Null when there is no position. Futures only.
    /// </summary>
    public VenueTrade? InjectAdl(Symbol symbol, Contracts contracts, DateTimeOffset at)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(contracts, new Contracts(1));
        lock (_gate)
        {
            var size = Futures.SizeOf(symbol);
            var taken = Math.Min(Math.Abs(size), contracts.ToBase(_instruments[symbol].Multiplier).Value);
            return taken == 0m
                ? null
                : TakePosition(symbol, Math.Sign(size) * taken, "auto_deleveraging", OrderEnd.Deleveraged, at);
        }
    }

    /// <summary>
    /// The venue liquidates: closes the whole position at mark, without a fee, by an order whose origin is `liquidation`. Null when there is
    /// no position. Futures only.
    /// </summary>
    public VenueTrade? InjectLiquidation(Symbol symbol, DateTimeOffset at)
    {
        lock (_gate)
        {
            var size = Futures.SizeOf(symbol);
            return size == 0m ? null : TakePosition(symbol, size, "liquidation", OrderEnd.Liquidated, at);
        }
    }

    /// <summary>Leverage of a contract: above zero is isolated, zero is cross up to a limit. Futures only.</summary>
    public VenuePosition SetLeverage(Symbol symbol, decimal leverage, decimal crossLimit, DateTimeOffset at)
    {
        lock (_gate)
        {
            Futures.SetLeverage(symbol, leverage, crossLimit, at);
            return Futures.Snapshot(symbol);
        }
    }

    /// <summary>The position of a contract, also when it is flat. Futures only.</summary>
    public VenuePosition Position(Symbol symbol)
    {
        lock (_gate)
            return Futures.Snapshot(symbol);
    }

    /// <summary>Size of a position, short below zero. Futures only.</summary>
    public Quantity SizeOf(Symbol symbol)
    {
        lock (_gate)
            return new(Futures.SizeOf(symbol));
    }

    /// <summary>Positions of all contracts that were ever touched, in order; empty on spot.</summary>
    public IReadOnlyList<VenuePosition> Positions()
    {
        lock (_gate)
            return _futures is null ? [] : [.. _futures.Known.ToList().Select(_futures.Snapshot)];
    }

    /// <summary>What the venue took from positions by itself, oldest first.</summary>
    public IReadOnlyList<VenueEvent.PositionTaken> Taken()
    {
        lock (_gate)
            return [.. _taken];
    }

    /// <summary>Margin of all positions and of all open orders. Futures only.</summary>
    public (decimal OfPositions, decimal OfOrders) Margins()
    {
        lock (_gate)
            return (Futures.PositionMargin(), Futures.OrderMargin());
    }

    private FuturesAccount Futures => _futures ?? throw new InvalidOperationException($"{Venue} has no positions.");

    private VenueTrade TakePosition(Symbol symbol, decimal size, string origin, OrderEnd why, DateTimeOffset at)
    {
        var before = Futures.Snapshot(symbol);
        var number = _options.NumbersFrom + _orders.Count + 1;
        var request = new CreateRequest(
            null, symbol, size > 0m ? Side.Sell : Side.Buy, OrderKind.ImmediateOrCancel, new(Math.Abs(size)), before.Mark, ReduceOnly: true);
        var order = new LiveOrder(number, VenueIds.Order(Venue, number), request, origin, Asset.Usdt, at);
        Register(order);
        var trade = BookFill(order, before.Mark, Math.Abs(size), 0m, maker: false, at);
        Finish(order, why, at);
        var taken = new VenueEvent.PositionTaken(trade, before, Futures.Snapshot(symbol), why);
        _taken.Add(taken);
        Publish(taken);
        return trade;
    }
}
