using Akka.Actor;
using Arbitrage.Actors.Connection;
using Arbitrage.Actors.Ledger;
using Arbitrage.Actors.Risk;
using Arbitrage.Actors.Routing;
using Arbitrage.Actors.Running;
using Arbitrage.Actors.Strategy;
using Arbitrage.Domain.Ledger;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;
using Arbitrage.Protocol.Envelopes;
using Arbitrage.Simulation.Driver;
using Arbitrage.Simulation.Scenarios;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Actors.Tests.Scenarios;

/// <summary>
/// The actors themselves in a scenario's world: strategy, three connections with their sessions, three ledgers, guard and kill latch, with
/// Akka.Persistence, on one thread and virtual time.
/// </summary>
internal sealed class ActingStage : IScenarioStage, IAlertSink, IJournalObserver
{
    private readonly ActorSystem _system;
    private readonly SingleThread _thread;
    private readonly ScenarioWorld _world;
    private readonly IActorRef _stage;
    private readonly KillLatch _latch = new();
    private readonly TradingRoutes _routes;
    private readonly Dictionary<string, object> _states = new(StringComparer.Ordinal);
    private readonly ActorHooks _hooks;
    private readonly Dictionary<string, IActorRef> _newest = new(StringComparer.Ordinal);
    private readonly HashSet<string> _keptDown = new(StringComparer.Ordinal);
    private readonly HashSet<IActorRef> _zombies = [];
    private readonly IActorRef _latchActor;

    public ActingStage(ActorSystem system, ScenarioWorld world)
    {
        (_system, _world) = (system, world);
        StepJournal.Use(system.Name, world.Journals);
        _thread = SingleThread.Of(system.Settings.Config);
        _thread.TakeOver(world.Time);
        var routed = new RoutedRef(system, (message, sender) => world.Time.After(ScenarioWorld.TellTakes, () => Route(message, sender)));
        _routes = new(routed, routed, routed, routed);
        _hooks = ActorHooks.None with { Time = new WorldTime(world.Time), Journal = this, Alerts = this, SnapshotEvery = int.MaxValue };
        _stage = system.ActorOf(Props.Create(() => new Parent(Ended)), "stage");
        _thread.Drain();
        _latchActor = Make(KillLatchActor.Props("local", _latch, world.Scenario.Risk, _routes), "latch");
    }

    public string Name => "actors";

    public StrategyState Strategy => (StrategyState)_states.GetValueOrDefault(PersistenceIds.Strategy(Scenario.Symbol), StrategyState.Empty);

    public LedgerState Ledger(Venue venue) => (LedgerState)_states[PersistenceIds.Ledger(venue)];

    public void Start()
    {
        Incarnate(PersistenceIds.RiskGuard);
        foreach (var venue in Domain.Markets.Venues.All)
            Incarnate(PersistenceIds.Ledger(venue));
        foreach (var venue in Domain.Markets.Venues.All)
            Incarnate(PersistenceIds.Connection(venue));
        Incarnate(PersistenceIds.Strategy(Scenario.Symbol));
        _thread.Drain();
    }

    public void RunUntil(DateTimeOffset at)
    {
        _thread.Drain();
        while (_world.Time.RunNext(at))
            _thread.Drain();
        if (_world.Fault is { } fault)
            throw new InvalidOperationException(fault.Message, fault);
    }

    public void Crash(string machine)
    {
        _keptDown.Add(machine);
        _system.Stop(_newest[machine]);
        _thread.Drain();
    }

    public void Restart(string machine)
    {
        if (_keptDown.Remove(machine))
            Incarnate(machine);
    }

    public void Pause(string machine, TimeSpan? successorAfter, TimeSpan length)
    {
        var paused = _newest[machine];
        var path = paused.Path.ToStringWithoutAddress();
        _thread.Pause(path);
        _world.Time.After(length, () =>
        {
            _world.Note(TimelineKind.Machine, machine, "the paused incarnation wakes up");
            _thread.Wake(path);
        });
        if (successorAfter is not { } after)
            return;
        _zombies.Add(paused);
        _world.Time.After(after, () => Incarnate(machine));
    }

    public void Kill(Symbol? symbol, Venue? venue, TradingMode mode) =>
        _latchActor.Tell(new KillHere(symbol, mode, "operator", "scenario", venue), ActorRefs.Nobody);

