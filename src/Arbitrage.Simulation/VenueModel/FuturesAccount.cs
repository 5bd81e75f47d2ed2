using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;

namespace Arbitrage.Simulation.Model;

/// <summary>
/// A USDT wallet with one-way positions. The entry is kept as a value, not as a price: a reduction takes its share of the value, rounded
/// towards zero at twelve decimals, and the last one takes what is left. So the pnl rows of a position that was opened and closed sum
/// up to the exact difference of what was paid and received, whatever the average price would have been.
/// </summary>
internal sealed class FuturesAccount(
    AccountRows rows, Action<VenueEvent> publish, VenueModelOptions options, Func<Symbol, Price> markOf, Func<Symbol, Rate> takerOf)
    : ModelAccount(rows, publish)
{
    private const int ShareDecimals = 12;

    private readonly SortedDictionary<Symbol, Position> _positions = [];
    private readonly SortedDictionary<long, decimal> _orderMargin = [];
    private Position? _looked;

    public override Asset FeeAsset(Symbol symbol, Side side) => Asset.Usdt;

    public override decimal Fee(Side side, decimal quantity, Price price, Rate rate) => price.Value * quantity * rate.Value;

    public decimal SizeOf(Symbol symbol) => Of(symbol).Size;

    /// <summary>How much of an order reduces the position: what opposes it, up to its size.</summary>
    public decimal Reducing(Symbol symbol, Side side, decimal quantity)
    {
        var size = Of(symbol).Size;
        return size == 0m || Math.Sign(size) == side.Sign() ? 0m : Math.Min(Math.Abs(size), quantity);
    }

    public override bool TryReserve(LiveOrder order, decimal takerCost, Price reference, Rate takerFee, DateTimeOffset at)
    {
        var opening = order.Left - Reducing(order.Symbol, order.Side, order.Left);
        var price = Math.Max(order.Request.Limit.Value, reference.Value);
        var margin = opening * price / Lever(Of(order.Symbol));
        // What only closes may always be sent; the fee of it is paid out of what the position held.
        var needed = opening == 0m ? 0m : margin + (order.Left * price * Math.Max(0m, takerFee.Value));
        if (needed > 0m && Free() < needed)
            return false;
        order.Reserved = needed;
        if (needed > 0m)
            _orderMargin[order.Number] = needed;
        return true;
    }

    public override decimal Book(LiveOrder order, Fill fill)
    {
        var position = Of(order.Symbol);
        var closing = Reducing(order.Symbol, order.Side, fill.Quantity);
        if (closing > 0m)
        {
            var share = closing == Math.Abs(position.Size)
                ? position.Value
                : Math.Round(position.Value * closing / Math.Abs(position.Size), ShareDecimals, MidpointRounding.ToZero);
            var pnl = (-order.Side.Sign() * fill.Price.Value * closing) - share;
            position.Value -= share;
            position.Size += order.Side.Sign() * closing;
            position.Pnl += pnl;
            Rows.Add(VenueRowKind.RealisedPnl, Asset.Usdt, pnl, fill.At, order.Symbol, fill.TradeId, order.Id);
        }

        var opening = order.Side.Sign() * (fill.Quantity - closing);
        position.Size += opening;
        position.Value += opening * fill.Price.Value;
        position.Fees -= fill.Fee;
        Rows.Add(VenueRowKind.Fee, Asset.Usdt, -fill.Fee, fill.At, order.Symbol, fill.TradeId, order.Id);
        Shrink(order, fill.Quantity);
        Touch(position, fill.At);
        return closing;
    }

    public override void Release(LiveOrder order, DateTimeOffset at)
    {
        order.Reserved = 0m;
        _orderMargin.Remove(order.Number);
    }

    public override void Transfer(Asset asset, decimal amount, DateTimeOffset at)
    {
        if (asset != Asset.Usdt)
            throw new ArgumentOutOfRangeException(nameof(asset), asset, "The futures wallet holds USDT only.");
        Rows.Add(VenueRowKind.Transfer, asset, amount, at);
    }

    /// <summary>A position that is there from the start.</summary>
    public void Open(Symbol symbol, OpenPosition opened)
    {
        var position = Of(symbol);
        (position.Size, position.Value) = (opened.Size.Value, opened.EntryValue.Value);
        position.Revision++;
    }

    /// <summary>Longs pay a positive rate, shorts receive it; nothing without a position.</summary>
    public void Fund(Symbol symbol, Rate rate, DateTimeOffset at)
    {
        var position = Of(symbol);
        var change = -(position.Size * markOf(symbol).Value * rate.Value);
        if (change == 0m)
            return;
        position.Funding += change;
        Rows.Add(VenueRowKind.Funding, Asset.Usdt, change, at, symbol);
        Touch(position, at);
    }

    public void SetLeverage(Symbol symbol, decimal leverage, decimal crossLimit, DateTimeOffset at)
    {
        var position = Of(symbol);
        (position.Leverage, position.CrossLimit) = (leverage, crossLimit);
        Touch(position, at);
    }

    public VenuePosition Snapshot(Symbol symbol)
    {
        var p = Of(symbol);
        var mark = markOf(symbol);
        var entry = p.Size == 0m ? 0m : Math.Round(p.Value / p.Size, 16, MidpointRounding.ToZero);
        return new(
            symbol, new(p.Size), new(p.Value), new(entry), mark, Liquidation(p), new(Margin(p)), p.Leverage, p.CrossLimit,
            new((p.Size * mark.Value) - p.Value), new(p.Pnl), new(p.Funding), new(p.Fees), p.Revision, p.UpdatedAt);
    }

    /// <summary>Contracts with a position or a setting of their own.</summary>
    public IEnumerable<Symbol> Known => _positions.Keys;

    public override IReadOnlyList<VenueBalance> Balances() => [Balance(Asset.Usdt)];

    public override VenueBalance Balance(Asset asset) =>
        asset == Asset.Usdt ? new(asset, Rows.Total(asset), Rows.Total(asset) - Free()) : new(asset, 0m, 0m);

    public decimal PositionMargin() => _positions.Values.Sum(Margin);

    public decimal OrderMargin() => _orderMargin.Values.Sum();

    /// <summary>The mark has reached the price at which the venue takes the position away.</summary>
    public bool IsLiquidated(Symbol symbol, DisplayedBook book)
    {
        // Looked at on every tick: the price of an isolated position only moves with the position.
        var p = _looked = _looked?.Symbol == symbol ? _looked : Of(symbol);
        if (p.Size == 0m)
            return false;
        if (p.Leverage <= 0m || p.LiquidationOf != p.Revision)
            (p.Liquidation, p.LiquidationOf) = (Liquidation(p), p.Revision);
        var (mark, price) = (book.Mid, p.Liquidation);
        return !price.IsNone && !mark.IsNone && (p.Size > 0m ? mark <= price : mark >= price);
    }

    private decimal Free() => Rows.Total(Asset.Usdt) - PositionMargin() - OrderMargin();

    private Position Of(Symbol symbol)
    {
        if (!_positions.TryGetValue(symbol, out var position))
            _positions[symbol] = position = new(symbol) { Leverage = options.DefaultLeverage };
        return position;
    }

    private static decimal Lever(Position p) => p.Leverage > 0m ? p.Leverage : Math.Max(1m, p.CrossLimit);

    private static decimal Margin(Position p) => Math.Abs(p.Value) / Lever(p);

    // Margin + unrealised P&L = maintenance margin + the fee of closing, solved for the price. In cross mode the whole wallet backs it.
    private Price Liquidation(Position p)
    {
        if (p.Size == 0m)
            return default;
        var backing = p.Leverage > 0m ? Margin(p) : Rows.Total(Asset.Usdt);
        var (size, cut) = (Math.Abs(p.Size), options.MaintenanceRate + takerOf(p.Symbol).Value);
        var price = p.Size > 0m
            ? (Math.Abs(p.Value) - backing) / (size * (1m - cut))
            : (Math.Abs(p.Value) + backing) / (size * (1m + cut));
        return new(Math.Max(0m, Math.Round(price, 16, MidpointRounding.ToZero)));
    }

    // Order margin falls in proportion to what is left. Called before the order itself has added the fill.
    private void Shrink(LiveOrder order, decimal filled)
    {
        if (order.Reserved == 0m)
            return;
        order.Reserved = order.Reserved * (order.Left - filled) / order.Left;
        _orderMargin[order.Number] = order.Reserved;
    }

    private void Touch(Position position, DateTimeOffset at)
    {
        position.Revision++;
        position.UpdatedAt = at;
        Publish(new VenueEvent.PositionChanged(Snapshot(position.Symbol)));
    }

    private sealed class Position(Symbol symbol)
    {
        public Symbol Symbol => symbol;

        public decimal Size { get; set; }

        public decimal Value { get; set; }

        public decimal Leverage { get; set; }

        public decimal CrossLimit { get; set; }

        public decimal Pnl { get; set; }

        public decimal Funding { get; set; }

        public decimal Fees { get; set; }

        public long Revision { get; set; }

        public Price Liquidation { get; set; }

        public long LiquidationOf { get; set; } = -1;

        public DateTimeOffset UpdatedAt { get; set; }
    }
}
