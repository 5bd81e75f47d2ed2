using System.Collections.Concurrent;
using Akka.Actor;
using Arbitrage.Actors.Routing;
using Arbitrage.Actors.Running;
using Arbitrage.Actors.Strategy;
using Arbitrage.Actors.Tests.Kit;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Tests.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using Arbitrage.Protocol.Envelopes;
using Arbitrage.Protocol.Tables;
using Arbitrage.Simulation.Driver;
using Arbitrage.Venues.Ports;
using Xunit.Abstractions;

namespace Arbitrage.Actors.Tests.Driver;

/// <summary>
/// One script, two drivers: the persistent actor and the simulation's host give the same calls in the same order, so what the simulation explores
/// is what the actor does. Every step is 100 ms; a book, the answers to the last step's messages and a tick arrive while one write is under way.
/// </summary>
public class EqualDriversSpecs(ITestOutputHelper output) : VirtualKit(output)
{
    private static readonly StrategySettings Settings = new() { Symbol = new("COIN_USDT") };

    [Theory]
    [InlineData(Reply.Fill)]
    [InlineData(Reply.Reject)] // of the second leg of the entry: the ladder
    [InlineData(Reply.Refuse)]
    [InlineData(Reply.Doubt)]
    public void One_script_gives_equal_call_traces(Reply mexcAnswersTheEntryWith)
    {
        var simulated = new SimulatedSide(Settings, Time.GetUtcNow());
        var acting = new ActingSide(this);
        acting.Settle(simulated.Start());
        Assert.Equal(simulated.Trace, acting.Trace);

        for (var step = 1; step <= 400; step++)
        {
            if (step == 150)
            {
                simulated.World.Mexc.Next.Enqueue(mexcAnswersTheEntryWith);
                acting.World.Mexc.Next.Enqueue(mexcAnswersTheEntryWith);
            }

            var mexc = step is >= 150 and < 200 ? 1.02m : 1m;
            var sequences = simulated.Step(step, mexc);
            acting.Step(step, mexc, sequences);
            Assert.Equal(simulated.Trace, acting.Trace);
        }

        Assert.Contains(simulated.Entries, e => e is PairPurpose.Entry);
        Assert.Contains(simulated.Trace, line => line.Split('\n').Length > 3); // several inputs became one write
    }

    private static string WriteLine(IEnumerable<object> events) => string.Join(
        '\n', events.Select(e => $"write {TradingWire.Schema.ManifestOf(e.GetType())} {Convert.ToHexStringLower(TradingWire.Schema.ToBytes(e))}"));

    private static string SendLine(object message) => $"send {Convert.ToHexStringLower(TradingWire.Schema.ToBytes(message))}";

    /// <summary>Three venues, a guard, and what they answer in the next step.</summary>
    private sealed class World
    {
        private readonly List<StrategyInput> _pending = [];
        private long _lease;

        public VenueScript Mexc { get; } = new(Venue.MexcSpot, Settings, Rules(Venue.MexcSpot, 0.01m));

        private IEnumerable<VenueScript> All => [Gate, Futures, Mexc];

        private VenueScript Gate { get; } = new(Venue.GateSpot, Settings, Rules(Venue.GateSpot, 0.1m));

        private VenueScript Futures { get; } = new(Venue.GateFutures, Settings, Rules(Venue.GateFutures, 1m));

        public void Hear(object message)
        {
            switch (message)
            {
                case ToConnection to:
                    _pending.AddRange(All.Single(v => v.Venue == to.Venue).Hear(to.Input));
                    break;
                case ToGuard { Input: RiskGuardInput.RaiseEpoch raise }:
                    _pending.Add(new StrategyInput.GuardAcknowledged(raise.Epoch, [], TradingMode.Active, 1));
                    break;
                case ToGuard { Input: RiskGuardInput.RequestLease ask }:
                    _pending.Add(new StrategyInput.LeaseGranted(
                        ask.RequestId, ++_lease, new(0, 1), ask.Capital, ask.Exposure, TimeSpan.FromSeconds(10)));
                    break;
            }
        }

        /// <summary>While the entry is due, the guard speaks in every step too: its order then waits behind the entry's write.</summary>
        public IReadOnlyList<StrategyInput> Answers(int step)
        {
            if (step is >= 150 and < 160)
                _pending.Add(new StrategyInput.ModeOrdered(TradingMode.Active, step, "drill"));
            StrategyInput[] answers = [.. _pending, new StrategyInput.ClockTicked()];
            _pending.Clear();
            return answers;
        }

        /// <summary>One book a step, each venue in turn.</summary>
        public (Venue Venue, Book Book) Quote(int step, decimal mexc, DateTimeOffset now)
        {
            var one = All.ElementAt(step % 3);
            var mid = one.Venue == Venue.MexcSpot ? mexc : 1m;
            one.Book.Set(
                [new(new(mid - 0.0001m), new(5_000m))], [new(new(mid + 0.0001m), new(5_000m))], step, now, now);
            return (one.Venue, one.Book);
        }

