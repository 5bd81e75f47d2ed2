using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Ledger;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;

namespace Arbitrage.Simulation.Driver;

/// <summary>Takes effects to where they go; how they travel is its owner's.</summary>
internal abstract class EffectRouter
{
    /// <summary>To the strategy of a symbol.</summary>
    protected abstract void Tell(Symbol symbol, StrategyInput input);

    /// <summary>To the connection of an account.</summary>
    protected abstract void Tell(Venue venue, ConnectionInput input);

    /// <summary>To the ledger of an account.</summary>
    protected abstract void Tell(Venue venue, LedgerInput input);

    /// <summary>To the guard.</summary>
    protected abstract void Tell(RiskGuardInput input);

    /// <summary>To every node that the guard knows.</summary>
    protected abstract void Latch(LatchState latch);

    /// <summary>To a person.</summary>
    protected abstract void Raise(string persistenceId, string code, string text);

    /// <summary>To the venue; false when it is not a call.</summary>
    protected abstract bool TryCall(Venue venue, ConnectionEffect effect);

    /// <summary>The strategy ends itself.</summary>
    protected abstract void Stop(Symbol symbol, string reason);

    /// <summary>Of the guard.</summary>
    public void Perform(RiskGuardEffect effect)
    {
        switch (effect)
        {
            case RiskGuardEffect.TellStrategy tell:
                Tell(tell.Symbol, tell.Input);
                break;
            case RiskGuardEffect.SetLatch set:
                Latch(set.Latch);
                break;
            case RiskGuardEffect.Alert alert:
                Raise(JournalIds.Guard, alert.Code, alert.Text);
                break;
            default:
                throw new InvalidOperationException($"No such effect: {effect}");
        }
    }

    /// <summary>Of a ledger.</summary>
    public void Perform(Venue venue, LedgerEffect effect)
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

    /// <summary>Of a connection.</summary>
    public void Perform(Venue venue, ConnectionEffect effect)
    {
        switch (effect)
        {
            case ConnectionEffect.TellStrategy tell:
                Tell(tell.Symbol, tell.Input);
                break;
            case ConnectionEffect.TellLedger tell:
                Tell(venue, tell.Input);
                break;
            case ConnectionEffect.TellGuard tell:
                Tell(tell.Input);
                break;
            case ConnectionEffect.Alert alert:
                Raise(JournalIds.Connection(venue), alert.Code, alert.Text);
                break;
            case ConnectionEffect.Postpone:
                break;
            default:
                if (!TryCall(venue, effect))
                    throw new InvalidOperationException($"No such effect: {effect}");
                break;
        }
    }

    /// <summary>Of a strategy.</summary>
    public void Perform(Symbol symbol, StrategyEffect effect)
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
                Stop(symbol, stop.Reason);
                break;
            default:
                throw new InvalidOperationException($"No such effect: {effect}");
        }
    }
}
