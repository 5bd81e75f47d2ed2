using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;

namespace Arbitrage.Simulation.Model;

/// <summary>One fill as an account books it.</summary>
internal readonly record struct Fill(string TradeId, Price Price, decimal Quantity, decimal Fee, DateTimeOffset At)
{
    public decimal Notional => Price.Value * Quantity;
}

/// <summary>Money and positions behind a venue's orders.</summary>
internal abstract class ModelAccount(AccountRows rows, Action<VenueEvent> publish)
{
    protected AccountRows Rows { get; } = rows;

    protected Action<VenueEvent> Publish { get; } = publish;

    /// <summary>Coin in which an order of this side pays its fee.</summary>
    public abstract Asset FeeAsset(Symbol symbol, Side side);

    /// <summary>Fee of a fill in that coin: exact, never rounded.</summary>
    public abstract decimal Fee(Side side, decimal quantity, Price price, Rate rate);

    /// <summary>Locks what the order may need; false when there is not enough.</summary>
    /// <param name="order">The order.</param>
    /// <param name="takerCost">Quote value of what it would take at once; decides for market orders, which have no limit.</param>
    /// <param name="reference">Price that margin is measured at when it is worse than the limit.</param>
    /// <param name="takerFee">For margin, which has to cover the fee.</param>
    /// <param name="at">Now.</param>
    public abstract bool TryReserve(LiveOrder order, decimal takerCost, Price reference, Rate takerFee, DateTimeOffset at);

    /// <summary>Books a fill; answers how much of it reduced a position.</summary>
    public abstract decimal Book(LiveOrder order, Fill fill);

    /// <summary>Unlocks what an ended order still holds.</summary>
    public abstract void Release(LiveOrder order, DateTimeOffset at);

    /// <summary>Moves an amount in or out.</summary>
    public abstract void Transfer(Asset asset, decimal amount, DateTimeOffset at);

    public abstract IReadOnlyList<VenueBalance> Balances();

    /// <summary>One asset; zeros when it was never held.</summary>
    public abstract VenueBalance Balance(Asset asset);
}
