using System.Text;
using Arbitrage.Fuzz;

namespace Arbitrage.Venues.Tests;

/// <summary>
/// The short run of the fuzzer: the same frames every time. The long one is a program of its own,
/// `dotnet run --project tests/Arbitrage.Fuzz -c Release -- --frames 5000000 --seed 1`.
/// </summary>
public class FuzzSpecs
{
    private const int Frames = 60_000;

    [Fact]
    public async Task No_mutated_frame_escapes_hangs_or_is_taken_out_of_range()
    {
        var run = new FuzzRun(FuzzTargets.All, seed: 20260925);

        var report = await Task.Run(() => run.Run(first: 0, Frames)).WaitAsync(TimeSpan.FromMinutes(2));

        Assert.True(report.Failure is null, Text(report.Failure));
        Assert.Equal(Frames, report.Frames);
        // Both sides of every parser are seen: neither all refused nor all taken.
        Assert.InRange(report.Refused, Frames / 5, Frames * 4 / 5);
    }

    [Fact]
    public void Every_seed_frame_is_taken_as_it_is()
    {
        Assert.All(FuzzTargets.All, target => Assert.All(
            target.Seeds.Where(seed => !Encoding.UTF8.GetString(seed).Contains("\"fail\"", StringComparison.Ordinal)
                && !Encoding.UTF8.GetString(seed).Contains("\"msg\":\"no\"", StringComparison.Ordinal)
                && !Encoding.UTF8.GetString(seed).Contains("\"type\":\"upgrade\"", StringComparison.Ordinal)),
            seed => Assert.Equal((target.Name, Reading.Taken, null), (target.Name, FuzzRun.Try(target, seed).Reading, FuzzRun.Try(target, seed).Why))));
    }

    [Fact]
    public void A_frame_is_the_same_every_time_and_differs_from_the_next()
    {
        var run = new FuzzRun(FuzzTargets.All, seed: 1);
        Assert.Equal(run.Make(12345), new FuzzRun(FuzzTargets.All, seed: 1).Make(12345));
        Assert.NotEqual(run.Make(12345), run.Make(12345 + FuzzTargets.All.Length));
    }

    [Fact]
    public void A_failure_is_reported_with_the_smallest_frame_that_shows_it()
    {
        var target = new FuzzTarget(
            "broken", FrameFormat.Json, [Encoding.UTF8.GetBytes("""{"a":1,"price":"5","b":[1,2,3]}""")],
            bytes => Encoding.UTF8.GetString(bytes).Contains("price", StringComparison.Ordinal)
                ? throw new InvalidOperationException("taken out of range")
                : Reading.Taken);

        var failure = new FuzzRun([target], seed: 1).Run(first: 0, 1000).Failure;

        Assert.NotNull(failure);
        Assert.Equal("price", Encoding.UTF8.GetString(failure.Bytes));
        Assert.StartsWith("InvalidOperationException: taken out of range", failure.Why, StringComparison.Ordinal);
        Assert.Equal(failure.Frame, new FuzzRun([target], seed: 1).Run(failure.Frame, 1).Failure!.Frame);
    }

    private static string Text(Failure? failure) => failure is null
        ? ""
        : $"{failure.Target}: {failure.Why}; seed {failure.Seed} frame {failure.Frame}: {Encoding.UTF8.GetString(failure.Bytes)} {Convert.ToHexString(failure.Bytes)}";
}
