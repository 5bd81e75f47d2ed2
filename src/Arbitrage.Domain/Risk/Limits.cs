using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Risk;

/// <summary>Limits of symbol, venue and total; each is tested, so the strictest wins (B14).</summary>
internal static class Limits
{
    // Above this share of a limit a person is told.
    private const decimal Near = 0.8m;

    /// <summary>The key that a further charge would break, or null.</summary>
    public static string? Broken(RiskSettings settings, RiskGuardState state, Symbol symbol, Use more)
    {
        var (own, total) = (state.ChargeOf(symbol), state.TotalCharge());
        if (own.Exposure + more.Exposure > settings.MaxSymbolExposure)
            return $"max_single_position_usd {settings.MaxSymbolExposure}: {own.Exposure} charged, {more.Exposure} asked";
        if (total.Exposure + more.Exposure > settings.MaxTotalExposure)
            return $"max_total_exposure_usd {settings.MaxTotalExposure}: {total.Exposure} charged, {more.Exposure} asked";
        foreach (var venue in Venues.All)
        {
            var (charged, asked) = (total.AtVenues[venue].Capital, more.AtVenues[venue].Capital);
            if (charged + asked > settings.MaxVenueCapital)
                return $"max_venue_capital_usd {settings.MaxVenueCapital} at {venue.Key()}: {charged} charged, {asked} asked";
        }

        return own.IsNone && state.ChargedSymbols() >= settings.MaxPositionCount ? $"max_position_count {settings.MaxPositionCount}" : null;
    }

    /// <summary>
    /// Grants stay within the limits, so what is beyond one now got there by price: the scope of that limit takes no new risk (I5).
    /// </summary>
    public static void StopDrift(RiskGuardTurn turn, Symbol symbol)
    {
        var (settings, state) = (turn.Settings, turn.State);
        var (own, total) = (state.ChargeOf(symbol), state.TotalCharge());
        Stop(turn, RiskScope.Of(symbol), "max_single_position_usd", own.Exposure, settings.MaxSymbolExposure);
        Stop(turn, RiskScope.All, "max_total_exposure_usd", total.Exposure, settings.MaxTotalExposure);
        foreach (var venue in Venues.All)
            Stop(turn, RiskScope.Of(venue), "max_venue_capital_usd", total.AtVenues[venue].Capital, settings.MaxVenueCapital);
    }

    /// <summary>Says that a charge came near a limit, once on the way up.</summary>
    public static void Warn(RiskGuardTurn turn, Symbol symbol, RiskGuardState before)
    {
        if (!turn.Settings.WarnsOfPositionSize)
            return;
        Warn(turn, symbol.Text, "max_single_position_usd", before.ChargeOf(symbol).Exposure, turn.State.ChargeOf(symbol).Exposure, turn.Settings.MaxSymbolExposure);
        var (was, now) = (before.TotalCharge(), turn.State.TotalCharge());
        Warn(turn, "all", "max_total_exposure_usd", was.Exposure, now.Exposure, turn.Settings.MaxTotalExposure);
        foreach (var venue in Venues.All)
        {
            Warn(turn, venue.Key(), "max_venue_capital_usd", was.AtVenues[venue].Capital, now.AtVenues[venue].Capital, turn.Settings.MaxVenueCapital);
        }
    }

    private static void Stop(RiskGuardTurn turn, RiskScope scope, string key, Notional charged, Notional limit)
    {
        if (charged > limit)
            Breakers.Trip(turn, Breaker.PriceDrift, scope, charged.Value, limit.Value, $"{key} {limit}: {charged} charged");
    }

    private static void Warn(RiskGuardTurn turn, string scope, string key, Notional was, Notional now, Notional limit)
    {
        var near = limit * Near;
        if (was < near && now >= near)
            turn.Alert("position_size", $"{scope}: {now} USDT charged of {key} {limit}");
    }
}
