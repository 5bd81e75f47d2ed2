using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using Arbitrage.Simulation.Driver;
using Arbitrage.Simulation.Model;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Simulation.Scenarios;

/// <summary>One venue of a scenario: the model, the faults that are set, and the private streams that listen to it.</summary>
public sealed class ScenarioVenue
{
    private readonly ScenarioWorld _world;
    private readonly List<PendingFate<ScenarioStep.Creates>> _creates = [];
    private readonly List<PendingFate<ScenarioStep.Stream>> _frames = [];
    private readonly List<(ScenarioStep.Calls Step, DateTimeOffset Until, AccountReport Then)> _calls = [];
    private readonly List<StreamLine> _lines = [];
    private readonly List<BookSlot> _slots = [];
    private Action? _heldFrame;
    private DateTimeOffset _downUntil = DateTimeOffset.MinValue, _maintenanceUntil = DateTimeOffset.MinValue;
    private ClockReading? _clock;

    internal ScenarioVenue(ScenarioWorld world, Venue venue, ScenarioAccount account, DateTimeOffset start)
    {
        (_world, Account, Rules) = (world, account, account.Rules);
        var positions = account.Position.IsZero
            ? []
            : new Dictionary<Symbol, OpenPosition> { [Scenario.Symbol] = new(account.Position, new(account.Position.Value)) };
        Model = new(venue, [account.Rules], new(account.Balances, start.AddDays(-1))
        {
            ClientIdLifetime = account.ForgetsClientIdAfter,
            Positions = positions,
            DefaultLeverage = 2m,
        });
        Model.Subscribe(Hear, books: false);
    }

    /// <summary>Where.</summary>
    public Venue Venue => Model.Venue;

    /// <summary>Matching and account.</summary>
    public VenueModel Model { get; }

    /// <summary>A slot of its own for an incarnation of the strategy: two of them are two processes, and each has its own feed.</summary>
    public BookSlot NewSlot()
    {
        var slot = new BookSlot(Venue, Scenario.Symbol);
        _slots.Add(slot);
        return slot;
    }

    internal void Publish(Book book)
    {
        foreach (var slot in _slots)
            slot.Publish(book);
    }

    /// <summary>Rules as they are told to a session that opens.</summary>
    public Instrument Rules { get; set; }

    /// <summary>As the scenario gives it.</summary>
    public ScenarioAccount Account { get; }

    /// <summary>What a measurement of its clock gives.</summary>
    public ClockReading Clock
    {
        get => _clock ?? new(TimeSpan.Zero, Account.Wire);
        set => _clock = value;
    }

    /// <summary>The venue's own time.</summary>
    public DateTimeOffset Now => _world.Time.Now + Clock.Offset;

    internal bool IsDown => _world.Time.Now < _downUntil;

    internal bool IsInMaintenance => _world.Time.Now < _maintenanceUntil;

    internal void Set(ScenarioStep.Creates step) => _creates.Add(new(step, step.Times));

    internal void Set(ScenarioStep.Stream step) => _frames.Add(new(step, step.Times));

    internal void Set(ScenarioStep.Calls step) =>
        _calls.Add((step, _world.Time.Now + step.For, VenueTranslation.Account(Model, _world.Time.Now)));

    internal void Lose(ScenarioStep.Session step)
    {
        _downUntil = _world.Time.Now + step.For;
        if (step.Maintenance)
            _maintenanceUntil = _downUntil;
        foreach (var line in _lines.ToList())
            line.Down(step.Maintenance ? "the venue is in maintenance" : "the socket was closed");
        _world.Time.After(step.For, () =>
        {
            foreach (var line in _lines.ToList())
                line.UpAgain();
        });
    }

    internal ScenarioStep.Creates? NextCreateFate()
    {
        var pending = _creates.FirstOrDefault();
        if (pending is not null && --pending.Left == 0)
            _creates.Remove(pending);
        return pending?.Step;
    }

