using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Running;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Tests.Risk;

public class RiskGuardMachineSpecs
{
    private static readonly Symbol Btc = new("BTC_USDT");
    private static readonly Symbol Eth = new("ETH_USDT");
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly RiskGuardMachine _machine = new(new RiskSettings
    {
        MaxSymbolExposure = new(1000m),
        MaxTotalExposure = new(1500m),
        MaxVenueCapital = new(1200m),
        MaxPositionCount = 2,
    });

    private RiskGuardState _state = RiskGuardState.Empty;

    public RiskGuardMachineSpecs()
    {
        Fold(_machine.Recovered(_state, 1, Noon));
        Tell(new RiskGuardInput.RaiseEpoch(Btc, new(0, 1)));
        Tell(new RiskGuardInput.RaiseEpoch(Eth, new(0, 1)));
    }

    [Fact]
    public void A_grant_is_journaled_before_it_is_told_and_charged_in_full()
    {
        var decision = Tell(Request(Btc, 1, exposure: 400m));

        Assert.IsType<RiskGuardEvent.LeaseGranted>(decision.Events.Single());
        var told = Assert.IsType<StrategyInput.LeaseGranted>(Told(decision));
        Assert.Equal((1, new Notional(400m)), (told.RequestId, told.Exposure));
        Assert.Equal(new Notional(400m), _state.ChargeOf(Btc).Exposure);
    }

    [Fact]
    public void A_repeated_request_gets_the_recorded_grant_and_is_not_charged_twice()
    {
        var first = Told(Tell(Request(Btc, 1, exposure: 400m)));

        var again = Tell(Request(Btc, 1, exposure: 400m));

        Assert.Empty(again.Events);
        Assert.Equal(first, Told(again));
        Assert.Equal(new Notional(400m), _state.ChargeOf(Btc).Exposure);
    }

    [Fact]
    public void Closing_replaces_the_grant_by_the_stated_use()
    {
        var lease = Assert.IsType<StrategyInput.LeaseGranted>(Told(Tell(Request(Btc, 1, exposure: 400m)))).LeaseId;

        Tell(new RiskGuardInput.CloseLease(Btc, new(0, 1), lease, new(50m), new(120m)));

        Assert.Equal((new Notional(50m), new Notional(120m)), (_state.ChargeOf(Btc).Capital, _state.ChargeOf(Btc).Exposure));
        Assert.Empty(Tell(new RiskGuardInput.CloseLease(Btc, new(0, 1), lease, new(50m), new(120m))).Events);
    }

