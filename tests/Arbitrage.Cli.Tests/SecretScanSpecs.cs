using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.RegularExpressions;
using Arbitrage.Simulation.Market;
using Arbitrage.Simulation.Recordings;
using Arbitrage.Simulation.Recordings.Storage;
using Arbitrage.Tests.Shared;
using Arbitrage.VenueServer;

namespace Arbitrage.Cli.Tests;

/// <summary>
/// I16 on whole processes: nodes with a key in their environment, at the most verbose level, healthy, refused, with venues that break and with files that are
/// wrong; then everything that they and `arb` said or left is searched for key, secret, signatures and listen keys.
/// </summary>
public sealed class SecretScanSpecs : IDisposable
{
    private const string Key = "kEy/0001+7b15=1628aed2a6abf7";
    private const string Secret = "sEc/ret+abf7=158809cf4f3c2b7e";

    private static readonly SecretForms Secrets = new(Key, Secret);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("arbitrage-secrets-");
    private readonly ConcurrentDictionary<string, bool> _tokens = new(StringComparer.OrdinalIgnoreCase);

    [Fact]
    public async Task Nothing_that_a_run_says_or_leaves_has_a_key_a_secret_a_signature_or_a_listen_key()
    {
        await File.WriteAllTextAsync(At("node.yaml"), """
            exchanges:
              gateio: {api_key: "${TEST_KEY}", secret_key: "${TEST_SECRET}"}
              mexc: {api_key: "${TEST_KEY}", secret_key: "${TEST_SECRET}"}
            logging: {level: debug}
            reconciliation: {interval_seconds: 1}
            """);
        await HealthyAsync();
        await RefusedAsync();
        await Task.WhenAll(
            SaidAsync("arb.dll", "config", "show", At("node.yaml"), "--json"),
            SaidAsync("arb.dll", "config", "check", At("node.yaml")),
            SaidAsync("arb.dll", "replay", "--inputs", At("healthy"), "--json"));
        await SaidAsync("arb.dll", "report", At("refused"), "--report", At("refused.html"));
        await WrongFilesAsync();

        Assert.True(_tokens.Count > 50, $"{_tokens.Count} signatures and listen keys were sent");
        var files = Directory.EnumerateFiles(_directory.FullName, "*", SearchOption.AllDirectories).Where(f => !f.EndsWith(".lock", StringComparison.Ordinal)).ToList();
        foreach (var left in (string[])["node.log", "trading.db", "inputs.arbinp", "run.html", "refused.html"])
            Assert.True(files.Exists(f => Path.GetFileName(f) == left), $"{left} is missing among {string.Join(", ", files.Select(Path.GetFileName))}");
        Assert.Contains("logging.level = debug", await ReadAsync(At("healthy", "node.log")), StringComparison.Ordinal);
        foreach (var file in files)
            AssertSilent(file, Encoding.Latin1.GetBytes(await ReadAsync(file)));
        foreach (var recording in files.Where(f => f.EndsWith(".arbinp", StringComparison.Ordinal)))
            AssertSilent(recording + ", unpacked", Unpacked(recording));
    }

    public static TheoryData<string> Forms() => [.. new SecretForms(Secret).Names];

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_planted_leak_is_found_in_every_form(string form)
    {
        foreach (var leak in new SecretForms(Secret).Of(form))
        {
            byte[] file = [.. "2026-01-01 DBG "u8, .. leak, .. "\n"u8];
            Assert.Throws<Xunit.Sdk.TrueException>(() => AssertSilent("planted", file));
        }

        var signature = Convert.ToHexStringLower(new byte[32]);
        _tokens[signature] = true;
        Assert.Throws<Xunit.Sdk.TrueException>(() => AssertSilent("planted", Encoding.UTF8.GetBytes($"?signature={signature}&x=1")));
        AssertSilent("clean", "nothing of it"u8.ToArray());
    }

    public void Dispose() => _directory.Delete(recursive: true);

    // Trades, while the venue breaks everything that it can break.
    private async Task HealthyAsync()
    {
        await using var server = await ServerAsync(Key, Secret);
        using var stop = new CancellationTokenSource();
        var running = SaidAsync(
            "TERM", "Arbitrage.Node.dll",
            [
                "--duration", "600", "--data", At("healthy"), "--config", At("node.yaml"), "--venues", $"gate={server.GateUrl},mexc={server.MexcUrl}",
                "--report", At("run.html"), "--json",
            ],
            stop.Token);
        await UntilAsync(() => server.Models.Values.Any(m => m.Creates().Count > 0), running);
        using var http = new HttpClient { BaseAddress = server.GateUrl };
        foreach (var venue in (string[])["gate_spot", "gate_futures", "mexc_spot"])
        {
            foreach (object fault in (object[])[
                new { kind = "server_error", venue, status = 503, effect = false, calls = "all", count = 2 },
                new { kind = "reject", venue, reason = "authentication", count = 1 },
                new { kind = "lose_reply", venue, count = 1 },
                new { kind = "drop_sockets", venue }])
                (await http.PostAsJsonAsync("/control/faults", fault)).EnsureSuccessStatusCode();
        }

        await Task.Delay(TimeSpan.FromSeconds(4));
        await stop.CancelAsync();
        // Orders that were refused or in doubt may break a promise of the report; the run ends, and with it.
        var (code, said) = await running;
        Assert.True(code is 0 or 1, said);
    }

