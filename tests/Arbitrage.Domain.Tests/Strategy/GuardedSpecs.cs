using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Tests.Strategy;

/// <summary>The strategy towards its guard: modes of venues, what leases ask, what use is stated, what is reported.</summary>
public class GuardedSpecs
{
    private static StrategyInput.ModeOrdered Venues(StrategyScript script, VenueModes? venues) =>
        ((StrategyInput.ModeOrdered)script.Order(TradingMode.Active)) with { Venues = venues };

    private static int Entries(StrategyScript script) => script.Events<StrategyEvent.LegsIntended>().Count(l => l.Purpose == PairPurpose.Entry);

    [Theory]
    [InlineData(Venue.GateSpot, 0)]
    [InlineData(Venue.MexcSpot, 0)]
    [InlineData(Venue.GateFutures, 1)] // a pair adds no risk there
    public void No_pair_goes_to_a_venue_that_takes_no_new_risk(Venue reducing, int entries)
    {
        var script = new StrategyScript().Monitoring().PassSeconds(10);
        var modes = VenueModes.AllActive;
        script.Give(Venues(script, reducing switch
        {
            Venue.GateSpot => modes with { GateSpot = TradingMode.Reducing },
            Venue.MexcSpot => modes with { MexcSpot = TradingMode.Reducing },
            _ => modes with { GateFutures = TradingMode.Reducing },
        }));

        script.Quotes(1m, 1.02m).PassSeconds(2);

        Assert.Equal(entries, Math.Min(Entries(script), 1));
        Assert.Equal(entries == 0 ? 1 : 0, script.View.Skipped(SkipReason.Mode));
    }

    [Fact]
    public void Inventory_is_not_built_while_one_of_its_venues_takes_no_new_risk()
    {
        var script = new StrategyScript { GuardMute = true }.Start();
        script.Give(new StrategyInput.GuardAcknowledged(
            script.State.Epoch, [], TradingMode.Active, 1, VenueModes.AllActive with { GateFutures = TradingMode.Reducing }));
        script.GuardMute = false;

        script.PassSeconds(20);
        Assert.Empty(script.Events<StrategyEvent.LegsIntended>());
        script.GuardSequence = 2;
        script.Give(Venues(script, null)).PassSeconds(90);

        Assert.NotEmpty(script.Events<StrategyEvent.LegsIntended>());
    }

    [Fact]
    public void A_lease_asks_for_each_venue_what_the_worst_case_ties_up_there()
    {
        var script = new StrategyScript().Monitoring().PassSeconds(20);

        var asked = script.ToldGuard.OfType<RiskGuardInput.RequestLease>().Last();

        var pair = asked.Exposure;
        Assert.Equal(new(new(pair, pair), new(pair * 0.5m, Notional.Zero), new(pair, pair)), asked.AtVenues);
    }

    [Fact]
    public void A_use_that_grows_by_price_is_stated_within_a_second_under_a_higher_version()
    {
        var script = new StrategyScript().Monitoring().PassSeconds(30);
        var before = script.ToldGuard.OfType<RiskGuardInput.CloseLease>().Last();
        script.GuardGrants = false;

        script.Quotes(1.05m, 1.05m).PassSeconds(2);

        var after = script.ToldGuard.OfType<RiskGuardInput.CloseLease>().Last();
        Assert.True(after.Version > before.Version);
        Assert.InRange(after.ExposureInUse.Value / before.ExposureInUse.Value, 1.04m, 1.06m);
        Assert.Equal(script.State.Lease.Stated!.Use.Exposure, after.ExposureInUse);
    }

    [Fact]
    public void What_is_stated_leaves_out_what_the_lease_that_goes_on_covers()
    {
        var script = new StrategyScript().Start();
        script.Until(StrategyPhase.EstablishingDeltaNeutral).PassSeconds(10);

        foreach (var state in script.States.Where(s => s.Lease is { Held: not null, Stated: not null }))
            Assert.True(state.Lease.Stated!.Use.Exposure + state.Lease.Held!.Exposure <= new Notional(700m), $"{state.Lease.Stated.Use.Exposure} beside {state.Lease.Held}");
        Assert.True(script.State.Lease.Stated!.ClosedBelow > 1);
    }

    [Fact]
    public void Figures_are_reported_when_they_change_and_again_with_the_probes()
    {
        var script = new StrategyScript().Monitoring();
        script.ToldGuard.Clear();

        script.PassSeconds(60);

        var reports = script.ToldGuard.OfType<RiskGuardInput.StrategyReported>().ToArray();
        Assert.InRange(reports.Length, 5, 12);
        script.Mexc.Ready = false;
        script.Give(script.Mexc.Session()).PassSeconds(2);
        Assert.Equal(reports[^1].Figures.ErrorsTotal + 1, script.ToldGuard.OfType<RiskGuardInput.StrategyReported>().Last().Figures.ErrorsTotal);
    }

    [Fact]
    public void Whoever_resumes_has_seen_the_drawdown_and_it_counts_from_there()
    {
        var script = new StrategyScript(new() { Symbol = StrategyScript.Coin, MaxDrawdownPct = 0.5m }).Monitoring().PassSeconds(2);
        script.Quotes(1m, 1m, 1.03m).PassSeconds(5).Quotes(1m, 1m);
        script.PassSeconds(1);
        script.Give(script.Order(TradingMode.Reducing)).Quotes(1m, 1m, 1.03m).PassSeconds(5);
        Assert.True(script.State.Profit.PeakEquity > script.State.Profit.LastEquity);

        script.Give(script.Order(TradingMode.Active));

        Assert.Single(script.Events<StrategyEvent.PeakRebased>());
        Assert.Equal(script.State.Profit.LastEquity, script.State.Profit.PeakEquity);
    }
}
