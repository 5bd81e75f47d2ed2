using System.Diagnostics;
using Akka.Actor;
using Arbitrage.Actors.Routing;
using Arbitrage.Actors.Running;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Strategy;
using Arbitrage.Protocol.Envelopes;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Actors.Strategy;

/// <summary>The strategy of one symbol: reads the books when woken, and becomes what its phase is.</summary>
public sealed class StrategyActor : EventSourcedActor<StrategyState, StrategyView, StrategyInput, StrategyEvent, StrategyEffect>
{
    private readonly StrategySettings _settings;
    private readonly ITradingRoutes _routes;
    private readonly BookWake _books;
    private StrategyBehaviour _behaviour = StrategyBehaviour.Ended;
    private bool _areBooksDue;
    private (long Ticked, long Decided) _deciding;
    private (long Ticked, long Decided) _written;

    /// <param name="settings">Of the symbol.</param>
    /// <param name="slots">The symbol's books at the three venues.</param>
    /// <param name="routes">To connections and guard.</param>
    /// <param name="hooks">Observers and clock.</param>
    public StrategyActor(StrategySettings settings, IReadOnlyList<BookSlot> slots, ITradingRoutes routes, ActorHooks hooks)
        : base(PersistenceIds.Strategy(settings.Symbol), new StrategyMachine(settings), new StrategyView(settings), hooks)
    {
        if (slots.Any(s => s.Symbol != settings.Symbol))
            throw new ArgumentException($"A slot is not of {settings.Symbol}.", nameof(slots));
        (_settings, _routes, _books) = (settings, routes, new(slots));
    }

    public static Props Props(StrategySettings settings, IReadOnlyList<BookSlot> slots, ITradingRoutes routes, ActorHooks hooks) =>
        Akka.Actor.Props.Create(() => new StrategyActor(settings, slots, routes, hooks));

    protected override StrategyInput Stamp(StrategyInput input, DateTimeOffset now) => input with { Now = now };

    protected override StrategyInput NewTick() => new StrategyInput.ClockTicked();

    protected override void PostStop()
    {
        _books.Stop();
        base.PostStop();
    }

    protected override void OnRecovered()
    {
        BecomePhase();
        _books.Start(Self);
    }

    protected override void OnApplied()
    {
        (_written, _deciding) = (_deciding, default);
        BecomePhase();
    }

    protected override void OnIdle()
    {
        if (_areBooksDue)
            ReadBooks();
    }

    protected override bool TryReceive(object message)
    {
        switch (message)
        {
            case ToStrategy envelope:
                Take(envelope.Input);
                return true;
            case GetStrategy:
                Sender.Tell(new StrategyStatus(_settings.Symbol, Sequence, _behaviour.Name, State));
                return true;
            default:
                return false;
        }
    }

    protected override void Perform(StrategyEffect effect)
    {
        switch (effect)
        {
            case StrategyEffect.SubmitOrder submit:
                MarkIntent(submit.Intent.Id.Text);
                _routes.Connections.Tell(new ToConnection(submit.Intent.Venue, new ConnectionInput.Submit(submit.Intent)));
                break;
            case StrategyEffect.ResubmitOrder again:
                _routes.Connections.Tell(new ToConnection(again.Intent.Venue, new ConnectionInput.Submit(again.Intent)));
                break;
            case StrategyEffect.TellConnection tell:
                _routes.Connections.Tell(new ToConnection(tell.Venue, tell.Input));
                break;
            case StrategyEffect.TellGuard tell:
                _routes.Guard.Tell(new ToGuard(tell.Input));
                break;
            case StrategyEffect.Alert alert:
                Hooks.Alerts.Raise(PersistenceId, alert.Code, alert.Text);
                break;
            case StrategyEffect.StopSelf stop:
                StopSelf(stop.Reason);
                break;
            default:
                throw new InvalidOperationException($"Unknown effect {effect}.");
        }
    }

    private void ReadBooks()
    {
        _areBooksDue = false;
        if (!_behaviour.ReadsBooks)
            return;
        var ticked = _books.WokenAt;
        _books.ReadInto(View);
        var now = Now;
        View.Now = now;
        Observe(StrategyInput.BooksMoved.Instance, now);
        if (IsWriting)
            _deciding = (ticked, Stopwatch.GetTimestamp());
    }

    private void ReadingBooks(object message)
    {
        switch (message)
        {
            case BooksWoken when IsWriting: // not read, so the slots stay quiet: conflated until the write is durable
                _areBooksDue = true;
                break;
            case BooksWoken:
                ReadBooks();
                break;
            default:
                OnCommand(message);
                break;
        }
    }

    private void LeavingBooks(object message)
    {
        if (message is not BooksWoken)
            OnCommand(message);
    }

    // Same facts, other wake-ups: what is read follows from the durable state alone, live and after recovery.
    private void BecomePhase()
    {
        var next = StrategyBehaviour.Of(State);
        if (next == _behaviour)
            return;
        _areBooksDue |= next.ReadsBooks && !_behaviour.ReadsBooks;
        _behaviour = next;
        Become(next.ReadsBooks ? ReadingBooks : LeavingBooks);
    }

    private void StopSelf(string reason)
    {
        Hooks.Alerts.Raise(PersistenceId, "strategy_stops", reason);
        if (!State.Ended) // an ended one stays, to be asked
            Context.Stop(Self);
    }

    private void MarkIntent(string order)
    {
        if (_written.Ticked != 0)
        {
            Hooks.Stages.Mark(Stage.Tick, order, _written.Ticked);
            Hooks.Stages.Mark(Stage.Decided, order, _written.Decided);
        }

        Hooks.Stages.Mark(Stage.IntentDurable, order, Stopwatch.GetTimestamp());
    }
}
