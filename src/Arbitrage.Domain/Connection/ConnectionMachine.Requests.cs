using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Running;
using Arbitrage.Domain.Trading;

namespace Arbitrage.Domain.Connection;

// The request budget (I13): what refusals of the venue change, what waits for room, and what Gate measures over a day.
public sealed partial class ConnectionMachine
{
    // Longest time that our own doubling closes a group for, beyond what the venue told: a group holds hedges and cancels too, which cannot wait for long.
    // A refusal this long after the end of the one before is a new beginning.
    private static readonly TimeSpan LongestClosure = TimeSpan.FromMinutes(1);

    // Longest time that our own doubling makes of a ban.
    private static readonly TimeSpan LongestBan = TimeSpan.FromDays(3);

    // Without a time: MEXC documents two minutes to three days, and its FAQ ten minutes.
    private static readonly TimeSpan UsualBan = TimeSpan.FromMinutes(10);

    // A later end of what is under way is news only from here on.
    private static readonly TimeSpan Noteworthy = TimeSpan.FromSeconds(1);

    private static readonly Schedule CancelsBatch = new(TimeSpan.FromMinutes(1));
    private static readonly Schedule TurnoverCheck = new(TimeSpan.FromMinutes(10));

    private void RequestObserved(ConnectionDraft draft, RequestSeen seen)
    {
        if (seen.End == RequestEnd.RateLimited)
            Close(draft, seen);
        else if (seen.End == RequestEnd.Banned)
            Ban(draft, seen);
    }

    // The guard's breaker counts failures in a row; it hears of each, and of the end of a row.
    private static void TellApi(ConnectionDraft draft, ConnectionInput.RequestObserved input)
    {
        var api = draft.View.Api;
        if (ApiHealth.IsFailure(input.Seen) || api.EndedRow(input))
        {
            draft.Do(new ConnectionEffect.TellGuard(new RiskGuardInput.ApiReported(
                draft.Settings.Venue, draft.State.Incarnation, api.Failures, api.InARow, ApiHealth.Describe(input.Seen))));
        }
    }

    // Refusals that come while the group is closed were under way before; they only say how long it takes.
    private void Close(ConnectionDraft draft, RequestSeen seen)
    {
        var pool = _rules.GroupOf(seen.Kind);
        var (group, limits) = (RequestAdmission.NameOf(pool, seen.Symbol), draft.State.Limits);
        var known = limits.Closed.GetValueOrDefault(group);
        var isOpen = known is null || draft.Now >= known.Until;
        var inARow = known is null || draft.Now - known.Until > LongestClosure ? 1 : isOpen ? known.InARow + 1 : known.InARow;
        var told = ReopensAt(draft, seen);
        var until = told ?? draft.Now + pool.Window;
        if (isOpen && inARow > 1)
            until = NotBefore(until, draft.Now + Doubled(pool.Window, inARow - 1, LongestClosure));
        if (!isOpen && until <= known!.Until + Noteworthy)
            return;
        var halvings = isOpen ? limits.HalvingsAfterRefusal(draft.Now) : limits.Halvings;
        draft.Add(new ConnectionEvent.GroupClosed(group, until, inARow, halvings, draft.Now));
        draft.Alert("rate_limited", $"requests of group {group} are refused; nothing of it is asked before {until:O} ({inARow} in a row).");
    }

    private static DateTimeOffset? ReopensAt(ConnectionDraft draft, RequestSeen seen)
    {
        if (seen.RetryAfter is { } wait)
            return draft.Now + wait;
        // Venue time in whole seconds: the bound is added, so that we are not early.
        return seen.ReopensAt is { } at && draft.Clock is { } clock && at - clock.Offset + clock.ErrorBound is var local && local > draft.Now
            ? local
            : null;
    }

    private static void Ban(ConnectionDraft draft, RequestSeen seen)
    {
        var limits = draft.State.Limits;
        var isOpen = !limits.IsBanned(draft.Now);
        var inARow = limits.Bans == 0 || draft.Now - limits.BannedUntil > RequestStanding.Forgiveness ? 1 : isOpen ? limits.Bans + 1 : limits.Bans;
        var until = draft.Now + (seen.RetryAfter ?? Doubled(UsualBan, inARow - 1, LongestBan));
        if (until <= limits.BannedUntil + Noteworthy)
            return;
        var why = $"HTTP {seen.Status} to {seen.Kind}";
        draft.Add(new ConnectionEvent.Banned(until, inARow, why, draft.Now));
        draft.Alert("venue_banned", $"banned ({why}); nothing is asked before {until:O}.");
        TellAllSessions(draft);
    }

    private static void AccountHinted(ConnectionDraft draft, ConnectionInput.AccountHinted hint)
    {
        if (hint.From is { } from && draft.State.OpenedAt is { } opened)
        {
            if (hint.Symbol is { } symbol)
                draft.Do(new ConnectionEffect.ReadTrades(symbol, NotBefore(opened, from)));
            draft.Do(new ConnectionEffect.ReadRows(NotBefore(opened, from)));
        }

        draft.Do(new ConnectionEffect.ReadAccount());
    }

