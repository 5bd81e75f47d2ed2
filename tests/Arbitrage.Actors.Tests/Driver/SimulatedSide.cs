using Arbitrage.Actors.Running;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Strategy;
using Arbitrage.Protocol.Envelopes;
using Arbitrage.Simulation.Driver;

namespace Arbitrage.Actors.Tests.Driver;

/// <summary>The host of the simulation.</summary>
internal sealed class SimulatedSide
{
    private readonly VirtualTime _time;
    private readonly List<DriverCall> _calls = [];
    private readonly MachineHost<StrategyState, StrategyView, StrategyInput, StrategyEvent, StrategyEffect> _host;
    private long _sequence;

    public SimulatedSide(Drill drill, DateTimeOffset start)
    {
        var settings = drill.Settings;
        World = new(drill);
        _time = new(start);
        _host = new(
            new HostContext(_time, new(), TimeSpan.FromMilliseconds(1), _calls), PersistenceIds.Strategy(settings.Symbol),
            new(
                new StrategyMachine(settings), () => new(settings),
                (input, now) => input is StrategyInput.BooksMoved ? input : input with { Now = now },
                () => new StrategyInput.ClockTicked(), effect => { }, () => { }, () => { }));
    }

    public DrillWorld World { get; }

    public List<string> Trace { get; } = [];

    public List<StrategyEvent> Journal { get; } = [];

    /// <summary>Answers the last sequence number of each write.</summary>
    public IReadOnlyList<long> Start()
    {
        _host.Start();
        var first = Settle();
        _host.View!.Now = _time.Start;
        _host.Deliver(StrategyInput.BooksMoved.Instance);
        return [.. first, .. Settle()];
    }

    public IReadOnlyList<long> Step(int step)
    {
        _time.RunUntil(_time.Start + (step * TimeSpan.FromMilliseconds(100)));
        var (venue, book) = World.Quote(step, _time.Now);
        _host.View!.BookAt(venue).CopyFrom(book);
        _host.View.Now = _time.Now;
        _host.Deliver(StrategyInput.BooksMoved.Instance);
        foreach (var answer in World.Answers(step))
            _host.Deliver(answer);
        return Settle();
    }

    // Lets the writes of this step become durable, and takes down what was done. Each write takes 1 ms, so a write is what has one time.
    private List<long> Settle()
    {
        _time.RunUntil(_time.Now + TimeSpan.FromMilliseconds(50));
        var sequences = new List<long>();
        for (var i = 0; i < _calls.Count;)
        {
            var call = _calls[i];
            if (call.Kind == DriverCallKind.Perform)
            {
                Performed((StrategyEffect)call.Subject);
                i++;
                continue;
            }

            Assert.Equal(DriverCallKind.Write, call.Kind);
            object[] events = [.. _calls.Skip(i).TakeWhile(c => c.Kind == DriverCallKind.Write && c.At == call.At).Select(c => c.Subject)];
            Trace.Add(DrillTrace.Write(events));
            Journal.AddRange(events.Cast<StrategyEvent>());
            sequences.Add(_sequence += events.Length);
            i += events.Length;
        }

        _calls.Clear();
        return sequences;
    }

    private void Performed(StrategyEffect effect)
    {
        object? message = effect switch
        {
            StrategyEffect.SubmitOrder e => new ToConnection(e.Intent.Venue, new ConnectionInput.Submit(e.Intent)),
            StrategyEffect.ResubmitOrder e => new ToConnection(e.Intent.Venue, new ConnectionInput.Submit(e.Intent)),
            StrategyEffect.TellConnection e => new ToConnection(e.Venue, e.Input),
            StrategyEffect.TellGuard e => new ToGuard(e.Input),
            _ => null,
        };
        if (message is null)
        {
            // The actor raises its own end as an alert.
            Trace.Add(DrillTrace.Alert(effect is StrategyEffect.StopSelf stop ? new("strategy_stops", stop.Reason) : (StrategyEffect.Alert)effect));
            return;
        }

        Trace.Add(DrillTrace.Send(message));
        World.Hear(message);
    }
}
