using Arbitrage.Domain.Trading;
using Arbitrage.Venues.Rest;
using Microsoft.Extensions.Time.Testing;

namespace Arbitrage.Venues.Tests.Public;

public class VenueClockSpecs
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeMilliseconds(1_790_000_000_000));

    [Fact]
    public async Task The_shortest_round_trip_wins_and_half_of_it_is_the_bound()
    {
        // (way there, way back) in ms; the venue is 500 ms ahead. The third sample is the shortest and a symmetric one.
        var trips = new Queue<(int There, int Back)>([(90, 10), (5, 60), (10, 10), (30, 1), (200, 200)]);
        var reading = await MeasureAsync(trips, aheadMs: 500);
        Assert.Equal(new ClockReading(TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(10)), reading);
        Assert.Empty(trips);
    }

    [Fact]
    public async Task The_bound_covers_a_lopsided_trip()
    {
        var reading = await MeasureAsync(new([(40, 0), (40, 0), (40, 0), (40, 0), (40, 0)]), aheadMs: -250);
        Assert.True((reading.Offset - TimeSpan.FromMilliseconds(-250)).Duration() <= reading.ErrorBound);
        Assert.Equal(TimeSpan.FromMilliseconds(20), reading.ErrorBound);
    }

    [Fact]
    public async Task The_bound_is_never_below_the_resolution_of_the_venue()
    {
        var reading = await MeasureAsync(new([(0, 0), (0, 0), (0, 0), (0, 0), (0, 0)]), aheadMs: 0);
        Assert.Equal(TimeSpan.FromMilliseconds(1), reading.ErrorBound);
    }

    private Task<ClockReading> MeasureAsync(Queue<(int There, int Back)> trips, int aheadMs) => VenueClock.MeasureAsync(
        () =>
        {
            var (there, back) = trips.Dequeue();
            _time.Advance(TimeSpan.FromMilliseconds(there));
            var venue = _time.GetUtcNow().ToUnixTimeMilliseconds() + aheadMs;
            _time.Advance(TimeSpan.FromMilliseconds(back));
            return Task.FromResult(venue);
        },
        _time);
}
