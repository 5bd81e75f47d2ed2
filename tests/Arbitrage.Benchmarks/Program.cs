using System.Globalization;
using Arbitrage.Benchmarks;
using Arbitrage.Benchmarks.Floors;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

// Nothing: all but the replay, as the README reports them.  --dry: all once and short, in this process, to see that they still run; the replay where its
// recordings are.  --frames: the parsers only.  --replay: the speed of a replay only.
// --floors [FRAMES ORDERS]: the connectors beside the bare runtime on the same server, 3,000,000 frames and 3,000 orders each if not said otherwise.
if (args is ["--frame-server", var round])
    return await FrameServer.ServeAsync(int.Parse(round, CultureInfo.InvariantCulture));
if (args is ["--floors", .. var sizes])
{
    var (frames, orders) = sizes is [var f, var o] ? (long.Parse(f, CultureInfo.InvariantCulture), int.Parse(o, CultureInfo.InvariantCulture)) : (3_000_000, 3_000);
    return await SpeedFloors.RunAsync(frames, orders, Console.Out);
}

var dry = args.Contains("--dry", StringComparer.Ordinal);
var config = dry ? DefaultConfig.Instance.AddJob(Job.Dry.WithToolchain(InProcessEmitToolchain.Instance)) : DefaultConfig.Instance;
if (args.Contains("--replay", StringComparer.Ordinal))
    return Failed([BenchmarkRunner.Run<ReplaySpeed>(ReplaySpeed.Config)]);
if (args.Contains("--frames", StringComparer.Ordinal))
    return Failed([BenchmarkRunner.Run<VenueFrames>(config)]);
var wire = await TickToWire.RunAsync(TimeSpan.FromSeconds(dry ? 12 : 90), Console.Out);
Type[] classes = dry && ReplaySpeed.HasRecordings ? [typeof(QuietTick), typeof(VenueFrames), typeof(ReplaySpeed)] : [typeof(QuietTick), typeof(VenueFrames)];
return wire + Failed(BenchmarkRunner.Run(classes, config)) == 0 ? 0 : 1;

static int Failed(IEnumerable<Summary> summaries) =>
    summaries.Any(summary => summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success)) ? 1 : 0;
