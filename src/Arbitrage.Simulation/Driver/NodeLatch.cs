using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;

namespace Arbitrage.Simulation.Driver;

/// <summary>
/// Kill latch of a simulated node: latched until the guard has answered, then what the highest sequence says (ARCHITECTURE 5). A kill pressed at this
/// node latches at once and holds until the guard's journal covers it.
/// </summary>
public sealed class NodeLatch
{
    private LatchState? _told;
    private ImmutableSortedSet<Symbol> _pending = [];
    private bool _pendingAll;

    /// <summary>What stops orders here now; null until the guard has answered.</summary>
    public LatchState? State => _told is null ? null : _told with { All = _told.All || _pendingAll, Symbols = [.. _pending.Union(_told.Symbols)] };

    /// <summary>The guard told its state.</summary>
    public void Take(LatchState told)
    {
        if (_told is not null && told.Sequence < _told.Sequence)
            return;
        _told = told;
        _pendingAll &= !told.All;
        _pending = told.All ? [] : _pending.Except(told.Symbols);
    }

    /// <summary>A person at this node stops new risk; null is everything.</summary>
    public void Kill(Symbol? symbol)
    {
        _pendingAll |= symbol is null;
        if (symbol is { } one)
            _pending = _pending.Add(one);
    }

    /// <summary>Whether a kill pressed here still waits for the guard's journal.</summary>
    public bool IsPending(Symbol? symbol) => symbol is { } one ? _pending.Contains(one) : _pendingAll;

    /// <summary>Whether orders of a symbol that add risk are stopped.</summary>
    public bool Stops(Symbol symbol) =>
        _told is null || _told.All || _pendingAll || _told.Symbols.Contains(symbol) || _pending.Contains(symbol);
}
