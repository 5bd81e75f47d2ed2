using System.Globalization;
using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Arbitrage.Actors.Running;
using Xunit.Abstractions;

namespace Arbitrage.Actors.Tests.Kit;

/// <summary>An actor system on virtual time with the faulty journal in memory.</summary>
public abstract class VirtualKit : TestKit
{
    private static int _systems;

    protected VirtualKit(ITestOutputHelper output, string? extra = null)
        : base(ConfigurationFactory.ParseString(extra ?? "").WithFallback(Hocon), NextName(), output)
    {
        Journal = FaultyJournal.Control(Sys.Name);
        Scheduler = (TestScheduler)Sys.Scheduler;
        Time = new(Scheduler);
        Hooks = ActorHooks.None with { Time = Time, Journal = Seen, Inputs = Seen, Alerts = Seen, Stages = Seen };
    }

    protected JournalControl Journal { get; }

    protected TestScheduler Scheduler { get; }

    protected SchedulerTime Time { get; }

    protected Witness Seen { get; } = new();

    protected ActorHooks Hooks { get; set; }

    private static Config Hocon { get; } = ConfigurationFactory.ParseString(
        """
        akka {
          loglevel = WARNING
          log-dead-letters = off
          scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit"
          persistence.journal {
            plugin = "akka.persistence.journal.faulty"
            faulty {
              class = "Arbitrage.Actors.Tests.Kit.FaultyJournal, Arbitrage.Actors.Tests"
              plugin-dispatcher = "akka.actor.default-dispatcher"
            }
          }
          persistence.snapshot-store.plugin = "akka.persistence.snapshot-store.inmem"
        }
        """);

    /// <summary>Waits for an actor to have ended; by default the next thing that happens to it.</summary>
    protected void ExpectEnd(IActorRef actor) => ExpectTerminated(actor, TimeSpan.FromSeconds(20));

    protected void StopAndWait(IActorRef actor)
    {
        Watch(actor);
        Sys.Stop(actor);
        ExpectEnd(actor);
    }

    private static string NextName() => string.Create(CultureInfo.InvariantCulture, $"virtual-{Interlocked.Increment(ref _systems)}");
}

/// <summary>The test scheduler's time as the wall and monotonic clock of actors.</summary>
public sealed class SchedulerTime(TestScheduler scheduler) : TimeProvider
{
    /// <summary>How far the wall clock was set apart from the monotonic one.</summary>
    public TimeSpan WallSetBy { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => scheduler.Now.ToUniversalTime() + WallSetBy;

    public override long GetTimestamp() => scheduler.Now.UtcTicks;
}
