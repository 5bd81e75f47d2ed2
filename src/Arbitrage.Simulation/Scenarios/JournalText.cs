using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Ledger;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;

namespace Arbitrage.Simulation.Scenarios;

/// <summary>Events of journals that tell a story, as a line of a timeline.</summary>
internal static class JournalText
{
    /// <summary>Null for what would only fill the page.</summary>
    public static string? Of(object happened) => happened switch
    {
        StrategyEvent.PhaseEntered e => $"{e.Phase.Display()} ({e.Reason})",
        StrategyEvent.IncarnationStarted e => $"incarnation {e.Epoch}",
        StrategyEvent.ModeChanged e => $"mode {e.Mode} ({e.Reason})",
        StrategyEvent.HaltSet e => $"HALTED: {e.Reason}",
        StrategyEvent.LegsIntended e => $"{e.Purpose} of {e.Size}: {string.Join(", ", e.Orders.Select(Order))}",
        StrategyEvent.LadderStepped e => $"ladder {e.Step} ({e.Reason}): {string.Join(", ", e.Orders.Select(Order))}",
        StrategyEvent.OrderDoubted e => $"{e.Id} is in doubt: {e.Why}",
        StrategyEvent.OutcomeSeen e => $"{e.Id} ended: {Outcome(e.Outcome)}",
        StrategyEvent.PairEnded e => $"{e.Purpose} ended {e.Result}, sold {e.Sold}, bought {e.Bought}, P&L {e.Pnl}",
        StrategyEvent.RecoveryAttempted e => $"recovery {e.Attempt}: {e.Why}",
        StrategyEvent.VenueLost e => $"{e.Venue.Key()} lost: {e.Why}",
        StrategyEvent.StopAsked e => $"stop asked ({e.OnStop}): {e.Reason}",
        StrategyEvent.Stopped e => $"stopped, {(e.Flat ? "flat" : "hedged")}: {e.Reason}",
        StrategyEvent.FactBooked { Fact.Fact: AccountFact.Trade { Cause: not TradeCause.Own } t } => $"{t.Cause} trade: {t.Side} {t.Quantity} at {t.Price}",
        ConnectionEvent.IncarnationStarted e => $"incarnation {e.Sequence}",
        ConnectionEvent.Claimed e => $"claimed {e.Intent.Id}",
        ConnectionEvent.Refused e => $"refused {e.Intent.Id}: {e.Reason}",
        ConnectionEvent.Voided e => $"voided {e.Intent.Id}",
        ConnectionEvent.Inherited e => $"inherited {e.Intent.Id}",
        ConnectionEvent.Doubted e => $"{e.Id} UNKNOWN: {e.Why}",
        ConnectionEvent.Finished e => $"{e.Id} final: {Outcome(e.Outcome)}",
        ConnectionEvent.GroupClosed e => $"group {e.Group} closed until {e.Until:HH:mm:ss.fff}",
        ConnectionEvent.Banned e => $"banned until {e.Until:HH:mm:ss}: {e.Why}",
        LedgerEvent.DifferenceFound e => $"difference: {string.Join(", ", e.Differences)}",
        RiskGuardEvent.IncarnationStarted e => $"incarnation {e.Epoch}",
        RiskGuardEvent.ModeSet e => $"{e.Symbol?.Text ?? e.Venue?.Key() ?? "all"} {e.Mode} by {e.By}: {e.Reason}",
        _ => null,
    };

    private static string Order(OrderIntent order) => $"{order.Id} {order.Venue.Key()} {order.Side} {order.Quantity} at {order.Cap}";

    private static string Outcome(OrderOutcome outcome) => outcome switch
    {
        OrderOutcome.Ended e => $"filled {e.Filled} for {e.Notional}",
        OrderOutcome.Rejected e => $"rejected, {e.Reason}",
        OrderOutcome.NotSent e => $"not sent, {e.Reason}",
        OrderOutcome.NoEffect => "no effect",
        _ => outcome.ToString(),
    };
}
