using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Arbitrage.VenueServer.Tests;

/// <summary>
/// The venue server as a process of its own, driven by ccxt: a client library that is not ours accepts what it says, and its signatures pass.
/// The checks are in `tests/ccxt/check.mjs`; the library is installed once into a cache directory outside the repository.
/// </summary>
public sealed partial class CcxtSpecs
{
    private const int FewestChecks = 60;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    [NodeFact]
    public async Task Ccxt_trades_on_gate_spot_gate_swap_and_mexc_spot()
    {
        using var giveUp = new CancellationTokenSource(Patience);
        var directory = await InstallAsync(giveUp.Token);
        using var server = Start(
            "dotnet", Path.GetDirectoryName(ServerDll)!, ServerDll, "--gate-port", "0", "--mexc-port", "0", "--symbols", "BTC_USDT", "--market", "calm",
            "--usdt", "100000", "--balance", "gate_spot:BTC=1", "--balance", "mexc_spot:BTC=1", "--limits", "documented");
        try
        {
            var (gate, mexc) = await AddressesAsync(server, giveUp.Token);
            var (code, output) = await RunAsync("node", directory, ["check.mjs", gate, mexc, "demo-key", "demo-secret"], giveUp.Token);

            Assert.True(code == 0, output);
            Assert.True(Passed().Count(output) >= FewestChecks, output);
        }
        finally
        {
            server.Kill(entireProcessTree: true);
        }
    }

    private static string ServerDll => typeof(VenueServerHost).Assembly.Location;

    private static async Task<string> InstallAsync(CancellationToken cancel)
    {
        var source = Path.Combine(RepositoryRoot(), "tests", "ccxt");
        var wanted = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(source, "package-lock.json"), cancel)));
        var root = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create);
        var directory = Path.Combine(root.Length > 0 ? root : Path.GetTempPath(), "arbitrage-actors", "ccxt-" + wanted[..16]);
        Directory.CreateDirectory(directory);
        foreach (var name in new[] { "package.json", "package-lock.json", "check.mjs" })
            File.Copy(Path.Combine(source, name), Path.Combine(directory, name), overwrite: true);
        var done = Path.Combine(directory, "node_modules", ".installed");
        if (File.Exists(done))
            return directory;
        var (code, output) = await RunAsync("npm", directory, ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], cancel);
        Assert.True(code == 0, $"npm ci failed; set {NodeFactAttribute.Off}=1 to leave this test out where npm has no registry.\n{output}");
        await File.WriteAllTextAsync(done, "", cancel);
        return directory;
    }

    private static async Task<(string Gate, string Mexc)> AddressesAsync(Process server, CancellationToken cancel)
    {
        var said = new StringBuilder();
        while (await server.StandardOutput.ReadLineAsync(cancel) is { } line)
        {
            said.AppendLine(line);
            if (line != "ready")
                continue;
            var addresses = Address().Matches(said.ToString()).Select(m => m.Value).Distinct().ToList();
            return (addresses[0], addresses[1]);
        }

        throw new InvalidOperationException($"The server ended: {said} {await server.StandardError.ReadToEndAsync(cancel)}");
    }

    private static async Task<(int Code, string Output)> RunAsync(string program, string directory, string[] arguments, CancellationToken cancel)
    {
        using var process = Start(program, directory, arguments);
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(cancel), process.StandardError.ReadToEndAsync(cancel));
            await process.WaitForExitAsync(cancel);
            return (process.ExitCode, await output + await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static Process Start(string program, string directory, params string[] arguments)
    {
        var start = new ProcessStartInfo(program)
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    private static string RepositoryRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Arbitrage.Actors.sln")))
            directory = directory.Parent;
        return directory?.FullName ?? throw new InvalidOperationException("No repository above the tests.");
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Address();

    [GeneratedRegex("^ok ", RegexOptions.CultureInvariant | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Passed();
}

/// <summary>A test that needs Node.js 18 or later with npm, and is skipped where they are missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NodeFactAttribute : FactAttribute
{
    /// <summary>Environment variable that leaves these tests out.</summary>
    public const string Off = "ARBITRAGE_NO_CCXT";

    private const int OldestNode = 18;

    private static readonly string? Missing = Find();

    public NodeFactAttribute() => Skip = Missing;

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable(Off) == "1")
            return $"{Off} is set.";
        var node = VersionOf("node");
        if (node is null || VersionOf("npm") is null)
            return "Node.js with npm is not installed; apt-get install nodejs npm, then this test runs ccxt against the venue server.";
        return int.TryParse(node.TrimStart('v').Split('.')[0], out var major) && major >= OldestNode
            ? null
            : $"Node.js {node} is too old for ccxt, which needs {OldestNode} or later.";
    }

    private static string? VersionOf(string program)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, "--version")
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            })!;
            var version = process.StandardOutput.ReadToEnd().Trim();
            process.WaitForExit();
            return process.ExitCode == 0 ? version : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
