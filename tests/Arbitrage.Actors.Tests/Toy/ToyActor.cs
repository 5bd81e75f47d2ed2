using Akka.Actor;
using Arbitrage.Actors.Running;
using Arbitrage.Domain.Running;

namespace Arbitrage.Actors.Tests.Toy;

/// <summary>The toy behind the real driver: effects go to one listener.</summary>
public sealed class ToyActor(string persistenceId, IActorRef listener, ActorHooks hooks)
    : EventSourcedActor<ToyState, NoView, ToyInput, ToyEvent, ToyEffect>(
        persistenceId, new ToyMachine(), NoView.Instance, hooks, ToySerializer.Schema)
{
    public sealed record Get
    {
        public static readonly Get Instance = new();
    }

    public static Props Props(string persistenceId, IActorRef listener, ActorHooks hooks) =>
        Akka.Actor.Props.Create(() => new ToyActor(persistenceId, listener, hooks));

    protected override ToyInput Stamp(ToyInput input, DateTimeOffset now) => input with { Now = now };

    protected override ToyInput NewTick() => new ToyInput.ClockTicked();

    protected override void Perform(ToyEffect effect) => listener.Tell(effect);

    protected override bool TryReceive(object message)
    {
        switch (message)
        {
            case ToyInput input:
                Take(input);
                return true;
            case Get:
                Sender.Tell(State);
                return true;
            default:
                return false;
        }
    }
}