    // The venues refuse the key, and then they are gone.
    private async Task RefusedAsync()
    {
        Task<(int Code, string Said)> running;
        using var stop = new CancellationTokenSource();
        await using (var server = await ServerAsync(Key, "another-secret-altogether"))
        {
            running = SaidAsync(
                "KILL", "Arbitrage.Node.dll",
                [
                    "--duration", "600", "--data", At("refused"), "--config", At("node.yaml"), "--venues", $"gate={server.GateUrl},mexc={server.MexcUrl}",
                    "--json",
                ],
                stop.Token);
            var before = _tokens.Count;
            await UntilAsync(() => _tokens.Count > before + 10, running);
        }

        await Task.Delay(TimeSpan.FromSeconds(3));
        await stop.CancelAsync();
        await running;
    }

    private static async Task UntilAsync(Func<bool> holds, Task<(int Code, string Said)> running)
    {
        for (var since = Stopwatch.StartNew(); !holds(); await Task.Delay(50))
        {
            Assert.True(since.Elapsed < TimeSpan.FromSeconds(60), "not in time");
            Assert.False(running.IsCompleted, running.IsCompleted ? (await running).ToString() : "");
        }
    }

    private async Task WrongFilesAsync()
    {
        foreach (var (name, text) in ((string, string)[])[
            ("url", "exchanges:\n  gateio:\n    base_url: ${TEST_SECRET}\n"),
            ("user", "exchanges:\n  gateio:\n    base_url: https://${TEST_KEY}:${TEST_SECRET}@127.0.0.1/\n"),
            ("query", "exchanges:\n  mexc:\n    api_key: ${TEST_KEY}\n    ws_url: wss://127.0.0.1/?listenKey=${TEST_SECRET}\n"),
            ("environment", "exchanges:\n  mexc:\n    secret_key: ${TEST_SECRET}\nenvironment: of-${TEST_SECRET}\n"),
            ("number", "exchanges:\n  mexc:\n    secret_key: ${TEST_SECRET}\n    timeout: ${TEST_KEY}\n"),
            ("symbol", "strategies:\n  - symbol: ${TEST_SECRET}\n"),
            ("unknown", "exchanges:\n  gateio:\n    api_kye: ${TEST_SECRET}\n"),
            ("broken", "exchanges:\n  gateio:\n    api_key: \"${TEST_KEY}\\nx\"\n    secret_key: [${TEST_SECRET}]\n")])
        {
            await File.WriteAllTextAsync(At(name + ".yaml"), text);
            var (code, said) = await SaidAsync("Arbitrage.Node.dll", "--config", At(name + ".yaml"), "--duration", "1", "--data", At("wrong"));
            Assert.True(code == 2, $"{name}: {code} {said}");
        }

        Assert.Equal(2, (await SaidAsync("arb.dll", "config", "check", At("url.yaml"))).Code);
    }

    private async Task<VenueServerHost> ServerAsync(string key, string secret) => await VenueServerHost.StartAsync(
        new(new MarketGenerator(MarketPreset.Typical, 5, SymbolProfile.DefaultSymbols), key, secret, VenueServerOptions.UsdtEverywhere(20_000m))
        {
            Asked = request =>
            {
                Note(request.Headers["SIGN"]);
                Note(request.Query["signature"]);
                Note(request.Query["listenKey"]);
            },
            Heard = (_, frame) =>
            {
                foreach (Match token in Regex.Matches(frame, "\"(SIGN|signature)\":\"(?<token>[0-9a-f]+)\"", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)))
                    Note(token.Groups["token"].Value);
            },
        });

    private void Note(Microsoft.Extensions.Primitives.StringValues token)
    {
        if (token.ToString() is { Length: > 0 } text)
            _tokens[text] = true;
    }

    private Task<(int Code, string Said)> SaidAsync(string program, params string[] arguments) => SaidAsync("KILL", program, arguments, CancellationToken.None);

    // What a process says is kept in a file beside what it leaves, so that it is searched like the rest.
    private async Task<(int Code, string Said)> SaidAsync(string signal, string program, string[] arguments, CancellationToken stop)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, program), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["TEST_KEY"] = Key, ["TEST_SECRET"] = Secret },
        })!;
        await using var stopping = stop.Register(() => Process.Start("kill", ["-" + signal, process.Id.ToString(CultureInfo.InvariantCulture)]).Dispose());
        var (output, error) = (process.StandardOutput.ReadToEndAsync(CancellationToken.None), process.StandardError.ReadToEndAsync(CancellationToken.None));
        await process.WaitForExitAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(3), CancellationToken.None);
        var said = await output + await error;
        await File.WriteAllTextAsync(At($"said-{Guid.NewGuid()}.txt"), said, CancellationToken.None);
        return (process.ExitCode, said);
    }

    private void AssertSilent(string name, byte[] bytes)
    {
        var found = Secrets.In(bytes).ToList();
        Assert.True(found.Count == 0, $"{name}: key or secret, {string.Join(", ", found)}");
        foreach (Match run in Regex.Matches(Encoding.Latin1.GetString(bytes), "[0-9A-Za-z]{40,}", RegexOptions.None, TimeSpan.FromMinutes(1)))
            Assert.True(!_tokens.ContainsKey(run.Value) && !_tokens.Keys.Any(t => run.Value.Contains(t, StringComparison.OrdinalIgnoreCase)), $"{name}: a signature or listen key at {run.Index}");
    }

    private static byte[] Unpacked(string recording)
    {
        using var all = new MemoryStream();
        using var reader = RecordFileReader.Open(recording, "inputs");
        all.Write(reader.Header);
        try
        {
            while (reader.TryRead(out var slice))
                all.Write(slice.Content);
        }
        catch (RecordingException)
        {
            // The end of a run that was killed.
        }

        Assert.True(all.Length > 1000, recording);
        return all.ToArray();
    }

    private static async Task<string> ReadAsync(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete), Encoding.Latin1);
        return await reader.ReadToEndAsync();
    }

    private string At(params string[] names) => Path.Combine([_directory.FullName, .. names]);
}