    private void TickRequests(ConnectionDraft draft, TickWindow tick)
    {
        var limits = draft.State.Limits;
        if (limits.BannedUntil > tick.From && limits.BannedUntil <= tick.To && tick.From != DateTimeOffset.MinValue)
        {
            draft.Alert("venue_ban_over", "the ban is over; the account is read again.");
            TellAllSessions(draft);
            if (draft.View.IsOpen)
                Reconcile(draft);
        }

        if (draft.View.Requests!.Wanted.Count > 0 && draft.View.IsOpen)
            AskWanted(draft);
        if (_settings.Venue == Venue.MexcSpot)
            return;
        if (draft.View.Requests.CancelsSeen > 0 && CancelsBatch.IsDue(Always, tick))
            draft.Add(new ConnectionEvent.CancelsCounted(draft.View.Requests.CancelsSeen, draft.Now));
        if (TurnoverCheck.IsDue(Always, tick))
            JudgeTurnover(draft);
    }

    private static void AskWanted(ConnectionDraft draft)
    {
        foreach (var wanted in draft.View.Requests!.Wanted.ToArray())
        {
            if (IsStillWanted(draft.State, wanted) && draft.HasRoom(wanted))
                draft.Do(wanted);
        }
    }

    private static bool IsStillWanted(ConnectionState state, ConnectionEffect wanted) => wanted switch
    {
        ConnectionEffect.QueryOrder q => IsUnfinished(state, q.Id),
        ConnectionEffect.SendCancel c => IsUnfinished(state, c.Id),
        _ => true,
    };

    private static bool IsUnfinished(ConnectionState state, ClientOrderId id) =>
        state.Orders.TryGetValue(id, out var entry) && entry.IsUnfinished;

    private void JudgeTurnover(ConnectionDraft draft)
    {
        var (requests, fills, traded) = (0, 0, 0m);
        foreach (var hour in draft.State.Limits.Hours)
        {
            if (draft.Now - hour.Start < TimeSpan.FromHours(24))
                (requests, fills, traded) = (requests + hour.Requests, fills + hour.Fills, traded + hour.Traded);
        }

        var isLow = TurnoverRule.IsLow(_settings.Venue, requests, fills, traded);
        if (isLow == draft.State.Limits.IsTurnoverLow)
            return;
        draft.Add(new ConnectionEvent.TurnoverJudged(isLow, requests, fills, traded, draft.Now));
        draft.Alert(
            isLow ? "turnover_low" : "turnover_restored",
            $"{traded:0.##} USDT in {fills} trades for {requests} placed and cancelled orders of the last 24 hours; "
            + (isLow ? "the venue slows placing for who trades too little for them." : "clear of the venue's bound again."));
    }

    private static void ClockJumped(ConnectionDraft draft, ConnectionInput.ClockJumped jumped) => draft.Alert(
        "clock_jumped",
        jumped.IsOurs
            ? $"the clock of this machine was moved by {jumped.By.TotalMilliseconds:0} ms; stamps are measured again."
            : $"the venue's clock is {jumped.By.TotalMilliseconds:0} ms from where it was known to be; one of the two was moved.");

    private static void ClockJudged(ConnectionDraft draft, bool isGood)
    {
        var (bound, most) = (draft.Clock!.Value.ErrorBound.TotalMilliseconds, draft.Settings.ClockErrorMax.TotalMilliseconds);
        if (isGood)
            draft.Alert("clock_trusted", $"the clock against the venue is known to {bound:0} ms again.");
        else
            draft.Alert("clock_in_doubt", $"the clock against the venue is only known to {bound:0} ms, {most:0} are allowed; no new risk is taken.");
    }

    // Whoever was claimed and then stopped before the socket has spent nothing.
    private static void Spend(
        ConnectionState state, RequestUsage usage, ConnectionInput input, Decision<ConnectionEvent, ConnectionEffect> decision)
    {
        usage.BeginFreshIf(state.Incarnation == 1);
        switch (input)
        {
            case ConnectionInput.CreateAnswered { Outcome: CreateOutcome.NotSent } answered when state.Orders.TryGetValue(answered.Id, out var entry):
                usage.NotPlaced(entry.Intent.Symbol);
                break;
            case ConnectionInput.ClockTicked when usage.Wanted.Count > 0:
                usage.DropWanted(wanted => !IsStillWanted(state, wanted));
                break;
        }

        if (decision.IsNothing)
            return;
        foreach (var happened in decision.Events)
        {
            if (happened is ConnectionEvent.CancelsCounted counted)
                usage.CancelsCounted(counted.Count);
        }

        usage.Decided(decision.Effects, input.Now);
    }

    private static TimeSpan Doubled(TimeSpan once, int times, TimeSpan atMost)
    {
        for (var i = 0; i < times && once < atMost; i++)
            once += once;
        return once < atMost ? once : atMost;
    }
}
