using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;

namespace Arbitrage.Simulation.Model;

/// <summary>Free and locked coins. The fee is taken in the received coin.</summary>
internal sealed class SpotAccount(AccountRows rows, Action<VenueEvent> publish) : ModelAccount(rows, publish)
{
    private readonly SortedDictionary<Asset, decimal> _locked = [];

    public override Asset FeeAsset(Symbol symbol, Side side) => side == Side.Buy ? symbol.Base : symbol.Quote;

    public override decimal Fee(Side side, decimal quantity, Price price, Rate rate) =>
        side == Side.Buy ? quantity * rate.Value : price.Value * quantity * rate.Value;

    public override bool TryReserve(LiveOrder order, decimal takerCost, Price reference, Rate takerFee, DateTimeOffset at)
    {
        var needed = order switch
        {
            { Side: Side.Sell } => order.Left,
            { IsByBudget: true } => order.Left,
            { Request.Limit.IsNone: true } => takerCost,
            _ => order.Left * order.Request.Limit.Value,
        };
        var asset = Paid(order);
        if (Rows.Total(asset) - Locked(asset) < needed)
            return false;
        order.Reserved = needed;
        Lock(asset, needed, 0m, BalanceCause.OrderPlaced, at);
        return true;
    }

    public override decimal Book(LiveOrder order, Fill fill)
    {
        var (symbol, buy) = (order.Symbol, order.Side == Side.Buy);
        var received = buy ? fill.Quantity : fill.Notional;
        var paid = buy ? fill.Notional : fill.Quantity;
        // A limit buy locked its limit price for this quantity; what it saved against it becomes free again with the fill.
        var unlocked = !buy ? paid : order.Request.Limit.IsNone ? paid : order.Request.Limit.Value * fill.Quantity;
        order.Reserved -= unlocked;

        var (paidAsset, receivedAsset) = (Paid(order), buy ? symbol.Base : symbol.Quote);
        Rows.Add(VenueRowKind.Fill, paidAsset, -paid, fill.At, symbol, fill.TradeId, order.Id);
        Lock(paidAsset, -unlocked, -paid, BalanceCause.Fill, fill.At);
        Rows.Add(VenueRowKind.Fill, receivedAsset, received, fill.At, symbol, fill.TradeId, order.Id);
        Rows.Add(VenueRowKind.Fee, receivedAsset, -fill.Fee, fill.At, symbol, fill.TradeId, order.Id);
        Lock(receivedAsset, 0m, received - fill.Fee, BalanceCause.Fill, fill.At);
        return 0m;
    }

    public override void Release(LiveOrder order, DateTimeOffset at)
    {
        if (order.Reserved == 0m)
            return;
        Lock(Paid(order), -order.Reserved, 0m, BalanceCause.OrderEnded, at);
        order.Reserved = 0m;
    }

    public override void Transfer(Asset asset, decimal amount, DateTimeOffset at)
    {
        Rows.Add(VenueRowKind.Transfer, asset, amount, at);
        Lock(asset, 0m, amount, BalanceCause.Transfer, at);
    }

    public override IReadOnlyList<VenueBalance> Balances() =>
        [.. Rows.Assets.Select(Balance)];

    public override VenueBalance Balance(Asset asset) => new(asset, Rows.Total(asset), Locked(asset));

    private static Asset Paid(LiveOrder order) => order.Side == Side.Buy ? order.Symbol.Quote : order.Symbol.Base;

    private decimal Locked(Asset asset) => _locked.GetValueOrDefault(asset);

    private void Lock(Asset asset, decimal lockedChange, decimal change, BalanceCause cause, DateTimeOffset at)
    {
        _locked[asset] = Locked(asset) + lockedChange;
        Publish(new VenueEvent.BalanceChanged(new(asset, Rows.Total(asset), Locked(asset)), change, lockedChange, cause, at));
    }
}
