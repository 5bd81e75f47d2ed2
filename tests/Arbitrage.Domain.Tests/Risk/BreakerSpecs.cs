using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Units;
using static Arbitrage.Domain.Tests.Risk.GuardScript;

namespace Arbitrage.Domain.Tests.Risk;

/// <summary>What stops new risk by itself, and what it takes to let it begin again.</summary>
public class BreakerSpecs
{
    private readonly GuardScript _guard = new();

    [Fact]
    public void Losing_cycles_in_a_row_let_a_symbol_only_reduce()
    {
        _guard.Report(Btc, Quiet with { LosingStreak = 4 });
        Assert.Equal(TradingMode.Active, _guard.State.ModeOf(Btc).Mode);

        _guard.Report(Btc, Quiet with { LosingStreak = 5 });

        Assert.Equal(TradingMode.Reducing, _guard.State.ModeOf(Btc).Mode);
        Assert.Equal(TradingMode.Active, _guard.State.ModeOf(Eth).Mode);
        var trip = _guard.Trips.Single();
        Assert.Equal((Breaker.ConsecutiveLosses, Btc, 5m, 5m), (trip.Breaker, trip.Symbol, trip.Value, trip.Threshold));
        Assert.Equal(TradingMode.Reducing, Assert.IsType<StrategyInput.ModeOrdered>(_guard.Answer).Mode);
    }

    [Fact]
    public void A_report_that_comes_twice_or_late_changes_nothing()
    {
        var late = new RiskGuardInput.StrategyReported(Btc, First, 10, Quiet with { LosingStreak = 5 });
        _guard.Tell(new RiskGuardInput.StrategyReported(Btc, First, 11, Quiet with { WinningCycles = 1 }));
        var journal = _guard.Journal.Count;

        _guard.Tell(late).Tell(new RiskGuardInput.StrategyReported(Btc, First, 11, Quiet with { WinningCycles = 1, LosingStreak = 9 }));

        Assert.Equal(journal, _guard.Journal.Count);
        Assert.Equal(TradingMode.Active, _guard.State.ModeOf(Btc).Mode);
    }

    [Fact]
    public void Whoever_resumes_has_seen_the_losses_and_only_new_ones_count()
    {
        _guard.Report(Btc, Quiet with { LosingStreak = 5 }).Tell(new RiskGuardInput.Resume(Btc, "ann", "looked at them"));

        _guard.Report(Btc, Quiet with { LosingStreak = 9 });
        Assert.Equal(TradingMode.Active, _guard.State.ModeOf(Btc).Mode);
        _guard.Report(Btc, Quiet with { LosingStreak = 10 });

        Assert.Equal(TradingMode.Reducing, _guard.State.ModeOf(Btc).Mode);
    }

    [Theory]
    [InlineData(2, 981, 979)] // the symbol's own is the stricter
    [InlineData(50, 971, 969)] // stop_loss.max_drawdown_pct 3 is
    public void A_drawdown_beyond_the_stricter_limit_lets_the_symbol_only_reduce(decimal own, decimal above, decimal below)
    {
        var figures = Quiet with { MaxDrawdownPct = own };
        _guard.Report(Eth, Quiet with { Allotted = new(9_000m) }).Report(Btc, figures).Report(Btc, figures with { Equity = new(above) });
        Assert.Empty(_guard.Trips);

        _guard.Report(Btc, figures with { Equity = new(below) });

        Assert.Equal((Breaker.Drawdown, Btc), (_guard.Trips.Single().Breaker, _guard.Trips.Single().Symbol));
        Assert.Equal(TradingMode.Active, _guard.State.All.Mode);
    }

    [Fact]
    public void The_drawdown_of_all_together_lets_everybody_only_reduce()
    {
        var loose = Quiet with { MaxDrawdownPct = 90m };
        _guard.Report(Btc, loose).Report(Eth, loose);

        _guard.Report(Btc, loose with { Equity = new(975m) }).Report(Eth, loose with { Equity = new(976m) });
        Assert.Empty(_guard.Trips);
        _guard.Report(Btc, loose with { Equity = new(980m), PeakEquity = new(1010m) }).Report(Eth, loose with { Equity = new(960m) });

        Assert.Equal(3m, _guard.State.Total!.DrawdownPct);
        Assert.Equal(TradingMode.Reducing, _guard.State.All.Mode);
        _guard.Tell(new RiskGuardInput.Resume(null, "ann", "seen")).Report(Btc, loose with { Equity = new(979m) });
        Assert.Equal(TradingMode.Active, _guard.State.All.Mode);
    }

    [Fact]
    public void A_symbol_that_joins_brings_its_equity_and_no_profit()
    {
        _guard.Report(Btc, Quiet).Report(Btc, Quiet with { Equity = new(985m) });

        _guard.Report(Eth, Quiet with { Equity = new(5_000m), PeakEquity = new(5_000m), Allotted = new(5_000m) });

        Assert.Equal(new TotalStanding(new(5_985m), new(6_000m), new(6_000m)), _guard.State.Total);
    }

