using System.Globalization;
using Akka.Actor;
using Arbitrage.Tests.Shared;
using Arbitrage.Venues.Sockets;

namespace Arbitrage.Soak;

/// <summary>Faults, checkpoints and the heap, from start to verdict.</summary>
internal static class SoakRun
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private const double HeapBound = 0.05;

    // What is kept for minutes on purpose has to be there before growth means anything.
    private static readonly TimeSpan HeapToJudge = TimeSpan.FromMinutes(30);

    /// <summary>0 when everything held, 1 when not.</summary>
    public static async Task<int> RunAsync(SoakOptions options, TextWriter output, CancellationToken cancel)
    {
        var (child, gate, mexc) = await ServerProcess.VenueServerAsync(
            SoakNode.Key, SoakNode.Secret, "--symbols", "BTC_USDT,ETH_USDT", "--balance", "gate_spot:ETH=1000", "--balance", "mexc_spot:ETH=1000");
        using var server = child;
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };
        var tally = new SoakTally();
        var audit = new TradeAudit(http, gate, tally);
        var faults = new FaultMaker(http, gate, options.Seed, options.FaultEvery);
        var sockets = new SocketCounts();
        var wrong = new List<string>();
        var heaps = new List<(TimeSpan At, long Bytes)>();
        await using (var node = await SoakNode.StartAsync(gate, mexc, tally, sockets, options.Seed, cancel))
        {
            var began = TimeProvider.System.GetTimestamp();
            TimeSpan Elapsed() => TimeProvider.System.GetElapsedTime(began);
            await CheckAsync("start");
            while (Elapsed() < options.Length && !cancel.IsCancellationRequested)
            {
                node.Trader.Tell(new Pause(false));
                using (var round = CancellationTokenSource.CreateLinkedTokenSource(cancel))
                {
                    var left = options.Length - Elapsed();
                    round.CancelAfter(left < options.CheckEvery ? left : options.CheckEvery);
                    await faults.RunAsync(round.Token);
                }

                await CheckAsync($"{Elapsed():mm\\:ss}");
            }

            async Task CheckAsync(string when)
            {
                node.Trader.Tell(new Pause(true));
                await faults.EndAllAsync();
                var waited = TimeProvider.System.GetTimestamp();
                var found = new List<string>();
                if (await QuietAsync(node.Trader) is { } unrest)
                    found.Add(unrest);
                var quietAfter = TimeProvider.System.GetElapsedTime(waited);
                found.AddRange(await node.Books.CompareAsync(http, gate, mexc, Patience));
                found.AddRange(await audit.CompareAsync(Patience));
                // On a stack of its own: the one that came here still holds what the comparison read.
                heaps.Add((Elapsed(), await Task.Run(Heap)));
                wrong.AddRange(found.Select(why => $"{when}: {why}"));
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{when}  {(found.Count == 0 ? "ok   " : "WRONG")} quiet after {quietAfter.TotalSeconds:0.0} s, 6 books compared, {audit.Audited} trades, {faults.Made.Values.Sum()} faults, heap {heaps[^1].Bytes / 1e6:0.00} MB"));
                foreach (var why in found)
                    output.WriteLine($"  {why}");
            }
        }

        return Report(output, tally, faults, audit, sockets, wrong, heaps);
    }

    // Null when everything is quiet, or what is not after the longest wait.
    private static async Task<string?> QuietAsync(IActorRef trader)
    {
        var until = TimeProvider.System.GetUtcNow() + (2 * Patience);
        while (true)
        {
            var quiet = await trader.Ask<Quiet>(new AskQuiet(), Patience);
            if (quiet is { Open: 0, NotReady.Length: 0 })
                return null;
            if (TimeProvider.System.GetUtcNow() > until)
                return $"not quiet: {quiet.Open} orders open; {quiet.NotReady}";
            await Task.Delay(200);
        }
    }

    private static long Heap()
    {
        for (var i = 0; i < 2; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static int Report(
        TextWriter output, SoakTally tally, FaultMaker faults, TradeAudit audit, SocketCounts sockets, List<string> wrong, List<(TimeSpan At, long Bytes)> heaps)
    {
        var end = heaps[^1].At;
        // The first checkpoint is before the first order; with less than ten minutes the windows are shorter.
        var window = TimeSpan.FromMinutes(5) < end / 3 ? TimeSpan.FromMinutes(5) : end / 3;
        var first = heaps.Skip(1).Where(h => h.At <= window + (end / 60)).Select(h => h.Bytes).DefaultIfEmpty(heaps[0].Bytes).Average();
        var last = heaps.Where(h => h.At >= end - window).Select(h => h.Bytes).Average();
        var growth = (last - first) / first;
        output.WriteLine();
        output.WriteLine($"orders   {tally.Intended} intended; {Line(tally.Outcomes)}; in doubt {tally.Doubts}; refused {Line(tally.Refused)}");
        output.WriteLine($"trades   {audit.Audited} compared, each once and equal to the venue's" + (wrong.Count == 0 ? "" : " except as listed"));
        output.WriteLine($"faults   {faults.Made.Values.Sum()}: {Line(faults.Made)}");
        output.WriteLine($"alerts   {Line(tally.Alerts.OrderBy(a => a.Key, StringComparer.Ordinal))}");
        foreach (var (name, count) in sockets.Read())
        {
            var back = Math.Max(1, count.Opened - count.RolledOver - 1);
            output.WriteLine(
                $"socket   {name,-20} lost {count.Lost}, back after {count.Down.TotalSeconds / back:0.00} s in the mean, {count.LongestDown.TotalSeconds:0.00} s at most; failed attempts {count.Failed}; rolled over {count.RolledOver}");
        }

        output.WriteLine($"heap     first {window.TotalMinutes:0.0} min {first / 1e6:0.00} MB, last {last / 1e6:0.00} MB: {growth:+0.0%;-0.0%}");
        if (end < HeapToJudge)
            output.WriteLine($"the heap is judged from {HeapToJudge.TotalMinutes} minutes on");
        else if (Math.Abs(growth) > HeapBound)
            wrong.Add($"the heap moved by more than {HeapBound:0%}");
        output.WriteLine(wrong.Count == 0 ? "everything held" : $"{wrong.Count} things wrong:");
        foreach (var why in wrong)
            output.WriteLine($"  {why}");
        return wrong.Count == 0 ? 0 : 1;
    }

    private static string Line<TKey>(IEnumerable<KeyValuePair<TKey, int>> counts) => string.Join(", ", counts.Select(c => $"{c.Key} {c.Value}"));
}
