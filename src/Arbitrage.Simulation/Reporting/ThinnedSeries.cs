using System.Collections.Immutable;

namespace Arbitrage.Simulation.Reporting;

/// <summary>One value at a time; null where there was none (a book was stale), which is a gap in a line.</summary>
public readonly record struct SeriesPoint(DateTimeOffset At, decimal? Value);

/// <summary>
/// A time series of bounded size over a run of any length. Of each bucket of time the first, smallest, largest and last value are kept, so that
/// a line through them looks like the line through all and no extreme is lost; when there are too many buckets, two become one.
/// </summary>
public sealed class ThinnedSeries
{
    private readonly int _mostBuckets;
    private readonly List<Bucket> _buckets = [];
    private long _width = TimeSpan.TicksPerMillisecond;

    /// <param name="mostBuckets">Points kept are at most five times as many.</param>
    public ThinnedSeries(int mostBuckets = 300)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(mostBuckets, 2);
        _mostBuckets = mostBuckets;
    }

    /// <summary>Values added.</summary>
    public long Count { get; private set; }

    /// <summary>Adds a value; one whose time lies before the latest (a clock was set back) is kept with the latest bucket.</summary>
    public void Add(DateTimeOffset at, decimal? value)
    {
        Count++;
        var index = at.UtcTicks / _width;
        if (_buckets.Count > 0 && index <= _buckets[^1].Index)
        {
            _buckets[^1].Take(new SeriesPoint(at, value));
            return;
        }

        _buckets.Add(new(index, new(at, value)));
        while (_buckets.Count > _mostBuckets)
            Halve();
    }

    /// <summary>What is kept, in the order of time.</summary>
    public ImmutableArray<SeriesPoint> Points()
    {
        var points = ImmutableArray.CreateBuilder<SeriesPoint>(_buckets.Count);
        foreach (var bucket in _buckets)
            bucket.AddTo(points);
        return points.DrainToImmutable();
    }

    private void Halve()
    {
        _width *= 2;
        var kept = 0;
        foreach (var bucket in _buckets.ToArray())
        {
            var index = bucket.Index / 2;
            if (kept > 0 && _buckets[kept - 1].Index == index)
                _buckets[kept - 1].Take(bucket);
            else
                _buckets[kept++] = bucket.At(index);
        }

        _buckets.RemoveRange(kept, _buckets.Count - kept);
    }

    private sealed class Bucket
    {
        private readonly SeriesPoint _first;
        private SeriesPoint _low;
        private SeriesPoint _high;
        private SeriesPoint _last;
        private SeriesPoint? _gap;

        public Bucket(long index, SeriesPoint point)
        {
            Index = index;
            _first = _low = _high = _last = point;
            _gap = point.Value is null ? point : null;
        }

        public long Index { get; private set; }

        public Bucket At(long index)
        {
            Index = index;
            return this;
        }

        public void Take(SeriesPoint point)
        {
            _last = point;
            if (point.Value is not { } value)
            {
                _gap ??= point;
                return;
            }

            if (_low.Value is not { } low || value < low)
                _low = point;
            if (_high.Value is not { } high || value > high)
                _high = point;
        }

        public void Take(Bucket later)
        {
            foreach (var point in (SeriesPoint[])[later._first, later._low, later._high])
                Take(point);
            _gap ??= later._gap;
            _last = later._last;
        }

        public void AddTo(ImmutableArray<SeriesPoint>.Builder points)
        {
            Span<SeriesPoint> all = [_first, _low, _high, _gap ?? _first, _last];
            var sorted = all.ToArray().Distinct().OrderBy(p => p.At);
            points.AddRange(sorted);
        }
    }
}
