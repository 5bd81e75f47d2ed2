using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Ledger;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;

namespace Arbitrage.Simulation.Driver;

public sealed partial class LocalSystem
{
    private void Perform(RiskGuardEffect effect)
    {
        switch (effect)
        {
            case RiskGuardEffect.TellStrategy tell:
                Tell(tell.Symbol, tell.Input);
                break;
            case RiskGuardEffect.SetLatch set:
                Send(() => Latch.Take(set.Latch));
                break;
            case RiskGuardEffect.Alert alert:
                Raise(JournalIds.Guard, alert.Code, alert.Text);
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
                Tell(tell.Symbol, tell.Input);
                break;
            case LedgerEffect.TellGuard tell:
                Tell(tell.Input);
                break;
            case LedgerEffect.Alert alert:
                Raise(JournalIds.Ledger(venue), alert.Code, alert.Text);
                break;
            default:
                throw new InvalidOperationException($"No such effect: {effect}");
        }
    }

    private void Perform(Venue venue, ConnectionEffect effect)
    {
        switch (effect)
        {
            case ConnectionEffect.TellStrategy tell:
                Tell(tell.Symbol, tell.Input);
                break;
            case ConnectionEffect.TellLedger tell:
                Tell(venue, tell.Input);
                break;
            case ConnectionEffect.Alert alert:
                Raise(JournalIds.Connection(venue), alert.Code, alert.Text);
                break;
            case ConnectionEffect.Postpone:
                break;
            default:
                if (!_sessions[venue].TryPerform(effect))
                    throw new InvalidOperationException($"No such effect: {effect}");
                break;
        }
    }

    private void Perform(Symbol symbol, StrategyEffect effect)
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
                Raise(JournalIds.Strategy(symbol), alert.Code, alert.Text);
                break;
            case StrategyEffect.StopSelf stop:
                _strategies[symbol].Stop(stop.Reason);
                break;
            default:
                throw new InvalidOperationException($"No such effect: {effect}");
        }
    }
}
