using System.Collections.Immutable;
using Akka.Actor;
using Arbitrage.Domain.Running;
using Arbitrage.Protocol.Serialization;
using Arbitrage.Protocol.Tables;
using Arbitrage.Protocol.Wire;

namespace Arbitrage.Actors.Tests.Toy;

/// <summary>A machine small enough to see through: adds numbers, and pays each sum out once it is durable.</summary>
public sealed class ToyMachine : IMachine<ToyState, NoView, ToyInput, ToyEvent, ToyEffect>
{
    public ToyState Initial => new(0, 0);

    public ToyState Apply(ToyState state, ToyEvent happened, long sequence) => happened switch
    {
        ToyEvent.Started => state with { Incarnations = state.Incarnations + 1 },
        ToyEvent.Added added => state with { Total = state.Total + added.Number },
        _ => throw new InvalidOperationException($"{happened}"),
    };

    public Decision<ToyEvent, ToyEffect> Recovered(ToyState state, long nextSequence, DateTimeOffset now) =>
        new([new ToyEvent.Started(now)], [new ToyEffect.Say($"recovered {state.Total}")]);

    public Decision<ToyEvent, ToyEffect> Decide(ToyState state, NoView view, ToyInput input) => input switch
    {
        ToyInput.Add { Number: < 0 } => throw new InvalidOperationException("a bug"),
        ToyInput.Add add => new([new ToyEvent.Added(add.Number, add.Now)], [new ToyEffect.Pay(add.Number)]),
        ToyInput.AddTwice add => new(
            [new ToyEvent.Added(add.Number, add.Now), new ToyEvent.Added(add.Number, add.Now)], [new ToyEffect.Pay(add.Number * 2)]),
        ToyInput.Greet greet => new([], [new ToyEffect.Say($"hello {greet.Name}")]),
        ToyInput.ClockTicked => Decision<ToyEvent, ToyEffect>.Nothing,
        _ => throw new InvalidOperationException($"{input}"),
    };
}

public sealed record ToyState(long Total, int Incarnations);

public abstract record ToyInput
{
    public DateTimeOffset Now { get; init; }

    public sealed record Add(long Number) : ToyInput;

    public sealed record AddTwice(long Number) : ToyInput;

    public sealed record Greet(string Name) : ToyInput;

    public sealed record ClockTicked : ToyInput;
}

public abstract record ToyEvent
{
    public sealed record Started(DateTimeOffset At) : ToyEvent;

    public sealed record Added(long Number, DateTimeOffset At) : ToyEvent;
}

public abstract record ToyEffect
{
    public sealed record Pay(long Number) : ToyEffect, IDurableEffect;

    public sealed record Say(string Text) : ToyEffect;
}

/// <summary>The toy's wire form and serializer.</summary>
public sealed class ToySerializer(ExtendedActorSystem system) : FamilySerializer(system, 199, "ty", Schema)
{
    public static WireSchema Schema { get; } = TradingWire.Units(new())
        .Events<ToyEvent>("ty", (1, "started", typeof(ToyEvent.Started)), (2, "added", typeof(ToyEvent.Added)))
        .Message<ToyState>("ty.state/1")
        .Build();
}
