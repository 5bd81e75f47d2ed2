using System.Diagnostics;
using System.Text.Json;

namespace Arbitrage.Cli.Tests;

/// <summary>`arb scenario run`: the real process once for each exit code.</summary>
public sealed class ScenarioRunSpecs : IDisposable
{
    private const string Story = """
        name: A venue deleverages half of the short
        source: hummingbot/hummingbot#3103
        lesson: The twin is dealt with at once.
        length: 12s
        steps:
          - {at: 5s, deleverage: 150}
        expect:
          - {orders: {venue: gate_futures, purpose: rebalance}, count: 1}
          - {net_delta_within: 1}
        """;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("scenario");

    [Fact]
    public async Task A_file_is_told_with_its_timeline_and_as_json_and_as_a_page()
    {
        var (file, page) = (Write("adl.yaml", Story), Path.Combine(_directory.FullName, "page.html"));

        var told = await Arb("scenario", "run", file, "--html", page);
        var json = await Arb("scenario", "run", _directory.FullName, "--json");

        Assert.Equal((0, ""), (told.Code, told.Error));
        Assert.StartsWith("pass  adl ", told.Output, StringComparison.Ordinal);
        Assert.Contains("hummingbot/hummingbot#3103", told.Output, StringComparison.Ordinal);
        Assert.Contains("deleveraged by 150 contracts", told.Output, StringComparison.Ordinal);
        Assert.Contains("REBALANCING_DELTA", told.Output, StringComparison.Ordinal);
        var html = await File.ReadAllTextAsync(page);
        Assert.Contains("<svg", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.DoesNotContain("http://", html, StringComparison.Ordinal);
        using var root = JsonDocument.Parse(json.Output);
        Assert.Equal((1, 1, 0), (
            root.RootElement.GetProperty("scenarios").GetInt32(), root.RootElement.GetProperty("passed").GetInt32(),
            root.RootElement.GetProperty("failed").GetInt32()));
        var result = root.RootElement.GetProperty("results")[0];
        Assert.Contains(result.GetProperty("timeline").EnumerateArray(), t => t.GetProperty("at").GetDecimal() == 5m && t.GetProperty("kind").GetString() == "step");
    }

    [Fact]
    public async Task What_did_not_come_is_named_with_its_line_and_ends_with_1()
    {
        var file = Write("wrong.yaml", Story.Replace("count: 1", "count: 7", StringComparison.Ordinal));

        var (code, output, _) = await Arb("scenario", "run", file);

        Assert.Equal(1, code);
        Assert.Contains($"{file}: line 8: expected 7 CREATEs at gate_futures for Rebalance, found 1:", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mistake_in_a_file_is_one_line_with_line_key_and_remedy_and_ends_with_2()
    {
        var file = Write("mistake.yaml", Story.Replace("lesson:", "leson:", StringComparison.Ordinal));

        var (code, output, error) = await Arb("scenario", "run", file);

        Assert.Equal((2, ""), (code, output));
        Assert.Equal($"arb: {file}:1: lesson: is missing; add `lesson: A timeout is not a rejection.`", error.TrimEnd());
        Assert.Equal(3, (await Arb("scenario", "run", Path.Combine(_directory.FullName, "nothing.yaml"))).Code);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private string Write(string name, string text)
    {
        var file = Path.Combine(_directory.FullName, name);
        File.WriteAllText(file, text);
        return file;
    }

    private static async Task<(int Code, string Output, string Error)> Arb(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "arb.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var (output, error) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, await output, await error);
    }
}