        private static Instrument Rules(Venue venue, decimal lot) => new(
            venue, Settings.Symbol, "COIN", new(0.0001m), new(lot), venue.IsSpot() ? default : new(1m), venue.IsSpot() ? new(1m) : default,
            default, default, venue.IsSpot() ? default : new(1m), new(0.0002m), new(0.0005m), true);
    }

    /// <summary>The host of the simulation.</summary>
    private sealed class SimulatedSide
    {
        private readonly VirtualTime _time;
        private readonly List<DriverCall> _calls = [];
        private readonly MachineHost<StrategyState, StrategyView, StrategyInput, StrategyEvent, StrategyEffect> _host;
        private long _sequence;

        public SimulatedSide(StrategySettings settings, DateTimeOffset start)
        {
            _time = new(start);
            _host = new(
                new(_time, new(), TimeSpan.FromMilliseconds(1), _calls), PersistenceIds.Strategy(settings.Symbol),
                new(
                    new StrategyMachine(settings), () => new(settings),
                    (input, now) => input is StrategyInput.BooksMoved ? input : input with { Now = now },
                    () => new StrategyInput.ClockTicked(), effect => { }, () => { }, () => { }));
        }

        public World World { get; } = new();

        public List<string> Trace { get; } = [];

        public List<PairPurpose> Entries { get; } = [];

        /// <summary>Answers the last sequence number of each write.</summary>
        public IReadOnlyList<long> Start()
        {
            _host.Start();
            var first = Settle();
            _host.View!.Now = _time.Start;
            _host.Deliver(StrategyInput.BooksMoved.Instance);
            return [.. first, .. Settle()];
        }

        public IReadOnlyList<long> Step(int step, decimal mexc)
        {
            _time.RunUntil(_time.Start + (step * TimeSpan.FromMilliseconds(100)));
            var (venue, book) = World.Quote(step, mexc, _time.Now);
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
                Trace.Add(WriteLine(events));
                Entries.AddRange(events.OfType<StrategyEvent.LegsIntended>().Select(e => e.Purpose));
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
                Trace.Add($"alert {effect}");
                return;
            }

            Trace.Add(SendLine(message));
            World.Hear(message);
        }
    }

    /// <summary>The persistent actor.</summary>
    private sealed class ActingSide : IAlertSink
    {
        private readonly EqualDriversSpecs _kit;
        private readonly IActorRef _actor;
        private readonly Dictionary<Venue, BookSlot> _slots;
        private readonly ConcurrentQueue<string> _trace = new();

        public ActingSide(EqualDriversSpecs kit)
        {
            _kit = kit;
            kit.Journal.IsHeld = true;
            _slots = Domain.Markets.Venues.All.ToDictionary(v => v, v => new BookSlot(v, Settings.Symbol));
            var heard = new HearingRef(kit.Sys, message =>
            {
                _trace.Enqueue(SendLine(message));
                World.Hear(message);
            });
            _actor = kit.Sys.ActorOf(StrategyActor.Props(
                Settings, [.. _slots.Values], new TradingRoutes(heard, heard, heard, heard),
                kit.Hooks with { TickEvery = TimeSpan.FromDays(1), Alerts = this }));
        }

        public World World { get; } = new();

        public IEnumerable<string> Trace => _trace;

        public void Step(int step, decimal mexc, IReadOnlyList<long> sequences)
        {
            _kit.Scheduler.Advance(TimeSpan.FromMilliseconds(100));
            var (venue, book) = World.Quote(step, mexc, _kit.Time.GetUtcNow());
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
                _trace.Enqueue(WriteLine(_kit.Journal.Next()));
                _kit.Journal.Release();
                _kit.AwaitCondition(() => Status().Sequence >= sequence, TimeSpan.FromSeconds(20), TimeSpan.FromMilliseconds(1));
            }
        }

        public void Raise(string source, string code, string text) =>
            _trace.Enqueue($"alert {new StrategyEffect.Alert(code, text)}");

        private StrategyStatus Status() => _actor.Ask<StrategyStatus>(new GetStrategy(Settings.Symbol), TimeSpan.FromSeconds(20)).Result;
    }

    /// <summary>Takes down what it is told on the sender's own thread, so that the order of calls is the trace.</summary>
    private sealed class HearingRef(ActorSystem system, Action<object> heard) : MinimalActorRef
    {
        public override ActorPath Path { get; } = new RootActorPath(Address.AllSystems) / "heard";

        public override IActorRefProvider Provider => ((ExtendedActorSystem)system).Provider;

        protected override void TellInternal(object message, IActorRef sender) => heard(message);
    }
}
