using System.Collections.Immutable;
using System.Diagnostics;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Running;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Units;
using Step = Arbitrage.Domain.Running.Decision<Arbitrage.Domain.Risk.RiskGuardEvent, Arbitrage.Domain.Risk.RiskGuardEffect>;

namespace Arbitrage.Domain.Risk;

/// <summary>
/// The cluster's risk guard: limits, leases that are charged until closed, trading modes and kill. A grant is journaled before it is sent;
/// expiry ends the holder's right to spend, never the charge (ARCHITECTURE 5).
/// </summary>
public sealed class RiskGuardMachine(RiskSettings settings)
    : IMachine<RiskGuardState, NoView, RiskGuardInput, RiskGuardEvent, RiskGuardEffect>
{
    /// <inheritdoc/>
    public RiskGuardState Initial => RiskGuardState.Empty;

    /// <inheritdoc/>
    public Step Recovered(RiskGuardState state, long nextSequence, DateTimeOffset now) =>
        new([new RiskGuardEvent.IncarnationStarted(new(0, nextSequence), now)], [new RiskGuardEffect.SetLatch(state.Latch)]);

    /// <inheritdoc/>
    public Step Decide(RiskGuardState state, NoView view, RiskGuardInput input) => input switch
    {
        RiskGuardInput.RaiseEpoch raise => Raise(state, raise),
        RiskGuardInput.RequestLease request => Grant(state, request),
        RiskGuardInput.CloseLease close => Close(state, close),
        RiskGuardInput.Kill kill => SetMode(state, kill.Symbol, kill.Mode, kill.By, kill.Reason, kill.Now),
        RiskGuardInput.Resume resume => SetMode(state, resume.Symbol, TradingMode.Active, resume.By, resume.Reason, resume.Now),
        RiskGuardInput.VenueSuspect suspect => Suspect(state, suspect),
        RiskGuardInput.AskLatch => new([], [new RiskGuardEffect.SetLatch(state.Latch)]),
        RiskGuardInput.ClockTicked => Step.Nothing,
        _ => throw new UnreachableException($"{input}"),
    };

    /// <inheritdoc/>
    public RiskGuardState Apply(RiskGuardState state, RiskGuardEvent happened, long sequence) => happened switch
    {
        RiskGuardEvent.IncarnationStarted e => state with { Sequence = sequence, Epoch = e.Epoch },
        RiskGuardEvent.EpochRaised e => state with { Sequence = sequence, Epochs = state.Epochs.SetItem(e.Symbol, e.Epoch) },
        RiskGuardEvent.LeaseGranted e => state with
        {
            Sequence = sequence,
            Grants = state.Grants.Add(e.LeaseId, new(e.Symbol, e.Epoch, e.RequestId, e.Capital, e.Exposure)),
        },
        RiskGuardEvent.LeaseClosed e => state with
        {
            Sequence = sequence,
            Grants = state.Grants.Remove(e.LeaseId),
            Uses = state.Uses.SetItem(e.Symbol, new(e.CapitalInUse, e.ExposureInUse)),
        },
        RiskGuardEvent.UseRestated e => state with
        {
            Sequence = sequence,
            Uses = state.Uses.SetItem(e.Symbol, new(e.CapitalInUse, e.ExposureInUse)),
        },
        RiskGuardEvent.ModeSet { Symbol: null } e => state with { Sequence = sequence, All = new(e.Mode, sequence) },
        RiskGuardEvent.ModeSet { Symbol: { } symbol } e => state with
        {
            Sequence = sequence,
            Modes = state.Modes.SetItem(symbol, new(e.Mode, sequence)),
        },
        _ => throw new UnreachableException($"Unknown event {happened}"),
    };

    private static Step Raise(RiskGuardState state, RiskGuardInput.RaiseEpoch raise)
    {
        var known = state.Epochs.GetValueOrDefault(raise.Symbol);
        var newest = raise.Epoch > known ? raise.Epoch : known;
        var mode = state.ModeOf(raise.Symbol);
        ImmutableArray<long> older =
            [.. state.Grants.Where(g => g.Value.Symbol == raise.Symbol && g.Value.Epoch < newest).Select(g => g.Key)];
        var answer = new RiskGuardEffect.TellStrategy(
            raise.Symbol, new StrategyInput.GuardAcknowledged(newest, older, mode.Mode, mode.Sequence));
        return raise.Epoch > known
            ? new([new RiskGuardEvent.EpochRaised(raise.Symbol, raise.Epoch)], [answer])
            : new([], [answer]);
    }

    private Step Grant(RiskGuardState state, RiskGuardInput.RequestLease request)
    {
        foreach (var (id, grant) in state.Grants)
        {
            if (grant.Symbol == request.Symbol && grant.Epoch == request.Epoch && grant.RequestId == request.RequestId)
                return new([], [Granted(state, id, grant.RequestId, request, grant.Capital, grant.Exposure)]);
        }

        if (Refusal(state, request) is { } reason)
            return new([], [new RiskGuardEffect.TellStrategy(request.Symbol, new StrategyInput.LeaseRefused(request.RequestId, reason))]);
        var lease = state.Sequence + 1;
        return new(
            [
                new RiskGuardEvent.LeaseGranted(
                    lease, request.Symbol, request.Epoch, request.RequestId, request.Capital, request.Exposure, request.Now),
            ],
            [Granted(state, lease, request.RequestId, request, request.Capital, request.Exposure)]);
    }

    private RiskGuardEffect.TellStrategy Granted(
        RiskGuardState state, long lease, long requestId, RiskGuardInput.RequestLease request, Notional capital, Notional exposure) =>
        new(request.Symbol, new StrategyInput.LeaseGranted(requestId, lease, state.Epoch, capital, exposure, settings.LeaseTtl));

    private string? Refusal(RiskGuardState state, RiskGuardInput.RequestLease request)
    {
        if (request.Epoch != state.Epochs.GetValueOrDefault(request.Symbol))
            return $"epoch {request.Epoch} is not the newest known";
        if (state.ModeOf(request.Symbol).Mode is not TradingMode.Active and var mode)
            return $"mode {mode}";
        var charge = state.ChargeOf(request.Symbol);
        var total = state.TotalCharge();
        if (charge.Exposure + request.Exposure > settings.MaxSymbolExposure)
            return $"max_single_position_usd {settings.MaxSymbolExposure}: {charge.Exposure} charged, {request.Exposure} asked";
        if (total.Exposure + request.Exposure > settings.MaxTotalExposure)
            return $"max_total_exposure_usd {settings.MaxTotalExposure}: {total.Exposure} charged, {request.Exposure} asked";
        if (total.Capital + request.Capital > settings.MaxVenueCapital)
            return $"max_venue_capital_usd {settings.MaxVenueCapital}: {total.Capital} charged, {request.Capital} asked";
        return charge == Use.None && ChargedSymbols(state) >= settings.MaxPositionCount
            ? $"max_position_count {settings.MaxPositionCount}"
            : null;
    }

    private static int ChargedSymbols(RiskGuardState state)
    {
        var charged = state.Grants.Values.Select(g => g.Symbol).ToHashSet();
        charged.UnionWith(state.Uses.Where(u => u.Value != Use.None).Select(u => u.Key));
        return charged.Count;
    }

    // A close of an unknown lease is a repetition: it still restates the use, which is absolute. Older incarnations may not speak any more.
    private static Step Close(RiskGuardState state, RiskGuardInput.CloseLease close)
    {
        if (close.Epoch < state.Epochs.GetValueOrDefault(close.Symbol))
            return Step.Nothing;
        if (state.Grants.TryGetValue(close.LeaseId, out var grant) && grant.Symbol == close.Symbol)
            return new([new RiskGuardEvent.LeaseClosed(close.LeaseId, close.Symbol, close.CapitalInUse, close.ExposureInUse)], []);
        var stated = state.Uses.GetValueOrDefault(close.Symbol, Use.None);
        return stated == new Use(close.CapitalInUse, close.ExposureInUse)
            ? Step.Nothing
            : new([new RiskGuardEvent.UseRestated(close.Symbol, close.CapitalInUse, close.ExposureInUse)], []);
    }

    private static Step Suspect(RiskGuardState state, RiskGuardInput.VenueSuspect suspect) =>
        state.All.Mode == TradingMode.Active
            ? SetMode(state, null, TradingMode.Reducing, $"ledger {suspect.Venue.Key()}", suspect.Reason, suspect.Now)
            : Step.Nothing;

    private static Step SetMode(
        RiskGuardState state, Symbol? scope, TradingMode mode, string by, string reason, DateTimeOffset at)
    {
        var sequence = state.Sequence + 1;
        var after = scope is { } one
            ? state with { Modes = state.Modes.SetItem(one, new(mode, sequence)) }
            : state with { All = new(mode, sequence) };
        var effects = ImmutableArray.CreateBuilder<RiskGuardEffect>();
        effects.Add(new RiskGuardEffect.SetLatch(after.Latch));
        foreach (var symbol in state.Epochs.Keys)
        {
            if (scope is null || scope == symbol)
            {
                var effective = after.ModeOf(symbol);
                effects.Add(new RiskGuardEffect.TellStrategy(
                    symbol, new StrategyInput.ModeOrdered(effective.Mode, effective.Sequence, reason)));
            }
        }

        if (mode != TradingMode.Active)
            effects.Add(new RiskGuardEffect.Alert("kill", $"{scope?.Text ?? "all"} {mode} by {by}: {reason}"));
        return new([new RiskGuardEvent.ModeSet(scope, mode, by, reason, at)], effects.ToImmutable());
    }
}
