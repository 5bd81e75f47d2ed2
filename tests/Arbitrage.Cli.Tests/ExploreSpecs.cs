using System.Text.Json;

namespace Arbitrage.Cli.Tests;

public class ExploreSpecs
{
    [Fact]
    public void States_transitions_and_what_was_not_reached_are_one_json_object()
    {
        var (code, output, error) = Arb("explore", "--adversities", "0", "--json");

        using var json = JsonDocument.Parse(output);
        var root = json.RootElement;
        Assert.Equal((0, ""), (code, error));
        Assert.True(root.GetProperty("exhausted").GetBoolean());
        Assert.True(root.GetProperty("states").GetInt32() < root.GetProperty("transitions").GetInt32());
        Assert.Equal(JsonValueKind.Null, root.GetProperty("violation").ValueKind);
        Assert.Contains(
            root.GetProperty("unreached").GetProperty("transitions").EnumerateArray(), t => t.GetString() == "MONITORING_SPREADS to ERROR_RECOVERY");
    }

    [Fact]
    public void Bounds_are_kept_and_said()
    {
        var (code, output, _) = Arb("explore", "--states", "300", "--depth", "9");

        Assert.Equal(0, code);
        Assert.StartsWith("explored 300 states and ", output, StringComparison.Ordinal);
        Assert.Contains("not exhausted: a bound was reached", output, StringComparison.Ordinal);
        Assert.Contains("every promise holds in every state explored", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--slices", "3", "from 1 to 2, for example --slices 1")]
    [InlineData("--states", "none", "from 1 to 50000000, for example --states 1000")]
    [InlineData("--depth", "0", "of 1 or more, for example --depth 1000")]
    public void A_bound_that_is_none_is_named_with_an_example(string option, string value, string expected)
    {
        var (code, output, error) = Arb("explore", option, value);

        Assert.Equal((2, ""), (code, output));
        Assert.Equal($"arb: {option} '{value}' has to be a whole number {expected}; --help shows what is possible", error.TrimEnd());
    }

    private static (int Code, string Output, string Error) Arb(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = new ArbCommand(new(output, error, false, TimeProvider.System)).Run(arguments);
        return (code, output.ToString(), error.ToString());
    }
}
