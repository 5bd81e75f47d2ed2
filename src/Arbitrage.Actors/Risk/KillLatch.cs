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
    private ImmutableArray<PendingKill> _pending = [];

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
                return !_pending.IsEmpty;
        }
    }

    /// <summary>True when no order that adds risk may leave for this symbol to this venue.</summary>
    public bool IsSet(Symbol symbol, Venue venue)
    {
        lock (_gate)
        {
            if (_known is null || _known.Stops(symbol, venue))
                return true;
            foreach (var (scope, _, _) in _pending)
            {
                if (scope == RiskScope.All || scope.Symbol == symbol || (scope.Symbol is null && scope.Venue == venue))
                    return true;
            }

            return false;
        }
    }

    /// <summary>True while a kill of this scope by this node waits for the guard.</summary>
    public bool IsPending(RiskScope scope)
    {
        lock (_gate)
            return _pending.Any(p => p.Scope == scope);
    }

    /// <summary>Latches this node now. The caller sends the kill to the guard afterwards, with the sequence number that is answered.</summary>
    public long Kill(RiskScope scope, TradingMode mode)
    {
        lock (_gate)
        {
            var pending = new PendingKill(scope, mode, _known?.Sequence ?? 0);
            _pending = _pending.Contains(pending) ? _pending : _pending.Add(pending);
            return pending.Seen;
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
            _pending = _pending.RemoveAll(p => p.IsIn(latch));
        }
    }
}
