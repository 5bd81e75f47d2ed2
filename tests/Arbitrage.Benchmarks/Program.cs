using Arbitrage.Benchmarks;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

// Nothing: all but the replay, as the README reports them.  --dry: all of these once and short, to see that they still run.  --frames: the parsers only.
// --replay: the speed of a replay only.
var dry = args.Contains("--dry", StringComparer.Ordinal);
if (args.Contains("--replay", StringComparer.Ordinal))
    return Failed([BenchmarkRunner.Run<ReplaySpeed>(ReplaySpeed.Config)]);
if (args.Contains("--frames", StringComparer.Ordinal))
    return Failed([BenchmarkRunner.Run<VenueFrames>(dry ? DefaultConfig.Instance.AddJob(Job.Dry) : DefaultConfig.Instance)]);
var wire = await TickToWire.RunAsync(TimeSpan.FromSeconds(dry ? 12 : 90), Console.Out);
var config = dry ? DefaultConfig.Instance.AddJob(Job.Dry) : DefaultConfig.Instance;
return wire + Failed(BenchmarkRunner.Run([typeof(QuietTick), typeof(VenueFrames)], config)) == 0 ? 0 : 1;

static int Failed(IEnumerable<Summary> summaries) =>
    summaries.Any(summary => summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success)) ? 1 : 0;
