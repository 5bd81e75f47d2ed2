using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using static Arbitrage.Domain.Tests.Connection.Samples;

namespace Arbitrage.Domain.Tests.Connection;

/// <summary>
/// An order without answer. The intent's NotAfter is 1.5 s after the claim; with a clock bound of 50 ms, 30 s to settle and 5 s that a
/// read may take, reads count from 36.55 s after the claim, and the second has to come 10 s later.
/// </summary>
public sealed class DoubtSpecs
{
    private readonly ConnectionScript _connection = new ConnectionScript().Ready();
    private readonly OrderIntent _intent;
    private readonly DateTimeOffset _claimedAt;

    public DoubtSpecs()
    {
        _intent = Intent(_connection.Now);
        _claimedAt = _connection.Now;
        _connection.When(new ConnectionInput.Submit(_intent));
        _connection.When(new ConnectionInput.CreateAnswered(_intent.Id, new CreateOutcome.Unknown("timeout")));
    }

    private bool IsOpen => _connection.Order(_intent).Outcome is null;

    [Fact]
    public void Doubt_is_told_and_looked_into_by_every_door()
    {
        Assert.Equal("timeout", Assert.Single(_connection.Told<StrategyInput.OrderInDoubt>()).Why);
        Assert.Contains(new ConnectionEffect.QueryOrder(Btc, _intent.Id, null), _connection.Last);
        Assert.Contains(new ConnectionEffect.ReadOpenOrders(), _connection.Last);
        Assert.Single(_connection.Last.OfType<ConnectionEffect.ReadTrades>());
    }

    [Fact]
    public void All_of_the_evidence_together_resolves_to_no_effect()
    {
        At(37);
        Read();
        At(47.1);
        Read();

        Assert.Equal(OrderOutcome.NoEffect.Instance, _connection.Order(_intent).Outcome);
        Assert.Single(_connection.Told<StrategyInput.OrderFinished>(_connection.All));
    }

    [Fact]
    public void Not_found_proves_nothing()
    {
        At(120);
        for (var i = 0; i < 10; i++)
            _connection.When(new ConnectionInput.OrderNotFound(_intent.Id));

        Assert.True(IsOpen);
    }

    [Fact]
    public void Reads_of_before_the_settling_time_do_not_count()
    {
        At(26);
        Read();
        At(36.5);
        Read();
        At(46);
        Read();

        Assert.True(IsOpen);
    }

    [Fact]
    public void Two_reads_too_close_together_are_one()
    {
        At(37);
        Read();
        At(46.9);
        Read();

        Assert.True(IsOpen);
    }

    [Fact]
    public void A_balance_that_differs_from_the_facts_proves_nothing()
    {
        foreach (var at in new[] { 37, 48, 59, 70 })
        {
            At(at);
            Read(btc: 1.01m);
        }

        Assert.True(IsOpen);
    }

    [Fact]
    public void A_balance_that_differed_in_between_starts_the_wait_anew()
    {
        At(37);
        Read();
        At(42);
        Read(btc: 1.01m);
        At(47.1);
        Read();
        Assert.True(IsOpen);

        At(57.2);
        Read();
        Assert.False(IsOpen);
    }

    [Fact]
    public void An_order_that_is_open_is_not_without_effect()
    {
        At(37);
        Read();
        At(47.1);
        Read(open: true);

        Assert.True(IsOpen);
        Assert.Equal(OrderPhase.AtVenue, _connection.Order(_intent).Phase);
    }

    [Fact]
    public void History_has_to_reach_back_to_the_claim_and_past_the_settling_time()
    {
        At(37);
        Read(historyFrom: _claimedAt);
        At(47.1);
        Read(historyFrom: _claimedAt);

        Assert.True(IsOpen);
    }

    [Fact]
    public void Without_history_there_is_no_resolution()
    {
        At(37);
        Read(history: false);
        At(47.1);
        Read(history: false);

        Assert.True(IsOpen);
    }

