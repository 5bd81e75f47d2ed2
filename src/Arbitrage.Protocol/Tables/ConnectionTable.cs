using Arbitrage.Domain.Connection;
using Arbitrage.Protocol.Wire;

namespace Arbitrage.Protocol.Tables;

/// <summary>Family `cn`: connections.</summary>
internal static class ConnectionTable
{
    public static WireSchemaBuilder WithConnection(this WireSchemaBuilder tables) => tables
        .Events<ConnectionEvent>(
            "cn",
            (1, "incarnation-started", typeof(ConnectionEvent.IncarnationStarted)),
            (2, "epoch-raised", typeof(ConnectionEvent.EpochRaised)),
            (3, "claimed", typeof(ConnectionEvent.Claimed)),
            (4, "refused", typeof(ConnectionEvent.Refused)),
            (5, "voided", typeof(ConnectionEvent.Voided)),
            (6, "inherited", typeof(ConnectionEvent.Inherited)),
            (7, "acknowledged", typeof(ConnectionEvent.Acknowledged)),
            (8, "doubted", typeof(ConnectionEvent.Doubted)),
            (9, "progressed", typeof(ConnectionEvent.Progressed)),
            (10, "fact-booked", typeof(ConnectionEvent.FactBooked)),
            (11, "finished", typeof(ConnectionEvent.Finished)),
            (12, "forgotten", typeof(ConnectionEvent.Forgotten)),
            (13, "trades-covered", typeof(ConnectionEvent.TradesCovered)),
            (14, "rows-covered", typeof(ConnectionEvent.RowsCovered)),
            (15, "opening-adopted", typeof(ConnectionEvent.OpeningAdopted)),
            (16, "facts-confirmed", typeof(ConnectionEvent.FactsConfirmed)),
            (17, "keys-pruned", typeof(ConnectionEvent.KeysPruned)),
            (18, "group-closed", typeof(ConnectionEvent.GroupClosed)),
            (19, "banned", typeof(ConnectionEvent.Banned)),
            (20, "cancels-counted", typeof(ConnectionEvent.CancelsCounted)),
            (21, "turnover-judged", typeof(ConnectionEvent.TurnoverJudged)),
            (22, "foreign-order-seen", typeof(ConnectionEvent.ForeignOrderSeen)),
            (23, "foreign-orders-forgotten", typeof(ConnectionEvent.ForeignOrdersForgotten)),
            (24, "adopted", typeof(ConnectionEvent.Adopted)))
        .Union<Adoption>(
            (1, typeof(Adoption.Opening)),
            (2, typeof(Adoption.Order)),
            (3, typeof(Adoption.Balance)),
            (4, typeof(Adoption.Position)))
        .Message<ConnectionState>("cn.state/1")
        .Union<ConnectionInput>(
            (1, typeof(ConnectionInput.Submit)),
            (2, typeof(ConnectionInput.RaiseEpoch)),
            (3, typeof(ConnectionInput.Void)),
            (4, typeof(ConnectionInput.Cancel)),
            (5, typeof(ConnectionInput.ConfirmOutcomes)),
            (6, typeof(ConnectionInput.PullSymbolFacts)),
            (7, typeof(ConnectionInput.PullFacts)),
            (8, typeof(ConnectionInput.SessionOpened)),
            (9, typeof(ConnectionInput.SessionLost)),
            (10, typeof(ConnectionInput.AuthenticationFailed)),
            (11, typeof(ConnectionInput.ClockMeasured)),
            (12, typeof(ConnectionInput.CreateAnswered)),
            (13, typeof(ConnectionInput.OrderReported)),
            (14, typeof(ConnectionInput.OrderNotFound)),
            (15, typeof(ConnectionInput.TradeReported)),
            (16, typeof(ConnectionInput.OpenOrdersRead)),
            (17, typeof(ConnectionInput.TradesRead)),
            (18, typeof(ConnectionInput.RowsRead)),
            (19, typeof(ConnectionInput.AccountRead)),
            (20, typeof(ConnectionInput.ReadFailed)),
            (21, typeof(ConnectionInput.ClockTicked)),
            (22, typeof(ConnectionInput.RequestObserved)),
            (23, typeof(ConnectionInput.ClockJumped)),
            (24, typeof(ConnectionInput.AccountHinted)),
            (25, typeof(ConnectionInput.Adopt)));
}
