using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;

namespace Arbitrage.Simulation.Driver;

/// <summary>
/// Kill latch of a simulated node: latched until the guard has answered, then what the highest sequence says (ARCHITECTURE 5). A kill pressed on
/// the node latches it at once and holds until the guard's state contains it.
/// </summary>
public sealed class NodeLatch
{
    private LatchState? _told;
    private ImmutableArray<PendingKill> _pending = [];

    /// <summary>What stops orders here now; null until the guard has answered.</summary>
    public LatchState? State => _told is null || _pending.IsEmpty
        ? _told
        : _told with
        {
            All = _told.All || IsPending(RiskScope.All),
            Symbols = [.. _pending.Select(p => p.Scope.Symbol).OfType<Symbol>().Union(_told.Symbols).Order()],
            Venues = [.. _pending.Select(p => p.Scope.Venue).OfType<Venue>().Union(_told.Venues).Order()],
        };

    /// <summary>The guard told its state.</summary>
    public void Take(LatchState told)
    {
        if (_told is not null && told.Sequence < _told.Sequence)
            return;
        _told = told;
        _pending = _pending.RemoveAll(p => p.IsIn(told));
    }

    /// <summary>A person at this node stops new risk; answers the kill as it goes to the guard.</summary>
    public RiskGuardInput.Kill Kill(RiskGuardInput.Kill kill)
    {
        var pending = new PendingKill(kill.Scope, kill.Mode, _told?.Sequence ?? 0);
        _pending = _pending.Contains(pending) ? _pending : _pending.Add(pending);
        return kill with { Seen = pending.Seen };
    }

    /// <summary>Whether a kill of this scope pressed here still waits for the guard's journal.</summary>
    public bool IsPending(RiskScope scope) => _pending.Any(p => p.Scope == scope);

    /// <summary>Whether orders of a symbol that add risk at a venue are stopped.</summary>
    public bool Stops(Symbol symbol, Venue venue)
    {
        if (_told is null || _told.Stops(symbol, venue))
            return true;
        foreach (var (scope, _, _) in _pending)
        {
            if (scope == RiskScope.All || scope.Symbol == symbol || (scope.Symbol is null && scope.Venue == venue))
                return true;
        }

        return false;
    }
}