    [Theory]
    [InlineData(1001, "max_single_position_usd")]
    [InlineData(900, "max_total_exposure_usd")]
    public void A_grant_beyond_a_limit_is_refused_by_the_key_that_it_breaks(decimal exposure, string key)
    {
        Tell(Request(Eth, 1, exposure: 700m));

        var decision = Tell(Request(Btc, 1, exposure: exposure, capital: 1m));

        Assert.Empty(decision.Events);
        Assert.Contains(key, Assert.IsType<StrategyInput.LeaseRefused>(Told(decision)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Capital_of_all_symbols_together_is_limited_per_venue()
    {
        Tell(Request(Eth, 1, exposure: 100m, capital: 700m));

        var refused = Assert.IsType<StrategyInput.LeaseRefused>(Told(Tell(Request(Btc, 1, exposure: 100m, capital: 501m))));

        Assert.Contains("max_venue_capital_usd", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_third_symbol_is_refused_when_two_positions_are_the_limit()
    {
        var third = new Symbol("XRP_USDT");
        Tell(new RiskGuardInput.RaiseEpoch(third, new(0, 1)));
        Tell(Request(Btc, 1, exposure: 10m));
        Tell(Request(Eth, 1, exposure: 10m));

        var refused = Assert.IsType<StrategyInput.LeaseRefused>(Told(Tell(Request(third, 1, exposure: 10m))));

        Assert.Contains("max_position_count", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void An_older_incarnation_gets_no_grant_and_cannot_close()
    {
        var lease = Assert.IsType<StrategyInput.LeaseGranted>(Told(Tell(Request(Btc, 1, exposure: 400m)))).LeaseId;
        var raised = Assert.IsType<StrategyInput.GuardAcknowledged>(Told(Tell(new RiskGuardInput.RaiseEpoch(Btc, new(0, 9)))));

        Assert.Equal(lease, raised.OpenLeases.Single());
        Assert.IsType<StrategyInput.LeaseRefused>(Told(Tell(Request(Btc, 2, exposure: 1m))));
        Assert.Empty(Tell(new RiskGuardInput.CloseLease(Btc, new(0, 1), lease, Notional.Zero, Notional.Zero)).Events);
        Assert.Equal(new Notional(400m), _state.ChargeOf(Btc).Exposure);
    }

    [Fact]
    public void A_lower_epoch_is_answered_with_the_higher_one_known()
    {
        Tell(new RiskGuardInput.RaiseEpoch(Btc, new(0, 9)));

        var answer = Tell(new RiskGuardInput.RaiseEpoch(Btc, new(0, 3)));

        Assert.Empty(answer.Events);
        Assert.Equal(new Epoch(0, 9), Assert.IsType<StrategyInput.GuardAcknowledged>(Told(answer)).Epoch);
    }

    [Fact]
    public void A_kill_sets_the_latch_tells_the_symbol_and_ends_grants_until_a_person_resumes()
    {
        var kill = Tell(new RiskGuardInput.Kill(Btc, TradingMode.Halted, "ann", "test"));

        Assert.Equal(Btc, kill.Effects.OfType<RiskGuardEffect.SetLatch>().Single().Latch.Symbols.Single());
        Assert.Equal(TradingMode.Halted, Assert.IsType<StrategyInput.ModeOrdered>(Told(kill)).Mode);
        Assert.IsType<StrategyInput.LeaseRefused>(Told(Tell(Request(Btc, 1, exposure: 1m))));
        Assert.IsType<StrategyInput.LeaseGranted>(Told(Tell(Request(Eth, 1, exposure: 1m))));

        Tell(new RiskGuardInput.Resume(Btc, "ann", "seen"));

        Assert.IsType<StrategyInput.LeaseGranted>(Told(Tell(Request(Btc, 2, exposure: 1m))));
        Assert.Empty(_state.Latch.Symbols);
    }

    [Fact]
    public void Resuming_everything_leaves_a_killed_symbol_killed()
    {
        Tell(new RiskGuardInput.Kill(Btc, TradingMode.Halted, "ann", "test"));
        Tell(new RiskGuardInput.Kill(null, TradingMode.Reducing, "ann", "test"));

        Tell(new RiskGuardInput.Resume(null, "ann", "seen"));

        Assert.Equal(TradingMode.Halted, _state.ModeOf(Btc).Mode);
        Assert.Equal(TradingMode.Active, _state.ModeOf(Eth).Mode);
    }

    [Fact]
    public void Every_kill_and_resume_carries_a_higher_sequence_than_the_one_before()
    {
        var first = Tell(new RiskGuardInput.Kill(null, TradingMode.Halted, "ann", "1")).Effects.OfType<RiskGuardEffect.SetLatch>().Single();
        var second = Tell(new RiskGuardInput.Resume(null, "ann", "2")).Effects.OfType<RiskGuardEffect.SetLatch>().Single();

        Assert.True(second.Latch.Sequence > first.Latch.Sequence);
        Assert.True(first.Latch.All);
        Assert.False(second.Latch.All);
    }

    [Fact]
    public void A_suspect_venue_takes_no_new_risk_itself_and_is_journaled_once()
    {
        var decision = Tell(new RiskGuardInput.VenueSuspect(Venue.MexcSpot, "1 USDT missing"));

        Assert.Equal(Venue.MexcSpot, Assert.IsType<RiskGuardEvent.ModeSet>(decision.Events.Single()).Venue);
        var told = decision.Effects.OfType<RiskGuardEffect.TellStrategy>().Select(t => (StrategyInput.ModeOrdered)t.Input).ToArray();
        Assert.Equal(2, told.Length);
        Assert.All(told, m => Assert.Equal((TradingMode.Active, TradingMode.Reducing, TradingMode.Active), (m.Mode, m.Venues!.MexcSpot, m.Venues.GateSpot)));
        Assert.Empty(Tell(new RiskGuardInput.VenueSuspect(Venue.MexcSpot, "1 USDT missing")).Events);
        Assert.Equal(TradingMode.Active, _state.ModeOf(Btc).Mode);
        Assert.Equal<Venue>([Venue.MexcSpot], _state.Latch.Venues);
    }

    [Fact]
    public void A_recovered_guard_tells_the_latch_before_anybody_may_trade()
    {
        Tell(new RiskGuardInput.Kill(null, TradingMode.Halted, "ann", "test"));

        var recovered = _machine.Recovered(_state, _state.Sequence + 1, Noon);

        Assert.True(recovered.Effects.OfType<RiskGuardEffect.SetLatch>().Single().Latch.All);
    }

    private static RiskGuardInput.RequestLease Request(Symbol symbol, long id, decimal exposure, decimal capital = 10m) =>
        new(symbol, new(0, 1), id, new(capital), new(exposure)) { Now = Noon };

    private static StrategyInput Told(Decision<RiskGuardEvent, RiskGuardEffect> decision) =>
        decision.Effects.OfType<RiskGuardEffect.TellStrategy>().Single().Input;

    private Decision<RiskGuardEvent, RiskGuardEffect> Tell(RiskGuardInput input)
    {
        var decision = _machine.Decide(_state, NoView.Instance, input);
        Fold(decision);
        return decision;
    }

    private void Fold(Decision<RiskGuardEvent, RiskGuardEffect> decision)
    {
        foreach (var happened in decision.Events)
            _state = _machine.Apply(_state, happened, _state.Sequence + 1);
    }
}
