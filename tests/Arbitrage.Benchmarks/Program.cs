using Arbitrage.Benchmarks;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;

// decision: BenchmarkDotNet on the quiet tick.  --dry: everything once, to see that it still runs.
var dry = args.Contains("--dry", StringComparer.Ordinal);
var config = dry ? DefaultConfig.Instance.AddJob(Job.Dry) : DefaultConfig.Instance;
var summary = BenchmarkRunner.Run<QuietTick>(config);
return summary.HasCriticalValidationErrors || summary.Reports.Any(r => !r.Success) ? 1 : 0;
