using System.Diagnostics;
using Arbitrage.Domain.Markets;

namespace Arbitrage.Benchmarks.Floors;

/// <summary>Best quotes a second, ours beside the floor, in rounds that alternate; every tick must be seen by both.</summary>
internal static class IngestFloor
{
    /// <summary>Frames of one round: enough that a start does not count, few enough that noise meets both alike.</summary>
    public const int Round = 250_000;

    public static async Task<IngestResult> RunAsync(int port, Venue venue, long frames, TextWriter progress)
    {
        var isGate = venue != Venue.MexcSpot;
        var address = new Uri($"ws://127.0.0.1:{port}/{(isGate ? "gate" : "mexc")}");
        var rounds = (int)((frames + Round - 1) / Round);
        var (ours, floor) = (new List<double>(rounds), new List<double>(rounds));
        var (oursCpu, floorCpu) = (TimeSpan.Zero, TimeSpan.Zero);
        // The first pair is the runtime's: it compiles.
        for (var round = -1; round < rounds; round++)
        {
            // Who goes first changes, so that what the one leaves behind falls on both.
            var oursFirst = (round & 1) == 0;
            var first = await MeasureAsync(oursFirst);
            var second = await MeasureAsync(!oursFirst);
            var (our, bare) = oursFirst ? (first, second) : (second, first);
            if (our.Seen != bare.Seen || our.Seen.Frames != Round)
                throw new InvalidOperationException($"Not the same ticks: ours {our.Seen}, floor {bare.Seen}.");
            if (round < 0)
                continue;
            ours.Add(Round / our.Took.TotalSeconds);
            floor.Add(Round / bare.Took.TotalSeconds);
            oursCpu += our.Cpu;
            floorCpu += bare.Cpu;
            progress.WriteLine($"  {venue.Key()} round {round + 1}/{rounds}: ours {ours[^1] / 1e6:0.000} M/s, floor {floor[^1] / 1e6:0.000} M/s");
        }

        return new(
            venue, (long)rounds * Round, Statistics.Median(ours), Statistics.Median(floor),
            Statistics.Median([.. ours.Zip(floor, (our, bare) => our / bare)]), oursCpu, floorCpu);

        async Task<(Seen Seen, TimeSpan Took, TimeSpan Cpu)> MeasureAsync(bool isOurs)
        {
            GC.Collect();
            var before = Process.GetCurrentProcess().TotalProcessorTime;
            var (seen, took) = isOurs
                ? await FeedReader.RunAsync(address, venue, Round)
                : await BareReader.RunAsync(address, isGate, Round);
            return (seen, took, Process.GetCurrentProcess().TotalProcessorTime - before);
        }
    }
}

/// <summary>Medians over the rounds.</summary>
/// <param name="Venue">Whose frames.</param>
/// <param name="Frames">Read by each of the two.</param>
/// <param name="Ours">Frames a second.</param>
/// <param name="Floor">Frames a second.</param>
/// <param name="Ratio">Median of the rounds' own ratios, ours over floor.</param>
/// <param name="OursCpu">Processor time of all rounds.</param>
/// <param name="FloorCpu">Processor time of all rounds.</param>
internal sealed record IngestResult(Venue Venue, long Frames, double Ours, double Floor, double Ratio, TimeSpan OursCpu, TimeSpan FloorCpu);

/// <summary>Of a few figures.</summary>
internal static class Statistics
{
    public static double Median(List<double> values)
    {
        var sorted = values.Order().ToList();
        var middle = sorted.Count / 2;
        return sorted.Count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