    [Fact]
    public void Without_a_session_there_is_no_resolution()
    {
        At(37);
        Read();
        _connection.When(new ConnectionInput.SessionLost("gone"));
        At(47.1);
        Read();

        Assert.True(IsOpen);
    }

    [Theory]
    [InlineData(Side.Buy)]
    [InlineData(Side.Sell)]
    public void Another_order_in_flight_on_the_asset_keeps_it_in_doubt(Side side)
    {
        At(36);
        var other = Intent(_connection.Now, n: 11, side: side, risk: RiskClass.Reducing);
        _connection.When(new ConnectionInput.Submit(other));
        At(37);
        Read();
        At(47.1);
        Read();

        Assert.True(IsOpen);
    }

    [Fact]
    public void Two_orders_in_doubt_on_the_same_side_are_resolved_together()
    {
        var other = Intent(_connection.Now, n: 11);
        _connection.When(
            new ConnectionInput.Submit(other), new ConnectionInput.CreateAnswered(other.Id, new CreateOutcome.Unknown("timeout")));
        At(37);
        Read();
        At(47.1);
        Read();

        Assert.False(IsOpen);
        Assert.Equal(OrderOutcome.NoEffect.Instance, _connection.Order(other).Outcome);
    }

    [Theory]
    [InlineData(10_000, false)]
    [InlineData(10_000.01, true)]
    public void Two_orders_in_doubt_on_opposite_sides_could_cancel_out_in_base_so_the_quote_has_to_agree_too(double usdt, bool stay)
    {
        var other = OppositeInDoubt();
        At(37);
        Read(usdt: (decimal)usdt);
        At(47.1);
        Read(usdt: (decimal)usdt);

        Assert.Equal(stay, IsOpen);
        Assert.Equal(stay ? null : OrderOutcome.NoEffect.Instance, _connection.Order(other).Outcome);
    }

    [Fact]
    public void A_quote_that_a_change_of_another_market_moved_in_between_starts_the_wait_anew()
    {
        OppositeInDoubt();
        At(37);
        Read();
        _connection.When(new ConnectionInput.RowsRead(AtVenue(Start), AtVenue(_connection.Now), [Row("r9", RowKind.Transfer, 5m, AtVenue(_connection.Now))]));
        At(47.1);
        Read(usdt: 10_005m);
        Assert.True(IsOpen);

        At(57.2);
        Read(usdt: 10_005m);
        Assert.False(IsOpen);
    }

    [Fact]
    public void A_fact_on_the_symbol_starts_the_wait_anew()
    {
        At(37);
        Read();
        var foreign = Trade(Intent(_connection.Now, side: Side.Sell), "t9", 0.01m, AtVenue(_connection.Now), "v9", named: false);
        _connection.When(new ConnectionInput.TradeReported(foreign));
        At(47.1);
        Read(btc: 0.99m);
        Assert.True(IsOpen);

        At(57.2);
        Read(btc: 0.99m);
        Assert.False(IsOpen);
    }

    [Fact]
    public void A_trade_of_it_by_any_door_ends_the_doubt()
    {
        _connection.When(new ConnectionInput.TradesRead(
            Btc, _connection.Now, AtVenue(_connection.Now), [Trade(_intent, "t1", 0.01m, AtVenue(_connection.Now))]));
        Assert.Equal(OrderPhase.AtVenue, _connection.Order(_intent).Phase);

        _connection.When(new ConnectionInput.OrderReported(Report(_intent, 0.01m)));
        Assert.Equal(new OrderOutcome.Ended(new(0.01m), new(600m)), _connection.Order(_intent).Outcome);
    }

    [Fact]
    public void An_order_that_traded_and_is_then_forgotten_by_the_venue_ends_with_its_trades()
    {
        _connection.When(new ConnectionInput.TradeReported(Trade(_intent, "t1", 0.004m, AtVenue(_connection.Now))));
        At(37);
        Read(btc: 1.003996m);
        At(47.1);
        Read(btc: 1.003996m);

        Assert.Equal(new OrderOutcome.Ended(new(0.004m), new(240m)), _connection.Order(_intent).Outcome);
    }