    public void Tell(RiskGuardInput input) => _routes.Guard.Tell(new ToGuard(input));

    public void Tell(StrategyInput input) => _routes.Strategies.Tell(new ToStrategy(Scenario.Symbol, input));

    public void Dispose() => _thread.LetGo();

    void IAlertSink.Raise(string source, string code, string text) => _world.Raise(source, code, text);

    void IJournalObserver.OnWritten(string persistenceId, long sequence, object happened, object stateAfter) => _states[persistenceId] = stateAfter;

    void IJournalObserver.OnRecovered(string persistenceId, long sequence, object? happened, object stateAfter) => _states[persistenceId] = stateAfter;

    private void Route(object message, IActorRef sender)
    {
        var machine = message switch
        {
            ToStrategy to => PersistenceIds.Strategy(to.Symbol),
            ToConnection to => PersistenceIds.Connection(to.Venue),
            ToLedger to => PersistenceIds.Ledger(to.Venue),
            ToGuard or GetGuard => PersistenceIds.RiskGuard,
            _ => throw new InvalidOperationException($"Nobody takes {message}."),
        };
        _newest[machine].Tell(message, sender);
    }

    private void Incarnate(string machine) => _newest[machine] = Make(PropsOf(machine), machine);

    private IActorRef Make(Props props, string name)
    {
        IActorRef? made = null;
        _stage.Tell(new Parent.Make(props, name, child => made = child));
        _thread.Drain();
        return made!;
    }

    private Props PropsOf(string machine)
    {
        foreach (var venue in Domain.Markets.Venues.All)
        {
            if (machine == PersistenceIds.Ledger(venue))
                return LedgerActor.Props(venue, _routes, _hooks);
            if (machine == PersistenceIds.Connection(venue))
                return ExchangeConnectionActor.Props(_world.Scenario.Connections[venue], requests => Ports(venue, requests), _latch, _routes, _hooks);
        }

        return machine == PersistenceIds.RiskGuard
            ? RiskGuardActor.Props(_world.Scenario.Risk, _routes, _hooks)
            : StrategyActor.Props(_world.Scenario.Strategy, [.. _world.Venues.Values.Select(v => v.NewSlot())], _routes, _hooks);
    }

    private VenuePorts Ports(Venue venue, IRequestObserver requests)
    {
        var ports = new ScenarioPorts(_world, _world.Venues[venue], requests);
        return new(ports, [new(Scenario.Symbol, Scenario.Symbol.Text)], _ => ports, _ => ports);
    }

    // What a supervisor does; a machine that the scenario took down stays so until it says otherwise, and a zombie has a successor already.
    private void Ended(IActorRef ended)
    {
        var machine = _newest.FirstOrDefault(m => m.Value.Equals(ended)).Key;
        if (machine is null || _zombies.Contains(ended) || _keptDown.Contains(machine))
            return;
        _world.Time.After(TimeSpan.FromSeconds(1), () =>
        {
            if (_newest[machine].Equals(ended) && !_keptDown.Contains(machine))
                Incarnate(machine);
        });
    }

    /// <summary>Parent of all: a child's end is heard on the one thread.</summary>
    private sealed class Parent(Action<IActorRef> ended) : UntypedActor
    {
        private int _made;

        public sealed record Make(Props Props, string Name, Action<IActorRef> Made) : INoSerializationVerificationNeeded;

        protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case Make make:
                    make.Made(Context.Watch(Context.ActorOf(make.Props, $"{make.Name}-{++_made}")));
                    break;
                case Terminated gone:
                    ended(gone.ActorRef);
                    break;
                default:
                    Unhandled(message);
                    break;
            }
        }
    }
}

/// <summary>A message on its way takes time; its sender goes with it.</summary>
internal sealed class RoutedRef(ActorSystem system, Action<object, IActorRef> route) : MinimalActorRef
{
    public override ActorPath Path { get; } = new RootActorPath(Address.AllSystems) / "routed";

    public override IActorRefProvider Provider => ((ExtendedActorSystem)system).Provider;

    protected override void TellInternal(object message, IActorRef sender) => route(message, sender);
}

/// <summary>Virtual time as the clock of actors.</summary>
internal sealed class WorldTime(VirtualTime time) : TimeProvider
{
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => time.Now;

    public override long GetTimestamp() => time.Now.UtcTicks;
}
