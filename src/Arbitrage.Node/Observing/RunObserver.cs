using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using Arbitrage.Actors.Running;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Ledger;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;
using Arbitrage.Simulation.Reporting;

namespace Arbitrage.Node.Observing;

/// <summary>
/// Sees every durable event and every input of the process and decides nothing: latest states for view and report, stage times,
/// alerts, last events. Called on the actors' threads; readers take immutable states.
/// </summary>
internal sealed class RunObserver(ILogger log, TimeProvider time) : IJournalObserver, IInputRecorder, IAlertSink
{
    private const int EventsKept = 12;

    private readonly ConcurrentDictionary<string, object> _states = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Symbol, SymbolSample> _samples = new();
    private readonly ConcurrentDictionary<(Symbol, long), LegsUnderWay> _legs = new();
    private readonly Lock _gate = new();
    private readonly Queue<string> _events = new();
    private readonly List<Alert> _alerts = [];

    /// <summary>Keeps samples and alerts for a report; null when nobody keeps them. Set before the node starts.</summary>
    public RunRecorder? Recorder { get; set; }

    /// <summary>Times per stage.</summary>
    public StageHistograms Stages { get; } = new();

    /// <summary>Alerts in the order raised.</summary>
    public ImmutableArray<Alert> Alerts
    {
        get
        {
            lock (_gate)
                return [.. _alerts];
        }
    }

    /// <summary>Latest events worth a line, oldest first.</summary>
    public ImmutableArray<string> LastEvents
    {
        get
        {
            lock (_gate)
                return [.. _events];
        }
    }

    /// <summary>Told of every line that is added to <see cref="LastEvents"/>; on actor threads.</summary>
    public Action<string>? OnLine { get; set; }

    /// <summary>Latest state of a strategy.</summary>
    public StrategyState? Strategy(Symbol symbol) => Latest<StrategyState>("strategy-", symbol.Text.ToLowerInvariant());

    /// <summary>Latest state of the risk guard.</summary>
    public RiskGuardState? Guard => Latest<RiskGuardState>(Actors.PersistenceIds.RiskGuard, "");

    /// <summary>Latest state of a connection.</summary>
    public ConnectionState? Connection(Venue venue) => Latest<ConnectionState>("connection-", venue.Key());

    /// <summary>Latest state of a ledger.</summary>
    public LedgerState? Ledger(Venue venue) => Latest<LedgerState>("ledger-", venue.Key());

    /// <summary>Latest sample of a strategy's volatile knowledge.</summary>
    public SymbolSample Sample(Symbol symbol) => _samples.GetValueOrDefault(symbol) ?? SymbolSample.None;

    /// <inheritdoc/>
    public void OnWritten(string persistenceId, long sequence, object happened, object stateAfter)
    {
        _states[persistenceId] = stateAfter;
        if (happened is StrategyEvent strategyEvent && stateAfter is StrategyState state)
            Note(persistenceId["strategy-".Length..].ToUpperInvariant(), sequence, strategyEvent, state);
        else if (happened is LedgerEvent.DifferenceFound difference)
            Add($"{persistenceId}: {difference.Differences.Length} differences to the venue");
    }

    void IJournalObserver.OnRecovered(string persistenceId, long sequence, object? happened, object stateAfter) =>
        _states[persistenceId] = stateAfter;

    /// <inheritdoc/>
    public void OnInput(string persistenceId, DateTimeOffset now, object input, object view)
    {
        // Sampled ten times a second on the actor's own thread: nothing is computed per tick, and nothing is read across threads.
        if (input is not StrategyInput.ClockTicked || view is not StrategyView strategy)
            return;
        var symbol = new Symbol(persistenceId["strategy-".Length..].ToUpperInvariant());
        _samples[symbol] = SymbolSample.Of(strategy);
        Recorder?.Look(symbol, now, strategy, Strategy(symbol));
    }

    /// <inheritdoc/>
    public void Raise(string source, string code, string text)
    {
        lock (_gate)
            _alerts.Add(new(source, code, text));
        Recorder?.Alert(source, code, text);
        log.LogWarning("{Source} alert {Code}: {Text}", source, code, text);
        Add($"{source} ALERT {code}: {text}");
    }

    private T? Latest<T>(string family, string key)
        where T : class => _states.GetValueOrDefault(family + key) as T;

