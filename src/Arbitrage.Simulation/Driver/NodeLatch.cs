using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;

namespace Arbitrage.Simulation.Driver;

/// <summary>Kill latch of the simulated node: latched until the guard has answered, then what the highest sequence says (ARCHITECTURE 5).</summary>
public sealed class NodeLatch
{
    private LatchState? _told;

    /// <summary>The guard told its state.</summary>
    public void Take(LatchState told) => _told = _told is null || told.Sequence >= _told.Sequence ? told : _told;

    /// <summary>Whether orders of a symbol that add risk are stopped.</summary>
    public bool Stops(Symbol symbol) => _told is null || _told.All || _told.Symbols.Contains(symbol);
}
