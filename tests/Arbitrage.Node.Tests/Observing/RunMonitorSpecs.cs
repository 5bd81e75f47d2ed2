using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Tests.Strategy;
using Arbitrage.Node.Configuration;
using Arbitrage.Node.Logging;
using Arbitrage.Node.Observing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Arbitrage.Node.Tests.Observing;

/// <summary>The look at states, errors and memory: a line a symbol, a warning when something is wrong.</summary>
public class RunMonitorSpecs
{
    private readonly Lines _lines = new();
    private readonly FakeTimeProvider _time = new(new(2026, 1, 1, 0, 5, 0, TimeSpan.Zero));
    private (long Used, long Available) _memory = (1, 100);

    [Fact]
    public void A_healthy_symbol_is_one_line_of_information()
    {
        Monitor(new StrategyScript().Monitoring().State).LogHealth();

        Assert.Equal(
            (LogLevel.Information, "Health COIN_USDT: MONITORING_SPREADS, Active, 0 pairs completed, P&L 0 USDT, 0 errors in the last hour, accounts down: none"),
            Assert.Single(_lines.Said));
    }

    [Fact]
    public void Five_errors_in_the_last_hour_or_an_account_that_is_down_are_a_warning()
    {
        var state = new StrategyScript().Monitoring().State;
        var errors = Enumerable.Range(0, 5).Select(i => _time.GetUtcNow() - TimeSpan.FromMinutes(i)).ToArray();

        Monitor(state with { Recovery = state.Recovery with { Errors = [.. errors] } }).LogHealth();
        Monitor(state with { Recovery = state.Recovery with { Errors = [.. errors[..4], _time.GetUtcNow() - TimeSpan.FromMinutes(61)] } }).LogHealth();
        Monitor(state with { Accounts = state.Accounts.SetItem(Venue.MexcSpot, state.Accounts[Venue.MexcSpot] with { Up = false }) }).LogHealth();

        Assert.Equal([LogLevel.Warning, LogLevel.Information, LogLevel.Warning], _lines.Said.Select(l => l.Level));
        Assert.EndsWith("accounts down: mexc_spot", _lines.Said[2].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_symbol_without_a_state_and_memory_above_nine_tenths_are_warnings()
    {
        _memory = (91L << 20, 100L << 20);

        Monitor(null).LogHealth();

        Assert.Equal(
            [(LogLevel.Warning, "Health COIN_USDT: no state yet"), (LogLevel.Warning, "Health: memory 91 MiB of 100 MiB is in use")], _lines.Said);
    }

    private RunMonitor Monitor(StrategyState? state)
    {
        var observer = new RunObserver(NullLogger.Instance, _time);
        if (state is not null)
            observer.OnWritten("strategy-coin_usdt", 1, new StrategyEvent.IncarnationStarted(new(0, 1), _time.GetUtcNow()), state);
        return new(new NodeSettings(), [StrategyScript.Coin], observer, _lines, _time, new LogBacklog(), () => _memory);
    }

    private sealed class Lines : ILogger
    {
        public List<(LogLevel Level, string Text)> Said { get; } = [];

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Said.Add((logLevel, formatter(state, exception)));

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;
    }
}
