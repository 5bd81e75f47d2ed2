using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Simulation.Driver;

namespace Arbitrage.Simulation.Cluster.Checking;

/// <summary>I16: a secret that a venue's error text repeats is in no journal and no alert.</summary>
internal sealed class NoSecretTold() : Checker("I16")
{
    /// <summary>What a simulated venue puts into the texts of its errors, as a real one may echo a signature.</summary>
    public const string Canary = "canarysecretcanarysecretcanarysecretcanarysecretcanarysecret0123";

    // As much of it as would give it away.
    private const string Part = "canarysecret";

    /// <inheritdoc/>
    public override void Heard(in Durable durable)
    {
        var text = durable.Happened switch
        {
            ConnectionEvent.Doubted e => e.Why,
            ConnectionEvent.Banned e => e.Why,
            ConnectionEvent.Finished { Outcome: OrderOutcome.Rejected r } => r.Text,
            StrategyEvent.OrderDoubted e => e.Why,
            StrategyEvent.OutcomeSeen { Outcome: OrderOutcome.Rejected r } => r.Text,
            StrategyEvent.VenueLost e => e.Why,
            StrategyEvent.ErrorSeen e => e.Reason,
            StrategyEvent.HaltSet e => e.Reason,
            StrategyEvent.StopAsked e => e.Reason,
            StrategyEvent.ModeChanged e => e.Reason,
            StrategyEvent.PhaseEntered e => e.Reason,
            StrategyEvent.RecoveryAttempted e => e.Why,
            RiskGuardEvent.ModeSet e => e.Reason,
            _ => null,
        };
        if (text is not null && text.Contains(Part, StringComparison.Ordinal))
            Broken($"{durable.By.PersistenceId} journaled a secret in event {durable.Sequence}, {durable.Happened.GetType().Name}.");
    }

    /// <inheritdoc/>
    public override void Heard(RaisedAlert alert)
    {
        if (alert.Text.Contains(Part, StringComparison.Ordinal))
            Broken($"{alert.PersistenceId} told a secret in alert {alert.Code}.");
    }
}
