using System.Collections.Immutable;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Ledger;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Running;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;

namespace Arbitrage.Domain.Tests.Connection;

/// <summary>
/// A connection driven by its runner over a journal in memory whose writes succeed at once, or when <see cref="Land"/> says so. Time
/// moves only by <see cref="Pass"/>; <see cref="Restart"/> starts a new incarnation from the journal.
/// </summary>
internal sealed class ConnectionScript
{
    private MachineRunner<ConnectionState, ConnectionView, ConnectionInput, ConnectionEvent, ConnectionEffect> _runner;

    public ConnectionScript(ConnectionSettings? settings = null, IEnumerable<ConnectionEvent>? journal = null)
    {
        Settings = settings ?? Samples.SpotSettings;
        Machine = new(Settings);
        Journal.AddRange(journal ?? []);
        _runner = Recover();
    }

    private ImmutableArray<ConnectionEvent> _held = [];

    public ConnectionSettings Settings { get; }

    /// <summary>Writes wait for <see cref="Land"/>; inputs queue behind them.</summary>
    public bool HoldWrites { get; set; }

    public ConnectionMachine Machine { get; }

    public List<ConnectionEvent> Journal { get; } = [];

    public List<ConnectionEffect> All { get; } = [];

    /// <summary>Effects of the last input, or of the last recovery.</summary>
    public List<ConnectionEffect> Last { get; } = [];

    public DateTimeOffset Now { get; set; } = Samples.Start;

    public ConnectionState State => _runner.State;

    public ConnectionView View => _runner.View;

    public OrderEntry Order(OrderIntent intent) => State.Orders[intent.Id];

    public ConnectionScript When(params ConnectionInput[] inputs)
    {
        foreach (var input in inputs)
        {
            Last.Clear();
            Carry(_runner.OnInput(input with { Now = Now }));
        }

        return this;
    }

    /// <summary>Time passes in ticks of 100 ms.</summary>
    public ConnectionScript Pass(double seconds)
    {
        Last.Clear();
        for (var ticks = (long)(seconds * 10); ticks > 0; ticks--)
        {
            Now += TimeSpan.FromMilliseconds(100);
            Carry(_runner.OnInput(new ConnectionInput.ClockTicked { Now = Now }));
        }

        return this;
    }

    /// <summary>The outstanding write becomes durable, and is told so; what queued behind it may write again.</summary>
    public ConnectionScript Land()
    {
        if (_held.IsEmpty)
            return this;
        var events = _held;
        _held = [];
        Journal.AddRange(events);
        Carry(_runner.OnWritten(Journal.Count));
        return this;
    }

    /// <summary>Crash and recovery. An outstanding write is lost, or lands without its writer learning of it.</summary>
    public ConnectionScript Restart(bool landed = false)
    {
        if (landed)
            Journal.AddRange(_held);
        _held = [];
        Last.Clear();
        _runner = Recover();
        return this;
    }

    /// <summary>Everything the machine asks to read is answered as an account of this content that nothing happens to.</summary>
    public ConnectionScript AnswerReads(AccountReport account, params AccountFact[] history)
    {
        foreach (var read in Last.ToArray())
        {
            switch (read)
            {
                case ConnectionEffect.ReadAccount:
                    When(new ConnectionInput.AccountRead(account with { At = Now }));
                    break;
                case ConnectionEffect.ReadOpenOrders:
                    When(new ConnectionInput.OpenOrdersRead([]));
                    break;
                case ConnectionEffect.ReadTrades r:
                    When(new ConnectionInput.TradesRead(r.Symbol, r.From, Samples.AtVenue(Now),
                        [.. history.OfType<AccountFact.Trade>().Where(t => t.Symbol == r.Symbol && t.AtVenue >= r.From)]));
                    break;
                case ConnectionEffect.ReadRows r:
                    When(new ConnectionInput.RowsRead(r.From, Samples.AtVenue(Now), [.. history.OfType<AccountFact.Row>().Where(t => t.AtVenue >= r.From)]));
                    break;
            }
        }

        return this;
    }

