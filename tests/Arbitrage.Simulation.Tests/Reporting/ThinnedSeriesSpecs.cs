using Arbitrage.Simulation.Reporting;

namespace Arbitrage.Simulation.Tests.Reporting;

public sealed class ThinnedSeriesSpecs
{
    private static readonly DateTimeOffset Start = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_short_series_keeps_every_point()
    {
        var series = new ThinnedSeries(10);
        for (var i = 0; i < 10; i++)
            series.Add(Start.AddSeconds(i), i * i % 7);

        Assert.Equal(Enumerable.Range(0, 10).Select(i => new SeriesPoint(Start.AddSeconds(i), i * i % 7)), series.Points());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_long_series_stays_bounded_in_order_and_keeps_its_ends_and_extremes(int seed)
    {
        var random = new Random(seed);
        var series = new ThinnedSeries(50);
        var all = new List<SeriesPoint>();
        for (var (i, at) = (0, Start); i < 20_000; i++)
        {
            at += TimeSpan.FromMilliseconds(random.Next(1, 2_000));
            all.Add(new(at, random.Next(-1_000_000, 1_000_000)));
            series.Add(all[^1].At, all[^1].Value);
        }

        var points = series.Points();
        Assert.InRange(points.Length, 50, 250);
        Assert.Equal(20_000, series.Count);
        Assert.Equal(points.OrderBy(p => p.At), points);
        Assert.Equal((all[0], all[^1]), (points[0], points[^1]));
        Assert.Contains(all.MaxBy(p => p.Value), points);
        Assert.Contains(all.MinBy(p => p.Value), points);
        Assert.All(points, p => Assert.Contains(p, all));
    }

    [Fact]
    public void A_single_spike_in_a_week_survives()
    {
        var series = new ThinnedSeries(100);
        for (var second = 0; second < 7 * 24 * 3_600; second++)
            series.Add(Start.AddSeconds(second), second == 345_678 ? 9m : 1m);

        Assert.Contains(new SeriesPoint(Start.AddSeconds(345_678), 9m), series.Points());
    }

    [Fact]
    public void A_gap_survives()
    {
        var series = new ThinnedSeries(20);
        for (var second = 0; second < 10_000; second++)
            series.Add(Start.AddSeconds(second), second == 5_000 ? null : 1m);

        Assert.Equal(new SeriesPoint(Start.AddSeconds(5_000), null), Assert.Single(series.Points(), p => p.Value is null));
    }

    [Fact]
    public void A_clock_that_is_set_back_loses_nothing()
    {
        var series = new ThinnedSeries(10);
        series.Add(Start.AddSeconds(10), 1m);
        series.Add(Start, 5m);
        series.Add(Start.AddSeconds(11), 2m);

        Assert.Contains(series.Points(), p => p.Value == 5m);
    }

    [Fact]
    public void Fewer_than_two_buckets_are_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new ThinnedSeries(1));
}
