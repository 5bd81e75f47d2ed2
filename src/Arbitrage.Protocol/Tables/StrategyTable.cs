using Arbitrage.Domain.Strategy;
using Arbitrage.Protocol.Wire;

namespace Arbitrage.Protocol.Tables;

/// <summary>Family `st`: strategies.</summary>
internal static class StrategyTable
{
    public static WireSchemaBuilder WithStrategy(this WireSchemaBuilder tables) => tables
        .Union<StrategyInput>(
            (1, typeof(StrategyInput.BooksMoved)),
            (2, typeof(StrategyInput.ClockTicked)),
            (3, typeof(StrategyInput.SessionChanged)),
            (4, typeof(StrategyInput.FundsSeen)),
            (5, typeof(StrategyInput.IntentAnswered)),
            (6, typeof(StrategyInput.OrderAcknowledged)),
            (7, typeof(StrategyInput.OrderInDoubt)),
            (8, typeof(StrategyInput.OrderFinished)),
            (9, typeof(StrategyInput.FactsArrived)),
            (10, typeof(StrategyInput.EpochAcknowledged)),
            (11, typeof(StrategyInput.GuardAcknowledged)),
            (12, typeof(StrategyInput.LeaseGranted)),
            (13, typeof(StrategyInput.LeaseRefused)),
            (14, typeof(StrategyInput.ModeOrdered)),
            (15, typeof(StrategyInput.HaltOrdered)),
            (16, typeof(StrategyInput.StopRequested)));
}
