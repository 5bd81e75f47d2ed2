using Arbitrage.Domain.Markets;

namespace Arbitrage.Domain.Risk;

/// <summary>The breakers: each looks at one figure of one scope and takes new risk from that scope. Only a person gives it back.</summary>
internal static class Breakers
{
    // From half of the threshold on a person is told.
    private const int WarnsAt = 2;

    /// <summary>Takes new risk from a scope that has it.</summary>
    public static void Trip(RiskGuardTurn turn, Breaker breaker, RiskScope scope, decimal value, decimal threshold, string why)
    {
        if (turn.State.OrderOf(scope).Mode != TradingMode.Active)
            return;
        turn.Record(new RiskGuardEvent.BreakerTripped(breaker, scope.Symbol, scope.Venue, value, threshold, turn.Now));
        turn.SetMode(scope, TradingMode.Reducing, "breaker", why);
    }

    /// <summary>After a symbol's report.</summary>
    public static void Look(RiskGuardTurn turn, Symbol symbol, SymbolStanding? before)
    {
        var (settings, own, scope) = (turn.Settings, turn.State.Standings[symbol], RiskScope.Of(symbol));
        if (settings.ConsecutiveLossLimit > 0 && own.LosingStreak >= settings.ConsecutiveLossLimit)
        {
            Trip(turn, Breaker.ConsecutiveLosses, scope, own.LosingStreak, settings.ConsecutiveLossLimit,
                $"consecutive_loss_limit {settings.ConsecutiveLossLimit}: {own.LosingStreak} losing cycles in a row");
        }

        if (DrawdownLimit(settings, own) is { } limit && own.DrawdownPct >= limit)
            Trip(turn, Breaker.Drawdown, scope, own.DrawdownPct, limit, $"max_drawdown_pct {limit}: {own.DrawdownPct:0.###} % of the capital allotted");
        if (settings.MaxDrawdownPct > 0m && turn.State.Total is { } total && total.DrawdownPct >= settings.MaxDrawdownPct)
        {
            Trip(turn, Breaker.Drawdown, RiskScope.All, total.DrawdownPct, settings.MaxDrawdownPct,
                $"stop_loss.max_drawdown_pct {settings.MaxDrawdownPct}: {total.DrawdownPct:0.###} % of all capital allotted");
        }

        if (settings.ErrorRateThreshold > 0)
        {
            if (own.ErrorsInHour >= settings.ErrorRateThreshold)
            {
                Trip(turn, Breaker.ErrorRate, scope, own.ErrorsInHour, settings.ErrorRateThreshold,
                    $"error_rate_threshold {settings.ErrorRateThreshold}: {own.ErrorsInHour} errors in an hour");
            }

            WarnOfErrors(turn, symbol, before?.ErrorsInHour ?? 0, own.ErrorsInHour);
        }

        if (settings.TradeRateThreshold > 0 && own.PairsAMinute > settings.TradeRateThreshold)
        {
            Trip(turn, Breaker.TradeRate, scope, own.PairsAMinute, settings.TradeRateThreshold,
                $"trade_rate_threshold {settings.TradeRateThreshold}: {own.PairsAMinute:0} pairs in a minute");
        }
    }

    /// <summary>After a venue's report.</summary>
    public static void Look(RiskGuardTurn turn, Venue venue, string last)
    {
        var (settings, own) = (turn.Settings, turn.State.VenueStandings[venue]);
        if (settings.ApiErrorThreshold > 0 && own.ApiErrors >= settings.ApiErrorThreshold)
        {
            Trip(turn, Breaker.ApiErrors, RiskScope.Of(venue), own.ApiErrors, settings.ApiErrorThreshold,
                $"api_error_threshold {settings.ApiErrorThreshold}: {own.ApiErrors} failed requests in a row, the last: {last}");
        }
    }

    /// <summary>The stricter of a symbol's own limit and everybody's; null when neither is on.</summary>
    public static decimal? DrawdownLimit(RiskSettings settings, SymbolStanding standing) => (settings.MaxDrawdownPct, standing.Last.MaxDrawdownPct) switch
    {
        ( > 0m and var ours, > 0m and var own) => Math.Min(ours, own),
        ( > 0m and var ours, _) => ours,
        (_, > 0m and var own) => own,
        _ => null,
    };

    private static void WarnOfErrors(RiskGuardTurn turn, Symbol symbol, int was, int now)
    {
        var from = (turn.Settings.ErrorRateThreshold + WarnsAt - 1) / WarnsAt;
        if (turn.Settings.WarnsOfErrorRate && was < from && now >= from)
            turn.Alert("error_rate", $"{symbol}: {now} errors in an hour of error_rate_threshold {turn.Settings.ErrorRateThreshold}");
    }
}
