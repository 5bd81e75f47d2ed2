using System.Collections.Immutable;
using System.Diagnostics;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Strategy;

/// <summary>Facts count in every state, halted or not: this is what each of them records.</summary>
internal static class Facts
{
    public static void Take(StrategyTurn turn, StrategyInput input)
    {
        switch (input)
        {
            case StrategyInput.BooksMoved or StrategyInput.OrderAcknowledged or StrategyInput.FundsSeen:
                break;
            case StrategyInput.ClockTicked:
                Questions.Ask(turn);
                break;
            case StrategyInput.SessionChanged e:
                Session(turn, e);
                break;
            case StrategyInput.IntentAnswered e:
                Answered(turn, e);
                break;
            case StrategyInput.OrderInDoubt e:
                if (turn.State.Orders.TryGetValue(e.Id, out var doubted) && doubted is { InDoubt: false, Outcome: null })
                    turn.Record(new StrategyEvent.OrderDoubted(e.Id, e.Why, turn.Now));
                break;
            case StrategyInput.OrderFinished e:
                Finished(turn, e);
                break;
            case StrategyInput.FactsArrived e:
                Arrived(turn, e);
                break;
            case StrategyInput.EpochAcknowledged e:
                Acknowledged(turn, e);
                break;
            case StrategyInput.GuardAcknowledged e:
                Guard(turn, e);
                break;
            case StrategyInput.LeaseGranted e:
                Leases.Granted(turn, e);
                break;
            case StrategyInput.LeaseRefused e:
                if (turn.State.Lease.Asked?.RequestId == e.RequestId)
                    turn.Record(new StrategyEvent.LeaseDenied(e.RequestId, e.Reason, turn.Now));
                break;
            case StrategyInput.ModeOrdered e:
                Mode(turn, e.Mode, e.Sequence, e.Reason, e.Venues);
                break;
            case StrategyInput.HaltOrdered e:
                if (turn.State.Mode.HaltReason is null)
                    turn.Halt(e.Reason);
                break;
            case StrategyInput.StopRequested e:
                Stop(turn, e);
                break;
            default:
                throw new UnreachableException($"{input}");
        }
    }

    private static void Session(StrategyTurn turn, StrategyInput.SessionChanged e)
    {
        var wasUp = turn.State.Accounts[e.Venue].Up;
        if (e.Ready && !wasUp)
            turn.Record(new StrategyEvent.VenueReady(e.Venue, e.Instrument?.Multiplier ?? default, turn.Now));
        else if (!e.Ready && wasUp)
            turn.Record(new StrategyEvent.VenueLost(e.Venue, e.Why, turn.Now));
        if (e.Ready && !turn.State.Accounts[e.Venue].Acknowledged)
            turn.Tell(e.Venue, new ConnectionInput.RaiseEpoch(turn.Settings.Symbol, turn.State.Epoch));
    }

    private static void Answered(StrategyTurn turn, StrategyInput.IntentAnswered e)
    {
        if (turn.State.Orders.TryGetValue(e.Id, out var order))
        {
            if (order.Answer is null)
                turn.Record(new StrategyEvent.OrderAnswered(e.Id, e.Answer, turn.Now));
        }
        else if (e.Answer is not IntentAnswer.Claimed)
        {
            // Never sent, and its pair has ended durably; the confirmation got lost, and without one this is told for ever.
            turn.Tell(e.Venue, new ConnectionInput.ConfirmOutcomes(turn.Settings.Symbol, [e.Id]));
        }
    }

    private static void Finished(StrategyTurn turn, StrategyInput.OrderFinished e)
    {
        if (!turn.State.Orders.TryGetValue(e.Id, out var order))
        {
            // Its pair has ended durably; the confirmation got lost.
            turn.Tell(e.Venue, new ConnectionInput.ConfirmOutcomes(turn.Settings.Symbol, [e.Id]));
            return;
        }

        if (order.Outcome is not null || order.Answer is IntentAnswer.Refused or IntentAnswer.Voided)
            return;
        turn.Record(new StrategyEvent.OutcomeSeen(e.Id, e.Outcome, e.UpTo, turn.Now));
        if (turn.State.Accounts[e.Venue].Cursor < e.UpTo)
            turn.Pull(e.Venue);
        if (e.Outcome is not OrderOutcome.Rejected rejected)
            return;
        if (rejected.Reason is VenueReject.Authentication or VenueReject.InsufficientFunds)
            turn.StopCritical($"{e.Venue.Key()} {rejected.Reason}: {rejected.Text}");
        else if (rejected.Reason is not (VenueReject.Expired or VenueReject.NotFillable))
            turn.Record(new StrategyEvent.ErrorSeen($"{e.Venue.Key()} {rejected.Reason}: {rejected.Text}", turn.Now));
    }

