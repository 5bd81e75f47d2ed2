using System.Collections.Immutable;
using System.Diagnostics;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Running;
using Arbitrage.Domain.Strategy;
using Step = Arbitrage.Domain.Running.Decision<Arbitrage.Domain.Risk.RiskGuardEvent, Arbitrage.Domain.Risk.RiskGuardEffect>;

namespace Arbitrage.Domain.Risk;

/// <summary>
/// The cluster's risk guard: limits, leases that are charged until closed, breakers, trading modes and kill. A grant is journaled before it is
/// sent; expiry ends the holder's right to spend, never the charge (ARCHITECTURE 5).
/// </summary>
public sealed class RiskGuardMachine(RiskSettings settings)
    : IMachine<RiskGuardState, NoView, RiskGuardInput, RiskGuardEvent, RiskGuardEffect>
{
    /// <inheritdoc/>
    public RiskGuardState Initial => RiskGuardState.Empty;

    /// <inheritdoc/>
    public Step Recovered(RiskGuardState state, long nextSequence, DateTimeOffset now) => new(
        [new RiskGuardEvent.IncarnationStarted(new(settings.Generation, nextSequence), now)], [new RiskGuardEffect.SetLatch(state.Latch)]);

    /// <inheritdoc/>
    public RiskGuardState Apply(RiskGuardState state, RiskGuardEvent happened, long sequence) => RiskGuardFold.Apply(state, happened, sequence);

    /// <inheritdoc/>
    public Step Decide(RiskGuardState state, NoView view, RiskGuardInput input)
    {
        if (input is RiskGuardInput.ClockTicked)
            return Step.Nothing;
        var turn = new RiskGuardTurn(settings, state, input.Now);
        switch (input)
        {
            case RiskGuardInput.RaiseEpoch raise: Raise(turn, raise); break;
            case RiskGuardInput.RequestLease request: Grant(turn, request); break;
            case RiskGuardInput.CloseLease close: Close(turn, close); break;
            case RiskGuardInput.Kill kill: Kill(turn, kill); break;
            case RiskGuardInput.Resume resume: Resume(turn, resume); break;
            case RiskGuardInput.VenueSuspect suspect: Suspect(turn, suspect); break;
            case RiskGuardInput.AskLatch ask: TellLatch(turn, ask); break;
            case RiskGuardInput.StrategyReported report: Report(turn, report); break;
            case RiskGuardInput.ApiReported report: Report(turn, report); break;
            default: throw new UnreachableException($"{input}");
        }

        return turn.Close();
    }

    // All open grants are listed, also those of this incarnation: it knows which of them it holds, and the close of another may have been lost.
    private static void Raise(RiskGuardTurn turn, RiskGuardInput.RaiseEpoch raise)
    {
        if (raise.Epoch > turn.State.Epochs.GetValueOrDefault(raise.Symbol))
            turn.Record(new RiskGuardEvent.EpochRaised(raise.Symbol, raise.Epoch));
        ImmutableArray<long> open = [.. turn.State.Grants.Where(g => g.Value.Symbol == raise.Symbol).Select(g => g.Key)];
        var mode = turn.State.ModeOf(raise.Symbol);
        turn.Tell(raise.Symbol, new StrategyInput.GuardAcknowledged(
            turn.State.Epochs.GetValueOrDefault(raise.Symbol), open, mode.Mode, mode.Sequence, turn.State.ModesOfVenues));
    }

    private void Grant(RiskGuardTurn turn, RiskGuardInput.RequestLease request)
    {
        foreach (var (id, grant) in turn.State.Grants)
        {
            if (grant.Symbol == request.Symbol && grant.Epoch == request.Epoch && grant.RequestId == request.RequestId)
            {
                turn.Tell(request.Symbol, new StrategyInput.LeaseGranted(
                    grant.RequestId, id, turn.State.Epoch, grant.Capital, grant.Exposure, settings.LeaseTtl));
                return;
            }
        }

        // Its grant was closed, or it was refused, and its holder has gone on.
        var stamp = turn.State.Stamps.GetValueOrDefault(request.Symbol, UseStamp.None);
        if (request.Epoch.Generation == stamp.Epoch.Generation && request.RequestId < stamp.ClosedBelow)
            return;
        var asked = new Use(request.Capital, request.Exposure, request.AtVenues);
        if (Refusal(turn.State, request, asked) is { } reason)
        {
            turn.Tell(request.Symbol, new StrategyInput.LeaseRefused(request.RequestId, reason));
            return;
        }

        var (before, lease) = (turn.State, turn.State.Sequence + 1);
        turn.Record(new RiskGuardEvent.LeaseGranted(
            lease, request.Symbol, request.Epoch, request.RequestId, request.Capital, request.Exposure, turn.Now, request.AtVenues));
        turn.Tell(request.Symbol, new StrategyInput.LeaseGranted(
            request.RequestId, lease, turn.State.Epoch, request.Capital, request.Exposure, settings.LeaseTtl));
        Limits.Warn(turn, request.Symbol, before);
    }

    private string? Refusal(RiskGuardState state, RiskGuardInput.RequestLease request, Use asked)
    {
        if (request.Epoch != state.Epochs.GetValueOrDefault(request.Symbol))
            return $"epoch {request.Epoch} is not the newest known";
        if (state.ModeOf(request.Symbol).Mode is not TradingMode.Active and var mode)
            return $"mode {mode}";
        foreach (var venue in Venues.All)
        {
            if (request.AtVenues is { } at && at[venue].Exposure.Value > 0m && state.ModeOf(venue).Mode is not TradingMode.Active and var there)
                return $"mode {there} of {venue.Key()}";
        }

        return Limits.Broken(settings, state, request.Symbol, asked);
    }

    // Older incarnations may not speak any more. A close of an unknown lease is a repetition: it still restates the use, which is absolute. One that
    // comes after a later statement finds its grant closed by that.
    private static void Close(RiskGuardTurn turn, RiskGuardInput.CloseLease close)
    {
        var (before, symbol) = (turn.State, close.Symbol);
        var stamp = before.Stamps.GetValueOrDefault(symbol, UseStamp.None);
        if (close.Epoch < before.Epochs.GetValueOrDefault(symbol) || stamp.IsNewerThan(close.Epoch, close.Version))
            return;
        var use = new Use(close.CapitalInUse, close.ExposureInUse, close.AtVenues);
        var stated = close.Version == 0 ? null : new UseStamp(close.Epoch, close.Version, close.ClosedBelow);
        foreach (var (id, grant) in before.Grants)
        {
            if (grant.Symbol == symbol && (id == close.LeaseId || grant.RequestId < close.ClosedBelow))
                turn.Record(new RiskGuardEvent.LeaseClosed(id, symbol, use.Capital, use.Exposure, use.Venues, stated));
        }

        if (turn.State == before)
        {
            if (before.Uses.GetValueOrDefault(symbol, Use.None) == use && (stated is null || stamp == stated))
                return;
            turn.Record(new RiskGuardEvent.UseRestated(symbol, use.Capital, use.Exposure, use.Venues, stated));
        }

        Limits.StopDrift(turn, symbol);
        Limits.Warn(turn, symbol, before);
    }

    private static void Kill(RiskGuardTurn turn, RiskGuardInput.Kill kill)
    {
        var stands = turn.State.OrderOf(kill.Scope);
        var isKnown = stands.Mode == kill.Mode && stands.By == kill.By && stands.Reason == kill.Reason && stands.Sequence > kill.Seen;
        if (isKnown || kill.Mode == TradingMode.Active)
            turn.TellMode(kill.Scope);
        else
            turn.SetMode(kill.Scope, kill.Mode, kill.By, kill.Reason);
    }

    private static void Resume(RiskGuardTurn turn, RiskGuardInput.Resume resume)
    {
        var stands = turn.State.OrderOf(resume.Scope);
        if (string.IsNullOrWhiteSpace(resume.By))
            turn.Alert("resume_refused", $"{resume.Scope}: nobody's name is under it");
        else if (stands.Sequence > resume.UpTo)
            turn.Alert("resume_refused", $"{resume.Scope}: {stands.Mode} by {stands.By} came after what {resume.By} had seen: {stands.Reason}");
        else if (stands.Mode != TradingMode.Active)
            turn.SetMode(resume.Scope, TradingMode.Active, resume.By, resume.Reason);
        else
            turn.TellMode(resume.Scope);
    }

    private static void Suspect(RiskGuardTurn turn, RiskGuardInput.VenueSuspect suspect)
    {
        if (turn.State.ModeOf(suspect.Venue).Mode == TradingMode.Active)
            turn.SetMode(RiskScope.Of(suspect.Venue), TradingMode.Reducing, $"ledger {suspect.Venue.Key()}", suspect.Reason);
    }

    private static void TellLatch(RiskGuardTurn turn, RiskGuardInput.AskLatch ask)
    {
        if (ask.Known > turn.State.Latches.GetValueOrDefault(ask.Node) && ask.Known <= turn.State.Latch.Sequence)
            turn.Record(new RiskGuardEvent.LatchConfirmed(ask.Node, ask.Known, turn.Now));
        turn.Do(new RiskGuardEffect.SetLatch(turn.State.Latch));
    }

    private static void Report(RiskGuardTurn turn, RiskGuardInput.StrategyReported report)
    {
        var before = turn.State.Standings.GetValueOrDefault(report.Symbol);
        var isOld = report.Epoch < turn.State.Epochs.GetValueOrDefault(report.Symbol)
            || (before is not null && (report.Epoch < before.Epoch || (report.Epoch == before.Epoch && report.Version <= before.Version)));
        if (isOld || report.Figures == before?.Last)
            return;
        turn.Record(new RiskGuardEvent.FiguresReported(report.Symbol, report.Epoch, report.Version, report.Figures, turn.Now));
        Breakers.Look(turn, report.Symbol, before);
    }

    // Of two reports of one incarnation the later has more failures, or as many and fewer in a row.
    private static void Report(RiskGuardTurn turn, RiskGuardInput.ApiReported report)
    {
        if (turn.State.VenueStandings.GetValueOrDefault(report.Venue) is { } known)
        {
            var isOld = report.Incarnation < known.Incarnation || (report.Incarnation == known.Incarnation
                && (report.Failures < known.Failures || (report.Failures == known.Failures && report.InARow >= known.InARow)));
            if (isOld)
                return;
        }

        turn.Record(new RiskGuardEvent.ApiReported(report.Venue, report.Incarnation, report.Failures, report.InARow, turn.Now));
        Breakers.Look(turn, report.Venue, report.Why);
    }
}
