namespace Arbitrage.Simulation.Recordings.Storage;

/// <summary>
/// Content of a block of records: all times, then all lengths, then all contents, since like packs better beside like. Before them the unit of the times (the
/// largest number of ticks that divides every difference: recorders tell micro- or milliseconds) and the bytes of the first two parts.
/// </summary>
internal struct RecordColumns
{
    private readonly long _unit;
    private readonly int _timesEnd, _lengthsEnd;
    private int _timeAt, _lengthAt, _contentAt;

    private RecordColumns(long unit, int timeAt, int timesEnd, int lengthsEnd) =>
        (_unit, _timeAt, _timesEnd, _lengthAt, _lengthsEnd, _contentAt) = (unit, timeAt, timesEnd, timesEnd, lengthsEnd, lengthsEnd);

    /// <summary>Most bytes that <see cref="Write"/> needs;</summary>
    public static int MaxBytes(int records, int lengthBytes, int contentBytes) => ((records + 3) * Varint.MaxBytes) + lengthBytes + contentBytes;

    /// <summary>Writes a block of at least one record; the first time is the head's.</summary>
    public static int Write(Span<byte> into, List<long> times, ReadOnlySpan<byte> lengths, ReadOnlySpan<byte> contents)
    {
        var unit = Unit(times);
        var timeBytes = 0;
        for (var i = 1; i < times.Count; i++)
            timeBytes += Varint.Length((ulong)((times[i] - times[i - 1]) / unit));
        var at = Varint.Write(into, (ulong)unit);
        at += Varint.Write(into[at..], (ulong)timeBytes);
        at += Varint.Write(into[at..], (ulong)lengths.Length);
        for (var i = 1; i < times.Count; i++)
            at += Varint.Write(into[at..], (ulong)((times[i] - times[i - 1]) / unit));
        lengths.CopyTo(into[at..]);
        contents.CopyTo(into[(at + lengths.Length)..]);
        return at + lengths.Length + contents.Length;
    }

    /// <summary>False when the parts do not fit into the content.</summary>
    public static bool TryOpen(ReadOnlySpan<byte> content, out RecordColumns columns)
    {
        columns = default;
        var at = 0;
        if (!Varint.TryRead(content, ref at, out var unit) || unit is 0 or > long.MaxValue || !Varint.TryRead(content, ref at, out var timeBytes)
            || !Varint.TryRead(content, ref at, out var lengthBytes) || timeBytes > (ulong)(content.Length - at)
            || lengthBytes > (ulong)(content.Length - at) - timeBytes)
            return false;
        columns = new((long)unit, at, at + (int)timeBytes, at + (int)timeBytes + (int)lengthBytes);
        return true;
    }

    /// <summary>Next record; the time of the first one is that of the head.</summary>
    /// <param name="content">The same content.</param>
    /// <param name="isFirst">First of the block.</param>
    /// <param name="ticks">Time before; time of the record then.</param>
    /// <param name="last">Latest possible time.</param>
    /// <param name="record">Its content.</param>
    /// <returns>False when the content is not made of records.</returns>
    public bool TryNext(ReadOnlySpan<byte> content, bool isFirst, ref long ticks, long last, out ReadOnlySpan<byte> record)
    {
        record = default;
        if (!isFirst)
        {
            if (!Varint.TryRead(content[.._timesEnd], ref _timeAt, out var units) || units > (ulong)((last - ticks) / _unit))
                return false;
            ticks += (long)units * _unit;
        }

        if (!Varint.TryRead(content[.._lengthsEnd], ref _lengthAt, out var length) || length > (ulong)(content.Length - _contentAt))
            return false;
        record = content.Slice(_contentAt, (int)length);
        _contentAt += (int)length;
        return true;
    }

    /// <summary>Everything was read.</summary>
    public readonly bool IsAtEnd(int length) => _timeAt == _timesEnd && _lengthAt == _lengthsEnd && _contentAt == length;

    private static long Unit(List<long> times)
    {
        var unit = 0L;
        for (var i = 1; i < times.Count && unit != 1; i++)
        {
            for (var (a, b) = (unit, times[i] - times[i - 1]); ; (a, b) = (b, a % b))
            {
                if (b != 0)
                    continue;
                unit = a;
                break;
            }
        }

        return Math.Max(unit, 1);
    }
}
