using Arbitrage.Benchmarks;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;

// Nothing: both, as the README reports them.  --dry: both once and short, to see that they still run.
var dry = args.Contains("--dry", StringComparer.Ordinal);
var wire = await TickToWire.RunAsync(TimeSpan.FromSeconds(dry ? 12 : 90), Console.Out);
var config = dry ? DefaultConfig.Instance.AddJob(Job.Dry) : DefaultConfig.Instance;
var summary = BenchmarkRunner.Run<QuietTick>(config);
return wire != 0 || summary.HasCriticalValidationErrors || summary.Reports.Any(r => !r.Success) ? 1 : 0;
