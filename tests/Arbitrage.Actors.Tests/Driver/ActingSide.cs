using System.Collections.Concurrent;
using Akka.Actor;
using Akka.TestKit;
using Arbitrage.Actors.Routing;
using Arbitrage.Actors.Running;
using Arbitrage.Actors.Strategy;
using Arbitrage.Actors.Tests.Kit;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Protocol.Envelopes;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Actors.Tests.Driver;

/// <summary>What the acting side needs of the actor system on virtual time.</summary>
internal sealed record ActorStage(
    ActorSystem Sys, TestScheduler Scheduler, SchedulerTime Time, JournalControl Journal, ActorHooks Hooks, Action<Func<bool>> Await);

/// <summary>The persistent actor.</summary>
internal sealed class ActingSide : IAlertSink
{
    private readonly ActorStage _kit;
    private readonly Drill _drill;
    private readonly IActorRef _actor;
    private readonly Dictionary<Venue, BookSlot> _slots;
    private readonly ConcurrentQueue<string> _trace = new();

    public ActingSide(ActorStage kit, Drill drill)
    {
        (_kit, _drill, World) = (kit, drill, new(drill));
        kit.Journal.IsHeld = true;
        _slots = Domain.Markets.Venues.All.ToDictionary(v => v, v => new BookSlot(v, _drill.Settings.Symbol));
        var heard = new HearingRef(kit.Sys, message =>
        {
            _trace.Enqueue(DrillTrace.Send(message));
            World.Hear(message);
        });
        _actor = kit.Sys.ActorOf(StrategyActor.Props(
            _drill.Settings, [.. _slots.Values], new TradingRoutes(heard, heard, heard, heard),
            kit.Hooks with { TickEvery = TimeSpan.FromDays(1), Alerts = this }));
    }

    public DrillWorld World { get; }

    public IEnumerable<string> Trace => _trace;

    public void Step(int step, IReadOnlyList<long> sequences)
    {
        _kit.Scheduler.Advance(TimeSpan.FromMilliseconds(100));
        var (venue, book) = World.Quote(step, _kit.Time.GetUtcNow());
        _slots[venue].Publish(book);
        foreach (var answer in World.Answers(step))
            _actor.Tell(new LocalInput(answer));
        Settle(sequences);
    }

    /// <summary>Lets as many writes become durable as the other side made, one after the other.</summary>
    public void Settle(IReadOnlyList<long> sequences)
    {
        Status(); // everything of this step has been taken
        foreach (var sequence in sequences)
        {
            _trace.Enqueue(DrillTrace.Write(_kit.Journal.Next()));
            _kit.Journal.Release();
            _kit.Await(() => Status().Sequence >= sequence);
        }
    }

    public void Raise(string source, string code, string text) =>
        _trace.Enqueue(DrillTrace.Alert(new(code, text)));

    private StrategyStatus Status() => _actor.Ask<StrategyStatus>(new GetStrategy(_drill.Settings.Symbol), TimeSpan.FromSeconds(20)).Result;
}

/// <summary>Takes down what it is told on the sender's own thread, so that the order of calls is the trace.</summary>
internal sealed class HearingRef(ActorSystem system, Action<object> heard) : MinimalActorRef
{
    public override ActorPath Path { get; } = new RootActorPath(Address.AllSystems) / "heard";

    public override IActorRefProvider Provider => ((ExtendedActorSystem)system).Provider;

    protected override void TellInternal(object message, IActorRef sender) => heard(message);
}
