using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Node.Configuration;
using Arbitrage.Node.Logging;

namespace Arbitrage.Node.Observing;

/// <summary>
/// Two timers beside the trading that only look and log. Health: state, trades, P&amp;L and errors of every symbol, accounts that are down,
/// memory, lines the log dropped. Performance: latencies of every stage of an order since the start.
/// </summary>
internal sealed class RunMonitor(
    NodeSettings settings, IReadOnlyList<Symbol> symbols, RunObserver observer, ILogger log, TimeProvider time, LogBacklog backlog,
    Func<(long Used, long Available)> memory) : IAsyncDisposable
{
    private const int ManyErrors = 5;
    private const int FullMemoryPct = 90;

    private readonly CancellationTokenSource _over = new();
    private Task _watching = Task.CompletedTask;

    /// <summary>Memory of the machine or of the container's limit, in bytes, as the last garbage collection saw it.</summary>
    public static (long Used, long Available) ReadMemory()
    {
        var info = GC.GetGCMemoryInfo();
        return (info.MemoryLoadBytes, info.TotalAvailableMemoryBytes);
    }

    /// <summary>Looks at both intervals until it is disposed of.</summary>
    public RunMonitor Start()
    {
        _watching = Task.WhenAll(
            EveryAsync(settings.HealthCheckInterval, LogHealth, _over.Token),
            settings.Logging.Performance ? EveryAsync(settings.PerformanceCheckInterval, LogPerformance, _over.Token) : Task.CompletedTask);
        return this;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _watching;
        _over.Dispose();
    }

    /// <summary>One look at states, errors and memory.</summary>
    public void LogHealth()
    {
        foreach (var symbol in symbols)
        {
            if (observer.Strategy(symbol) is { } state)
                LogHealth(symbol, state);
            else
                log.LogWarning("Health {Symbol}: no state yet", symbol);
        }

        var (used, available) = memory();
        if (used > available / 100 * FullMemoryPct)
            log.LogWarning("Health: memory {UsedMiB} MiB of {AvailableMiB} MiB is in use", used >> 20, available >> 20);
        if (backlog.Dropped > 0)
            log.LogWarning("Health: {Dropped} log lines dropped, the disk is too slow", backlog.Dropped);
    }

    /// <summary>One line a stage.</summary>
    public void LogPerformance()
    {
        foreach (var (stage, latency) in observer.Stages.Summary())
            log.LogInformation("Performance {Stage}: p50 {P50} us, p99 {P99} us, max {Max} us", stage, latency.P50, latency.P99, latency.Max);
    }

    private void LogHealth(Symbol symbol, StrategyState state)
    {
        var hour = time.GetUtcNow() - TimeSpan.FromHours(1);
        var errors = state.Recovery.Errors.Count(e => e > hour);
        var down = string.Join(", ", state.Accounts.Where(a => !a.Value.Up).Select(a => a.Key.Key()));
        log.Log(errors >= ManyErrors || down.Length > 0 ? LogLevel.Warning : LogLevel.Information,
            "Health {Symbol}: {Phase}, {Mode}, {Trades} pairs completed, P&L {Pnl} USDT, {Errors} errors in the last hour, accounts down: {Down}",
            symbol, state.Phase.Display(), state.Mode.Effective, state.Profit.PairsCompleted, state.Profit.RealisedPnl.Value, errors,
            down.Length > 0 ? down : "none");
    }

    private async Task EveryAsync(TimeSpan period, Action look, CancellationToken over)
    {
        using var timer = new PeriodicTimer(period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(over))
                look();
        }
        catch (OperationCanceledException)
        {
            // over
        }
    }
}