    [Fact]
    public void Errors_of_an_hour_let_a_symbol_only_reduce_and_half_of_them_are_told()
    {
        _guard.Report(Btc, Quiet with { ErrorsTotal = 4, ErrorsInHour = 4 });
        Assert.Empty(_guard.Alerts);
        _guard.Report(Btc, Quiet with { ErrorsTotal = 5, ErrorsInHour = 5 }).Report(Btc, Quiet with { ErrorsTotal = 6, ErrorsInHour = 6 });
        Assert.Single(_guard.Alerts, a => a == "error_rate");

        _guard.Report(Btc, Quiet with { ErrorsTotal = 30, ErrorsInHour = 10 });

        Assert.Equal(Breaker.ErrorRate, _guard.Trips.Single().Breaker);
        _guard.Tell(new RiskGuardInput.Resume(Btc, "ann", "seen")).Report(Btc, Quiet with { ErrorsTotal = 31, ErrorsInHour = 10 });
        Assert.Equal(TradingMode.Active, _guard.State.ModeOf(Btc).Mode);
    }

    [Fact]
    public void Failed_requests_in_a_row_let_their_venue_take_no_new_risk()
    {
        Fail(4);
        Assert.Equal(TradingMode.Active, _guard.State.ModeOf(Venue.MexcSpot).Mode);

        Fail(5);

        Assert.Equal(TradingMode.Reducing, _guard.State.ModeOf(Venue.MexcSpot).Mode);
        Assert.Equal(TradingMode.Active, _guard.State.ModeOf(Venue.GateSpot).Mode);
        Assert.Equal((Breaker.ApiErrors, Venue.MexcSpot), (_guard.Trips.Single().Breaker, _guard.Trips.Single().Venue));
    }

    [Fact]
    public void A_late_report_of_failures_does_not_stop_a_venue_that_answers_again()
    {
        Fail(4);
        _guard.Tell(new RiskGuardInput.ApiReported(Venue.MexcSpot, 7, 4, 0, ""));

        Fail(4);

        Assert.Equal(0, _guard.State.VenueStandings[Venue.MexcSpot].ApiErrors);
        _guard.Tell(new RiskGuardInput.ApiReported(Venue.MexcSpot, 6, 90, 90, "of an older incarnation"));
        Assert.Empty(_guard.Trips);
    }

    [Fact]
    public void Pairs_beyond_the_rate_of_a_minute_let_a_symbol_only_reduce()
    {
        for (var second = 0; second <= 120; second += 10)
            _guard.PassSeconds(10).Report(Btc, Quiet with { Pairs = second * 10 });
        Assert.Equal(600m, _guard.State.Standings[Btc].PairsAMinute);
        Assert.Empty(_guard.Trips);

        _guard.PassSeconds(10).Report(Btc, Quiet with { Pairs = 1301 });

        Assert.Equal(Breaker.TradeRate, _guard.Trips.Single().Breaker);
    }

    [Fact]
    public void Pairs_of_a_long_silence_are_spread_over_it()
    {
        _guard.Report(Btc, Quiet).PassSeconds(600).Report(Btc, Quiet with { Pairs = 3000 });

        Assert.Equal(300m, _guard.State.Standings[Btc].PairsAMinute);
        Assert.Empty(_guard.Trips);
    }

    [Fact]
    public void A_use_that_grew_beyond_a_limit_by_price_lets_its_scope_only_reduce()
    {
        Use(Btc, 4_990m, 1);
        Assert.Empty(_guard.Trips);
        Assert.Single(_guard.Alerts, a => a == "position_size");

        Use(Btc, 5_010m, 2);

        Assert.Equal((Breaker.PriceDrift, Btc, 5_010m, 5_000m),
            (_guard.Trips.Single().Breaker, _guard.Trips.Single().Symbol, _guard.Trips.Single().Value, _guard.Trips.Single().Threshold));
        Use(Eth, 4_995m, 1);
        Assert.Equal((TradingMode.Reducing, TradingMode.Active), (_guard.State.All.Mode, _guard.State.ModeOf(Venue.GateSpot).Mode));
    }

    [Fact]
    public void A_venue_beyond_its_capital_by_price_takes_no_new_risk_itself()
    {
        var guard = new GuardScript(new() { MaxVenueCapital = new(1_000m) });

        guard.Tell(new RiskGuardInput.CloseLease(
            Btc, First, 0, new(1_001m), new(1_001m), new(new(new(1_001m), new(1_001m)), new(new(500m), new(1_001m)), VenueMoney.None), 1));

        Assert.Equal(Venue.GateSpot, guard.Trips.Single().Venue);
        Assert.Equal(TradingMode.Active, guard.State.ModeOf(Btc).Mode);
    }

    [Fact]
    public void A_breaker_that_is_off_stops_nothing()
    {
        var guard = new GuardScript(new()
        {
            MaxDrawdownPct = 0m,
            ConsecutiveLossLimit = 0,
            ErrorRateThreshold = 0,
            ApiErrorThreshold = 0,
            TradeRateThreshold = 0,
        });

        guard.Report(Btc, Quiet with { MaxDrawdownPct = 0m }).Report(
            Btc, Quiet with { MaxDrawdownPct = 0m, LosingStreak = 99, Equity = new(1m), ErrorsTotal = 99, ErrorsInHour = 99, Pairs = 9_999 });
        guard.Tell(new RiskGuardInput.ApiReported(Venue.MexcSpot, 7, 99, 99, "timeout"));

        Assert.Empty(guard.Trips);
    }

    private void Fail(int times) => _guard.Tell(new RiskGuardInput.ApiReported(Venue.MexcSpot, 7, times, times, "timeout"));

    private void Use(Symbol symbol, decimal exposure, long version) => _guard.Tell(new RiskGuardInput.CloseLease(
        symbol, First, 0, new(exposure), new(exposure), PerVenue.Everywhere(new(new(exposure / 3m), new(exposure))), version));
}