    /// <summary>Session open, opening adopted, history read: ready; the epoch of the strategy is known.</summary>
    public ConnectionScript Ready(AccountReport? account = null)
    {
        When(Samples.Opened(Settings.Venue));
        var opening = account ?? Samples.Account(Settings.Venue);
        foreach (var _ in Enumerable.Range(0, 3))
        {
            When(new ConnectionInput.AccountRead(opening with { At = Now }));
            When(new ConnectionInput.OpenOrdersRead([]));
            foreach (var symbol in Settings.Symbols)
                When(new ConnectionInput.TradesRead(symbol, Samples.AtVenue(Now), Samples.AtVenue(Now), []));
            When(new ConnectionInput.RowsRead(Samples.AtVenue(Now), Samples.AtVenue(Now), []));
        }

        Assert.True(View.IsReady, View.Why);
        When(new ConnectionInput.RaiseEpoch(Samples.Btc, Samples.Epoch));
        Now += TimeSpan.FromSeconds(1);
        return this;
    }

    public IEnumerable<T> Told<T>(IEnumerable<ConnectionEffect>? of = null)
        where T : StrategyInput =>
        (of ?? Last).OfType<ConnectionEffect.TellStrategy>().Select(t => t.Input).OfType<T>();

    public IEnumerable<T> ToldLedger<T>(IEnumerable<ConnectionEffect>? of = null)
        where T : LedgerInput =>
        (of ?? Last).OfType<ConnectionEffect.TellLedger>().Select(t => t.Input).OfType<T>();

    public IEnumerable<OrderIntent> Sent(IEnumerable<ConnectionEffect>? of = null) =>
        (of ?? Last).OfType<ConnectionEffect.SendCreate>().Select(s => s.Intent);

    public IEnumerable<string> Alerts => Last.OfType<ConnectionEffect.Alert>().Select(a => a.Code);

    private MachineRunner<ConnectionState, ConnectionView, ConnectionInput, ConnectionEvent, ConnectionEffect> Recover()
    {
        _runner = new(Machine, new ConnectionView());
        for (var i = 0; i < Journal.Count; i++)
            _runner.OnReplayed(Journal[i], i + 1);
        Carry(_runner.OnRecovered(Journal.Count, Now));
        return _runner;
    }

    private void Carry(RunnerStep<ConnectionEvent, ConnectionEffect> step)
    {
        while (true)
        {
            switch (step)
            {
                case RunnerStep<ConnectionEvent, ConnectionEffect>.Wait:
                    return;
                case RunnerStep<ConnectionEvent, ConnectionEffect>.Perform p:
                    Perform(p.Effects);
                    return;
                case RunnerStep<ConnectionEvent, ConnectionEffect>.Write w when HoldWrites:
                    _held = w.Events;
                    return;
                case RunnerStep<ConnectionEvent, ConnectionEffect>.PerformThenWrite w when HoldWrites:
                    Perform(w.Effects);
                    _held = w.Events;
                    return;
                case RunnerStep<ConnectionEvent, ConnectionEffect>.Write w:
                    step = Written(w.FirstSequence, w.Events);
                    break;
                case RunnerStep<ConnectionEvent, ConnectionEffect>.PerformThenWrite w:
                    Perform(w.Effects);
                    step = Written(w.FirstSequence, w.Events);
                    break;
                default:
                    throw new InvalidOperationException($"{step}");
            }
        }
    }

    private RunnerStep<ConnectionEvent, ConnectionEffect> Written(long first, ImmutableArray<ConnectionEvent> events)
    {
        Assert.Equal(Journal.Count + 1, first);
        Journal.AddRange(events);
        return _runner.OnWritten(Journal.Count);
    }

    private void Perform(ImmutableArray<ConnectionEffect> effects)
    {
        Last.AddRange(effects);
        All.AddRange(effects);
    }
}
