using Arbitrage.Node.CommandLine;

namespace Arbitrage.Node.Tests.CommandLine;

/// <summary>What the command line takes and how it refuses: one line, exit code 2, no stack trace.</summary>
public class NodeCommandSpecs
{
    [Theory]
    [InlineData("--durtion 3", "arbitrage: '--durtion' is not known; did you mean --duration?; --help shows what is possible")]
    [InlineData("dmo", "arbitrage: 'dmo' is not known; did you mean demo?; --help shows what is possible")]
    [InlineData("demo qqqqqqqq", "arbitrage: 'qqqqqqqq' is not known; --help shows what is possible")]
    [InlineData("--duration", "arbitrage: Required argument missing for option: '--duration'; --help shows what is possible")]
    [InlineData("--duration x", "arbitrage: --duration: 'x' is not a whole number of seconds from 1 to 604800; --help shows what is possible")]
    [InlineData("--duration 0", "arbitrage: --duration: '0' is not a whole number of seconds from 1 to 604800; --help shows what is possible")]
    [InlineData("--duration -1", "arbitrage: --duration: '-1' is not a whole number of seconds from 1 to 604800; --help shows what is possible")]
    [InlineData("demo --seed 1.5", "arbitrage: --seed: '1.5' is not a whole number from 0 to 9223372036854775807; --help shows what is possible")]
    [InlineData("--market wild", "arbitrage: --market: 'wild' is not one of calm, typical, dislocated; --help shows what is possible")]
    [InlineData("--venues gate=http://h:1", "arbitrage: --venues: 'gate=http://h:1' is not gate=URL,mexc=URL with http addresses, "
        + "such as gate=http://127.0.0.1:9101,mexc=http://127.0.0.1:9102; --help shows what is possible")]
    [InlineData("--venues gate=ftp://h,mexc=http://h", "arbitrage: --venues: 'gate=ftp://h,mexc=http://h' is not gate=URL,mexc=URL with http addresses, "
        + "such as gate=http://127.0.0.1:9101,mexc=http://127.0.0.1:9102; --help shows what is possible")]
    [InlineData("--mode live", "arbitrage: --mode: 'live' is not one of demo, paper; --help shows what is possible")]
    [InlineData("--mode paper --seed 2", "arbitrage: --seed: only with --mode demo; --help shows what is possible")]
    [InlineData("paper --venues gate=http://h:1,mexc=http://h:2", "arbitrage: --venues: only with --mode demo; --help shows what is possible")]
    [InlineData("--queue none", "arbitrage: --queue: only with --mode paper; --help shows what is possible")]
    [InlineData("--mode paper --queue some", "arbitrage: --queue: 'some' is not one of none, proportional, pessimistic; --help shows what is possible")]
    [InlineData("paper --order-latency -1", "arbitrage: --order-latency: '-1' is not a number of milliseconds from 0 to 10000; --help shows what is possible")]
    [InlineData("--usdt 0", "arbitrage: --usdt: '0' is not an amount above 0, up to 1000000000000; --help shows what is possible")]
    [InlineData("--data @missing --json --jsn", "arbitrage: '--jsn' is not known; did you mean --json?; --help shows what is possible")]
    public async Task Bad_arguments_are_one_line_and_code_2(string line, string expected)
    {
        var run = await RunAsync(line);
        Assert.Equal((ExitCode.BadInput, "", expected), (run.Code, run.Output, run.Error.TrimEnd()));
        Assert.Null(run.Demo);
    }

    [Fact]
    public async Task No_arguments_run_the_demo_with_its_defaults()
    {
        var run = await RunAsync("");
        Assert.Equal((0, TimeSpan.FromSeconds(60), 1L, null, "typical", null, false),
            (run.Code, run.Demo!.Duration, run.Demo.Seed, run.Demo.DataDirectory, run.Demo.Market.Name, run.Demo.Venues, run.Demo.Json));
        Assert.Empty(run.Demo.ConfigurationFiles);
    }

