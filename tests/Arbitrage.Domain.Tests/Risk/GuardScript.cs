using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Running;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;

namespace Arbitrage.Domain.Tests.Risk;

/// <summary>One guard with a journal in memory, and strategies that have raised their epochs there. Time moves only when told to.</summary>
public sealed class GuardScript
{
    public static readonly Symbol Btc = new("BTC_USDT");
    public static readonly Symbol Eth = new("ETH_USDT");
    public static readonly Epoch First = new(0, 1);

    /// <summary>Figures of a symbol that nothing has happened to.</summary>
    public static readonly StrategyFigures Quiet = new(0, 0, new(1000m), new(1000m), new(1000m), 2m, 0, 0, 0, 0);

    private readonly RiskSettings _settings;
    private RiskGuardMachine _machine;
    private long _version;

    public GuardScript(RiskSettings? settings = null)
    {
        _settings = settings ?? new();
        _machine = new(_settings);
        Fold(_machine.Recovered(State, 1, Now));
        Tell(new RiskGuardInput.RaiseEpoch(Btc, First));
        Tell(new RiskGuardInput.RaiseEpoch(Eth, First));
        Effects.Clear();
    }

    public RiskSettings Settings => _settings;

    public RiskGuardState State { get; private set; } = RiskGuardState.Empty;

    public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public List<RiskGuardEvent> Journal { get; } = [];

    public List<RiskGuardEffect> Effects { get; } = [];

    public IEnumerable<string> Alerts => Effects.OfType<RiskGuardEffect.Alert>().Select(a => a.Code);

    public IEnumerable<RiskGuardEvent.BreakerTripped> Trips => Journal.OfType<RiskGuardEvent.BreakerTripped>();

    /// <summary>Inputs told to a symbol by the last input.</summary>
    public StrategyInput Answer => Last.OfType<RiskGuardEffect.TellStrategy>().Single().Input;

    public List<RiskGuardEffect> Last { get; } = [];

    public GuardScript Tell(RiskGuardInput input)
    {
        var decision = Fold(_machine.Decide(State, NoView.Instance, input with { Now = Now }));
        Last.Clear();
        Last.AddRange(decision.Effects);
        Effects.AddRange(decision.Effects);
        return this;
    }

    /// <summary>The next report of a symbol.</summary>
    public GuardScript Report(Symbol symbol, StrategyFigures figures) =>
        Tell(new RiskGuardInput.StrategyReported(symbol, State.Epochs[symbol], ++_version, figures));

    public GuardScript PassSeconds(int seconds)
    {
        Now += TimeSpan.FromSeconds(seconds);
        return this;
    }

    /// <summary>A new incarnation on the journal so far; the state has to come out the same.</summary>
    public GuardScript Restart()
    {
        var (before, state) = (State, RiskGuardState.Empty);
        _machine = new(_settings);
        for (var i = 0; i < Journal.Count; i++)
            state = _machine.Apply(state, Journal[i], i + 1);
        Assert.Equal(Canonical.Text(before), Canonical.Text(state));
        State = state;
        Fold(_machine.Recovered(State, Journal.Count + 1, Now));
        return this;
    }

    private Decision<RiskGuardEvent, RiskGuardEffect> Fold(Decision<RiskGuardEvent, RiskGuardEffect> decision)
    {
        foreach (var happened in decision.Events)
        {
            Journal.Add(happened);
            State = _machine.Apply(State, happened, Journal.Count);
        }

        return decision;
    }
}