    [Fact]
    public void Trades_that_are_missing_behind_a_terminal_report_are_never_given_up()
    {
        _connection.When(new ConnectionInput.OrderReported(Report(_intent, 0.01m)));
        At(37);
        Read();
        At(47.1);
        Read();

        Assert.True(IsOpen);
    }

    [Fact]
    public void A_fill_after_no_effect_is_booked_and_halts()
    {
        All_of_the_evidence_together_resolves_to_no_effect();

        _connection.When(new ConnectionInput.TradeReported(Trade(_intent, "t1", 0.01m, AtVenue(_claimedAt))));

        Assert.Equal("trade:t1", _connection.State.Facts.Values.Last().Fact.Key);
        Assert.Single(_connection.Told<StrategyInput.HaltOrdered>());
        Assert.Single(_connection.Told<StrategyInput.FactsArrived>());
    }

    [Fact]
    public void A_restart_leaves_a_claim_without_outcome_in_doubt_and_sends_nothing()
    {
        var claimed = Intent(_connection.Now, n: 11);
        _connection.When(new ConnectionInput.Submit(claimed));
        var sent = _connection.Sent(_connection.All).Count();

        _connection.Restart();
        Assert.Equal(OrderPhase.InDoubt, _connection.Order(claimed).Phase);
        Assert.Contains(_connection.Told<StrategyInput.OrderInDoubt>(), d => d.Id == claimed.Id);

        _connection.When(Opened(Venue.GateSpot), new ConnectionInput.Submit(claimed));
        Assert.Equal(sent, _connection.Sent(_connection.All).Count());
    }

    [Fact]
    public void Long_doubt_calls_for_a_person()
    {
        At(31);
        _connection.Pass(303);

        Assert.Contains("order_still_unknown", _connection.Alerts);
    }

    [Fact]
    public void On_a_perpetual_the_position_is_the_evidence()
    {
        var connection = new ConnectionScript(FuturesSettings).Ready(Account(Venue.GateFutures, position: -0.5m));
        var intent = Intent(connection.Now, side: Side.Sell, venue: Venue.GateFutures);
        connection.When(
            new ConnectionInput.Submit(intent), new ConnectionInput.CreateAnswered(intent.Id, new CreateOutcome.Unknown("timeout")));
        foreach (var (seconds, position) in new[] { (37d, -0.51m), (12d, -0.5m), (12d, -0.5m) })
        {
            Assert.Null(connection.Order(intent).Outcome);
            connection.Now += TimeSpan.FromSeconds(seconds);
            connection.When(
                new ConnectionInput.OpenOrdersRead([]),
                new ConnectionInput.TradesRead(Btc, AtVenue(Start), AtVenue(connection.Now), []),
                new ConnectionInput.AccountRead(Account(Venue.GateFutures, position: position) with { At = connection.Now }));
        }

        Assert.Equal(OrderOutcome.NoEffect.Instance, connection.Order(intent).Outcome);
    }

    private void At(double seconds) => _connection.Now = _claimedAt + TimeSpan.FromSeconds(seconds);

    private OrderIntent OppositeInDoubt()
    {
        var other = Intent(_connection.Now, n: 11, side: Side.Sell);
        _connection.When(
            new ConnectionInput.Submit(other), new ConnectionInput.CreateAnswered(other.Id, new CreateOutcome.Unknown("timeout")));
        return other;
    }

    private void Read(decimal btc = 1m, decimal usdt = 10_000m, bool open = false, bool history = true, DateTimeOffset? historyFrom = null)
    {
        _connection.When(new ConnectionInput.OpenOrdersRead(open ? [Report(_intent, 0m, open: true)] : []));
        if (history)
            _connection.When(new ConnectionInput.TradesRead(Btc, historyFrom is { } f ? AtVenue(f) : AtVenue(Start), AtVenue(_connection.Now), []));
        _connection.When(new ConnectionInput.AccountRead(Account(Venue.GateSpot, usdt: usdt, btc: btc) with { At = _connection.Now }));
    }
}
