using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace Arbitrage.Actors.Tests.Scenarios;

/// <summary>Akka's scheduler on the virtual time of a scenario. Before it is taken over nothing is scheduled that anybody waits for.</summary>
internal sealed class StepScheduler(Config config, ILoggingAdapter log) : SchedulerBase(config, log), IDateTimeOffsetNowTimeProvider, IDisposable
{
    private readonly SingleThread _thread = SingleThread.Of(config);
    private readonly DateTimeOffset _start = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override TimeSpan MonotonicClock => TimeNow - _start;

    public override TimeSpan HighResMonotonicClock => MonotonicClock;

    protected override DateTimeOffset TimeNow => _thread.Time?.Now ?? _start;

    protected override void InternalScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable? cancelable) =>
        Later(delay, cancelable, () => receiver.Tell(message, sender));

    protected override void InternalScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable? cancelable) =>
        Repeat(initialDelay, interval, cancelable, () => receiver.Tell(message, sender));

    protected override void InternalScheduleOnce(TimeSpan delay, Action action, ICancelable? cancelable) => Later(delay, cancelable, action);

    protected override void InternalScheduleOnce(TimeSpan delay, IRunnable action, ICancelable? cancelable) => Later(delay, cancelable, action.Run);

    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable? cancelable) =>
        Repeat(initialDelay, interval, cancelable, action);

    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable? cancelable) =>
        Repeat(initialDelay, interval, cancelable, action.Run);

    public void Dispose()
    {
    }

    private void Later(TimeSpan delay, ICancelable? cancelable, Action action) => _thread.Time?.After(delay, () =>
    {
        if (cancelable is not { IsCancellationRequested: true })
            action();
    });

    private void Repeat(TimeSpan first, TimeSpan interval, ICancelable? cancelable, Action action) => Later(first, cancelable, () =>
    {
        Repeat(interval, interval, cancelable, action);
        action();
    });
}
