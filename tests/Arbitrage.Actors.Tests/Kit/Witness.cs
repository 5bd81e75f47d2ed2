using System.Collections.Concurrent;
using System.Globalization;
using Arbitrage.Actors.Running;

namespace Arbitrage.Actors.Tests.Kit;

/// <summary>Sees everything through the hooks, in the order in which it happened to each actor.</summary>
public sealed class Witness : IJournalObserver, IInputRecorder, IAlertSink, IStageClock
{
    public ConcurrentQueue<(string Id, long Sequence, object Happened, object State)> Written { get; } = new();

    public ConcurrentQueue<(string Id, long Sequence, object? Happened, object State)> Recovered { get; } = new();

    public ConcurrentQueue<(string Id, DateTimeOffset Now, object Input)> Inputs { get; } = new();

    /// <summary>What drove each machine, in the order in which it was told.</summary>
    public ConcurrentQueue<string> Course { get; } = new();

    public ConcurrentQueue<(string Source, string Code, string Text)> Alerts { get; } = new();

    public ConcurrentQueue<(Stage Stage, string Order)> Stages { get; } = new();

    public string AlertCodes => string.Join(",", Alerts.Select(a => a.Code));

    void IJournalObserver.OnWritten(string persistenceId, long sequence, object happened, object stateAfter) =>
        Written.Enqueue((persistenceId, sequence, happened, stateAfter));

    void IJournalObserver.OnRecovered(string persistenceId, long sequence, object? happened, object stateAfter) =>
        Recovered.Enqueue((persistenceId, sequence, happened, stateAfter));

    void IInputRecorder.OnRecovered(string persistenceId, long sequence, DateTimeOffset now) =>
        Course.Enqueue(string.Create(CultureInfo.InvariantCulture, $"recovered {sequence}"));

    void IInputRecorder.OnInput(string persistenceId, DateTimeOffset now, object input, object view)
    {
        Inputs.Enqueue((persistenceId, now, input));
        Course.Enqueue(input.GetType().Name);
    }

    void IInputRecorder.OnWritten(string persistenceId, DateTimeOffset now, long sequence) =>
        Course.Enqueue(string.Create(CultureInfo.InvariantCulture, $"written {sequence}"));

    void IInputRecorder.OnWriteFailed(string persistenceId, DateTimeOffset now, Exception cause) => Course.Enqueue("write failed: " + cause.Message);

    void IAlertSink.Raise(string source, string code, string text) => Alerts.Enqueue((source, code, text));

    void IStageClock.Mark(Stage stage, string orderId, long stopwatchTimestamp) => Stages.Enqueue((stage, orderId));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Written.Count} written, {Alerts.Count} alerts");
}
