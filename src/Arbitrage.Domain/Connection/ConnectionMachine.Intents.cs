using System.Collections.Immutable;
using Arbitrage.Domain.Ledger;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;

namespace Arbitrage.Domain.Connection;

// Claims, refusals, voids, epochs and pulls: what strategies and ledger ask. Every command may come twice, late or out of order.
public sealed partial class ConnectionMachine
{
    // A pull is answered with at most this many facts; whoever is further behind finds the gap and pulls again.
    private const int FactsPerAnswer = 500;

    // Look-up before every reason to refuse: a known intent gets its recorded answer, whatever has changed since (model: H2).
    private static void Submit(ConnectionDraft draft, OrderIntent intent)
    {
        if (AnswerKnown(draft, intent))
            return;
        if (WhyRefused(draft, intent) is { } reason)
        {
            draft.Add(new ConnectionEvent.Refused(intent, reason, draft.Now));
            draft.Tell(intent.Symbol, new StrategyInput.IntentAnswered(intent.Venue, intent.Id, new IntentAnswer.Refused(reason)));
            return;
        }

        var clock = draft.Clock!.Value;
        var needed = ConnectionFunds.Needed(intent, draft.View.Instruments[intent.Symbol], draft.Settings.FuturesLeverage);
        draft.Add(new ConnectionEvent.Claimed(intent, draft.State.Incarnation, needed, clock, draft.Now));
        draft.Tell(intent.Symbol, new StrategyInput.IntentAnswered(intent.Venue, intent.Id, IntentAnswer.Claimed.Instance));
        draft.Do(new ConnectionEffect.SendCreate(intent, clock));
    }

    private static void Void(ConnectionDraft draft, OrderIntent intent, Epoch by)
    {
        if (AnswerKnown(draft, intent))
            return;
        draft.Add(new ConnectionEvent.Voided(intent, by, draft.Now));
        draft.Tell(intent.Symbol, new StrategyInput.IntentAnswered(intent.Venue, intent.Id, IntentAnswer.Voided.Instance));
    }

    // True when the answer does not depend on anything of now: recorded, forgotten behind the mark, or of before a restore.
    private static bool AnswerKnown(ConnectionDraft draft, OrderIntent intent)
    {
        if (draft.State.Orders.TryGetValue(intent.Id, out var known))
        {
            if (known.Intent != intent)
                draft.Alert("intent_conflict", $"order {intent.Id} was intended twice with different content; the first stands.");
            Retell(draft, known);
            return true;
        }

        var progress = draft.State.Of(intent.Symbol);
        if (intent.NotAfter <= progress.HighWater)
        {
            // The mark is durable and never falls, so this answer needs no entry of its own to stay the same for ever.
            draft.Tell(intent.Symbol, new StrategyInput.IntentAnswered(
                intent.Venue, intent.Id, new IntentAnswer.Refused(RefusalReason.BelowHighWater)));
            return true;
        }

        var generation = Math.Max(progress.Epoch.Generation, draft.Settings.Generation);
        if (intent.Epoch.Generation >= generation || !Knows(draft, intent))
            return false;
        // A restore may have lost the claim: the order may be at the venue, so it is neither refused nor voided nor sent (model: H4).
        draft.Add(new ConnectionEvent.Inherited(intent, draft.Now));
        Retell(draft, draft.State.Orders[intent.Id]);
        return true;
    }

    private static bool Knows(ConnectionDraft draft, OrderIntent intent) =>
        intent.Venue == draft.Settings.Venue && draft.Settings.Symbols.Contains(intent.Symbol);

    // A reducing order needs no lease, no exact clock and no reconciled session; it needs an adopted account and a session that is up.
    private static RefusalReason? WhyRefused(ConnectionDraft draft, OrderIntent intent)
    {
        var (view, addsRisk) = (draft.View, intent.Risk != RiskClass.Reducing);
        if (!Knows(draft, intent))
            return RefusalReason.Illegal;
        if (draft.State.Of(intent.Symbol).Epoch != intent.Epoch)
            return RefusalReason.OldEpoch;
        if (draft.Clock is not { } clock || !view.IsOpen || draft.State.OpenedAt is null || (addsRisk && !view.IsReady))
            return RefusalReason.NotReady;
        if (addsRisk && clock.ErrorBound > draft.Settings.ClockErrorMax)
            return RefusalReason.Clock;
        if (draft.Now + clock.Offset + clock.ErrorBound > intent.NotAfter)
            return RefusalReason.Expired;
        if (addsRisk && !CoversLease(draft, intent, clock))
            return RefusalReason.Lease;
        if (!view.Instruments.TryGetValue(intent.Symbol, out var instrument) || !instrument.IsLegal(intent.Quantity, intent.Cap))
            return RefusalReason.Illegal;
        if (!HasFunds(draft, intent, instrument, addsRisk))
            return RefusalReason.Funds;
        return draft.HasRoom(new ConnectionEffect.SendCreate(intent, clock)) ? null : RefusalReason.Budget;
    }

