using System.Collections.Immutable;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Running;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using Step = Arbitrage.Domain.Running.RunnerStep<Arbitrage.Domain.Strategy.StrategyEvent, Arbitrage.Domain.Strategy.StrategyEffect>;

namespace Arbitrage.Domain.Tests.Strategy;

/// <summary>
/// One strategy on the real runner, with three scripted venues, a scripted guard and a journal in memory. Time moves only when told to.
/// </summary>
public sealed class StrategyScript
{
    public static readonly Symbol Coin = new("COIN_USDT");

    private readonly Queue<StrategyInput> _inbox = new();
    private long _bookSequence;
    private long _lease;

    public StrategyScript(StrategySettings? settings = null)
    {
        Settings = settings ?? new StrategySettings { Symbol = Coin };
        Machine = new(Settings);
        View = new(Settings);
        Runner = new(Machine, View);
        Gate = new(Venue.GateSpot, Settings, Spot(Venue.GateSpot, lot: 0.1m));
        Mexc = new(Venue.MexcSpot, Settings, Spot(Venue.MexcSpot, lot: 0.01m));
        Futures = new(Venue.GateFutures, Settings, Perpetual());
        Quotes(1m, 1m);
    }

    public StrategySettings Settings { get; }

    public StrategyMachine Machine { get; }

    public StrategyView View { get; private set; }

    public MachineRunner<StrategyState, StrategyView, StrategyInput, StrategyEvent, StrategyEffect> Runner { get; private set; }

    public StrategyState State => Runner.State;

    public VenueScript Gate { get; }

    public VenueScript Mexc { get; }

    public VenueScript Futures { get; }

