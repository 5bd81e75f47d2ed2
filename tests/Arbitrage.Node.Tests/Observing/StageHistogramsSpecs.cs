using System.Diagnostics;
using Arbitrage.Actors.Running;
using Arbitrage.Node.Observing;

namespace Arbitrage.Node.Tests.Observing;

/// <summary>Stage times from stamps, in microseconds.</summary>
public class StageHistogramsSpecs
{
    private static readonly long Millisecond = Stopwatch.Frequency / 1000;

    [Fact]
    public void Each_span_is_measured_between_its_two_stamps()
    {
        var stages = new StageHistograms();
        long at = 1_000_000;
        foreach (var stage in Enum.GetValues<Stage>())
            stages.Mark(stage, "x", at += Millisecond);
        stages.PairFinal(["x", "y"], at + Millisecond);
        var summary = stages.Summary();
        Assert.Equal(["ack", "claim", "cycle", "decide", "fill", "intent", "tick_to_wire", "wire"], summary.Keys);
        Assert.InRange(summary["decide"].P50, 995m, 1005m);
        Assert.InRange(summary["fill"].P99, 1990m, 2010m);
        Assert.InRange(summary["cycle"].Max, 6990m, 7010m);
    }

    [Fact]
    public void Buckets_hold_every_order_and_their_bounds_hold_its_time()
    {
        var stages = new StageHistograms();
        for (var order = 1; order <= 100; order++)
        {
            stages.Mark(Stage.FirstByte, $"o{order}", 1);
            stages.Mark(Stage.Acked, $"o{order}", 1 + (order * Millisecond));
        }

        var ack = Assert.Single(stages.Histograms());
        Assert.Equal(("ack", 100L, 100L), (ack.Stage, ack.Count, ack.Buckets.Sum(b => b.Count)));
        Assert.InRange(ack.P50, 49_000m, 51_000m);
        Assert.InRange(ack.Max, 99_000m, 101_000m);
        Assert.Equal(ack.Buckets.Skip(1).Select(b => b.FromMicros), ack.Buckets.SkipLast(1).Select(b => b.ToMicros));
        var upToTen = ack.Buckets.Where(b => b.ToMicros <= 10_000m).Sum(b => b.Count);
        Assert.InRange(upToTen, 9, 10);
        Assert.Equal(stages.Summary()["ack"], new(ack.P50, ack.P99, ack.Max));
    }

    [Fact]
    public void A_second_fill_and_a_stamp_out_of_order_change_nothing()
    {
        var stages = new StageHistograms();
        stages.Mark(Stage.Filled, "x", 2 * Millisecond);
        stages.Mark(Stage.FirstByte, "x", Millisecond);
        stages.Mark(Stage.Filled, "x", 9 * Millisecond);
        Assert.InRange(Assert.Single(stages.Summary()).Value.Max, 995m, 1005m);
    }

    [Fact]
    public void An_order_without_a_tick_has_no_cycle()
    {
        var stages = new StageHistograms();
        stages.Mark(Stage.Decided, "x", Millisecond);
        stages.PairFinal(["x"], 2 * Millisecond);
        Assert.Empty(stages.Summary());
    }
}
