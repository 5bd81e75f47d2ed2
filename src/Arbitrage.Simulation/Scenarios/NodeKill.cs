using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Simulation.Driver;

namespace Arbitrage.Simulation.Scenarios;

/// <summary>Kill latch of the one node: what the guard told, and a kill of this node that the guard has not told back yet.</summary>
internal sealed class NodeKill
{
    private readonly NodeLatch _told = new();
    private readonly HashSet<Symbol> _pendingSymbols = [];
    private bool _pendingAll;

    public void Kill(Symbol? symbol)
    {
        if (symbol is { } one)
            _pendingSymbols.Add(one);
        else
            _pendingAll = true;
    }

    public void Take(LatchState told)
    {
        _told.Take(told);
        _pendingAll &= !told.All;
        _pendingSymbols.RemoveWhere(s => told.All || told.Symbols.Contains(s));
    }

    /// <summary>A kill of this node that the guard has not told back.</summary>
    public bool IsPending(Symbol? symbol) => symbol is { } one ? _pendingSymbols.Contains(one) : _pendingAll;

    public bool Stops(Symbol symbol) => _told.Stops(symbol) || _pendingAll || _pendingSymbols.Contains(symbol);
}
