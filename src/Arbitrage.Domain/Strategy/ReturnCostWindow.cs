namespace Arbitrage.Domain.Strategy;

/// <summary>
/// Trailing median of the return cost (requirement B4): a ring of samples and a histogram whose median moves by neighbouring buckets, so that
/// neither adding nor dropping a sample sorts or allocates.
/// </summary>
public sealed class ReturnCostWindow
{
    private const int Buckets = 40_001;
    private const int Middle = Buckets / 2;
    private const int Capacity = 8_192;
    private const decimal Resolution = 0.000001m;
    private static readonly TimeSpan LeastSpacing = TimeSpan.FromMilliseconds(100);

    // Each array stays below the size from which the runtime collects it with the oldest generation only.
    private readonly ushort[] _counts = new ushort[Buckets];
    private readonly ushort[] _ring = new ushort[Capacity];
    private readonly long[] _ticks = new long[Capacity];
    private readonly TimeSpan _window;
    private readonly TimeSpan _spacing;
    private int _first;
    private int _median = Middle;
    private int _below;
    private DateTimeOffset _nextAt = DateTimeOffset.MinValue;

    /// <param name="window">Samples older than this are dropped.</param>
    public ReturnCostWindow(TimeSpan window)
    {
        _window = window;
        var even = new TimeSpan(window.Ticks / Capacity);
        _spacing = even > LeastSpacing ? even : LeastSpacing;
    }

    /// <summary>Samples in the window.</summary>
    public int Count { get; private set; }

    /// <summary>Median as a fraction, rounded to 0.0001 % upwards; zero without samples.</summary>
    public decimal Median => Count == 0 ? 0m : (_median - Middle + 1) * Resolution;

    /// <summary>Whether the next sample is due.</summary>
    public bool IsDue(DateTimeOffset now) => now >= _nextAt;

    /// <summary>Adds a sample and drops those that left the window.</summary>
    /// <param name="cost">Fraction; beyond 2 % either way it counts as 2 %.</param>
    /// <param name="now">Time of it.</param>
    public void Add(decimal cost, DateTimeOffset now)
    {
        _nextAt = now + _spacing;
        while (Count > 0 && (Count == Capacity || _ticks[_first] < (now - _window).UtcTicks))
            DropOldest();
        var bucket = Middle + (int)decimal.Floor(decimal.Clamp(cost, -Middle * Resolution, Middle * Resolution) / Resolution);
        var at = (_first + Count) % Capacity;
        (_ring[at], _ticks[at]) = ((ushort)bucket, now.UtcTicks);
        Count++;
        _counts[bucket]++;
        if (bucket < _median)
            _below++;
        Settle();
    }

    private void DropOldest()
    {
        var bucket = _ring[_first];
        _first = (_first + 1) % Capacity;
        Count--;
        _counts[bucket]--;
        if (bucket < _median)
            _below--;
        if (Count > 0)
            Settle();
    }

    // The median bucket holds the sample of rank (n - 1) / 2, the lower of the two middle ones.
    private void Settle()
    {
        var rank = (Count - 1) / 2;
        while (_below > rank)
            _below -= _counts[--_median];
        while (_below + _counts[_median] <= rank)
            _below += _counts[_median++];
    }
}
