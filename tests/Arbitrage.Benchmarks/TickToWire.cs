using System.Diagnostics;
using System.Net;
using Akka.Actor;
using Arbitrage.Node.CommandLine;
using Arbitrage.Node.Configuration;
using Arbitrage.Node.Demo;
using Arbitrage.Node.Hosting;
using Arbitrage.Node.Inputs;
using Arbitrage.Node.Observing;
using Arbitrage.Simulation.Market;
using HdrHistogram;
using Microsoft.Extensions.Logging.Abstractions;

namespace Arbitrage.Benchmarks;

/// <summary>
/// From the tick that woke a strategy to the first byte of its order on the wire, through both durable writes, in a whole node that trades a
/// dislocated market over loopback; and, interleaved in the same process, the same parts bare: two serial journal commits and one loopback POST.
/// </summary>
internal static class TickToWire
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public static async Task<int> RunAsync(TimeSpan duration, TextWriter output)
    {
        var data = Directory.CreateTempSubdirectory("arbitrage-bench-");
        var arguments = new DemoArguments(duration, 1, data.FullName, [], MarketPreset.Dislocated, null, Json: true);
        var configuration = ConfigurationReader.Read([ConfigurationSource.Demo], _ => null);
        await using var venues = await DemoVenues.StartOrAttachAsync(arguments, configuration, CancellationToken.None);
        configuration = configuration.At(venues.Addresses);
        var observer = new RunObserver(NullLogger.Instance, TimeProvider.System);
        var bare = new LongHistogram(TimeSpan.FromMinutes(1).Ticks * 100, 3);
        using var inputs = RunRecording.Start("demo", configuration, data.FullName, TimeProvider.System);
        await using (var node = await TradingNode.StartAsync(
            configuration, data.FullName, observer, inputs.Recorder, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None))
        {
            var journal = node.System.ActorOf(Props.Create(() => new BareJournal()), "bare-journal");
            using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = venues.Addresses.Gate };
            var until = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
            while (Stopwatch.GetTimestamp() < until)
            {
                bare.RecordValue(await BareRoundAsync(journal, http));
                await Task.Delay(Pause);
            }
        }

        inputs.Dispose();
        data.Delete(recursive: true);
        return Report(observer.Stages, bare, output);
    }

    // An order without a signature: the venue server parses it and says no, which is a POST of the same size over the same loopback.
    private static async Task<long> BareRoundAsync(IActorRef journal, HttpClient http)
    {
        var committed = await journal.Ask<BareJournal.Committed>(BareJournal.Commit.Instance, TimeSpan.FromSeconds(30));
        var began = Stopwatch.GetTimestamp();
        using var body = new ByteArrayContent(new byte[220]);
        using var answer = await http.PostAsync(new Uri("/api/v4/spot/orders", UriKind.Relative), body);
        if (answer.StatusCode is not HttpStatusCode.Unauthorized and not HttpStatusCode.BadRequest)
            throw new InvalidOperationException($"The venue server answered {answer.StatusCode} to an unsigned order.");
        return (committed.Ticks + Stopwatch.GetTimestamp() - began) * 1_000_000_000L / Stopwatch.Frequency;
    }

    private static int Report(StageHistograms stages, LongHistogram bare, TextWriter output)
    {
        if (!stages.Summary().TryGetValue("tick_to_wire", out var whole))
        {
            output.WriteLine("no order was sent: nothing to report");
            return 1;
        }

        var sum = bare.GetValueAtPercentile(50) / 1000m;
        output.WriteLine($"tick to first byte   p50 {whole.P50,9:0.0} us   p99 {whole.P99,9:0.0} us");
        output.WriteLine($"bare parts, summed   p50 {sum,9:0.0} us   p99 {bare.GetValueAtPercentile(99) / 1000m,9:0.0} us   ({bare.TotalCount} rounds)");
        output.WriteLine($"ratio of the medians {whole.P50 / sum:0.00}");
        return 0;
    }
}
