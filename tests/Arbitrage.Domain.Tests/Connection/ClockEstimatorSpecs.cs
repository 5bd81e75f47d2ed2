using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Trading;
using CsCheck;
using static Arbitrage.Domain.Tests.Connection.Samples;

namespace Arbitrage.Domain.Tests.Connection;

/// <summary>Offset and bound from samples: honest, narrow when samples agree, wide when they contradict each other.</summary>
public sealed class ClockEstimatorSpecs
{
    private readonly ClockEstimator _clock = new();

    [Fact]
    public void The_best_of_the_recent_samples_counts_and_grows_a_millisecond_a_second()
    {
        Take(0, offset: 100, bound: 30);
        Take(1, offset: 103, bound: 4);
        Take(2, offset: 90, bound: 40);

        Assert.Equal((103, 5), At(2));
        Assert.Equal((103, 15), At(12));
    }

    [Fact]
    public void Overlapping_samples_narrow_each_other()
    {
        Take(0, offset: 100, bound: 10); // 90 to 110
        Take(0, offset: 115, bound: 10); // 105 to 125

        Assert.Equal((107, 2), At(0)); // 105 to 110
    }

    [Fact]
    public void Samples_that_do_not_meet_widen_the_bound_over_both_and_say_so_once()
    {
        Take(0, offset: 0, bound: 5);

        Assert.Equal(TimeSpan.FromMilliseconds(1490), _clock.Take(Reading(1500, 5), Start)!.Value.Gap);
        Assert.True(_clock.IsInDoubt);
        Assert.Equal((1500, 1505), At(0)); // the newest is the guess, everything possible is in the bound
        Assert.Null(_clock.Take(Reading(3000, 5), Start));
        Assert.Equal((3000, 3005), At(0));
    }

    [Fact]
    public void Two_samples_that_agree_with_the_new_one_settle_it()
    {
        Take(0, offset: 0, bound: 5);
        _clock.Take(Reading(1500, 5), Start);
        Take(0, offset: 1501, bound: 5);
        Assert.True(_clock.IsInDoubt);
        Take(0, offset: 1502, bound: 5);

        Assert.False(_clock.IsInDoubt);
        Assert.Equal((1501, 4), At(0)); // 1497 to 1505
    }

    [Fact]
    public void One_wrong_stamp_among_right_ones_is_not_followed()
    {
        Take(0, offset: 0, bound: 5);
        _clock.Take(Reading(9000, 5), Start);
        Take(0, offset: 1, bound: 5);
        Take(0, offset: 0, bound: 5);
        Take(0, offset: 0, bound: 5);

        Assert.False(_clock.IsInDoubt);
        Assert.InRange(At(0).Offset, -5, 5);
    }

    [Fact]
    public void A_jump_of_our_own_clock_puts_everything_in_doubt_until_it_is_measured_again()
    {
        Take(0, offset: 100, bound: 5);

        _clock.LocalJumped(TimeSpan.FromSeconds(2)); // forward: the venue is behind, seen from here
        Assert.Equal((-1900, 2005), At(0));
        Take(0, offset: -1900, bound: 5);
        Take(0, offset: -1900, bound: 5);

        Assert.Equal((-1900, 5), At(0));
        Assert.False(_clock.IsInDoubt);
    }

    [Fact]
    public void A_venue_whose_stamps_contradict_themselves_tells_nothing()
    {
        Assert.Null(_clock.Take(Reading(0, -1), Start));
        Assert.Null(_clock.At(Start));
    }

    [Fact]
    public void The_truth_is_always_within_the_bound() => Gen.Select(
        Gen.Int[-5000, 5000], Gen.Int[-900, 900], Gen.Select(Gen.Int[0, 60_000], Gen.Int[0, 300], Gen.Int[0, 300]).Array[1, 40]).Sample((truth, ppm, samples) =>
    {
        // The venue's clock drifts by up to 900 ppm; each sample is a way there and a way back of any lengths.
        var clock = new ClockEstimator();
        var now = 0L;
        foreach (var (pause, there, back) in samples)
        {
            now += pause + there + back;
            var offsetWhenRead = truth + ((now - back) * ppm / 1_000_000m);
            var (low, high) = (offsetWhenRead - back, offsetWhenRead + there);
            clock.Take(Reading((low + high) / 2, (high - low) / 2), Local(now));
            var known = clock.At(Local(now))!.Value;
            var is_ = truth + (now * ppm / 1_000_000m);
            Assert.False(clock.IsInDoubt);
            Assert.InRange(is_, Ms(known.Offset - known.ErrorBound) - 1, Ms(known.Offset + known.ErrorBound) + 1);
        }
    });

    private void Take(int seconds, int offset, int bound) => Assert.Null(_clock.Take(Reading(offset, bound), Start + TimeSpan.FromSeconds(seconds)));

    private (int Offset, int Bound) At(int seconds)
    {
        var known = _clock.At(Start + TimeSpan.FromSeconds(seconds))!.Value;
        return ((int)known.Offset.TotalMilliseconds, (int)known.ErrorBound.TotalMilliseconds);
    }

    private static ClockReading Reading(decimal offset, decimal bound) =>
        new(new((long)(offset * TimeSpan.TicksPerMillisecond)), new((long)(bound * TimeSpan.TicksPerMillisecond)));

    private static DateTimeOffset Local(long ms) => Start + TimeSpan.FromMilliseconds(ms);

    private static decimal Ms(TimeSpan time) => (decimal)time.Ticks / TimeSpan.TicksPerMillisecond;
}
