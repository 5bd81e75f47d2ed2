using System.Collections.Concurrent;
using System.Diagnostics;
using Arbitrage.Actors.Hosting;
using Arbitrage.Node.CommandLine;
using Arbitrage.Node.Demo;
using Arbitrage.Node.Inputs;
using Arbitrage.Simulation.Market;
using Arbitrage.Simulation.Model;
using Arbitrage.Simulation.Reporting;
using Arbitrage.VenueServer;
using Microsoft.AspNetCore.Http;

namespace Arbitrage.Node.Tests.Paper;

/// <summary>Paper against a venue server that stands for the real venues: its market is traded on, but not one order or key reaches it.</summary>
public sealed class PaperRunSpecs : IAsyncLifetime
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("arbitrage-paper-tests-");
    private readonly ConcurrentBag<string> _private = [];
    private int _asked;
    private VenueServerHost _real = null!;

    public async Task InitializeAsync()
    {
        _real = await VenueServerHost.StartAsync(
            new(new MarketGenerator(MarketPreset.Typical, 3, [new("NEIROETH_USDT"), new("BTC_USDT")]), "real-key", "real-secret",
                VenueServerOptions.UsdtEverywhere(1m))
            {
                Asked = OnRequest,
                Heard = (venue, frame) =>
                {
                    if (frame.Contains("auth", StringComparison.OrdinalIgnoreCase) || frame.Contains("api_key", StringComparison.Ordinal))
                        _private.Add($"{venue}: {frame}");
                },
            });
        await File.WriteAllTextAsync(At("paper.yaml"), $$"""
            exchanges:
              gateio:
                base_url: {{_real.GateUrl}}api/v4
                ws_spot_url: ws://{{_real.GateUrl.Authority}}/ws/v4/
                ws_futures_url: ws://{{_real.GateUrl.Authority}}/v4/ws/usdt
                api_key: real-key
                secret_key: real-secret
                testnet: true
              mexc:
                base_url: {{_real.MexcUrl}}
                ws_url: ws://{{_real.MexcUrl.Authority}}/ws
                api_key: ${A_VARIABLE_THAT_NOBODY_SETS}
            strategies:
              - {symbol: NEIROETH_USDT, gate_spot: NEIROETH_USDT, gate_futures: NEIROETH_USDT, mexc_spot: NEIROETHUSDT}
              - {symbol: BTC_USDT, gate_spot: BTC_USDT, gate_futures: BTC_USDT, mexc_spot: BTCUSDT}
            """);
    }

    [Fact]
    public async Task Paper_trades_on_the_venues_own_data_keeps_its_promises_and_goes_on_after_an_end_and_after_a_kill()
    {
        var first = await RunAsync(120);
        AssertKept(first, afterKill: false);
        Assert.StartsWith("live: 127.0.0.1 and 127.0.0.1; orders filled by the venue model, queue none, 10 ms one way", first.Report.Market, StringComparison.Ordinal);
        Assert.DoesNotContain(first.Report.Notes, n => n.StartsWith("continued", StringComparison.Ordinal));
        foreach (var ignored in (string[])["exchanges.gateio.api_key is ignored", "exchanges.gateio.secret_key is ignored", "exchanges.gateio.testnet is ignored"])
            Assert.Contains(ignored, first.Error, StringComparison.Ordinal);
        Assert.Contains("\"mode\":\"paper\"", await File.ReadAllTextAsync(At("run.html")), StringComparison.Ordinal);

        await KillAfterAsync(TimeSpan.FromSeconds(10));
        var second = await RunAsync(8);
        AssertKept(second, afterKill: true);
        Assert.Contains(second.Report.Notes, n => n.StartsWith("continued", StringComparison.Ordinal));
        Assert.True(second.Report.CompletedPairs >= first.Report.CompletedPairs, "the pairs of the runs before are still counted");
        Assert.Equal(3, JournalReader.ReadAll(DataDirectory.JournalFileOf(At("data")))
            .Count(r => r.Happened is Domain.Connection.ConnectionEvent.OpeningAdopted));

        // What stands for the real venues was read, and never asked for anything of an account.
        Assert.True(_asked > 10);
        Assert.Empty(_private);
        Assert.All(_real.Models.Values, m => Assert.Empty(m.Creates()));

        var demo = new DemoRun(
            new(TimeSpan.FromSeconds(1), 1, At("data"), [], MarketPreset.Typical, null, Json: true), TextWriter.Null, TextWriter.Null, _ => null, TimeProvider.System);
        Assert.Equal(
            (ExitCode.BadInput, $"'{At("data")}' is a data directory of paper, whose accounts no other mode has; name another one, or go on with --mode paper"),
            await FailureAsync(demo));
    }

    [Fact]
    public async Task The_journal_of_another_mode_is_not_continued()
    {
        var demo = new DemoRun(
            new(TimeSpan.FromSeconds(1), 1, At("data"), [], MarketPreset.Typical, null, Json: true), TextWriter.Null, TextWriter.Null, _ => null, TimeProvider.System);
        Assert.Equal(ExitCode.Done, await demo.RunAsync(CancellationToken.None));

        Assert.Equal(
            (ExitCode.BadInput, $"'{At("data")}' holds the journal of another mode, whose accounts paper does not have; name another data directory"),
            await FailureAsync(Paper(1, TextWriter.Null, TextWriter.Null)));
    }

    public async Task DisposeAsync()
    {
        await _real.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    private static async Task<(int, string)> FailureAsync(DemoRun run)
    {
        var failure = await Assert.ThrowsAsync<NodeFailure>(() => run.RunAsync(CancellationToken.None));
        return (failure.ExitCode, failure.Message);
    }

    private void AssertKept((int Code, RunReport Report, string Error) run, bool afterKill)
    {
        Assert.True(run.Report.LedgerMatchesVenue, string.Join('\n', run.Report.Notes));
        Assert.True(run.Report.InvariantViolations == 0, string.Join('\n', run.Report.Notes));
        Assert.Equal(("paper", ExitCode.Done), (run.Report.Mode, run.Code));
        Assert.True(run.Report.CompletedPairs > 0, string.Join('\n', run.Report.Notes));
        using var recording = InputFile.OpenReader(InputFile.PathIn(At("data")));
        var verification = InputsVerifier.Verify(recording, JournalEvents.Read(DataDirectory.JournalFileOf(At("data"))));
        Assert.Empty(verification.Differences);
        // What a killed process had not handed to the disk yet cannot be played again; that, and nothing else, may be missing.
        Assert.All(verification.Unverifiable, u => Assert.True(afterKill && u.Why.StartsWith("the process before ended", StringComparison.Ordinal), $"{u}"));
        if (verification.Verdict == Verdict.Verified)
            Assert.Equal(run.Report.TraceHash, verification.ReplayedHash);
        else
            Assert.True(afterKill && verification is { Verdict: Verdict.Unverifiable, Unverifiable.Length: > 0 }, $"{verification.Verdict}");
    }

    private async Task<(int Code, RunReport Report, string Error)> RunAsync(int seconds)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        using var enough = new CancellationTokenSource();
        var running = Paper(seconds, output, TextWriter.Synchronized(error)).RunAsync(enough.Token);
        // A loaded machine may need longer for its first pairs.
        for (var since = Stopwatch.StartNew(); !running.IsCompleted && (since.Elapsed < TimeSpan.FromSeconds(10) || Pairs() < 2); await Task.Delay(500))
        {
        }

        await enough.CancelAsync();
        var code = await running;
        return (code, RunReportJson.Read(output.ToString()), error.ToString());
    }

    private int Pairs()
    {
        try
        {
            return JournalReader.ReadAll(DataDirectory.JournalFileOf(At("data"))).Count(
                r => r.Happened is Domain.Strategy.StrategyEvent.PairEnded { Purpose: Domain.Strategy.PairPurpose.Entry });
        }
        catch (Microsoft.Data.Sqlite.SqliteException)
        {
            return 0; // not there yet
        }
    }

    private DemoRun Paper(int seconds, TextWriter output, TextWriter error) => new(
        new(TimeSpan.FromSeconds(seconds), 1, At("data"), [At("paper.yaml")], MarketPreset.Typical, null, Json: true, At("run.html"), RunMode.Paper),
        output, error, _ => null, TimeProvider.System);

    private async Task KillAfterAsync(TimeSpan time)
    {
        using var node = Process.Start(new ProcessStartInfo(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "Arbitrage.Node.dll"), "--mode", "paper", "--config", At("paper.yaml"), "--data", At("data"),
                "--duration", "600", "--json",
            ])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        await Task.Delay(time);
        Assert.False(node.HasExited, "the node ended before it was killed");
        node.Kill();
        await node.WaitForExitAsync();
    }

    private void OnRequest(HttpRequest request)
    {
        Interlocked.Increment(ref _asked);
        if (request.Headers.ContainsKey("KEY") || request.Headers.ContainsKey("SIGN") || request.Headers.ContainsKey("X-MEXC-APIKEY")
            || request.QueryString.Value!.Contains("signature", StringComparison.Ordinal) || request.QueryString.Value.Contains("listenKey", StringComparison.Ordinal)
            || request.Method != "GET")
        {
            _private.Add($"{request.Method} {request.Path}{request.QueryString}");
        }
    }

    private string At(string name) => Path.Combine(_directory.FullName, name);
}
