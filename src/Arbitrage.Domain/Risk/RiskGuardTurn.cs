using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Running;
using Arbitrage.Domain.Strategy;

namespace Arbitrage.Domain.Risk;

/// <summary>One decision of the guard in the making: events fold into the state as they are recorded. Lives for one call of `Decide`.</summary>
internal sealed class RiskGuardTurn(RiskSettings settings, RiskGuardState state, DateTimeOffset now)
{
    private readonly ImmutableArray<RiskGuardEvent>.Builder _events = ImmutableArray.CreateBuilder<RiskGuardEvent>(0);
    private readonly ImmutableArray<RiskGuardEffect>.Builder _effects = ImmutableArray.CreateBuilder<RiskGuardEffect>(0);

    public RiskSettings Settings => settings;

    public RiskGuardState State { get; private set; } = state;

    public DateTimeOffset Now => now;

    public void Record(RiskGuardEvent happened)
    {
        State = RiskGuardFold.Apply(State, happened, State.Sequence + 1);
        _events.Add(happened);
    }

    public void Do(RiskGuardEffect effect) => _effects.Add(effect);

    public void Tell(Symbol symbol, StrategyInput input) => Do(new RiskGuardEffect.TellStrategy(symbol, input));

    public void Alert(string code, string text) => Do(new RiskGuardEffect.Alert(code, text));

    public Decision<RiskGuardEvent, RiskGuardEffect> Close() =>
        _events.Count == 0 && _effects.Count == 0
            ? Decision<RiskGuardEvent, RiskGuardEffect>.Nothing
            : new(_events.ToImmutable(), _effects.ToImmutable());

    /// <summary>Journals a mode, then tells nodes and strategies.</summary>
    public void SetMode(RiskScope scope, TradingMode mode, string by, string reason)
    {
        Record(new RiskGuardEvent.ModeSet(scope.Symbol, mode, by, reason, now, scope.Symbol is null ? scope.Venue : null));
        TellMode(scope);
        if (mode != TradingMode.Active)
            Alert("kill", $"{scope} {mode} by {by}: {reason}");
    }

    /// <summary>Says what is journaled to every node, and to the strategies that the scope speaks of.</summary>
    public void TellMode(RiskScope scope)
    {
        Do(new RiskGuardEffect.SetLatch(State.Latch));
        foreach (var symbol in State.Epochs.Keys)
        {
            if (scope.Symbol is { } one && one != symbol)
                continue;
            var effective = State.ModeOf(symbol);
            Tell(symbol, new StrategyInput.ModeOrdered(effective.Mode, effective.Sequence, State.OrderOf(scope).Reason, State.ModesOfVenues));
        }
    }
}
