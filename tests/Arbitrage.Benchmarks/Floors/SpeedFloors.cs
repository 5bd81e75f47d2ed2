using System.Globalization;
using Arbitrage.Domain.Markets;
using Arbitrage.Tests.Shared;

namespace Arbitrage.Benchmarks.Floors;

/// <summary>The connectors beside what the bare runtime does with the same bytes on the same server, interleaved in one run.</summary>
internal static class SpeedFloors
{
    private const double IngestBound = 0.85;
    private const double MexcFramesBound = 700_000;

    // Below this the figures are told and not judged: a few rounds say nothing about a bound.
    private const long FramesToJudge = 1_000_000;
    private const int OrdersToJudge = 1_000;

    /// <summary>0 when every bound holds, or when so little was measured that none is judged.</summary>
    public static async Task<int> RunAsync(long frames, int orders, TextWriter output)
    {
        var (child, port) = await ServerProcess.SelfAsync("--frame-server", IngestFloor.Round.ToString(CultureInfo.InvariantCulture));
        IngestResult gate, mexc;
        using (child)
        {
            gate = await IngestFloor.RunAsync(port, Venue.GateSpot, frames, output);
            mexc = await IngestFloor.RunAsync(port, Venue.MexcSpot, frames, output);
        }

        var doors = await OrderFloor.RunAsync(orders, output);
        var (failed, judges) = (0, frames >= FramesToJudge && orders >= OrdersToJudge);
        foreach (var result in new[] { gate, mexc })
        {
            var holds = result.Ratio >= IngestBound || (result.Venue == Venue.MexcSpot && result.Ours >= MexcFramesBound);
            failed += holds ? 0 : 1;
            output.WriteLine(
                $"{result.Venue.Key(),-16} {result.Ours / 1e6,6:0.000} M frames/s, floor {result.Floor / 1e6:0.000}: {result.Ratio:0.00} of it (bound {IngestBound})"
                + $", cpu {result.OursCpu.TotalMicroseconds / result.Frames:0.00} against {result.FloorCpu.TotalMicroseconds / result.Frames:0.00} us a frame"
                + $", {result.Frames} frames each{Verdict(holds)}");
        }

        foreach (var door in doors)
        {
            var bound = door.Door.EndsWith("REST", StringComparison.Ordinal) ? 1.2 : 1.4;
            failed += door.Ratio <= bound ? 0 : 1;
            output.WriteLine(
                $"{door.Door,-16} p50 {Us(door.Ours, 50)} us, floor {Us(door.Floor, 50)}: {door.Ratio:0.00} times (bound {bound}), p99 {Us(door.Ours, 99)} against {Us(door.Floor, 99)}"
                + $", {door.Ours.TotalCount} orders each{Verdict(door.Ratio <= bound)}");
        }

        return failed == 0 || !judges ? 0 : 1;

        string Verdict(bool holds) => (judges, holds) switch { (false, _) => ", not judged", (true, true) => "", _ => "  MISSED" };
    }

    private static string Us(HdrHistogram.LongHistogram histogram, double percentile) => $"{histogram.GetValueAtPercentile(percentile) / 1000.0:0}";
}