    [Theory]
    [InlineData("")]
    [InlineData("demo ")]
    public async Task All_options_are_read_with_and_without_the_name_of_the_command(string name)
    {
        var demo = (await RunAsync(name
            + "--duration 30 --seed 7 --data d --config a.yaml b.yaml --config c.yaml --market dislocated "
            + "--venues mexc=http://h:2,gate=http://h:1 --json --report r.html")).Demo!;
        Assert.Equal((TimeSpan.FromSeconds(30), 7L, "d", "dislocated", true),
            (demo.Duration, demo.Seed, demo.DataDirectory, demo.Market.Name, demo.Json));
        Assert.Equal("r.html", demo.ReportFile);
        Assert.Equal(["a.yaml", "b.yaml", "c.yaml"], demo.ConfigurationFiles);
        Assert.Equal(new VenueAddresses(new("http://h:1"), new("http://h:2")), demo.Venues);
    }

    [Theory]
    [InlineData("--mode paper ")]
    [InlineData("paper ")]
    public async Task Paper_has_options_of_its_own(string name)
    {
        var run = (await RunAsync(name + "--order-latency 2.5 --queue pessimistic --usdt 500 --duration 9")).Demo!;
        Assert.Equal(
            (RunMode.Paper, new PaperFills(Simulation.Model.QueueModel.Pessimistic, TimeSpan.FromMilliseconds(2.5)), 500m, TimeSpan.FromSeconds(9)),
            (run.Mode, run.Fills, run.Usdt, run.Duration));
    }

    [Fact]
    public async Task Help_shows_examples_and_exit_codes()
    {
        var run = await RunAsync("--help");
        Assert.Equal(0, run.Code);
        Assert.Contains("-- --duration 30 --json", run.Output, StringComparison.Ordinal);
        Assert.Contains("3 a needed resource was missing", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_of_the_node_is_one_line_with_its_own_code()
    {
        var run = await RunAsync("", (_, _) => throw new NodeFailure(ExitCode.MissingResource, "the data directory is in use"));
        Assert.Equal((ExitCode.MissingResource, "arbitrage: the data directory is in use"), (run.Code, run.Error.TrimEnd()));
    }

    [Fact]
    public async Task Config_prints_every_key_with_its_origin()
    {
        var run = await RunAsync("config --config " + Path.Combine(Repository.Root, "cluster-config", "base.yaml"));
        Assert.Equal(0, run.Code);
        Assert.Contains("strategies[NEIROETH_USDT].arbitrage_entry_threshold_pct = 0.1  # ", run.Output, StringComparison.Ordinal);
        Assert.Contains("base.yaml:", run.Output, StringComparison.Ordinal);
        Assert.Equal("", run.Error);
    }

    [Fact]
    public async Task Config_warns_of_keys_that_nothing_reads_yet()
    {
        var files = new[] { "base.yaml", "risk.yaml" }.Select(file => "--config " + Path.Combine(Repository.Root, "cluster-config", file));
        var run = await RunAsync("config " + string.Join(' ', files));
        Assert.Equal(0, run.Code);
        Assert.Contains("warning: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Config_names_every_problem_and_answers_2()
    {
        var run = await RunAsync("config --config " + Path.Combine(Repository.Root, "cluster-config", "prod.yaml"));
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains("prod.yaml:5: exchanges.gateio.api_key: environment variable GATEIO_API_KEY is not set", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_readme_has_the_table_that_the_code_prints()
    {
        var table = (await RunAsync("config --table")).Output;
        var readme = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "README.md"));
        Assert.Contains(table.Trim(), readme.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Error, DemoArguments? Demo)> RunAsync(
        string line, Func<DemoArguments, CancellationToken, Task<int>>? demo = null)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        DemoArguments? asked = null;
        var command = new NodeCommand(demo ?? ((arguments, _) =>
        {
            asked = arguments;
            return Task.FromResult(0);
        }), output, error, _ => null);
        var code = await command.RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries), CancellationToken.None);
        return (code, output.ToString(), error.ToString(), asked);
    }
}
