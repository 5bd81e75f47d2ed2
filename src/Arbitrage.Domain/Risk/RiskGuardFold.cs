using System.Diagnostics;
using Arbitrage.Domain.Markets;

namespace Arbitrage.Domain.Risk;

/// <summary>The guard's state after an event. Depends on nothing but state and event, so a journal folds the same under any settings.</summary>
internal static class RiskGuardFold
{
    public static RiskGuardState Apply(RiskGuardState state, RiskGuardEvent happened, long sequence)
    {
        var next = happened switch
        {
            RiskGuardEvent.IncarnationStarted e => state with { Epoch = e.Epoch },
            RiskGuardEvent.EpochRaised e => state with { Epochs = state.Epochs.SetItem(e.Symbol, e.Epoch) },
            RiskGuardEvent.LeaseGranted e => state with
            {
                Grants = state.Grants.Add(e.LeaseId, new(e.Symbol, e.Epoch, e.RequestId, e.Capital, e.Exposure, e.AtVenues)),
            },
            RiskGuardEvent.LeaseClosed e => Use(
                state with { Grants = state.Grants.Remove(e.LeaseId) }, e.Symbol, new(e.CapitalInUse, e.ExposureInUse, e.AtVenues), e.Stamp),
            RiskGuardEvent.UseRestated e => Use(state, e.Symbol, new(e.CapitalInUse, e.ExposureInUse, e.AtVenues), e.Stamp),
            RiskGuardEvent.ModeSet e => Set(state, e, sequence),
            RiskGuardEvent.BreakerTripped => state,
            RiskGuardEvent.FiguresReported e => Report(state, e),
            RiskGuardEvent.ApiReported e => state with
            {
                VenueStandings = state.VenueStandings.SetItem(
                    e.Venue, (state.VenueStandings.GetValueOrDefault(e.Venue) ?? new(e.Incarnation, 0, 0, 0)).With(e.Incarnation, e.Failures, e.InARow)),
            },
            RiskGuardEvent.LatchConfirmed e => state with { Latches = state.Latches.SetItem(e.Node, e.Sequence) },
            _ => throw new UnreachableException($"Unknown event {happened}"),
        };
        return next with { Sequence = sequence };
    }

    private static RiskGuardState Use(RiskGuardState state, Symbol symbol, Use use, UseStamp? stamp) => state with
    {
        Uses = state.Uses.SetItem(symbol, use),
        Stamps = stamp is null ? state.Stamps : state.Stamps.SetItem(symbol, stamp),
    };

    // A kill never loosens what stands, as one that arrives late would. Whoever resumes a scope has seen what stopped it: its breakers count from here.
    private static RiskGuardState Set(RiskGuardState state, RiskGuardEvent.ModeSet e, long sequence)
    {
        var stands = state.OrderOf(e.Scope);
        var mode = e.Mode != TradingMode.Active && stands.Mode > e.Mode
            ? stands with { Sequence = sequence }
            : new(e.Mode, sequence, e.By, e.Reason, e.At);
        var rearms = e.Mode == TradingMode.Active;
        if (e.Symbol is { } symbol)
        {
            return state with
            {
                Modes = state.Modes.SetItem(symbol, mode),
                Standings = rearms && state.Standings.TryGetValue(symbol, out var own) ? state.Standings.SetItem(symbol, own.Rearmed()) : state.Standings,
            };
        }

        if (e.Venue is { } venue)
        {
            return state with
            {
                VenueModes = state.VenueModes.SetItem(venue, mode),
                VenueStandings = rearms && state.VenueStandings.TryGetValue(venue, out var own)
                    ? state.VenueStandings.SetItem(venue, own.Rearmed())
                    : state.VenueStandings,
            };
        }

        return state with { All = mode, Total = rearms ? state.Total?.Rearmed() : state.Total };
    }

    private static RiskGuardState Report(RiskGuardState state, RiskGuardEvent.FiguresReported e)
    {
        var before = state.Standings.GetValueOrDefault(e.Symbol);
        return state with
        {
            Standings = state.Standings.SetItem(
                e.Symbol, before is null ? SymbolStanding.First(e.Epoch, e.Version, e.Figures, e.At) : before.With(e.Epoch, e.Version, e.Figures, e.At)),
            Total = (state.Total ?? TotalStanding.None).With(before?.Last, e.Figures),
        };
    }
}
