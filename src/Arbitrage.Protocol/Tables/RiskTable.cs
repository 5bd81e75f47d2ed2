using Arbitrage.Domain.Risk;
using Arbitrage.Protocol.Wire;

namespace Arbitrage.Protocol.Tables;

/// <summary>Family `rk`: the risk guard.</summary>
internal static class RiskTable
{
    public static WireSchemaBuilder WithRisk(this WireSchemaBuilder tables) => tables
        .Events<RiskGuardEvent>(
            "rk",
            (1, "incarnation-started", typeof(RiskGuardEvent.IncarnationStarted)),
            (2, "epoch-raised", typeof(RiskGuardEvent.EpochRaised)),
            (3, "lease-granted", typeof(RiskGuardEvent.LeaseGranted)),
            (4, "lease-closed", typeof(RiskGuardEvent.LeaseClosed)),
            (5, "use-restated", typeof(RiskGuardEvent.UseRestated)),
            (6, "mode-set", typeof(RiskGuardEvent.ModeSet)),
            (7, "breaker-tripped", typeof(RiskGuardEvent.BreakerTripped)),
            (8, "figures-reported", typeof(RiskGuardEvent.FiguresReported)),
            (9, "api-reported", typeof(RiskGuardEvent.ApiReported)),
            (10, "latch-confirmed", typeof(RiskGuardEvent.LatchConfirmed)))
        .Message<RiskGuardState>("rk.state/1")
        .Union<RiskGuardInput>(
            (1, typeof(RiskGuardInput.RaiseEpoch)),
            (2, typeof(RiskGuardInput.RequestLease)),
            (3, typeof(RiskGuardInput.CloseLease)),
            (4, typeof(RiskGuardInput.Kill)),
            (5, typeof(RiskGuardInput.Resume)),
            (6, typeof(RiskGuardInput.AskLatch)),
            (7, typeof(RiskGuardInput.VenueSuspect)),
            (8, typeof(RiskGuardInput.ClockTicked)),
            (9, typeof(RiskGuardInput.StrategyReported)),
            (10, typeof(RiskGuardInput.ApiReported)));
}
