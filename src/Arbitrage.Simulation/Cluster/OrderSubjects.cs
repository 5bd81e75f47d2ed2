using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Strategy;

namespace Arbitrage.Simulation.Cluster;

/// <summary>What has to do with an order: the moments at which a crash is worth most.</summary>
internal static class OrderSubjects
{
    public static bool Has(object subject) => subject is
        StrategyEvent.LegsIntended or StrategyEvent.LadderStepped or StrategyEvent.OrderAnswered or StrategyEvent.OutcomeSeen or StrategyEvent.PairEnded
        or StrategyEffect.SubmitOrder or StrategyEffect.ResubmitOrder
        or StrategyInput.IntentAnswered or StrategyInput.OrderFinished or StrategyInput.FactsArrived
        or ConnectionEvent.Claimed or ConnectionEvent.Acknowledged or ConnectionEvent.Finished or ConnectionEvent.FactBooked or ConnectionEvent.Doubted
        or ConnectionEffect.SendCreate
        or ConnectionInput.Submit or ConnectionInput.CreateAnswered or ConnectionInput.OrderReported or ConnectionInput.TradeReported;
}