    private void Note(string symbol, long sequence, StrategyEvent happened, StrategyState state)
    {
        switch (happened)
        {
            case StrategyEvent.PhaseEntered entered:
                log.LogInformation("{Symbol} entered {Phase}: {Reason}", symbol, entered.Phase.Display(), entered.Reason);
                if (entered.Phase is not (StrategyPhase.PreparingArbitrage or StrategyPhase.ExecutingArbitrage or StrategyPhase.MonitoringSpreads))
                    Add($"{symbol} {entered.Phase.Display()}: {entered.Reason}");
                break;
            case StrategyEvent.LegsIntended { Orders.Length: > 1 } legs:
                _legs[(new(symbol), sequence)] = new([.. legs.Orders.Select(o => o.Id.Text)]);
                break;
            case StrategyEvent.OutcomeSeen when state.Pair is { } pair && _legs.TryGetValue((new(symbol), pair.Id), out var legs):
                if (legs.Orders.All(id => state.Orders.Any(o => o.Key.Text == id && o.Value.Outcome is not null)))
                    End(new(symbol), pair.Id, legs);
                break;
            case StrategyEvent.PairEnded ended:
                if (_legs.TryGetValue((new(symbol), ended.Pair), out var late))
                    End(new(symbol), ended.Pair, late);
                Note(symbol, ended);
                break;
            case StrategyEvent.OrderDoubted doubted:
                Add($"{symbol} {doubted.Id} in doubt: {doubted.Why}");
                break;
            case StrategyEvent.HaltSet halt:
                Add($"{symbol} HALTED: {halt.Reason}");
                break;
            case StrategyEvent.Stopped stopped:
                Add($"{symbol} stopped{(stopped.Flat ? " flat" : "")}: {stopped.Reason}");
                break;
            default:
                break;
        }
    }

    private void Note(string symbol, StrategyEvent.PairEnded ended)
    {
        log.LogInformation(
            "{Symbol} {Purpose} {Pair} {Result}: sold {Sold} for {SoldFor}, bought {Bought} for {BoughtFor}, fees {Fees}, P&L {Pnl} (expected {Estimated})",
            symbol, ended.Purpose, ended.Pair, ended.Result, ended.Sold, ended.SoldFor, ended.Bought, ended.BoughtFor, ended.Fees, ended.Pnl, ended.Estimated);
        if (ended.Purpose is PairPurpose.Entry or PairPurpose.Return)
            Add($"{symbol} {ended.Purpose} {ended.Result}: {ended.Pnl.Value:+0.0000;-0.0000} USDT (expected {ended.Estimated.Value:+0.0000;-0.0000})");
        else
            Add($"{symbol} {ended.Purpose} {ended.Result}");
    }

    private void End(Symbol symbol, long pair, LegsUnderWay legs)
    {
        if (_legs.TryRemove((symbol, pair), out _))
            Stages.PairFinal(legs.Orders, Stopwatch.GetTimestamp());
    }

    private void Add(string line)
    {
        var stamped = $"{time.GetLocalNow():HH:mm:ss.fff} {line}";
        lock (_gate)
        {
            _events.Enqueue(stamped);
            if (_events.Count > EventsKept)
                _events.Dequeue();
        }

        OnLine?.Invoke(stamped);
    }

    private sealed record LegsUnderWay(ImmutableArray<string> Orders);
}

/// <summary>Something a person should know.</summary>
internal sealed record Alert(string Source, string Code, string Text);

/// <summary>What a strategy sees, sampled.</summary>
/// <param name="GateToMexcPct">Net edge of buying at Gate and selling at MEXC, percent.</param>
/// <param name="MexcToGatePct">The other way.</param>
/// <param name="Opportunities">Seen so far.</param>
/// <param name="Skipped">Not taken, by reason.</param>
internal sealed record SymbolSample(
    decimal? GateToMexcPct, decimal? MexcToGatePct, long Opportunities, ImmutableSortedDictionary<string, long> Skipped)
{
    public static SymbolSample None { get; } = new(null, null, 0, ImmutableSortedDictionary<string, long>.Empty);

    public static SymbolSample Of(StrategyView view) => new(
        view.NetEdgePct(SpreadDirection.BuyGateSellMexc), view.NetEdgePct(SpreadDirection.BuyMexcSellGate), view.Opportunities,
        SkipNames.Of(view.Skipped));
}
