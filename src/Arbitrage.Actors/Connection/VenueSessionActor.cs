using System.Collections.Immutable;
using System.Diagnostics;
using Akka.Actor;
using Akka.Event;
using Arbitrage.Actors.Running;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Actors.Connection;

/// <summary>
/// Talks to one venue account for its connection: opens the session (rules, clock, private stream), measures the clock, makes calls. Every
/// answer is an input for the connection; a call that fails is a `ReadFailed`, a stream that breaks off for good is a crash of this actor.
/// </summary>
internal sealed class VenueSessionActor : UntypedActor, IWithTimers
{
    // A jump of the venue's clock is noticed within this and a round trip; replies that tell the time make the request unnecessary.
    private static readonly TimeSpan ClockEvery = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan DoubtEvery = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan WallEvery = TimeSpan.FromMilliseconds(250);
    private const int OpeningSamples = 5;
    private static readonly TimeSpan HintPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    // After a forced close: at once, and again, because the venue's lists may be later than its pushes.
    private static readonly TimeSpan[] ReadsAfterForcedClose = [TimeSpan.Zero, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3)];

    // Its time is told to the second; what led to it happened just before.
    private static readonly TimeSpan BeforeForcedClose = TimeSpan.FromMinutes(1);

    private readonly ConnectionSettings _settings;
    private readonly VenuePorts _ports;
    private readonly ActorHooks _hooks;
    private readonly IActorRef _owner;
    private readonly SessionRequests _requests;
    private readonly LastLook _lastLook;
    private readonly CancellationTokenSource _cancel = new();
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private TimeSpan _pause = TimeSpan.FromSeconds(1);
    private Opened? _open;
    private VenueCalls? _calls;

    public VenueSessionActor(
        ConnectionSettings settings, Func<IRequestObserver, VenuePorts> ports, LastLook lastLook, ActorHooks hooks, IActorRef owner)
    {
        (_settings, _lastLook, _hooks, _owner) = (settings, lastLook, hooks, owner);
        _requests = new(owner, Self, hooks.Time, lastLook);
        _ports = ports(_requests);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Open();

    protected override void PostStop()
    {
        _cancel.Cancel();
        _cancel.Dispose();
        (_open?.Stream as IDisposable)?.Dispose();
        (_open?.Gateway as IDisposable)?.Dispose();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ConnectionEffect effect when _calls is null:
                Refuse(effect);
                break;
            case ConnectionEffect effect:
                _calls.Make(effect);
                break;
            case Opened opened:
                Run(opened);
                break;
            case OpenFailed failed:
                OnOpenFailed(failed.Cause);
                break;
            case Signal.Up:
                MeasureClock();
                break;
            case Signal.Down down:
                Tell(new ConnectionInput.SessionLost(down.Why));
                break;
            case Signal.AccountHint: // many at once become one read
                Timers.StartSingleTimer(Signal.ReadAccount.Instance, Signal.ReadAccount.Instance, HintPause);
                break;
            case Signal.Forced forced:
                OnForcedClose(forced.Close);
                break;
            case Signal.ReadForced again:
                ReadForced(again.Close);
                break;
            case Signal.ReadAccount:
                Tell(new ConnectionInput.AccountHinted());
                break;
            case Signal.LookAtWall:
                _requests.LookAtWall();
                break;
            case Signal.SampleClock:
                SampleClock();
                break;
            case Sampled sampled:
                OnSampled(sampled);
                break;
            case Measured measured:
                OnMeasured(measured);
                break;
            case Signal.StreamEnded ended:
                throw new VenueException($"{_settings.Venue.Key()}: the private stream ended.", inner: ended.Cause);
            case Signal.OpenAgain:
                Open();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Open()
    {
        if (_requests.StoppedUntil - _hooks.Time.GetUtcNow() is var left && left > TimeSpan.Zero)
        {
            Timers.StartSingleTimer(Signal.OpenAgain.Instance, Signal.OpenAgain.Instance, left);
            return;
        }

        var (ports, cancel) = (_ports, _cancel.Token);
        _ = ReadRules().PipeTo(Self, success: opened => opened, failure: cause => new OpenFailed(cause));

        async Task<Opened> ReadRules()
        {
            var instruments = await ports.Instruments.ReadInstrumentsAsync(ports.Symbols, cancel);
            return new(instruments, ports.Gateway(instruments), ports.Stream(instruments));
        }
    }

    private void OnOpenFailed(Exception cause)
    {
        _log.Warning("{Venue} could not be opened: {Reason}", _settings.Venue.Key(), cause.Message);
        Tell(cause is VenueException { IsAuthentication: true }
            ? new ConnectionInput.AuthenticationFailed(cause.Message)
            : new ConnectionInput.SessionLost($"cannot open: {cause.Message}"));
        Timers.StartSingleTimer(Signal.OpenAgain.Instance, Signal.OpenAgain.Instance, _pause);
        _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
    }

    private void Run(Opened opened)
    {
        _open = opened;
        _calls = new(opened.Gateway, _lastLook, _requests, _hooks, _owner, _cancel.Token);
        var sink = new StreamSink(Self, _owner, _hooks);
        _ = opened.Stream.RunAsync(sink, _cancel.Token).PipeTo(
            Self, success: () => new Signal.StreamEnded(null), failure: cause => new Signal.StreamEnded(cause));
        Timers.StartPeriodicTimer(Signal.LookAtWall.Instance, Signal.LookAtWall.Instance, WallEvery);
        Timers.StartSingleTimer(Signal.SampleClock.Instance, Signal.SampleClock.Instance, ClockEvery);
    }

    private void OnForcedClose(ForcedClose close)
    {
        _log.Warning("{Venue}: {Cause} of {Symbol} at {AtVenue}", _settings.Venue.Key(), close.Cause, close.Symbol, close.AtVenue);
        foreach (var after in ReadsAfterForcedClose)
            Timers.StartSingleTimer((close, after), new Signal.ReadForced(close), after);
    }

    // By way of the connection, which alone knows what the request budget has room for.
    private void ReadForced(ForcedClose close) => Tell(new ConnectionInput.AccountHinted(close.Symbol, close.AtVenue - BeforeForcedClose));

    private void MeasureClock() => _ = _ports.Instruments.MeasureClockAsync(_cancel.Token).PipeTo(
        Self, success: reading => new Measured(reading), failure: _ => new Measured(null));

    private void OnMeasured(Measured measured)
    {
        _requests.OnTimeAsked(OpeningSamples);
        if (measured.Reading is not { } reading)
        {
            // The stream is up and stays so: ask again instead of waiting for its next "up".
            Timers.StartSingleTimer(Signal.Up.Instance, Signal.Up.Instance, TimeSpan.FromSeconds(1));
            return;
        }

        _requests.OnSample(reading);
        Tell(new ConnectionInput.SessionOpened(_open!.Instruments, _requests.Clock!.Value));
    }

    // Not when a reply has just told the time, and never while the venue has banned us.
    private void SampleClock()
    {
        var now = _hooks.Time.GetUtcNow();
        var isDue = _requests.IsInDoubt || now - _requests.SampledAt >= ClockEvery || now < _requests.SampledAt;
        if (!isDue || now < _requests.StoppedUntil)
        {
            var next = isDue ? ClockEvery : _requests.SampledAt + ClockEvery - now;
            Timers.StartSingleTimer(Signal.SampleClock.Instance, Signal.SampleClock.Instance, next);
            return;
        }

        Timers.Cancel(Signal.SampleClock.Instance);
        _ = _ports.Instruments.SampleClockAsync(_cancel.Token).PipeTo(
            Self, success: reading => new Sampled(reading), failure: _ => new Sampled(null));
    }

    private void OnSampled(Sampled sampled)
    {
        _requests.OnTimeAsked(1);
        if (sampled.Reading is { } reading)
            _requests.OnSample(reading);
        Timers.StartSingleTimer(Signal.SampleClock.Instance, Signal.SampleClock.Instance, _requests.IsInDoubt ? DoubtEvery : ClockEvery);
    }

    private void Refuse(ConnectionEffect effect)
    {
        if (effect is ConnectionEffect.SendCreate send)
            Tell(new ConnectionInput.CreateAnswered(send.Intent.Id, new CreateOutcome.NotSent(RefusalReason.NotReady)));
        else
            Tell(new ConnectionInput.ReadFailed(effect.GetType().Name, "the session is not open"));
    }

    private void Tell(ConnectionInput input) => _owner.Tell(new LocalInput(input));

    private sealed record Opened(ImmutableArray<Instrument> Instruments, ITradingGateway Gateway, IPrivateStream Stream);

    private sealed record OpenFailed(Exception Cause);

    private sealed record Measured(ClockReading? Reading);

    private sealed record Sampled(ClockReading? Reading);
}

/// <summary>What the private stream and the timers say to their session.</summary>
internal abstract record Signal : INoSerializationVerificationNeeded
{
    internal sealed record Up : Signal
    {
        public static readonly Up Instance = new();
    }

    internal sealed record Down(string Why) : Signal;

    internal sealed record AccountHint : Signal
    {
        public static readonly AccountHint Instance = new();
    }

    internal sealed record ReadAccount : Signal
    {
        public static readonly ReadAccount Instance = new();
    }

    internal sealed record Forced(ForcedClose Close) : Signal;

    internal sealed record ReadForced(ForcedClose Close) : Signal;

    internal sealed record SampleClock : Signal
    {
        public static readonly SampleClock Instance = new();
    }

    internal sealed record LookAtWall : Signal
    {
        public static readonly LookAtWall Instance = new();
    }

    internal sealed record OpenAgain : Signal
    {
        public static readonly OpenAgain Instance = new();
    }

    internal sealed record StreamEnded(Exception? Cause) : Signal;
}

/// <summary>Carries what the private stream says on its own thread into mailboxes, in order.</summary>
internal sealed class StreamSink(IActorRef session, IActorRef owner, ActorHooks hooks) : IPrivateStreamSink
{
    public void OnUp() => session.Tell(Signal.Up.Instance);

    public void OnDown(string why) => session.Tell(new Signal.Down(why));

    public void OnOrder(OrderReport report) => owner.Tell(new LocalInput(new ConnectionInput.OrderReported(report)));

    public void OnTrade(AccountFact.Trade trade)
    {
        if (trade.Order is { } order)
            hooks.Stages.Mark(Stage.Filled, order.Text, Stopwatch.GetTimestamp());
        owner.Tell(new LocalInput(new ConnectionInput.TradeReported(trade)));
    }

    public void OnAccountHint() => session.Tell(Signal.AccountHint.Instance);

    public void OnForcedClose(ForcedClose close) => session.Tell(new Signal.Forced(close));
}
