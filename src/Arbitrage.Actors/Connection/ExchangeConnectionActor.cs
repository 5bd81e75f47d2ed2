using System.Diagnostics;
using Akka.Actor;
using Arbitrage.Actors.Risk;
using Arbitrage.Actors.Routing;
using Arbitrage.Actors.Running;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Trading;
using Arbitrage.Protocol.Envelopes;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Actors.Connection;

/// <summary>
/// The connection of one venue account. Its machine claims and decides; calls to the venue are made by a child that may crash, which is a
/// fact for the machine, and is made again after a pause.
/// </summary>
public sealed class ExchangeConnectionActor
    : EventSourcedActor<ConnectionState, ConnectionView, ConnectionInput, ConnectionEvent, ConnectionEffect>
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly ConnectionSettings _settings;
    private readonly Func<IRequestObserver, VenuePorts> _ports;
    private readonly ITradingRoutes _routes;
    private readonly LastLook _lastLook;
    private IActorRef? _session;
    private string _crash = "stopped";
    private TimeSpan _pause = FirstPause;

    /// <param name="settings">Of the account.</param>
    /// <param name="ports">Called for every session: a crashed connector starts fresh.</param>
    /// <param name="latch">The node's kill switch.</param>
    /// <param name="routes">To strategies and ledgers.</param>
    /// <param name="hooks">Observers and clock.</param>
    public ExchangeConnectionActor(
        ConnectionSettings settings, Func<IRequestObserver, VenuePorts> ports, KillLatch latch, ITradingRoutes routes, ActorHooks hooks)
        : base(PersistenceIds.Connection(settings.Venue), new ConnectionMachine(settings), new(), hooks)
    {
        (_settings, _ports, _routes) = (settings, ports, routes);
        _lastLook = new(hooks.Time, latch);
    }

    public static Props Props(
        ConnectionSettings settings, Func<IRequestObserver, VenuePorts> ports, KillLatch latch, ITradingRoutes routes, ActorHooks hooks) =>
        Akka.Actor.Props.Create(() => new ExchangeConnectionActor(settings, ports, latch, routes, hooks));

    protected override ConnectionInput Stamp(ConnectionInput input, DateTimeOffset now) => input with { Now = now };

    protected override ConnectionInput NewTick() => new ConnectionInput.ClockTicked();

    // A connector that fails is stopped, never restarted in place: its successor reads rules and clock again.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(cause =>
    {
        _crash = $"{cause.GetType().Name}: {cause.Message}";
        return Directive.Stop;
    });

    protected override void OnRecovered()
    {
        _lastLook.Knows(State);
        StartSession();
    }

    protected override void OnApplied() => _lastLook.Knows(State);

    protected override void OnEnding(string reason) => _lastLook.End();

    protected override void PreRestart(Exception reason, object message)
    {
        _lastLook.End();
        base.PreRestart(reason, message);
    }

    protected override void PostStop()
    {
        _lastLook.End();
        base.PostStop();
    }

    protected override bool TryReceive(object message)
    {
        switch (message)
        {
            case ToConnection envelope:
                Take(envelope.Input);
                return true;
            case Terminated gone when gone.ActorRef.Equals(_session):
                SessionCrashed();
                return true;
            case StartAgain:
                StartSession();
                return true;
            case GetConnection:
                Sender.Tell(new ConnectionStatus(
                    _settings.Venue, Sequence, SessionText(), State, View.Requests?.Tell(State.Limits, Now) ?? [], View.ClockAt(Now)));
                return true;
            default:
                return false;
        }
    }

    protected override void Perform(ConnectionEffect effect)
    {
        switch (effect)
        {
            case ConnectionEffect.TellStrategy tell:
                _routes.Strategies.Tell(new ToStrategy(tell.Symbol, tell.Input));
                break;
            case ConnectionEffect.TellLedger tell:
                _routes.Ledgers.Tell(new ToLedger(_settings.Venue, tell.Input));
                break;
            case ConnectionEffect.TellGuard tell:
                _routes.Guard.Tell(new ToGuard(tell.Input));
                break;
            case ConnectionEffect.Alert alert:
                Hooks.Alerts.Raise(PersistenceId, alert.Code, alert.Text);
                break;
            case ConnectionEffect.Postpone: // the machine asks again by itself
                break;
            case ConnectionEffect.SendCreate send when _session is null:
                Self.Tell(new LocalInput(new ConnectionInput.CreateAnswered(
                    send.Intent.Id, new CreateOutcome.NotSent(RefusalReason.NotReady))));
                break;
            case ConnectionEffect.SendCreate send:
                Hooks.Stages.Mark(Stage.ClaimDurable, send.Intent.Id.Text, Stopwatch.GetTimestamp());
                _session.Tell(send);
                break;
            default: // without a session there is nobody to ask, and the machine's schedule asks again
                _session?.Tell(effect);
                break;
        }
    }

    private string SessionText() => State.Limits is var limits && limits.IsBanned(Now)
        ? $"banned until {limits.BannedUntil:O}: {limits.BanReason}"
        : View.IsReady ? "up" : View.Why;

    // A ban holds over restarts: whoever opens a session asks the venue a dozen things.
    private void StartSession()
    {
        if (_lastLook.StoppedUntil - Now is var left && left > TimeSpan.Zero)
        {
            Timers.StartSingleTimer(StartAgain.Instance, StartAgain.Instance, left);
            return;
        }

        var (settings, ports, lastLook, hooks, owner) = (_settings, _ports, _lastLook, Hooks, Self);
        _session = Context.Watch(Context.ActorOf(
            Akka.Actor.Props.Create(() => new VenueSessionActor(settings, ports, lastLook, hooks, owner))));
    }

    private void SessionCrashed()
    {
        _session = null;
        Hooks.Alerts.Raise(PersistenceId, "connector_crashed", _crash);
        Take(new ConnectionInput.SessionLost($"connector crashed: {_crash}"));
        Timers.StartSingleTimer(StartAgain.Instance, StartAgain.Instance, _pause);
        _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
    }

    private sealed class StartAgain : INoSerializationVerificationNeeded
    {
        public static readonly StartAgain Instance = new();
    }
}