    private static void Arrived(StrategyTurn turn, StrategyInput.FactsArrived e)
    {
        foreach (var fact in e.Facts)
        {
            var cursor = turn.State.Accounts[e.Venue].Cursor;
            if (fact.SymbolOffset <= cursor)
                continue;
            if (fact.SymbolOffset > cursor + 1)
            {
                turn.Pull(e.Venue);
                return;
            }

            var late = IsLate(turn.State, fact.Fact);
            turn.Record(new StrategyEvent.FactBooked(e.Venue, fact, turn.Now));
            if (NotOurs.WhyHalt(e.Venue, fact.Fact) is { } reason)
                turn.Halt(reason);
            if (late)
                turn.Halt($"{e.Venue.Key()} fill of {((AccountFact.Trade)fact.Fact).Order} came after its order was resolved");
        }
    }

    // A fill of ours that no live order explains: the resolution was wrong, so the books are right only now (ARCHITECTURE 6).
    private static bool IsLate(StrategyState state, AccountFact fact) =>
        fact is AccountFact.Trade { Order: { } id, Cause: TradeCause.Own }
        && (!state.Orders.TryGetValue(id, out var order) || state.IsFinal(order));

    private static void Acknowledged(StrategyTurn turn, StrategyInput.EpochAcknowledged e)
    {
        if (e.Epoch > turn.State.Epoch)
        {
            turn.Do(new StrategyEffect.StopSelf($"{e.Venue.Key()} knows epoch {e.Epoch}, this is {turn.State.Epoch}"));
            return;
        }

        if (e.Epoch < turn.State.Epoch)
            return;
        if (!turn.State.Accounts[e.Venue].Acknowledged)
            turn.Record(new StrategyEvent.EpochConfirmed(e.Venue, turn.Now));
        foreach (var order in turn.State.Orders.Values.Where(o => o.Intent.Venue == e.Venue && !turn.State.IsFinal(o)).ToArray())
        {
            if (order.Answer is null && e.Claimed.Contains(order.Intent.Id))
                turn.Record(new StrategyEvent.OrderAnswered(order.Intent.Id, IntentAnswer.Claimed.Instance, turn.Now));
            else if (order.Intent.Epoch < turn.State.Epoch && !e.Claimed.Contains(order.Intent.Id))
                turn.Tell(e.Venue, new ConnectionInput.Void(order.Intent, turn.State.Epoch));
        }
    }

    private static void Guard(StrategyTurn turn, StrategyInput.GuardAcknowledged e)
    {
        if (e.Epoch > turn.State.Epoch)
        {
            turn.Do(new StrategyEffect.StopSelf($"the guard knows epoch {e.Epoch}, this is {turn.State.Epoch}"));
            return;
        }

        if (e.Epoch < turn.State.Epoch)
            return;
        Mode(turn, e.Mode, e.ModeSequence, "acknowledged", e.Venues);
        if (!turn.State.Recovery.GuardConfirmed)
            turn.Record(new StrategyEvent.GuardConfirmed(e.OpenLeases, turn.Now));
        else if (turn.IsReconciled)
            Leases.CloseAgain(turn, e.OpenLeases);
    }

    private static void Mode(StrategyTurn turn, TradingMode mode, long sequence, string reason, VenueModes? venues)
    {
        var known = turn.State.Mode;
        if (sequence < known.GuardSequence || (sequence == known.GuardSequence && mode == known.Ordered))
            return;
        var before = known.Effective;
        turn.Record(new StrategyEvent.ModeChanged(mode, sequence, reason, turn.Now, venues));
        // Whoever lets it trade again has seen the drawdown.
        if (known.Ordered != TradingMode.Active && mode == TradingMode.Active && Equity.IsEntryStopped(turn))
            turn.Record(new StrategyEvent.PeakRebased(turn.State.Profit.LastEquity, turn.Now));
        // Leaving HALTED goes through reconciliation.
        if (before == TradingMode.Halted && turn.State.Mode.Effective != TradingMode.Halted
            && turn.Phase is not (StrategyPhase.Initializing or StrategyPhase.ErrorRecovery or StrategyPhase.Shutdown))
            Recovery.Enter(turn, $"no longer halted: {reason}");
    }

    private static void Stop(StrategyTurn turn, StrategyInput.StopRequested e)
    {
        if (turn.State.Stop is { Automatic: false } known && known.OnStop == e.OnStop)
            return;
        turn.Record(new StrategyEvent.StopAsked(e.OnStop, e.Reason, false, turn.Now));
    }
}
