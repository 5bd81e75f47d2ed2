using System.Collections.Immutable;

namespace Arbitrage.Simulation.Recordings.Csv;

/// <summary>Merges the files of a scenario by receipt; of the same time in the order of legs, then by the recorder's count.</summary>
internal sealed class ScenarioReader : IMarketReader
{
    private readonly List<RowSource> _sources = [];
    private readonly long[] _orders;
    private readonly ImmutableArray<Leg> _legs;

    public ScenarioReader(ImmutableArray<Func<RowSource>> open)
    {
        try
        {
            foreach (var source in open)
                _sources.Add(source());
            _legs = [.. _sources.Select(s => s.Leg).Distinct()];
            _orders = new long[_legs.Length];
            for (var i = _sources.Count - 1; i >= 0; i--)
                Forward(i);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public bool TryRead(MarketRecord into)
    {
        if (_sources.Count == 0)
            return false;
        var next = 0;
        for (var i = 1; i < _sources.Count; i++)
        {
            if (IsBefore(_sources[i], _sources[next]))
                next = i;
        }

        var source = _sources[next];
        if (source.Order > 0)
        {
            ref var last = ref _orders[_legs.IndexOf(source.Leg)];
            if (source.Order <= last)
                throw source.OutOfOrder(last);
            last = source.Order;
        }

        source.Take(into);
        Forward(next);
        return true;
    }

    public void Dispose() => _sources.ForEach(s => s.Dispose());

    private bool IsBefore(RowSource left, RowSource right)
    {
        if (left.At != right.At)
            return left.At < right.At;
        // Sources stand in the order of legs, so an earlier leg was met first; within one the count decides.
        return ReferenceEquals(left.Leg, right.Leg) && left.Order < right.Order;
    }

    private void Forward(int index)
    {
        var source = _sources[index];
        if (source.MoveNext())
            return;
        _sources.RemoveAt(index);
        source.Dispose();
    }
}
