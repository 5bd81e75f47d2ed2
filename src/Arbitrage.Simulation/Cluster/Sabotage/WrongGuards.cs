using Arbitrage.Domain.Ledger;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Running;
using Arbitrage.Domain.Trading;
using Guard = Arbitrage.Domain.Running.IMachine<
    Arbitrage.Domain.Risk.RiskGuardState, Arbitrage.Domain.Running.NoView, Arbitrage.Domain.Risk.RiskGuardInput, Arbitrage.Domain.Risk.RiskGuardEvent,
    Arbitrage.Domain.Risk.RiskGuardEffect>;
using Ledger = Arbitrage.Domain.Running.IMachine<
    Arbitrage.Domain.Ledger.LedgerState, Arbitrage.Domain.Ledger.LedgerView, Arbitrage.Domain.Ledger.LedgerInput, Arbitrage.Domain.Ledger.LedgerEvent,
    Arbitrage.Domain.Ledger.LedgerEffect>;
using Step = Arbitrage.Domain.Running.Decision<Arbitrage.Domain.Risk.RiskGuardEvent, Arbitrage.Domain.Risk.RiskGuardEffect>;

namespace Arbitrage.Simulation.Cluster.Sabotage;

/// <summary>Takes a grant back when its time is over, whatever its holder has in flight.</summary>
internal sealed class ReclaimsAtExpiry(Guard inner, TimeSpan life)
    : MachineAround<RiskGuardState, NoView, RiskGuardInput, RiskGuardEvent, RiskGuardEffect>(inner)
{
    private readonly Dictionary<long, DateTimeOffset> _seen = [];

    /// <inheritdoc/>
    public override Step Decide(RiskGuardState state, NoView view, RiskGuardInput input)
    {
        var step = base.Decide(state, view, input);
        if (input is not RiskGuardInput.ClockTicked || !step.Events.IsEmpty)
            return step;
        foreach (var (id, grant) in state.Grants)
        {
            if (!_seen.TryGetValue(id, out var since))
                _seen.Add(id, since = input.Now);
            if (input.Now - since < life)
                continue;
            var use = state.Uses.GetValueOrDefault(grant.Symbol, Use.None);
            return step with { Events = [new RiskGuardEvent.LeaseClosed(id, grant.Symbol, use.Capital, use.Exposure)] };
        }

        return step;
    }
}

/// <summary>Performs what it says about some inputs without having written it.</summary>
internal sealed class GuardWithoutJournal(Guard inner, Func<RiskGuardInput, bool> of)
    : MachineAround<RiskGuardState, NoView, RiskGuardInput, RiskGuardEvent, RiskGuardEffect>(inner)
{
    /// <inheritdoc/>
    public override Step Decide(RiskGuardState state, NoView view, RiskGuardInput input)
    {
        var step = base.Decide(state, view, input);
        return of(input) ? step with { Events = [] } : step;
    }
}

/// <summary>Books fees as if they had been received.</summary>
internal sealed class FeesTheWrongWay(Ledger inner) : MachineAround<LedgerState, LedgerView, LedgerInput, LedgerEvent, LedgerEffect>(inner)
{
    /// <inheritdoc/>
    public override Decision<LedgerEvent, LedgerEffect> Decide(LedgerState state, LedgerView view, LedgerInput input) => base.Decide(
        state, view, input is LedgerInput.FactsArrived arrived ? arrived with { Facts = [.. arrived.Facts.Select(Turned)] } : input);

    private static NumberedFact Turned(NumberedFact numbered) =>
        numbered.Fact is AccountFact.Trade trade ? numbered with { Fact = trade with { Fee = -trade.Fee } } : numbered;
}
