using Akka.Actor;
using Arbitrage.Actors.Routing;
using Arbitrage.Actors.Running;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Running;
using Arbitrage.Protocol.Envelopes;

namespace Arbitrage.Actors.Risk;

/// <summary>The cluster's risk guard, one at a time. Nodes that asked for the latch are told of every change as long as they live.</summary>
public sealed class RiskGuardActor : EventSourcedActor<RiskGuardState, NoView, RiskGuardInput, RiskGuardEvent, RiskGuardEffect>
{
    private readonly ITradingRoutes _routes;
    private readonly HashSet<IActorRef> _nodes = [];

    public RiskGuardActor(RiskSettings settings, ITradingRoutes routes, ActorHooks hooks)
        : base(PersistenceIds.RiskGuard, new RiskGuardMachine(settings), NoView.Instance, hooks) => _routes = routes;

    public static Props Props(RiskSettings settings, ITradingRoutes routes, ActorHooks hooks) =>
        Akka.Actor.Props.Create(() => new RiskGuardActor(settings, routes, hooks));

    protected override RiskGuardInput Stamp(RiskGuardInput input, DateTimeOffset now) => input with { Now = now };

    protected override RiskGuardInput NewTick() => new RiskGuardInput.ClockTicked();

    protected override bool TryReceive(object message)
    {
        switch (message)
        {
            case ToGuard envelope:
                if (envelope.Input is RiskGuardInput.AskLatch && _nodes.Add(Sender))
                    Context.Watch(Sender);
                Take(envelope.Input);
                return true;
            case Terminated gone:
                _nodes.Remove(gone.ActorRef);
                return true;
            case GetGuard:
                Sender.Tell(new GuardStatus(Sequence, State));
                return true;
            default:
                return false;
        }
    }

    protected override void Perform(RiskGuardEffect effect)
    {
        switch (effect)
        {
            case RiskGuardEffect.TellStrategy tell:
                _routes.Strategies.Tell(new ToStrategy(tell.Symbol, tell.Input));
                break;
            case RiskGuardEffect.SetLatch set:
                foreach (var node in _nodes)
                    node.Tell(new LatchTold(set.Latch));
                break;
            case RiskGuardEffect.Alert alert:
                Hooks.Alerts.Raise(PersistenceId, alert.Code, alert.Text);
                break;
            default:
                throw new InvalidOperationException($"Unknown effect {effect}.");
        }
    }
}
