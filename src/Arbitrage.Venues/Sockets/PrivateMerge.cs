using Arbitrage.Domain.Trading;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Venues.Sockets;

/// <summary>
/// One private stream out of the connections that carry it: one most of the time, two while it rolls over. Up while any of them is; a fill is told once,
/// and of an order only what goes forward, whichever connection is slower, also after the other one has gone.
/// </summary>
internal sealed class PrivateMerge(IPrivateStreamSink sink)
{
    // Far more than one connection is behind the other in half a second of overlap; what is told twice all the same, the connection machine finds by its key.
    private const int Remembered = 128;

    private readonly Lock _gate = new();
    private readonly HashSet<PrivateLine> _up = [];
    private readonly HashSet<string> _trades = new(StringComparer.Ordinal);
    private readonly Queue<string> _tradesByAge = new();
    private readonly Dictionary<string, OrderReport> _orders = new(StringComparer.Ordinal);
    private readonly Queue<string> _ordersByAge = new();

    /// <summary>A sink for one more connection.</summary>
    public PrivateLine Join() => new(this);

    /// <summary>The connection will say nothing more.</summary>
    public void Leave(PrivateLine line)
    {
        lock (_gate)
            _up.Remove(line);
    }

    /// <summary>Whether everything is subscribed on this connection.</summary>
    public bool IsUp(PrivateLine line)
    {
        lock (_gate)
            return _up.Contains(line);
    }

    public void OnUp(PrivateLine line)
    {
        lock (_gate)
        {
            _up.Add(line);
            // A second one that is up is no news: nothing was missed.
            if (_up.Count == 1)
                sink.OnUp();
        }
    }

    public void OnDown(PrivateLine line, string why)
    {
        lock (_gate)
        {
            _up.Remove(line);
            if (_up.Count == 0)
                sink.OnDown(why);
        }
    }

    public void OnOrder(OrderReport report)
    {
        lock (_gate)
        {
            if (_orders.TryGetValue(report.VenueOrderId, out var told))
            {
                if (!GoesForward(told, report))
                    return;
            }
            else
            {
                _ordersByAge.Enqueue(report.VenueOrderId);
                if (_ordersByAge.Count > Remembered)
                    _orders.Remove(_ordersByAge.Dequeue());
            }

            _orders[report.VenueOrderId] = report;
            sink.OnOrder(report);
        }
    }

    public void OnTrade(AccountFact.Trade trade)
    {
        lock (_gate)
        {
            if (!_trades.Add(trade.Key))
                return;
            _tradesByAge.Enqueue(trade.Key);
            if (_tradesByAge.Count > Remembered)
                _trades.Remove(_tradesByAge.Dequeue());
            sink.OnTrade(trade);
        }
    }

    public void OnAccountHint()
    {
        lock (_gate)
            sink.OnAccountHint();
    }

    public void OnForcedClose(ForcedClose close)
    {
        lock (_gate)
            sink.OnForcedClose(close);
    }

    private static bool GoesForward(OrderReport told, OrderReport report) =>
        told.IsOpen && (!report.IsOpen || report.Filled > told.Filled);
}

/// <summary>What one connection says.</summary>
internal sealed class PrivateLine(PrivateMerge merge) : IPrivateStreamSink
{
    /// <summary>Whether everything is subscribed on this connection.</summary>
    public bool IsUp => merge.IsUp(this);

    /// <summary>The connection will say nothing more.</summary>
    public void Leave() => merge.Leave(this);

    public void OnUp() => merge.OnUp(this);

    public void OnDown(string why) => merge.OnDown(this, why);

    public void OnOrder(OrderReport report) => merge.OnOrder(report);

    public void OnTrade(AccountFact.Trade trade) => merge.OnTrade(trade);

    public void OnAccountHint() => merge.OnAccountHint();

    public void OnForcedClose(ForcedClose close) => merge.OnForcedClose(close);
}
