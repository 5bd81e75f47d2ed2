using System.Globalization;
using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Recordings.Live;
using Microsoft.Extensions.Logging;
using Spectre.Console;

namespace Arbitrage.Cli.Presentation;

/// <summary>A table on a terminal's standard error while a recording goes on; elsewhere only what went wrong, a line each.</summary>
internal sealed class RecordView(Surroundings surroundings, string path) : ILogger
{
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(500);

    /// <summary>Shows the recording until it has ended, and hands its failure on.</summary>
    public async Task ShowAsync(LiveRecorder recorder, Task recording, TimeProvider time)
    {
        if (surroundings.ShowsProgress)
        {
            var console = AnsiConsole.Create(new()
            {
                Out = new AnsiConsoleOutput(surroundings.Error),
                Ansi = AnsiSupport.Yes,
                Interactive = InteractionSupport.Yes,
            });
            await console.Live(Table(recorder.Progress, time.GetUtcNow())).AutoClear(true).StartAsync(async live =>
            {
                while (await Task.WhenAny(recording, Task.Delay(Refresh, time)) != recording)
                    live.UpdateTarget(Table(recorder.Progress, time.GetUtcNow()));
            });
        }

        await recording;
    }

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning && !surroundings.ShowsProgress;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
            return;
        lock (surroundings)
            surroundings.Error.WriteLine("warning: " + formatter(state, exception));
    }

    internal Table Table(LiveProgress progress, DateTimeOffset now)
    {
        var table = new Table
        {
            Title = new(Markup.Escape(path)),
            Caption = new(string.Create(
                CultureInfo.InvariantCulture, $"{progress.Records:N0} records, {progress.Bytes / 1024m:N0} KiB, {progress.Lost:N0} lost; Ctrl-C ends it")),
        };
        table.RoundedBorder().AddColumns("venue", "state", "quotes", "depth", "trades", "age", "outages");
        foreach (var venue in progress.Venues)
        {
            table.AddRow(
                venue.Venue.Key(), venue.IsUp ? "up" : "[red]down[/]", Number(venue.Quotes), Number(venue.Depth), Number(venue.Trades),
                venue.LastAt is { } last ? string.Create(CultureInfo.InvariantCulture, $"{(now - last).TotalSeconds:0.0} s") : "-",
                venue.Outages == 0 ? "" : Markup.Escape($"{venue.Outages}: {venue.Why}"));
        }

        return table;
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
