using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;

namespace Arbitrage.Simulation.Model;

public sealed partial class VenueModel
{
    /// <summary>The displayed book.</summary>
    public VenueBook Book(Symbol symbol)
    {
        lock (_gate)
            return _books[symbol].Snapshot();
    }

    /// <summary>Mid of the source's book; none before the first one.</summary>
    public Price Mark(Symbol symbol)
    {
        lock (_gate)
            return _books[symbol].Mid;
    }

    /// <summary>All assets that were ever held, in order.</summary>
    public IReadOnlyList<VenueBalance> Balances()
    {
        lock (_gate)
            return _account.Balances();
    }

    /// <summary>One asset; zeros when it was never held.</summary>
    public VenueBalance Balance(Asset asset)
    {
        lock (_gate)
            return _account.Balance(asset);
    }

    /// <summary>An order by the venue's id, or null: an unfilled futures order is forgotten ten minutes after it ended.</summary>
    public VenueOrder? FindById(string id, DateTimeOffset at)
    {
        lock (_gate)
            return _byId.TryGetValue(id, out var order) && IsRemembered(order, at) ? order.Snapshot() : null;
    }

    /// <summary>The newest order of a client id, or null: after it ended the id answers for a venue's own time only.</summary>
    public VenueOrder? FindByClientId(string clientId, DateTimeOffset at)
    {
        lock (_gate)
        {
            return _byClientId.TryGetValue(clientId, out var order) && IsRemembered(order, at)
                && (order.IsOpen || at - order.UpdatedAt <= ClientIdLifetime)
                ? order.Snapshot()
                : null;
        }
    }

    /// <summary>Open orders, oldest first.</summary>
    public IReadOnlyList<VenueOrder> OpenOrders(Symbol? symbol = null)
    {
        lock (_gate)
            return [.. _open.Values.Where(o => symbol is null || o.Symbol == symbol).Select(o => o.Snapshot())];
    }

    /// <summary>Ended orders the venue still remembers, oldest first.</summary>
    public IReadOnlyList<VenueOrder> EndedOrders(DateTimeOffset at, Symbol? symbol = null)
    {
        lock (_gate)
        {
            return [.. _orders.Where(o => !o.IsOpen && (symbol is null || o.Symbol == symbol) && IsRemembered(o, at))
                .Select(o => o.Snapshot())];
        }
    }

    /// <summary>Own trades, oldest first.</summary>
    /// <param name="symbol">Of this symbol only.</param>
    /// <param name="from">None before this.</param>
    public IReadOnlyList<VenueTrade> Trades(Symbol? symbol = null, DateTimeOffset from = default)
    {
        lock (_gate)
        {
            var first = _trades.Count;
            while (first > 0 && _trades[first - 1].At >= from)
                first--;
            return [.. _trades.Skip(first).Where(t => symbol is null || t.Symbol == symbol)];
        }
    }

    /// <summary>Account rows, oldest first.</summary>
    public IReadOnlyList<VenueRow> Rows()
    {
        lock (_gate)
            return [.. _rows.All];
    }

    /// <summary>Every CREATE received, oldest first.</summary>
    public IReadOnlyList<CreateLogEntry> Creates()
    {
        lock (_gate)
            return [.. _log.Select(l => l.Snapshot(Venue))];
    }

    /// <summary>The last CREATE received; null before the first.</summary>
    public CreateLogEntry? LastCreate()
    {
        lock (_gate)
            return _log.Count == 0 ? null : _log[^1].Snapshot(Venue);
    }

    private TimeSpan ClientIdLifetime => _options.ClientIdLifetime ?? Venue switch
    {
        Venue.GateSpot => TimeSpan.FromHours(1),
        Venue.GateFutures => TimeSpan.FromSeconds(60),
        _ => TimeSpan.MaxValue,
    };

    private bool IsRemembered(LiveOrder order, DateTimeOffset at) =>
        order.IsOpen || Venue != Venue.GateFutures || order.Filled > 0m || at - order.UpdatedAt <= UnfilledFuturesOrderLifetime;
}
