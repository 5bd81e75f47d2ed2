using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Ledger;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;
using Arbitrage.Simulation.Driver;
using StrategyIncarnation = Arbitrage.Simulation.Scenarios.MemoryIncarnation<
    Arbitrage.Domain.Strategy.StrategyState, Arbitrage.Domain.Strategy.StrategyView, Arbitrage.Domain.Strategy.StrategyInput,
    Arbitrage.Domain.Strategy.StrategyEvent, Arbitrage.Domain.Strategy.StrategyEffect>;

namespace Arbitrage.Simulation.Scenarios;

public sealed partial class MemoryStage
{
    private void Perform(RiskGuardEffect effect)
    {
        switch (effect)
        {
            case RiskGuardEffect.TellStrategy tell:
                Tell(tell.Input);
                break;
            case RiskGuardEffect.SetLatch set:
                Learn(set.Latch);
                break;
            case RiskGuardEffect.Alert alert:
                _world.Raise(JournalIds.Guard, alert.Code, alert.Text);
                break;
            default:
                throw new InvalidOperationException($"No such effect: {effect}");
        }
    }

    private void Perform(Venue venue, LedgerEffect effect)
    {
        switch (effect)
        {
            case LedgerEffect.TellConnection tell:
                Tell(venue, tell.Input);
                break;
            case LedgerEffect.TellStrategy tell:
                Tell(tell.Input);
                break;
            case LedgerEffect.TellGuard tell:
                Tell(tell.Input);
                break;
            case LedgerEffect.Alert alert:
                _world.Raise(JournalIds.Ledger(venue), alert.Code, alert.Text);
                break;
            default:
                throw new InvalidOperationException($"No such effect: {effect}");
        }
    }

    private void Perform(Venue venue, MemorySession? session, ConnectionEffect effect)
    {
        switch (effect)
        {
            case ConnectionEffect.TellStrategy tell:
                Tell(tell.Input);
                break;
            case ConnectionEffect.TellLedger tell:
                Tell(venue, tell.Input);
                break;
            case ConnectionEffect.TellGuard tell:
                Tell(tell.Input);
                break;
            case ConnectionEffect.Alert alert:
                _world.Raise(JournalIds.Connection(venue), alert.Code, alert.Text);
                break;
            case ConnectionEffect.Postpone:
                break;
            default:
                if (session?.TryPerform(effect) != true)
                    throw new InvalidOperationException($"No such effect: {effect}");
                break;
        }
    }

    private void Perform(StrategyIncarnation mine, StrategyEffect effect)
    {
        switch (effect)
        {
            case StrategyEffect.SubmitOrder submit:
                Tell(submit.Intent.Venue, new ConnectionInput.Submit(submit.Intent));
                break;
            case StrategyEffect.ResubmitOrder submit:
                Tell(submit.Intent.Venue, new ConnectionInput.Submit(submit.Intent));
                break;
            case StrategyEffect.TellConnection tell:
                Tell(tell.Venue, tell.Input);
                break;
            case StrategyEffect.TellGuard tell:
                Tell(tell.Input);
                break;
            case StrategyEffect.Alert alert:
                _world.Raise(JournalIds.Strategy(_symbol), alert.Code, alert.Text);
                break;
            case StrategyEffect.StopSelf stop when mine.State.Ended: // an ended one stays, to be asked
                _world.Raise(JournalIds.Strategy(_symbol), "strategy_stops", stop.Reason);
                break;
            case StrategyEffect.StopSelf stop:
                mine.Die("strategy_stops", stop.Reason);
                break;
            default:
                throw new InvalidOperationException($"No such effect: {effect}");
        }
    }
}