    internal (ScenarioStep.Calls Step, AccountReport Then)? FateOf(string call)
    {
        foreach (var (step, until, then) in _calls)
        {
            if (_world.Time.Now < until && (step.Call == call || step.Call == "all"))
                return (step, then);
        }

        return null;
    }

    internal StreamLine Join(IPrivateStreamSink sink)
    {
        var line = new StreamLine(this, sink);
        _lines.Add(line);
        return line;
    }

    internal void Leave(StreamLine line) => _lines.Remove(line);

    // Called inside the model's lock: frames leave later.
    private void Hear(VenueEvent happened)
    {
        switch (happened)
        {
            case VenueEvent.OrderChanged o:
                var report = VenueTranslation.Report(Venue, o.Order);
                Frame(FrameKind.Orders, sink => sink.OnOrder(report));
                break;
            case VenueEvent.Traded t:
                var trade = VenueTranslation.Trade(t.Trade);
                Frame(FrameKind.Trades, sink => sink.OnTrade(trade));
                break;
            case VenueEvent.PositionTaken taken:
                var close = new ForcedClose(
                    Venue, taken.Trade.Symbol, taken.Why == OrderEnd.Liquidated ? TradeCause.Liquidation : TradeCause.AutoDeleveraging, taken.Trade.At);
                Send(sink => sink.OnForcedClose(close), TimeSpan.Zero);
                break;
            case VenueEvent.RowAdded or VenueEvent.BalanceChanged
                when _frames.Exists(f => f.Step is { Frames: FrameKind.All, Fate: FrameFate.Drop }):
                break; // a silent stream gives no hint either
            case VenueEvent.RowAdded or VenueEvent.BalanceChanged:
                Send(static sink => sink.OnAccountHint(), TimeSpan.Zero);
                break;
        }
    }

    private void Frame(FrameKind kind, Action<IPrivateStreamSink> say)
    {
        var pending = _frames.Find(f => f.Step.Frames == kind || f.Step.Frames == FrameKind.All);
        if (pending is not null && --pending.Left == 0)
            _frames.Remove(pending);
        if (pending is not null)
            _world.Note(TimelineKind.Step, Venue.Key(), $"{(kind == FrameKind.Trades ? "fill" : "order")} frame: {pending.Step.Fate}");
        switch (pending?.Step.Fate)
        {
            case FrameFate.Drop:
                break;
            case FrameFate.Duplicate:
                Send(say, TimeSpan.Zero);
                Send(say, TimeSpan.FromMilliseconds(3));
                break;
            case FrameFate.Reorder:
                _heldFrame = () => Send(say, TimeSpan.FromMilliseconds(1));
                break;
            case FrameFate.Delay:
                Send(say, pending.Step.By);
                break;
            default:
                Send(say, TimeSpan.Zero);
                break;
        }

        if (_heldFrame is { } held && pending?.Step.Fate != FrameFate.Reorder)
        {
            _heldFrame = null;
            held();
        }
    }

    private void Send(Action<IPrivateStreamSink> say, TimeSpan late)
    {
        foreach (var line in _lines.Where(l => l.IsUp).ToList())
            _world.Time.After(Account.Wire + late, () => line.Say(say));
    }

    private sealed class PendingFate<T>(T step, int times)
    {
        public T Step { get; } = step;

        public int Left { get; set; } = times;
    }
}

/// <summary>One private stream that listens to a venue.</summary>
internal sealed class StreamLine(ScenarioVenue venue, IPrivateStreamSink sink)
{
    public bool IsUp { get; private set; }

    public void UpAgain()
    {
        if (IsUp || venue.IsDown)
            return;
        IsUp = true;
        sink.OnUp();
    }

    public void Down(string why)
    {
        IsUp = false;
        sink.OnDown(why);
    }

    public void Say(Action<IPrivateStreamSink> say)
    {
        if (IsUp)
            say(sink);
    }

    public void End()
    {
        IsUp = false;
        venue.Leave(this);
    }
}
