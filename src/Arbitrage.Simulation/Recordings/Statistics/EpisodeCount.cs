namespace Arbitrage.Simulation.Recordings.Statistics;

/// <summary>Counts episodes of one direction above one threshold, fed with states in the order of time.</summary>
/// <param name="abovePct">Threshold.</param>
/// <param name="feesPct">What is taken off the edge first; zero for gross.</param>
/// <param name="rules">Latency and length.</param>
internal sealed class EpisodeCount(decimal abovePct, decimal feesPct, SpreadRules rules)
{
    // The edge in percent is above it exactly when (bid - ask) x 100 > ask x this: no division, so equality is exact.
    private readonly decimal _limitPct = abovePct + feesPct;
    private readonly Queue<DateTimeOffset> _looks = [];
    private int _episodes, _acrossStale, _long, _stillThere;
    private long _ticks;
    private DateTimeOffset _start, _end;
    private bool _above;

    /// <summary>The figures; to be asked once, after the last state.</summary>
    public EpisodeFigures Close()
    {
        EndEpisode();
        return new(abovePct, _episodes, _acrossStale, (decimal)_ticks / TimeSpan.TicksPerSecond, _long, _stillThere);
    }

    /// <summary>A state from one time to another, both legs usable.</summary>
    public void Add(DateTimeOffset from, DateTimeOffset to, decimal bid, decimal ask)
    {
        var isAbove = (bid - ask) * 100m > ask * _limitPct;
        if (isAbove)
        {
            if (!_above || _end != from)
            {
                _acrossStale += _above ? 0 : 1;
                EndEpisode();
                _episodes++;
                _start = from;
                _looks.Enqueue(from + rules.Latency);
            }

            (_above, _end) = (true, to);
            _ticks += (to - from).Ticks;
        }
        else
        {
            EndEpisode();
            _above = false;
        }

        while (_looks.TryPeek(out var look) && look < to)
        {
            _stillThere += isAbove && look >= from ? 1 : 0; // an earlier one fell into time without usable quotes
            _looks.Dequeue();
        }
    }

    private void EndEpisode()
    {
        if (_above && _end - _start >= rules.Long)
            _long++;
    }
}
