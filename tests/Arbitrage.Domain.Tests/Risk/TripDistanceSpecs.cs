using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using static Arbitrage.Domain.Tests.Risk.GuardScript;

namespace Arbitrage.Domain.Tests.Risk;

public class TripDistanceSpecs
{
    [Fact]
    public void Every_limit_and_breaker_tells_how_much_is_left_of_it()
    {
        var guard = new GuardScript();
        guard.Tell(new RiskGuardInput.RequestLease(Btc, First, 1, new(300m), new(300m)));
        guard.Report(Btc, Quiet with { LosingStreak = 3, Equity = new(990m), ErrorsTotal = 4, ErrorsInHour = 4 });
        guard.Tell(new RiskGuardInput.ApiReported(Venue.MexcSpot, 1, 2, 2, "timeout"));

        var distances = TripDistance.Of(guard.State, guard.Settings).ToDictionary(d => (d.Key, d.Scope), d => d.Distance);

        Assert.Equal(9_700m, distances[("max_total_exposure_usd", "all")]);
        Assert.Equal(4_700m, distances[("max_single_position_usd", "BTC_USDT")]);
        Assert.Equal(9_700m, distances[("max_venue_capital_usd", "gate_spot")]);
        Assert.Equal(9m, distances[("max_position_count", "all")]);
        Assert.Equal(2m, distances[("consecutive_loss_limit", "BTC_USDT")]);
        Assert.Equal(1m, distances[("max_drawdown_pct", "BTC_USDT")]);
        Assert.Equal(2m, distances[("stop_loss.max_drawdown_pct", "all")]);
        Assert.Equal(6m, distances[("error_rate_threshold", "BTC_USDT")]);
        Assert.Equal(3m, distances[("api_error_threshold", "mexc_spot")]);
        Assert.Equal(600m, distances[("trade_rate_threshold", "ETH_USDT")]);
    }

    [Fact]
    public void What_trips_is_beyond_its_limit_and_a_breaker_that_is_off_has_no_distance()
    {
        var guard = new GuardScript(new() { TradeRateThreshold = 0 }).Report(Btc, Quiet with { LosingStreak = 6 });

        var distances = TripDistance.Of(guard.State, guard.Settings);

        Assert.Equal((-1m, TradingMode.Reducing), distances.Where(d => d is { Key: "consecutive_loss_limit", Scope: "BTC_USDT" }).Select(d => (d.Distance, d.Mode)).Single());
        Assert.DoesNotContain(distances, d => d.Key == "trade_rate_threshold");
    }
}
