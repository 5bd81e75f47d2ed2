using Arbitrage.Simulation.Recordings;

namespace Arbitrage.Simulation.Replay;

/// <summary>
/// Reads a recording some records ahead, so that the time of reading the file can be told from the time of the machines. Its records are used again.
/// </summary>
internal sealed class ReadAhead(IMarketReader reader, TimeProvider time)
{
    private const int Records = 64;

    private readonly MarketRecord[] _records = [.. Enumerable.Range(0, Records).Select(_ => new MarketRecord())];
    private int _count, _next;
    private bool _ended;

    /// <summary>Time spent in the reader.</summary>
    public TimeSpan Took { get; private set; }

    /// <summary>The next record, good until the one after it is asked for; null at the end.</summary>
    public MarketRecord? Next()
    {
        if (_next == _count && !Fill())
            return null;
        return _records[_next++];
    }

    private bool Fill()
    {
        (_count, _next) = (0, 0);
        if (_ended)
            return false;
        var begun = time.GetTimestamp();
        while (_count < Records && reader.TryRead(_records[_count]))
            _count++;
        _ended = _count < Records;
        Took += time.GetElapsedTime(begun);
        return _count > 0;
    }
}
