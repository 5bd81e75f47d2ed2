using Arbitrage.Domain.Strategy;
using Arbitrage.Protocol.Wire;

namespace Arbitrage.Protocol.Tables;

/// <summary>Family `st`: strategies.</summary>
internal static class StrategyTable
{
    public static WireSchemaBuilder WithStrategy(this WireSchemaBuilder tables) => tables
        .Events<StrategyEvent>(
            "st",
            (1, "incarnation-started", typeof(StrategyEvent.IncarnationStarted)),
            (2, "phase-entered", typeof(StrategyEvent.PhaseEntered)),
            (3, "epoch-confirmed", typeof(StrategyEvent.EpochConfirmed)),
            (4, "guard-confirmed", typeof(StrategyEvent.GuardConfirmed)),
            (5, "venue-ready", typeof(StrategyEvent.VenueReady)),
            (6, "venue-lost", typeof(StrategyEvent.VenueLost)),
            (7, "error-seen", typeof(StrategyEvent.ErrorSeen)),
            (8, "recovery-attempted", typeof(StrategyEvent.RecoveryAttempted)),
            (9, "mode-changed", typeof(StrategyEvent.ModeChanged)),
            (10, "halt-set", typeof(StrategyEvent.HaltSet)),
            (11, "lease-asked", typeof(StrategyEvent.LeaseAsked)),
            (12, "lease-held", typeof(StrategyEvent.LeaseHeld)),
            (13, "lease-denied", typeof(StrategyEvent.LeaseDenied)),
            (14, "lease-released", typeof(StrategyEvent.LeaseReleased)),
            (15, "inventory-targeted", typeof(StrategyEvent.InventoryTargeted)),
            (16, "legs-intended", typeof(StrategyEvent.LegsIntended)),
            (17, "ladder-stepped", typeof(StrategyEvent.LadderStepped)),
            (18, "order-answered", typeof(StrategyEvent.OrderAnswered)),
            (19, "order-doubted", typeof(StrategyEvent.OrderDoubted)),
            (20, "outcome-seen", typeof(StrategyEvent.OutcomeSeen)),
            (21, "fact-booked", typeof(StrategyEvent.FactBooked)),
            (22, "pair-ended", typeof(StrategyEvent.PairEnded)),
            (23, "return-overdue", typeof(StrategyEvent.ReturnOverdue)),
            (24, "equity-marked", typeof(StrategyEvent.EquityMarked)),
            (25, "stop-asked", typeof(StrategyEvent.StopAsked)),
            (26, "stopped", typeof(StrategyEvent.Stopped)),
            (27, "use-stated", typeof(StrategyEvent.UseStated)),
            (28, "peak-rebased", typeof(StrategyEvent.PeakRebased)))
        .Message<StrategyState>("st.state/1")
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
