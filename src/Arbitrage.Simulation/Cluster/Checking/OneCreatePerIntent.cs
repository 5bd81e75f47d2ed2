using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Simulation.Cluster.Checking.Truth;

namespace Arbitrage.Simulation.Cluster.Checking;

/// <summary>I1: an intent is intended once, claimed once, written to a socket once, received once.</summary>
internal sealed class OneCreatePerIntent(ClusterTruth truth) : Checker("I1")
{
    /// <inheritdoc/>
    public override void Heard(in Durable durable)
    {
        switch (durable.Happened)
        {
            case StrategyEvent.LegsIntended legs:
                foreach (var order in legs.Orders)
                    Intended(order);
                break;
            case StrategyEvent.LadderStepped step:
                foreach (var order in step.Orders)
                    Intended(order);
                break;
            case ConnectionEvent.Claimed claimed when truth.Find(claimed.Intent.Id.Text) is { Claims: > 1 } order:
                Broken($"{order.Id} was claimed {order.Claims} times.");
                break;
            default:
                break;
        }
    }

    /// <inheritdoc/>
    public override void Heard(in CreateWritten written)
    {
        var writes = Math.Max(truth.Find(written.Intent.Id.Text)?.Writes ?? 0, written.Attempt);
        if (writes > 1)
            Broken($"the CREATE of {written.Intent.Id} was written {writes} times, last by {written.By}.");
    }

    /// <inheritdoc/>
    public override void Heard(in CreateReceived received)
    {
        if (truth.Find(received.Log.Request.ClientId) is { Receipts: > 1 } order)
            Broken($"{received.Log.Venue} received {order.Receipts} CREATEs of {order.Id}.");
    }

    private void Intended(OrderIntent intent)
    {
        if (truth.Find(intent.Id.Text) is { Intentions: > 1 } order)
            Broken($"{order.Id} was intended {order.Intentions} times.");
    }
}
