namespace Arbitrage.Actors.Running;

/// <summary>What every actor of the process shares with its host: observers that see and never decide, and the two periods.</summary>
public sealed record ActorHooks
{
    /// <summary>Observers that look away, and the periods of production.</summary>
    public static ActorHooks None { get; } = new();

    public IJournalObserver Journal { get; init; } = Blind.Instance;

    public IInputRecorder Inputs { get; init; } = Blind.Instance;

    public IStageClock Stages { get; init; } = Blind.Instance;

    public IAlertSink Alerts { get; init; } = Blind.Instance;

    /// <summary>Wall and monotonic clock of everything an actor stamps or checks; timers run on Akka's scheduler.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Events between snapshots; the first ones come sooner, each at twice the number of the one before.</summary>
    public int SnapshotEvery { get; init; } = 1_000;

    /// <summary>Period of `ClockTicked`.</summary>
    public TimeSpan TickEvery { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Journal plugin of the four machines; empty takes the default one. Their own plugin keeps others' failed writes away from them.</summary>
    public string JournalPluginId { get; init; } = "";

    private sealed class Blind : IJournalObserver, IInputRecorder, IStageClock, IAlertSink
    {
        public static readonly Blind Instance = new();
    }
}
