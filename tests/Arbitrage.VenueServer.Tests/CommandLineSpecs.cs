using Arbitrage.Tests.Shared;

namespace Arbitrage.VenueServer.Tests;

/// <summary>The process tells its addresses, stops when asked, and refuses what it cannot understand in one line.</summary>
public sealed class CommandLineSpecs
{
    [Theory]
    [InlineData("--market", "wild")]
    [InlineData("--gate-port", "x")]
    [InlineData("--gate-port", "70000")]
    [InlineData("--symbols", "btc")]
    [InlineData("--usdt", "-1")]
    [InlineData("--balance", "nowhere:BTC=1")]
    [InlineData("--key", "")]
    [InlineData("--limits", "some")]
    [InlineData("--listen-key-life", "0")]
    [InlineData("--scenario", "native-three-venue")]
    [InlineData("--frobnicate", "1")]
    public async Task Bad_arguments_give_one_line_and_exit_code_2(string option, string value)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();

        var code = await CommandLine.RunAsync([option, value], output, errors);

        Assert.Equal(2, code);
        Assert.Single(errors.ToString().TrimEnd().Split('\n'));
        Assert.Empty(output.ToString());
    }

    [Fact]
    public async Task Missing_recording_gives_one_line_and_exit_code_3()
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();

        var code = await CommandLine.RunAsync(["--recording", "no-such-directory", "--scenario", "x"], output, errors);

        Assert.Equal(3, code);
        Assert.Contains("no-such-directory", Assert.Single(errors.ToString().TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [SharedFact("market-data/mapping.json")]
    public async Task Recorded_market_is_served()
    {
        using var stop = new CancellationTokenSource();
        using var output = new SignallingWriter("ready");
        using var errors = new StringWriter();
        var running = CommandLine.RunAsync(
            ["--gate-port", "0", "--mexc-port", "0", "--recording", SharedFiles.PathOf("market-data"), "--scenario", "native-three-venue"],
            output, errors, stop.Token);
        await output.Seen.WaitAsync(TimeSpan.FromMinutes(1));

        var gate = output.ToString().Split('\n').Single(l => l.StartsWith("gate ", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        using var http = new HttpClient();
        using var pairs = System.Text.Json.JsonDocument.Parse(await http.GetStringAsync(new Uri(gate + "/spot/currency_pairs")));
        await stop.CancelAsync();

        Assert.True(pairs.RootElement.GetArrayLength() > 0);
        Assert.Contains("native-three-venue", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await running);
    }

    [Fact]
    public async Task Help_shows_examples()
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();

        Assert.Equal(0, await CommandLine.RunAsync(["--help"], output, errors));

        Assert.Contains("Examples:", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serves_until_it_is_stopped()
    {
        using var stop = new CancellationTokenSource();
        using var output = new SignallingWriter("ready");
        using var errors = new StringWriter();
        var running = CommandLine.RunAsync(["--gate-port", "0", "--mexc-port", "0", "--market", "calm"], output, errors, stop.Token);

        await output.Seen.WaitAsync(TimeSpan.FromMinutes(1));
        await stop.CancelAsync();

        Assert.Equal(0, await running);
        Assert.Contains("http://127.0.0.1:", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("demo-secret", output.ToString(), StringComparison.Ordinal);
    }

    private sealed class SignallingWriter(string line) : StringWriter
    {
        private readonly TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Seen => _seen.Task;

        public override Task WriteLineAsync(string? value)
        {
            WriteLine(value);
            if (value == line)
                _seen.TrySetResult();
            return Task.CompletedTask;
        }
    }
}