    public DateTimeOffset Now { get; private set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public List<StrategyEvent> Journal { get; } = [];

    public List<StrategyEffect> Effects { get; } = [];

    /// <summary>State after every event, in order: what a replay of each prefix has to give.</summary>
    public List<StrategyState> States { get; } = [];

    public TradingMode GuardMode { get; set; } = TradingMode.Active;

    public long GuardSequence { get; set; } = 1;

    public bool GuardGrants { get; set; } = true;

    public bool GuardMute { get; set; }

    public List<RiskGuardInput> ToldGuard { get; } = [];

    public bool Stopped { get; private set; }

    /// <summary>Called when the view has new books, before the machine is asked.</summary>
    public Action? BeforeBooks { get; set; }

    public IEnumerable<VenueScript> All => [Gate, Futures, Mexc];

    public IEnumerable<string> Alerts => Effects.OfType<StrategyEffect.Alert>().Select(a => a.Code);

    public IEnumerable<StrategyPhase> Phases => Journal.OfType<StrategyEvent.PhaseEntered>().Select(p => p.Phase);

    public VenueScript At(Venue venue) => All.Single(v => v.Venue == venue);

    public static Instrument Spot(Venue venue, decimal lot) => new(
        venue, Coin, "COIN", new(0.0001m), new(lot), new(0m), new(1m), new(0m), new(0m), new(0m), new(0.001m), new(0.001m), true);

    public static Instrument Perpetual() => new(
        Venue.GateFutures, Coin, "COIN_USDT", new(0.0001m), new(1m), new(1m), new(0m), new(0m), new(0m), new(1m), new(0.0002m), new(0.0005m), true);

    /// <summary>Starts (or restarts) an incarnation on the journal so far.</summary>
    public StrategyScript Start()
    {
        View = new(Settings);
        Runner = new(Machine, View);
        _inbox.Clear();
        for (var i = 0; i < Journal.Count; i++)
            Runner.OnReplayed(Journal[i], i + 1);
        Stopped = false;
        foreach (var venue in All)
            View.BookAt(venue.Venue).CopyFrom(venue.Book);
        View.Now = Now;
        Carry(Runner.OnRecovered(Journal.Count, Now));
        Pump();
        return this;
    }

    /// <summary>Sets all books: a spread of two ticks around each mid, deep unless a size is given.</summary>
    public StrategyScript Quotes(decimal gateMid, decimal mexcMid, decimal? futuresMid = null, decimal size = 10_000m)
    {
        Quote(Gate, gateMid, size);
        Quote(Mexc, mexcMid, size);
        Quote(Futures, futuresMid ?? gateMid, size);
        return this;
    }

    public void Quote(VenueScript venue, decimal mid, decimal size = 10_000m)
    {
        venue.Book.Set(
            [new(new(mid - 0.0001m), new(size))], [new(new(mid + 0.0001m), new(size))], ++_bookSequence, Now, Now);
        venue.Mark = new(mid);
    }

    /// <summary>The books are alive and moved.</summary>
    public StrategyScript Move()
    {
        foreach (var venue in All)
        {
            venue.Book.Touch(Now);
            View.BookAt(venue.Venue).CopyFrom(venue.Book);
        }

        View.Now = Now;
        BeforeBooks?.Invoke();
        Give(StrategyInput.BooksMoved.Instance);
        return this;
    }

    /// <summary>Lets time pass in steps of 100 ms, with live books.</summary>
    public StrategyScript Pass(TimeSpan time, bool books = true)
    {
        for (var end = Now + time; Now < end;)
        {
            Now += TimeSpan.FromMilliseconds(100);
            if (books)
                Move();
            Give(new StrategyInput.ClockTicked());
        }

        return this;
    }

    public StrategyScript PassSeconds(int seconds) => Pass(TimeSpan.FromSeconds(seconds));

    /// <summary>Passes time until a state is reached.</summary>
    public StrategyScript Until(StrategyPhase phase, int seconds = 60)
    {
        for (var i = 0; i < seconds * 10 && State.Phase != phase; i++)
            Pass(TimeSpan.FromMilliseconds(100));
        Assert.Equal(phase, State.Phase);
        return this;
    }

    /// <summary>Started, inventory and hedge established, watching.</summary>
    public StrategyScript Monitoring() => Start().Until(StrategyPhase.MonitoringSpreads);

    public StrategyScript Give(StrategyInput input)
    {
        _inbox.Enqueue(input is StrategyInput.BooksMoved ? input : input with { Now = Now });
        Pump();
        return this;
    }

    public StrategyScript Give(IEnumerable<StrategyInput> inputs)
    {
        foreach (var input in inputs.ToArray())
            Give(input);
        return this;
    }

    public StrategyScript Stop(OnStop onStop) => Give(new StrategyInput.StopRequested(onStop, "test"));

    public IEnumerable<T> Events<T>()
        where T : StrategyEvent => Journal.OfType<T>();

    private void Pump()
    {
        while (!Stopped && _inbox.TryDequeue(out var input))
            Carry(Runner.OnInput(input));
    }

    private void Carry(Step step)
    {
        while (true)
        {
            switch (step)
            {
                case Step.Wait:
                    return;
                case Step.Perform perform:
                    Perform(perform.Effects);
                    return;
                case Step.Write write:
                    step = Written(write.Events);
                    break;
                case Step.PerformThenWrite both:
                    Perform(both.Effects);
                    step = Written(both.Events);
                    break;
                case Step.Stop stop:
                    throw new InvalidOperationException(stop.Reason);
                default:
                    throw new InvalidOperationException($"{step}");
            }
        }
    }

    private Step Written(ImmutableArray<StrategyEvent> events)
    {
        Journal.AddRange(events);
        var step = Runner.OnWritten(Journal.Count);
        States.Add(Runner.State);
        return step;
    }

    private void Perform(ImmutableArray<StrategyEffect> effects)
    {
        foreach (var effect in effects)
        {
            Effects.Add(effect);
            switch (effect)
            {
                case StrategyEffect.SubmitOrder submit:
                    Hear(submit.Intent.Venue, new ConnectionInput.Submit(submit.Intent));
                    break;
                case StrategyEffect.ResubmitOrder again:
                    Hear(again.Intent.Venue, new ConnectionInput.Submit(again.Intent));
                    break;
                case StrategyEffect.TellConnection tell:
                    Hear(tell.Venue, tell.Input);
                    break;
                case StrategyEffect.TellGuard tell:
                    Guard(tell.Input);
                    break;
                case StrategyEffect.StopSelf:
                    Stopped = true;
                    break;
                default:
                    break;
            }
        }
    }

    private void Hear(Venue venue, ConnectionInput input)
    {
        foreach (var answer in At(venue).Hear(input))
            _inbox.Enqueue(answer with { Now = Now });
    }

    private void Guard(RiskGuardInput input)
    {
        ToldGuard.Add(input);
        StrategyInput? answer = GuardMute ? null : input switch
        {
            RiskGuardInput.RaiseEpoch raise => new StrategyInput.GuardAcknowledged(raise.Epoch, [], GuardMode, GuardSequence),
            RiskGuardInput.RequestLease ask when GuardGrants => new StrategyInput.LeaseGranted(
                ask.RequestId, ++_lease, new(0, 1), ask.Capital, ask.Exposure, TimeSpan.FromSeconds(10)),
            RiskGuardInput.RequestLease ask => new StrategyInput.LeaseRefused(ask.RequestId, "limit"),
            RiskGuardInput.Kill kill => Order(kill.Mode),
            _ => null,
        };
        if (answer is not null)
            _inbox.Enqueue(answer with { Now = Now });
    }

    /// <summary>The guard's mode as an input; the sequence rises.</summary>
    public StrategyInput Order(TradingMode mode)
    {
        (GuardMode, GuardSequence) = (mode, GuardSequence + 1);
        return new StrategyInput.ModeOrdered(mode, GuardSequence, "test");
    }
}
