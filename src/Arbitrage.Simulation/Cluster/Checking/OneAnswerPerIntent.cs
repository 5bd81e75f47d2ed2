using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Simulation.Cluster.Checking.Truth;

namespace Arbitrage.Simulation.Cluster.Checking;

/// <summary>
/// I2: a connection's journal holds exactly one of Claimed, Refused, Voided and Inherited per intent, and a strategy that was told "never sent" was told the
/// truth.
/// </summary>
internal sealed class OneAnswerPerIntent(ClusterTruth truth) : Checker("I2")
{
    /// <inheritdoc/>
    public override void Heard(in Durable durable)
    {
        switch (durable.Happened)
        {
            case ConnectionEvent.Claimed e:
                Answered(e.Intent, "claimed");
                break;
            case ConnectionEvent.Refused e:
                Answered(e.Intent, "refused");
                break;
            case ConnectionEvent.Voided e:
                Answered(e.Intent, "voided");
                break;
            case ConnectionEvent.Inherited e:
                Answered(e.Intent, "inherited");
                break;
            case StrategyEvent.OrderAnswered { Answer: not IntentAnswer.Claimed } e when truth.Find(e.Id.Text) is { Claims: > 0 } order:
                Broken($"the strategy was told {e.Answer} of {order.Id}, which was claimed.");
                break;
            default:
                break;
        }
    }

    private void Answered(OrderIntent intent, string what)
    {
        var order = truth.Find(intent.Id.Text)!;
        if (order.Answers > 1)
            Broken($"{order.Id} was {what}, its answer number {order.Answers}.");
        if (order.AnswerSeen is IntentAnswer.Refused or IntentAnswer.Voided && order.Claims > 0)
            Broken($"{order.Id} was claimed although its strategy holds {order.AnswerSeen}.");
        if (order.Intent is { } intended && intended != intent)
            Broken($"{order.Id} was {what} as {intent}, intended was {intended}.");
    }
}
