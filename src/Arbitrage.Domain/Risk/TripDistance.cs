using System.Collections.Immutable;
using Arbitrage.Domain.Markets;

namespace Arbitrage.Domain.Risk;

/// <summary>How far a limit or breaker is from stopping new risk.</summary>
/// <param name="Key">The configuration key whose limit it is.</param>
/// <param name="Scope">`all`, a symbol, or a venue's key: what would be stopped.</param>
/// <param name="Value">The figure as of now; of limits, what is charged.</param>
/// <param name="Threshold">The limit.</param>
/// <param name="Distance">What is left; zero or below is beyond it.</param>
/// <param name="Mode">Mode of the scope as of now.</param>
public sealed record TripDistance(string Key, string Scope, decimal Value, decimal Threshold, decimal Distance, TradingMode Mode)
{
    /// <summary>Every limit and every breaker that is on, of everything first, then of venues, then of symbols.</summary>
    public static ImmutableArray<TripDistance> Of(RiskGuardState state, RiskSettings settings)
    {
        var distances = ImmutableArray.CreateBuilder<TripDistance>();
        var total = state.TotalCharge();
        void Add(string key, RiskScope scope, decimal value, decimal threshold) => distances.Add(new(
            key, scope.ToString(), value, threshold, threshold - value, scope.Symbol is { } symbol ? state.ModeOf(symbol).Mode : state.OrderOf(scope).Mode));

        Add("max_total_exposure_usd", RiskScope.All, total.Exposure.Value, settings.MaxTotalExposure.Value);
        Add("max_position_count", RiskScope.All, state.ChargedSymbols(), settings.MaxPositionCount);
        if (settings.MaxDrawdownPct > 0m)
            Add("stop_loss.max_drawdown_pct", RiskScope.All, state.Total?.DrawdownPct ?? 0m, settings.MaxDrawdownPct);
        foreach (var venue in Venues.All)
        {
            Add("max_venue_capital_usd", RiskScope.Of(venue), total.AtVenues[venue].Capital.Value, settings.MaxVenueCapital.Value);
            if (settings.ApiErrorThreshold > 0)
                Add("api_error_threshold", RiskScope.Of(venue), state.VenueStandings.GetValueOrDefault(venue)?.ApiErrors ?? 0, settings.ApiErrorThreshold);
        }

        foreach (var symbol in state.Epochs.Keys)
        {
            var (scope, standing) = (RiskScope.Of(symbol), state.Standings.GetValueOrDefault(symbol));
            Add("max_single_position_usd", scope, state.ChargeOf(symbol).Exposure.Value, settings.MaxSymbolExposure.Value);
            if (standing is not null && Breakers.DrawdownLimit(settings, standing) is { } drawdown)
                Add("max_drawdown_pct", scope, standing.DrawdownPct, drawdown);
            if (settings.ConsecutiveLossLimit > 0)
                Add("consecutive_loss_limit", scope, standing?.LosingStreak ?? 0, settings.ConsecutiveLossLimit);
            if (settings.ErrorRateThreshold > 0)
                Add("error_rate_threshold", scope, standing?.ErrorsInHour ?? 0, settings.ErrorRateThreshold);
            if (settings.TradeRateThreshold > 0)
                Add("trade_rate_threshold", scope, standing?.PairsAMinute ?? 0m, settings.TradeRateThreshold);
        }

        return distances.ToImmutable();
    }
}
