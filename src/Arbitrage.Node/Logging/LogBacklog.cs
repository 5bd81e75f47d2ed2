using Serilog.Sinks.Async;

namespace Arbitrage.Node.Logging;

/// <summary>How many lines the log's own thread could not take because the disk was too slow.</summary>
internal sealed class LogBacklog : IAsyncLogEventSinkMonitor
{
    private IAsyncLogEventSinkInspector? _inspector;

    /// <summary>Lines that are in no file; 0 as long as the log is written on the threads that speak.</summary>
    public long Dropped => _inspector?.DroppedMessagesCount ?? 0;

    void IAsyncLogEventSinkMonitor.StartMonitoring(IAsyncLogEventSinkInspector inspector) => _inspector = inspector;

    void IAsyncLogEventSinkMonitor.StopMonitoring(IAsyncLogEventSinkInspector inspector)
    {
    }
}
