using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Arbitrage.Tests.Shared;

/// <summary>A server in a process of its own, so that its work is on another core and in another heap. Ends with its standard input, or is killed.</summary>
internal sealed partial class ServerProcess : IDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process) => _process = process;

    /// <summary>The program that is asking, as a server that prints its port first.</summary>
    public static async Task<(ServerProcess Child, int Port)> SelfAsync(params string[] arguments)
    {
        var child = Start(typeof(ServerProcess).Assembly.Location, arguments);
        var line = await child._process.StandardOutput.ReadLineAsync();
        return int.TryParse(line, out var port)
            ? (child, port)
            : throw new InvalidOperationException($"The server said '{line}' instead of its port.");
    }

    /// <summary>The venue server on free ports, with more funds than anybody needs.</summary>
    public static async Task<(ServerProcess Child, Uri Gate, Uri Mexc)> VenueServerAsync(string key, string secret, params string[] more)
    {
        var child = Start(
            Path.Combine(AppContext.BaseDirectory, "Arbitrage.VenueServer.dll"),
            [
                "--gate-port", "0", "--mexc-port", "0", "--key", key, "--secret", secret, "--market", "calm", "--usdt", "1000000",
                "--balance", "gate_spot:BTC=100", "--balance", "mexc_spot:BTC=100", .. more,
            ]);
        var found = new List<Uri>();
        while (found.Count < 2 && await child._process.StandardOutput.ReadLineAsync() is { } line)
            found.AddRange(Address().Matches(line).Select(match => new Uri(match.Value)));
        _ = child._process.StandardOutput.ReadToEndAsync();
        return found.Count >= 2 ? (child, found[0], found[1]) : throw new InvalidOperationException("The venue server told no addresses.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private static ServerProcess Start(string assembly, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(assembly);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return new(Process.Start(start) ?? throw new InvalidOperationException($"{assembly} does not start."));
    }

    [GeneratedRegex("http://127\\.0\\.0\\.1:[0-9]+", RegexOptions.NonBacktracking)]
    private static partial Regex Address();
}
