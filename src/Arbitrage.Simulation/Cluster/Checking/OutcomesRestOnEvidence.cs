using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Simulation.Cluster.Checking.Truth;

namespace Arbitrage.Simulation.Cluster.Checking;

/// <summary>
/// I3: an order gets no final outcome without evidence: "rejected" only of one that a venue refused, "not sent" only of one that was never written, no fill
/// but the true one; and a strategy believes in no outcome that its connection has not journaled.
/// </summary>
internal sealed class OutcomesRestOnEvidence(ClusterTruth truth) : Checker("I3")
{
    /// <inheritdoc/>
    public override void Heard(in Durable durable)
    {
        switch (durable.Happened)
        {
            case ConnectionEvent.Finished e when truth.Find(e.Id.Text) is { } order:
                Check(order, e.Outcome);
                break;
            case StrategyEvent.OutcomeSeen e when truth.Find(e.Id.Text) is { } order && order.Outcome != e.Outcome:
                Broken($"the strategy closed {order.Id} as {e.Outcome}, its connection {(object?)order.Outcome ?? "not at all"}.");
                break;
            default:
                break;
        }
    }

    private void Check(TrueOrder order, OrderOutcome outcome)
    {
        switch (outcome)
        {
            case OrderOutcome.NotSent when order.Writes > 0:
                Broken($"{order.Id} was closed as not sent and had been written.");
                break;
            case OrderOutcome.Rejected when order.IsAccepted:
                Broken($"{order.Id} was closed as {outcome} and the venue has it, {order.Filled} filled.");
                break;
            case OrderOutcome.Rejected when !order.IsTurnedAway:
                Broken($"{order.Id} was closed as {outcome} and no venue refused it.");
                break;
            case OrderOutcome.NoEffect when order.Filled > 0m:
                Broken($"{order.Id} was closed as without effect and {order.Filled} had filled.");
                break;
            case OrderOutcome.Ended ended when ended.Filled.Value != order.Filled || (order.IsAccepted && !order.HasEnded):
                Broken($"{order.Id} was closed with {ended.Filled} filled; at the venue it is {(order.HasEnded ? "over" : "open")} with {order.Filled}.");
                break;
            default:
                break;
        }
    }
}

/// <summary>I3: while an order of a symbol has no end, as its strategy or its connection durably know it, nothing that adds risk is intended there.</summary>
internal sealed class DoubtFreezesNewRisk(ClusterTruth truth) : Checker("I3")
{
    /// <inheritdoc/>
    public override void Heard(in Durable durable)
    {
        if (durable.Happened is not StrategyEvent.LegsIntended legs || legs.Orders.All(o => o.Risk == RiskClass.Reducing)
            || truth.StrategyOf(durable.By.PersistenceId) is not { } symbol)
            return;
        foreach (var other in symbol.Live)
        {
            if (legs.Orders.All(o => o.Id.Text != other.Id))
                Broken($"{legs.Orders[0].Id} was intended while {other.Id} has no end in the journal of {symbol.Symbol}.");
        }

        foreach (var other in truth.Orders)
        {
            if (other is { Claims: > 0, Outcome: null } && other.Claim!.Symbol == symbol.Symbol && legs.Orders.All(o => o.Id.Text != other.Id))
                Broken($"{legs.Orders[0].Id} was intended while {other.Id} is claimed and not resolved.");
        }
    }
}
