using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;

namespace Arbitrage.Actors.Risk;

/// <summary>
/// The node's own kill switch, read before the first byte of every CREATE that adds risk (I9). Starts latched and stays so until the
/// guard has answered; after that the answer of the highest sequence wins. A kill by the operator of this node latches at once and
/// holds until the guard's journal covers it. Safe from any thread.
/// </summary>
public sealed class KillLatch
{
    private readonly Lock _gate = new();
    private LatchState? _known;
    private ImmutableHashSet<Symbol> _pendingSymbols = [];
    private bool _pendingAll;

    /// <summary>What the guard last said; null until it has answered.</summary>
    public LatchState? Known
    {
        get
        {
            lock (_gate)
                return _known;
        }
    }

    /// <summary>True while a kill of this node waits for the guard to confirm it.</summary>
    public bool IsUnconfirmed
    {
        get
        {
            lock (_gate)
                return _pendingAll || !_pendingSymbols.IsEmpty;
        }
    }

    /// <summary>True when no order that adds risk may leave for this symbol.</summary>
    public bool IsSet(Symbol symbol)
    {
        lock (_gate)
            return _known is null || _known.All || _pendingAll || _known.Symbols.Contains(symbol) || _pendingSymbols.Contains(symbol);
    }

    /// <summary>True while a kill of everything by this node waits for the guard.</summary>
    public bool IsPendingAll
    {
        get
        {
            lock (_gate)
                return _pendingAll;
        }
    }

    /// <summary>True while a kill of this symbol by this node waits for the guard.</summary>
    public bool IsPending(Symbol symbol)
    {
        lock (_gate)
            return _pendingSymbols.Contains(symbol);
    }

    /// <summary>Latches this node now; null is everything. The caller sends the kill to the guard afterwards.</summary>
    public void Kill(Symbol? symbol)
    {
        lock (_gate)
        {
            if (symbol is { } one)
                _pendingSymbols = _pendingSymbols.Add(one);
            else
                _pendingAll = true;
        }
    }

    /// <summary>What the guard journaled. Older answers than the one known are ignored.</summary>
    public void Set(LatchState latch)
    {
        lock (_gate)
        {
            if (_known is not null && latch.Sequence < _known.Sequence)
                return;
            _known = latch;
            // A pending kill ends only when the guard's state contains it: an answer on the way when we latched must not unlatch us.
            _pendingAll &= !latch.All;
            _pendingSymbols = latch.All ? [] : _pendingSymbols.Except(latch.Symbols);
        }
    }
}
