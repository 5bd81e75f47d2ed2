using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Model;

namespace Arbitrage.VenueServer.Gate;

/// <summary>A position from its opening to the moment at which it was flat again, or turned.</summary>
/// <param name="Symbol">What.</param>
/// <param name="IsLong">Which way it was.</param>
/// <param name="OpenedAt">First trade.</param>
/// <param name="ClosedAt">Last trade.</param>
/// <param name="Pnl">Realised by price.</param>
/// <param name="Funding">Paid (negative) or received while it was open.</param>
/// <param name="Fees">Of its trades; negative is paid. A trade that turned a position counts for both in proportion.</param>
/// <param name="MaxSize">Largest size, base units.</param>
/// <param name="Opened">Everything that was added to it, base units.</param>
/// <param name="OpenValue">Value of that.</param>
/// <param name="CloseValue">Value of what closed it.</param>
/// <param name="ClosedBy">Client id of the order that ended it; null when it has none.</param>
/// <param name="Origin">Whose order that was.</param>
internal sealed record GatePositionClose(
    Symbol Symbol, bool IsLong, DateTimeOffset OpenedAt, DateTimeOffset ClosedAt, decimal Pnl, decimal Funding, decimal Fees, decimal MaxSize,
    decimal Opened, decimal OpenValue, decimal CloseValue, string? ClosedBy, string Origin);

/// <summary>The history of closed positions (`position_close`), told from the trades and rows of the account.</summary>
internal static class GatePositionCloses
{
    /// <summary>Oldest first.</summary>
    public static IReadOnlyList<GatePositionClose> Of(VenueModel model, Symbol? only)
    {
        var rows = model.Rows();
        return
        [
            .. model.Trades(only).GroupBy(trade => trade.Symbol)
                .SelectMany(trades => Of([.. trades], [.. rows.Where(row => row.Symbol == trades.Key)])).OrderBy(close => close.ClosedAt),
        ];
    }

    private static IEnumerable<GatePositionClose> Of(List<VenueTrade> trades, List<VenueRow> rows)
    {
        var pnl = rows.Where(row => row is { Kind: VenueRowKind.RealisedPnl, TradeId: not null }).ToLookup(row => row.TradeId!, row => row.Change);
        Running? open = null;
        foreach (var trade in trades)
        {
            var (closing, all) = (trade.Closed.Value, trade.Quantity.Value);
            if (closing > 0m && open is not null)
            {
                open.Close(trade, closing, pnl[trade.Id].Sum());
                if (open.Size == 0m)
                {
                    var (from, to) = (open.OpenedAt, trade.At);
                    yield return open.End(trade, rows.Where(r => r.Kind == VenueRowKind.Funding && r.At >= from && r.At <= to).Sum(r => r.Change));
                    open = null;
                }
            }

            if (all > closing)
                (open ??= new(trade)).Open(trade, all - closing);
        }
    }

    private sealed class Running(VenueTrade first)
    {
        private decimal _pnl, _fees, _largest, _opened, _openValue, _closeValue;

        public DateTimeOffset OpenedAt => first.At;

        public decimal Size { get; private set; }

        public void Open(VenueTrade trade, decimal quantity)
        {
            Size += quantity;
            _largest = Math.Max(_largest, Size);
            _opened += quantity;
            _openValue += quantity * trade.Price.Value;
            _fees -= trade.Fee * quantity / trade.Quantity.Value;
        }

        public void Close(VenueTrade trade, decimal quantity, decimal pnl)
        {
            Size -= quantity;
            _pnl += pnl;
            _closeValue += quantity * trade.Price.Value;
            _fees -= trade.Fee * quantity / trade.Quantity.Value;
        }

        public GatePositionClose End(VenueTrade last, decimal funding) => new(
            first.Symbol, first.Side == Side.Buy, first.At, last.At, _pnl, funding, _fees, _largest, _opened, _openValue, _closeValue, last.ClientId,
            last.Origin);
    }
}
