using System.Text.Json;
using Arbitrage.Node.Configuration;

namespace Arbitrage.Cli.Tests;

/// <summary>`arb config`: check, show and schema, with the node's reader behind them.</summary>
public sealed class ConfigSpecs : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("arb");

    [Fact]
    public void Check_of_good_files_counts_keys_and_warnings()
    {
        var first = Write("a.yaml", "logging: {level: info}\ndatabase: {pool_size: 5}\n");
        var second = Write("b.yaml", "logging: {level: debug}\nlive: false\n");

        Assert.Equal((0, "ok: 2 keys, 0 warnings\n", ""), Arb("config", "check", second));
        Assert.Equal(
            (0, "ok: 3 keys, 1 warning\n", $"warning: {first}:2: database.pool_size is known, but nothing reads it yet\n"),
            Arb("config", "check", first, second));
    }

    [Fact]
    public void Check_of_bad_files_names_every_problem_on_a_line_of_its_own()
    {
        var first = Write("a.yaml", "live: maybe\nzzz: 1\n");
        var second = Write("b.yaml", "loging: {level: debug}\n");

        Assert.Equal((2, "", $"{first}:1: live: 'maybe' is not true or false; write true or false\n"
            + $"{first}:2: zzz: unknown key; remove it; `config --table` lists every key\n"
            + $"{second}:1: loging.level: unknown key; did you mean logging.level?\n"), Arb("config", "check", first, second));
    }

    [Fact]
    public void A_file_that_is_not_there_is_code_three_and_named()
    {
        var missing = Path.Combine(_directory.FullName, "no.yaml");

        var (code, output, error) = Arb("config", "check", missing, Write("a.yaml", "zzz: 1\n"));

        Assert.Equal((3, ""), (code, output));
        Assert.StartsWith($"{missing}: cannot be read: Could not find file", Assert.Single(Lines(error)), StringComparison.Ordinal);
        Assert.Equal(3, Arb("config", "show", missing).Code);
        Assert.Equal((2, "", "arb: Required argument 'FILE' missing for command: 'check'; --help shows what is possible\n"), Arb("config", "check"));
    }

    [Fact]
    public void Show_draws_key_value_and_origin_and_never_a_secret()
    {
        Environment.SetEnvironmentVariable("ARB_CONFIG_SPECS_KEY", "hidden-value");
        var file = Write("a.yaml", "exchanges:\n  mexc:\n    api_key: ${ARB_CONFIG_SPECS_KEY}\nstrategy:\n  delta_neutral:\n    max_trade_usd: 40\n");

        foreach (var output in (string[])[Arb("config", "show", file).Output, Arb("config", "show", file, "--json").Output])
        {
            var line = Lines(output.Replace("\n    }", "}", StringComparison.Ordinal)).First(l => l.Contains("max_trade_usd", StringComparison.Ordinal));
            Assert.Contains("strategies[NEIROETH_USDT].max_trade_usd", line, StringComparison.Ordinal);
            Assert.Contains($"{file}:6", output, StringComparison.Ordinal);
            Assert.Contains($"{file}:3 from ARB_CONFIG_SPECS_KEY", output, StringComparison.Ordinal);
            Assert.Contains("***", output, StringComparison.Ordinal);
            Assert.DoesNotContain("hidden", output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Show_without_files_has_the_defaults_and_as_json_every_key_once()
    {
        using var json = JsonDocument.Parse(Arb("config", "show", "--json").Output);

        var keys = json.RootElement.GetProperty("keys").EnumerateArray().ToDictionary(k => k.GetProperty("key").GetString()!);
        Assert.Equal(ConfigurationReader.Read([], _ => null).Keys.Count, keys.Count);
        Assert.Equal(("5", "default"), (Value(keys["exchanges.mexc.timeout"]), keys["exchanges.mexc.timeout"].GetProperty("origin").GetString()));
        Assert.Equal(0, json.RootElement.GetProperty("warnings").GetArrayLength());
    }

    [Fact]
    public void Show_of_a_symbol_has_its_own_keys_only()
    {
        var file = Write("a.yaml", """
            strategies:
              - {symbol: F_USDT, gate_spot: F_USDT, gate_futures: F_USDT, mexc_spot: FUSDT, max_trade_usd: 7}
              - {symbol: A_USDT, gate_spot: A_USDT, gate_futures: A_USDT, mexc_spot: AUSDT}
            """);

        using var json = JsonDocument.Parse(Arb("config", "show", file, "--json", "--symbol", "f/usdt").Output);

        var keys = json.RootElement.GetProperty("keys").EnumerateArray().ToArray();
        Assert.All(keys, k => Assert.StartsWith("strategies[F_USDT].", k.GetProperty("key").GetString(), StringComparison.Ordinal));
        Assert.Contains(keys, k => Value(k) == "7");
        Assert.Equal((2, "", "arb: --symbol 'B_USDT' is not configured; there is A_USDT, F_USDT\n"), Arb("config", "show", file, "--symbol", "B_USDT"));
    }

    [Fact]
    public void Schema_prints_what_is_committed()
    {
        var (code, output, error) = Arb("config", "schema");

        Assert.Equal((0, ConfigurationSchema.Json(), ""), (code, output, error));
    }

    [Fact]
    public void The_help_of_arb_has_an_example() =>
        Assert.Contains("arb config check cluster-config/base.yaml", Arb("--help").Output, StringComparison.Ordinal);

    public void Dispose() => _directory.Delete(recursive: true);

    private static string? Value(JsonElement key) => key.GetProperty("value").GetString();

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static (int Code, string Output, string Error) Arb(params string[] arguments)
    {
        using StringWriter output = new() { NewLine = "\n" }, error = new() { NewLine = "\n" };
        var code = new ArbCommand(new(output, error, false, TimeProvider.System)).Run(arguments);
        return (code, output.ToString(), error.ToString());
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_directory.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
