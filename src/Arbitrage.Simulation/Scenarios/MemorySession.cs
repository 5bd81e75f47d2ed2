using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Simulation.Driver;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Simulation.Scenarios;

/// <summary>
/// The session of one connection in memory: makes the calls of its effects through the scenario's ports and brings answers, private stream and clock
/// back as inputs, as the session actor does.
/// </summary>
internal sealed class MemorySession : IPrivateStreamSink, IRequestObserver, IDisposable
{
    private static readonly TimeSpan ClockEvery = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan DoubtEvery = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan HintPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Resolution = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan BeforeForcedClose = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan[] ReadsAfterForcedClose = [TimeSpan.Zero, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3)];

    private readonly ScenarioWorld _world;
    private readonly VirtualTime _time;
    private readonly ScenarioPorts _ports;
    private readonly Action<ConnectionInput> _deliver;
    private readonly Func<OrderIntent, ClockReading, RefusalReason?> _lastLook;
    private readonly CancellationTokenSource _cancel = new();
    private readonly ClockEstimator _estimator = new();
    private DateTimeOffset _toldAt = DateTimeOffset.MinValue, _sampledAt = DateTimeOffset.MinValue;
    private bool _doubtTold, _isHinted;
    private int _samples, _hints;
    private TimeSpan _pause = TimeSpan.FromSeconds(1);
    private Instrument? _rules;

    public MemorySession(
        ScenarioWorld world, ScenarioVenue venue, Action<ConnectionInput> deliver, Func<OrderIntent, ClockReading, RefusalReason?> lastLook)
    {
        (_world, _time, _deliver, _lastLook) = (world, world.Time, deliver, lastLook);
        _ports = new(world, venue, this);
    }

    public DateTimeOffset StoppedUntil => DateTimeOffset.MinValue;

    public ClockReading? Clock => _estimator.At(_time.Now);

    public void Open() => Await(_ports.ReadInstrumentsAsync([], _cancel.Token), rules =>
    {
        _rules = rules[0];
        _ = _ports.RunAsync(this, _cancel.Token); // ends with the session
        SampleIn(ClockEvery);
    }, why =>
    {
        _deliver(new ConnectionInput.SessionLost($"cannot open: {why}"));
        Later(_pause, Open);
        _pause *= 2;
    });

    public void Dispose()
    {
        _cancel.Cancel();
        _cancel.Dispose();
    }

    /// <summary>False when the effect is not a call to the venue.</summary>
    public bool TryPerform(ConnectionEffect effect)
    {
        if (_rules is null)
        {
            _deliver(effect is ConnectionEffect.SendCreate early
                ? new ConnectionInput.CreateAnswered(early.Intent.Id, new CreateOutcome.NotSent(RefusalReason.NotReady))
                : new ConnectionInput.ReadFailed(effect.GetType().Name, "the session is not open"));
            return true;
        }

        var cancel = _cancel.Token;
        switch (effect)
        {
            case ConnectionEffect.SendCreate e:
                Await(
                    _ports.CreateAsync(e.Intent, e.Clock, () => _lastLook(e.Intent, e.Clock), cancel),
                    outcome => _deliver(new ConnectionInput.CreateAnswered(e.Intent.Id, outcome)), _ => { });
                break;
            case ConnectionEffect.SendCancel e:
                Answer("cancel", _ports.CancelAsync(e.Symbol, e.Id, e.VenueOrderId, cancel), Report);
                break;
            case ConnectionEffect.QueryOrder e:
                Answer(
                    "query", _ports.QueryAsync(e.Symbol, e.Id, e.VenueOrderId, cancel),
                    report => Report(report) ?? new ConnectionInput.OrderNotFound(e.Id));
                break;
            case ConnectionEffect.ReadOpenOrders:
                Answer("open_orders", _ports.ReadOpenOrdersAsync(cancel), orders => new ConnectionInput.OpenOrdersRead(orders));
                break;
            case ConnectionEffect.ReadTrades e:
                var tradesTo = CoveredTo;
                Answer(
                    "trades", _ports.ReadTradesAsync(e.Symbol, e.From, cancel), trades => new ConnectionInput.TradesRead(e.Symbol, e.From, tradesTo, trades));
                break;
            case ConnectionEffect.ReadRows e:
                var rowsTo = CoveredTo;
                Answer("rows", _ports.ReadRowsAsync(e.From, cancel), rows => new ConnectionInput.RowsRead(e.From, rowsTo, rows));
                break;
            case ConnectionEffect.ReadAccount:
                Answer("account", _ports.ReadAccountAsync(cancel), account => new ConnectionInput.AccountRead(account));
                break;
            case ConnectionEffect.SetLeverage e:
                Answer("leverage", _ports.SetLeverageAsync(e.Symbol, e.Leverage, cancel), now => now == e.Leverage
                    ? null : new ConnectionInput.SessionLost($"leverage of {e.Symbol}: asked for {e.Leverage}, got {now}"));
                break;
            case ConnectionEffect.ArmDeadMan e:
                Answer("dead_man", _ports.ArmDeadManAsync(e.Countdown, cancel), static _ => null);
                break;
            default:
                return false;
        }

        return true;
    }

    void IPrivateStreamSink.OnUp() => MeasureClock();

    void IPrivateStreamSink.OnDown(string why) => _deliver(new ConnectionInput.SessionLost(why));

    void IPrivateStreamSink.OnOrder(OrderReport report) => _deliver(new ConnectionInput.OrderReported(report));

    void IPrivateStreamSink.OnTrade(AccountFact.Trade trade) => _deliver(new ConnectionInput.TradeReported(trade));

    // Many at once become one read; each puts it off, as the actor's timer is set again.
    void IPrivateStreamSink.OnAccountHint()
    {
        var mine = ++_hints;
        _isHinted = true;
        Later(HintPause, () =>
        {
            if (!_isHinted || mine != _hints)
                return;
            _isHinted = false;
            _deliver(new ConnectionInput.AccountHinted());
        });
    }

    void IPrivateStreamSink.OnForcedClose(ForcedClose close)
    {
        foreach (var after in ReadsAfterForcedClose)
            Later(after, () => _deliver(new ConnectionInput.AccountHinted(close.Symbol, close.AtVenue - BeforeForcedClose)));
    }

    void IRequestObserver.OnRequest(RequestSeen seen) => _deliver(new ConnectionInput.RequestObserved(seen));

    private DateTimeOffset CoveredTo => Clock is { } clock ? _time.Now + clock.Offset - clock.ErrorBound : DateTimeOffset.MinValue;

    private static ConnectionInput? Report(OrderReport? report) => report is null ? null : new ConnectionInput.OrderReported(report);

    private void MeasureClock() => Await(_ports.MeasureClockAsync(_cancel.Token), reading =>
    {
        Take(reading);
        _deliver(new ConnectionInput.SessionOpened([_rules!], Clock!.Value));
    }, _ => Later(TimeSpan.FromSeconds(1), MeasureClock));

    private void SampleIn(TimeSpan pause)
    {
        var mine = ++_samples;
        Later(pause, () =>
        {
            if (mine == _samples)
                Sample();
        });
    }

    private void Sample()
    {
        if (!_estimator.IsInDoubt && _time.Now - _sampledAt < ClockEvery)
        {
            SampleIn(_sampledAt + ClockEvery - _time.Now);
            return;
        }

        _samples++;
        Await(_ports.MeasureClockAsync(_cancel.Token), reading =>
        {
            Take(reading);
            SampleIn(_estimator.IsInDoubt ? DoubtEvery : ClockEvery);
        }, _ => SampleIn(_estimator.IsInDoubt ? DoubtEvery : ClockEvery));
    }

    private void Take(ClockReading measured)
    {
        var contradiction = _estimator.Take(measured with { ErrorBound = measured.ErrorBound + Resolution }, _time.Now);
        _sampledAt = _time.Now;
        if (contradiction is { Gap: var gap } && gap.Duration() >= TimeSpan.FromMilliseconds(10))
        {
            _deliver(new ConnectionInput.ClockJumped(IsOurs: false, gap));
            Later(TimeSpan.Zero, Sample);
        }

        if (_time.Now - _toldAt >= TellEvery || _estimator.IsInDoubt != _doubtTold)
        {
            _toldAt = _time.Now;
            _deliver(new ConnectionInput.ClockMeasured(_estimator.At(_time.Now)!.Value));
        }

        _doubtTold = _estimator.IsInDoubt;
    }

    private void Answer<T>(string what, Task<VenueAnswer<T>> call, Func<T, ConnectionInput?> accepted) => Await(call, answer =>
    {
        var heard = answer switch
        {
            VenueAnswer<T>.Accepted(var value) => accepted(value),
            VenueAnswer<T>.Rejected(_, var text) => new ConnectionInput.ReadFailed(what, text),
            VenueAnswer<T>.Unknown(var why) => new ConnectionInput.ReadFailed(what, why),
            _ => throw new InvalidOperationException(),
        };
        if (heard is not null)
            _deliver(heard);
    }, why => _deliver(new ConnectionInput.ReadFailed(what, why)));

    private void Later(TimeSpan pause, Action what) => _time.After(pause, () =>
    {
        if (!_cancel.IsCancellationRequested)
            what();
    });

    private void Await<T>(Task<T> call, Action<T> done, Action<string> failed) => _world.Follow(Follow(call, done, failed));

    // Continuations run where the task ends: on the thread that lets time pass.
    private static async Task Follow<T>(Task<T> call, Action<T> done, Action<string> failed)
    {
        T result;
        try
        {
            result = await call.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        catch (VenueException cause)
        {
            failed(cause.Message);
            return;
        }

        done(result);
    }
}
