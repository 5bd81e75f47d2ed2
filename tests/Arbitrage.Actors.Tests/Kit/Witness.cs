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

    public ConcurrentQueue<(string Source, string Code, string Text)> Alerts { get; } = new();

    public ConcurrentQueue<(Stage Stage, string Order)> Stages { get; } = new();

    public string AlertCodes => string.Join(",", Alerts.Select(a => a.Code));

    void IJournalObserver.OnWritten(string persistenceId, long sequence, object happened, object stateAfter) =>
        Written.Enqueue((persistenceId, sequence, happened, stateAfter));

    void IJournalObserver.OnRecovered(string persistenceId, long sequence, object? happened, object stateAfter) =>
        Recovered.Enqueue((persistenceId, sequence, happened, stateAfter));

    void IInputRecorder.OnInput(string persistenceId, DateTimeOffset now, object input, object view) =>
        Inputs.Enqueue((persistenceId, now, input));

    void IAlertSink.Raise(string source, string code, string text) => Alerts.Enqueue((source, code, text));

    void IStageClock.Mark(Stage stage, string orderId, long stopwatchTimestamp) => Stages.Enqueue((stage, orderId));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Written.Count} written, {Alerts.Count} alerts");
}
