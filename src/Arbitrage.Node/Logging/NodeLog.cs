using System.Globalization;
using Arbitrage.Node.Configuration;
using Serilog;
using Serilog.Configuration;
using Serilog.Core;
using Serilog.Events;

namespace Arbitrage.Node.Logging;

/// <summary>Serilog behind Microsoft.Extensions.Logging, and through it behind Akka: everything in a file, warnings on standard error.</summary>
internal static class NodeLog
{
    // Lines that wait for the disk while the actors go on; above that they are dropped and counted, because trading never waits for a log.
    private const int Backlog = 100_000;

    /// <summary>Makes the logger of a run.</summary>
    /// <param name="settings">Level, whether a thread of its own writes, and the file if it is not in the data directory.</param>
    /// <param name="environment">Name that stands in every line and goes with every event as `Environment`.</param>
    /// <param name="dataDirectory">Where `node.log` goes.</param>
    /// <param name="warningsTo">Where warnings are shown; null keeps them to the file, for a terminal that shows a live table.</param>
    /// <param name="backlog">Told how many lines were dropped; null when nobody asks.</param>
    public static Logger Create(
        LoggingSettings settings, string environment, string dataDirectory, TextWriter? warningsTo, LogBacklog? backlog = null)
    {
        var file = settings.File ?? Path.Combine(dataDirectory, "node.log");
        var configuration = new LoggerConfiguration()
            .MinimumLevel.Is(LevelOf(settings.Level))
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("System.Net.Http", LogEventLevel.Warning)
            .Enrich.FromLogContext()
            .Enrich.WithProperty("Environment", environment);
        configuration = settings.OffThread
            ? configuration.WriteTo.Async(to => ToFile(to, file), backlog ?? new LogBacklog(), Backlog)
            : ToFile(configuration.WriteTo, file);
        if (warningsTo is not null)
        {
            configuration = configuration.WriteTo.Logger(people => people
                .Filter.ByExcluding(IsStartUpNoise)
                .WriteTo.Sink(new TextWriterSink(warningsTo), LogEventLevel.Warning));
        }

        return configuration.CreateLogger();
    }

    private static LoggerConfiguration ToFile(LoggerSinkConfiguration to, string file) => to.File(
        file, formatProvider: CultureInfo.InvariantCulture,
        outputTemplate: "{Timestamp:yyyy-MM-ddTHH:mm:ss.fffzzz} {Level:u3} [{Environment}] {SourceContext} {Message:lj}{NewLine}{Exception}",
        fileSizeLimitBytes: 50_000_000, rollOnFileSizeLimit: true, retainedFileCountLimit: 5);

    // In the file, not on the screen: a cluster of one warns while it forms (the singleton proxy looks too early, a shard is told twice), and
    // the host repeats with a stack trace what the node itself says in one line.
    private static bool IsStartUpNoise(LogEvent happened) =>
        happened.Properties.TryGetValue("SourceContext", out var source) && source is ScalarValue { Value: string name }
        && ((happened.Level < LogEventLevel.Error && name.StartsWith("Akka.", StringComparison.Ordinal))
            || name.StartsWith("Microsoft.Extensions.Hosting", StringComparison.Ordinal));

    private static LogEventLevel LevelOf(LogLevel level) => level switch
    {
        LogLevel.Debug => LogEventLevel.Debug,
        LogLevel.Information => LogEventLevel.Information,
        LogLevel.Warning => LogEventLevel.Warning,
        LogLevel.Error => LogEventLevel.Error,
        _ => throw new ArgumentOutOfRangeException(nameof(level), level, "Not a level of the configuration."),
    };

    private sealed class TextWriterSink(TextWriter writer) : ILogEventSink
    {
        private readonly Lock _gate = new();

        public void Emit(LogEvent logEvent)
        {
            var line = $"{logEvent.Timestamp:HH:mm:ss.fff} {logEvent.Level.ToString().ToLowerInvariant()} {logEvent.RenderMessage(CultureInfo.InvariantCulture)}"
                + (logEvent.Exception is { } e ? $" ({e.GetType().Name}: {e.Message})" : "");
            lock (_gate)
                writer.WriteLine(line);
        }
    }
}
