using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using Arbitrage.Actors.Running;
using Arbitrage.Simulation.Reporting;
using HdrHistogram;

namespace Arbitrage.Node.Observing;

/// <summary>
/// Times between the stages of an order (requirement B21), in nanoseconds. An order's stamps are kept until its cycle ends; orders that a timer
/// or a fact caused have no tick and give no `decide` and no `cycle`.
/// </summary>
internal sealed class StageHistograms : IStageClock
{
    private const long MaxNanoseconds = 600_000_000_000;
    private const int MaxOrders = 100_000;

    private static readonly (string Name, Stage From, Stage To)[] Spans =
    [
        ("decide", Stage.Tick, Stage.Decided),
        ("intent", Stage.Decided, Stage.IntentDurable),
        ("claim", Stage.IntentDurable, Stage.ClaimDurable),
        ("wire", Stage.ClaimDurable, Stage.FirstByte),
        ("tick_to_wire", Stage.Tick, Stage.FirstByte),
        ("ack", Stage.FirstByte, Stage.Acked),
        ("fill", Stage.FirstByte, Stage.Filled),
    ];

    private static readonly ImmutableArray<decimal> BoundsMicros =
        [.. ((decimal[])[1m, 10m, 100m, 1_000m, 10_000m, 100_000m, 1_000_000m, 10_000_000m, 100_000_000m])
            .SelectMany(decade => ((decimal[])[1m, 1.3m, 1.8m, 2.4m, 3.2m, 4.2m, 5.6m, 7.5m]).Select(step => decade * step))];

    private readonly ConcurrentDictionary<string, long[]> _stamps = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, LongConcurrentHistogram> _histograms = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public void Mark(Stage stage, string orderId, long stopwatchTimestamp)
    {
        if (_stamps.Count >= MaxOrders && !_stamps.ContainsKey(orderId))
            return; // a run of days keeps its histograms, not every order
        var stamps = _stamps.GetOrAdd(orderId, static _ => new long[Enum.GetValues<Stage>().Length]);
        if (Interlocked.CompareExchange(ref stamps[(int)stage], stopwatchTimestamp, 0) != 0)
            return; // the first stamp counts: a second fill is not a second first fill
        foreach (var (name, from, to) in Spans)
        {
            if ((to == stage || from == stage) && Volatile.Read(ref stamps[(int)from]) is not 0 and var begin
                && Volatile.Read(ref stamps[(int)to]) is not 0 and var end)
                Record(name, begin, end);
        }
    }

    /// <summary>Both legs of a pair have their final outcome.</summary>
    public void PairFinal(IEnumerable<string> orderIds, long stopwatchTimestamp)
    {
        foreach (var id in orderIds)
        {
            if (!_stamps.TryRemove(id, out var stamps) || stamps[(int)Stage.Tick] == 0)
                continue;
            Record("cycle", stamps[(int)Stage.Tick], stopwatchTimestamp);
            break;
        }
    }

    /// <summary>p50, p99 and maximum of each stage in microseconds.</summary>
    public ImmutableSortedDictionary<string, StageLatency> Summary() => _histograms.ToImmutableSortedDictionary(
        x => x.Key,
        x => new StageLatency(
            Micros(x.Value.GetValueAtPercentile(50)), Micros(x.Value.GetValueAtPercentile(99)), Micros(x.Value.GetMaxValue())),
        StringComparer.Ordinal);

    /// <summary>Percentiles and buckets of each stage, in the order of an order's life.</summary>
    public ImmutableArray<StageHistogram> Histograms() =>
    [
        .. Spans.Select(s => s.Name).Append("cycle").Where(_histograms.ContainsKey).Select(name => Histogram(name, (LongConcurrentHistogram)_histograms[name].Copy())),
    ];

    private static StageHistogram Histogram(string name, LongConcurrentHistogram histogram) => new(
        name, histogram.TotalCount, At(histogram, 50), At(histogram, 90), At(histogram, 99), At(histogram, 99.9), Micros(histogram.GetMaxValue()),
        Buckets(histogram));

    private static decimal At(LongConcurrentHistogram histogram, double percentile) => Micros(histogram.GetValueAtPercentile(percentile));

    // From the first to the last bound that holds anything: eight bounds a decade, as a latency spreads over several decades.
    private static ImmutableArray<LatencyBucket> Buckets(LongConcurrentHistogram histogram)
    {
        var counts = new long[BoundsMicros.Length];
        foreach (var value in histogram.RecordedValues())
        {
            var index = BoundsMicros.BinarySearch(Micros(value.ValueIteratedTo));
            counts[Math.Min(index < 0 ? ~index : index, counts.Length - 1)] += value.CountAddedInThisIterationStep;
        }

        var (first, last) = (Array.FindIndex(counts, c => c > 0), Array.FindLastIndex(counts, c => c > 0));
        return first < 0
            ? []
            : [.. Enumerable.Range(first, last - first + 1).Select(i => new LatencyBucket(i == 0 ? 0m : BoundsMicros[i - 1], BoundsMicros[i], counts[i]))];
    }

    private static decimal Micros(long nanoseconds) => decimal.Round(nanoseconds / 1000m, 1);

    private void Record(string name, long from, long to)
    {
        var nanoseconds = (long)((Int128)(to - from) * 1_000_000_000 / Stopwatch.Frequency);
        _histograms.GetOrAdd(name, static _ => new LongConcurrentHistogram(1, MaxNanoseconds, 3))
            .RecordValue(Math.Clamp(nanoseconds, 1, MaxNanoseconds));
    }
}
