using Arbitrage.Domain.Strategy;
using Arbitrage.Venues.Ports;
using StrategyIncarnation = Arbitrage.Simulation.Scenarios.MemoryIncarnation<
    Arbitrage.Domain.Strategy.StrategyState, Arbitrage.Domain.Strategy.StrategyView, Arbitrage.Domain.Strategy.StrategyInput,
    Arbitrage.Domain.Strategy.StrategyEvent, Arbitrage.Domain.Strategy.StrategyEffect>;

namespace Arbitrage.Simulation.Scenarios;

/// <summary>The books as one incarnation of the strategy reads them: woken once, and behind a write that is outstanding.</summary>
internal sealed class MemoryBooks(ScenarioWorld world, Func<StrategyIncarnation> reader)
{
    private readonly BookSlot[] _slots = [.. world.Venues.Values.Select(v => v.NewSlot())];
    private readonly long[] _read = new long[3];
    private bool _isWoken, _isDue;

    public void Attach()
    {
        _isDue = true; // as the actor does when it first becomes what reads books
        foreach (var slot in _slots)
            slot.OnChange(Wake);
    }

    public void Detach()
    {
        foreach (var slot in _slots)
            slot.OnChange(null);
    }

    public void ReadIfDue()
    {
        if (_isDue)
            Read();
    }

    private void Wake()
    {
        if (_isWoken)
            return;
        _isWoken = true;
        world.Time.After(TimeSpan.Zero, () => reader().Run(() =>
        {
            if (reader().IsWriting)
                _isDue = true;
            else
                Read();
        }));
    }

    private void Read()
    {
        (_isDue, _isWoken) = (false, false);
        var host = reader();
        if (host.State.Ended)
            return;
        for (var i = 0; i < _slots.Length; i++)
        {
            if (_slots[i].Published == _read[i])
                continue;
            _slots[i].Read(host.View.BookAt(_slots[i].Venue));
            _read[i] = _slots[i].Published;
        }

        host.View.Now = world.Time.Now;
        host.Observe(StrategyInput.BooksMoved.Instance);
    }
}
