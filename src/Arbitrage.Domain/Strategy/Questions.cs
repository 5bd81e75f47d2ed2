using System.Collections.Immutable;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Trading;

namespace Arbitrage.Domain.Strategy;

/// <summary>Messages get lost: what has no answer is asked again every second, epochs and cursors are said again every ten.</summary>
internal static class Questions
{
    private static readonly TimeSpan OutcomeOverdue = TimeSpan.FromSeconds(5);

    /// <summary>First questions of an incarnation.</summary>
    public static ImmutableArray<StrategyEffect> OfRecovered(StrategySettings settings, StrategyState state, Epoch epoch)
    {
        var effects = ImmutableArray.CreateBuilder<StrategyEffect>();
        foreach (var venue in Venues.All)
        {
            effects.Add(new StrategyEffect.TellConnection(venue, new ConnectionInput.RaiseEpoch(settings.Symbol, epoch)));
            effects.Add(new StrategyEffect.TellConnection(
                venue, new ConnectionInput.PullSymbolFacts(settings.Symbol, state.Accounts[venue].Cursor)));
        }

        effects.Add(new StrategyEffect.TellGuard(new RiskGuardInput.RaiseEpoch(settings.Symbol, epoch)));
        return effects.ToImmutable();
    }

    public static void Ask(StrategyTurn turn)
    {
        if (turn.Now == turn.View.ProbeAt)
            Probe(turn);
        if (turn.Now != turn.View.AskAt)
            return;
        var state = turn.State;
        foreach (var venue in Venues.All)
        {
            if (!state.Accounts[venue].Acknowledged && turn.Now != turn.View.ProbeAt)
                turn.Tell(venue, new ConnectionInput.RaiseEpoch(turn.Settings.Symbol, state.Epoch));
        }

        if (!state.Recovery.GuardConfirmed && turn.Now != turn.View.ProbeAt)
            turn.Tell(new RiskGuardInput.RaiseEpoch(turn.Settings.Symbol, state.Epoch));
        if (state.Mode is { HaltReason: { } reason, HaltConfirmed: false })
            turn.Tell(new RiskGuardInput.Kill(turn.Settings.Symbol, TradingMode.Halted, "strategy", reason));
        foreach (var (_, order) in state.Orders)
            AskAbout(turn, order);
    }

    private static void AskAbout(StrategyTurn turn, OrderState order)
    {
        if (turn.State.IsFinal(order))
            return;
        if (order.Outcome is not null)
        {
            turn.Pull(order.Intent.Venue);
            return;
        }

        // A known intent gets its recorded answer and outcome again, whichever of the two asks.
        var waited = turn.Now - order.IntendedAt;
        if (order.Answer is null ? waited < TimeSpan.FromSeconds(1) : waited < OutcomeOverdue)
            return;
        if (order.Intent.Epoch < turn.State.Epoch)
            turn.Tell(order.Intent.Venue, new ConnectionInput.Void(order.Intent, turn.State.Epoch));
        else
            turn.Do(new StrategyEffect.ResubmitOrder(order.Intent));
    }

    private static void Probe(StrategyTurn turn)
    {
        foreach (var venue in Venues.All)
        {
            turn.Tell(venue, new ConnectionInput.RaiseEpoch(turn.Settings.Symbol, turn.State.Epoch));
            turn.Pull(venue);
        }

        turn.Tell(new RiskGuardInput.RaiseEpoch(turn.Settings.Symbol, turn.State.Epoch));
        Leases.SayReleasedAgain(turn);
    }
}