    // NotAfter is venue time and the lease local: they are compared through the clock, with its error as tolerance (I9 allows for it). A grant of an
    // older incarnation of the guard stands in the journal that its successor reads, so it is charged and as good as a new one; refusing it would
    // send one leg of a pair without the other. One of before a restore may be in what was lost, charged by nobody.
    private static bool CoversLease(ConnectionDraft draft, OrderIntent intent, ClockReading clock) =>
        intent.Lease is { } lease && lease.GuardEpoch.Generation >= draft.Settings.Generation
        && draft.Now < lease.ExpiresAt && intent.NotAfter <= lease.ExpiresAt + clock.Offset + clock.ErrorBound;

    // Without any account read yet a reducing order passes: the venue itself will look.
    private static bool HasFunds(ConnectionDraft draft, OrderIntent intent, Instrument instrument, bool addsRisk)
    {
        var needed = ConnectionFunds.Needed(intent, instrument, draft.Settings.FuturesLeverage);
        var free = ConnectionFunds.Free(draft.State, draft.View, needed.Asset, withGains: !addsRisk);
        return free is { } amount ? needed.Amount <= amount : !addsRisk;
    }

    // What was told before, again: answer, and outcome or doubt.
    private static void Retell(ConnectionDraft draft, OrderEntry entry)
    {
        var (intent, venue) = (entry.Intent, draft.Settings.Venue);
        draft.Tell(intent.Symbol, new StrategyInput.IntentAnswered(venue, entry.Id, entry.Answer));
        if (entry.Outcome is { } outcome)
            draft.Tell(intent.Symbol, new StrategyInput.OrderFinished(venue, entry.Id, outcome, entry.UpTo));
        else if (entry.Phase == OrderPhase.InDoubt)
            draft.Tell(intent.Symbol, new StrategyInput.OrderInDoubt(venue, entry.Id, entry.Why));
    }

    // A strategy that raises, or probes with the epoch it has, also learns how the session stands: it may have just started.
    private static void RaiseEpoch(ConnectionDraft draft, ConnectionInput.RaiseEpoch raise)
    {
        if (raise.Epoch > draft.State.Of(raise.Symbol).Epoch)
            draft.Add(new ConnectionEvent.EpochRaised(raise.Symbol, raise.Epoch, draft.Now));
        var claimed = draft.State.Unfinished.Where(o => o.Intent.Symbol == raise.Symbol).ToImmutableArray();
        draft.Tell(raise.Symbol, new StrategyInput.EpochAcknowledged(
            draft.Settings.Venue, draft.State.Of(raise.Symbol).Epoch, [.. claimed.Select(o => o.Id)]));
        foreach (var entry in claimed)
            Retell(draft, entry);
        TellSession(draft, raise.Symbol);
    }

    private static void Cancel(ConnectionDraft draft, ClientOrderId id)
    {
        if (draft.State.Orders.TryGetValue(id, out var entry) && entry.IsUnfinished)
            draft.Do(new ConnectionEffect.SendCancel(entry.Intent.Symbol, id, entry.VenueOrderId));
    }

    private static void PullFacts(ConnectionDraft draft, long after)
    {
        if (after > draft.State.LastOffset)
            draft.Alert("ledger_ahead", $"the ledger has booked {after} facts, this journal holds {draft.State.LastOffset}.");
        else if (after < draft.State.LedgerCursor)
            draft.Alert("ledger_behind", $"the ledger asks for facts after {after} and had confirmed {draft.State.LedgerCursor}.");
        if (draft.State.Facts.IsEmpty)
            return;
        var facts = draft.State.Facts.Values.Where(f => f.Offset > after).Take(FactsPerAnswer).ToImmutableArray();
        if (!facts.IsEmpty)
            draft.Do(new ConnectionEffect.TellLedger(new LedgerInput.FactsArrived(facts)));
    }

    private static void PullSymbolFacts(ConnectionDraft draft, ConnectionInput.PullSymbolFacts pull)
    {
        var progress = draft.State.Of(pull.Symbol);
        if (pull.After > progress.LastOffset)
            draft.Halt(pull.Symbol, "strategy_ahead", $"{pull.Symbol} has booked {pull.After} facts, this journal holds {progress.LastOffset}.");
        else if (pull.After < progress.Cursor)
            draft.Halt(pull.Symbol, "strategy_behind", $"{pull.Symbol} asks for facts after {pull.After} and had confirmed {progress.Cursor}.");
        if (draft.State.Facts.IsEmpty)
            return;
        var facts = draft.State.Facts.Values
            .Where(f => f.Fact.Symbol == pull.Symbol && f.SymbolOffset > pull.After).Take(FactsPerAnswer).ToImmutableArray();
        if (!facts.IsEmpty)
            draft.Tell(pull.Symbol, new StrategyInput.FactsArrived(draft.Settings.Venue, facts));
    }
}
