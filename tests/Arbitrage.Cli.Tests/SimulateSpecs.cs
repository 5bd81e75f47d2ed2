using System.Text.Json;
using Arbitrage.Simulation.Cluster.Sabotage;

namespace Arbitrage.Cli.Tests;

public sealed class SimulateSpecs
{
    [Fact]
    public void Seeds_are_one_json_object_with_coverage()
    {
        var (code, output, error) = Arb("simulate", "--seeds", "2", "--from", "7", "--json");

        using var json = JsonDocument.Parse(output);
        var root = json.RootElement;
        Assert.Equal("", error);
        Assert.Equal(code == 0, root.GetProperty("violations").GetInt64() == 0);
        Assert.Equal(2, root.GetProperty("seeds").GetInt32());
        Assert.True(root.GetProperty("seedsPerMinute").GetDecimal() > 0m);
        var coverage = root.GetProperty("coverage");
        Assert.True(coverage.GetProperty("states").GetProperty("EXECUTING_ARBITRAGE").GetInt64() > 0);
        Assert.True(coverage.GetProperty("transitions").GetProperty("MONITORING_SPREADS -> PREPARING_ARBITRAGE").GetInt64() > 0);
        Assert.True(coverage.GetProperty("faults").TryGetProperty("write-lands-and-fails", out _));
        Assert.True(coverage.GetProperty("crashPoints").TryGetProperty("after-persist", out _));
        var unreached = coverage.GetProperty("unreached").EnumerateArray().Select(u => u.GetString()).ToArray();
        Assert.Equal(
            coverage.GetProperty("states").EnumerateObject().Where(s => s.Value.GetInt64() == 0).Select(s => "state " + s.Name),
            unreached.Where(u => u!.StartsWith("state ", StringComparison.Ordinal)));
        foreach (var failure in root.GetProperty("failures").EnumerateArray())
            Assert.Equal($"arb simulate --seeds 1 --from {failure.GetProperty("seed")}", failure.GetProperty("command").GetString());
    }

    [Fact]
    public void A_sabotage_is_caught_by_the_checker_meant_for_it_or_the_exit_code_says_so()
    {
        var (code, output, error) = Arb("simulate", "--sabotage", "resend-on-timeout", "--seeds", "60", "--json");

        using var json = JsonDocument.Parse(output);
        var only = Assert.Single(json.RootElement.GetProperty("sabotages").EnumerateArray());
        Assert.Equal(("", 0, "resend-on-timeout", "I1", true), (
            error, code, only.GetProperty("name").GetString(), only.GetProperty("caughtBy").GetString(), only.GetProperty("caughtByExpected").GetBoolean()));
        Assert.InRange(only.GetProperty("seedsNeeded").GetInt32(), 1, 60);
        Assert.Equal(Sabotages.Find("resend-on-timeout")!.Invariants, only.GetProperty("invariants").EnumerateArray().Select(i => i.GetString()!));
    }

    [Theory]
    [InlineData("--seeds", "0", "arb: --seeds '0' has to be a whole number from 1 to 10000000, for example --seeds 300; --help shows what is possible\n")]
    [InlineData("--sabotage", "no-fense", "arb: --sabotage 'no-fense' is not known, perhaps no-fence; all runs every one; --help shows what is possible\n")]
    public void What_is_wrong_is_one_line(string option, string value, string expected)
    {
        Assert.Equal((2, "", expected), Arb("simulate", option, value));
    }

    private static (int Code, string Output, string Error) Arb(params string[] arguments)
    {
        var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var code = new ArbCommand(new(output, error, ShowsProgress: false, TimeProvider.System)).Run(arguments);
        return (code, output.ToString(), error.ToString());
    }
}
