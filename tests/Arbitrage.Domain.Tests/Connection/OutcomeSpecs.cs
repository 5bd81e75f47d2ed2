using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Ledger;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using static Arbitrage.Domain.Tests.Connection.Samples;

namespace Arbitrage.Domain.Tests.Connection;

public sealed class OutcomeSpecs
{
    private readonly ConnectionScript _connection = new ConnectionScript().Ready();
    private readonly OrderIntent _intent;

    public OutcomeSpecs()
    {
        _intent = Intent(_connection.Now);
        _connection.When(new ConnectionInput.Submit(_intent));
    }

    private DateTimeOffset VenueNow => AtVenue(_connection.Now);

    [Fact]
    public void An_order_ends_when_the_terminal_report_and_the_booked_trades_agree()
    {
        _connection.When(new ConnectionInput.CreateAnswered(_intent.Id, new CreateOutcome.Accepted("v1", Report(_intent, 0.01m))));
        Assert.Single(_connection.Told<StrategyInput.OrderAcknowledged>());
        Assert.Empty(_connection.Told<StrategyInput.OrderFinished>());
        Assert.Single(_connection.Last.OfType<ConnectionEffect.ReadTrades>());

        _connection.When(new ConnectionInput.TradeReported(Trade(_intent, "t1", 0.004m, VenueNow)));
        Assert.Empty(_connection.Told<StrategyInput.OrderFinished>());

        _connection.When(new ConnectionInput.TradeReported(Trade(_intent, "t2", 0.006m, VenueNow)));
        var finished = Assert.Single(_connection.Told<StrategyInput.OrderFinished>());
        Assert.Equal(new OrderOutcome.Ended(new(0.01m), new(600m)), finished.Outcome);
        Assert.Equal(_connection.State.Of(Btc).LastOffset, finished.UpTo);
        Assert.Equal(finished.UpTo, Assert.Single(_connection.Told<StrategyInput.FactsArrived>()).Facts[^1].SymbolOffset);
        Assert.Contains(new ConnectionEffect.ReadAccount(), _connection.Last);
    }

    [Fact]
    public void Fills_count_before_the_answer_of_the_create_and_in_any_order()
    {
        _connection.When(
            new ConnectionInput.TradeReported(Trade(_intent, "t2", 0.006m, VenueNow)),
            new ConnectionInput.OrderReported(Report(_intent, 0.01m)),
            new ConnectionInput.OrderReported(Report(_intent, 0.004m, open: true)),
            new ConnectionInput.TradeReported(Trade(_intent, "t1", 0.004m, VenueNow)),
            new ConnectionInput.CreateAnswered(_intent.Id, new CreateOutcome.Unknown("timeout")));

        Assert.Equal(new OrderOutcome.Ended(new(0.01m), new(600m)), _connection.Order(_intent).Outcome);
        Assert.DoesNotContain(_connection.Journal, e => e is ConnectionEvent.Doubted);
    }

    [Fact]
    public void A_trade_through_three_doors_is_one_fact()
    {
        var trade = Trade(_intent, "t1", 0.01m, VenueNow);
        var facts = _connection.State.LastOffset;

        _connection.When(
            new ConnectionInput.TradeReported(trade),
            new ConnectionInput.TradeReported(trade),
            new ConnectionInput.TradesRead(Btc, VenueNow, VenueNow, [trade, trade]));

        Assert.Equal(facts + 1, _connection.State.LastOffset);
        Assert.Single(_connection.Told<StrategyInput.FactsArrived>(_connection.All), f => f.Facts.Any(n => n.Fact.Key == trade.Key));
        Assert.Single(_connection.ToldLedger<LedgerInput.FactsArrived>(_connection.All), f => f.Facts.Any(n => n.Fact.Key == trade.Key));
    }

    [Fact]
    public void A_trade_that_two_doors_tell_differently_is_reported_and_stays_as_booked()
    {
        var trade = Trade(_intent, "t1", 0.01m, VenueNow);
        _connection.When(new ConnectionInput.TradeReported(trade));

        _connection.When(new ConnectionInput.TradesRead(Btc, VenueNow, VenueNow, [trade with { Fee = 0m }]));

        Assert.Contains("trade_differs", _connection.Alerts);
        Assert.Equal(trade, _connection.State.Facts.Values.Last().Fact);
    }

    [Fact]
    public void The_notional_of_an_outcome_is_that_of_its_trades_not_of_the_report()
    {
        var cheaper = Trade(_intent, "t1", 0.01m, VenueNow) with { Price = new(59_900m) };

        _connection.When(new ConnectionInput.TradeReported(cheaper), new ConnectionInput.OrderReported(Report(_intent, 0.01m)));

        Assert.Equal(new OrderOutcome.Ended(new(0.01m), new(599m)), _connection.Order(_intent).Outcome);
    }

    [Fact]
    public void An_unfilled_order_ends_with_nothing()
    {
        _connection.When(new ConnectionInput.CreateAnswered(_intent.Id, new CreateOutcome.Accepted("v1", Report(_intent, 0m))));

        Assert.Equal(
            new OrderOutcome.Ended(Quantity.Zero, Notional.Zero), Assert.Single(_connection.Told<StrategyInput.OrderFinished>()).Outcome);
    }

    [Fact]
    public void An_acceptance_without_a_report_is_asked_about_until_it_has_ended()
    {
        _connection.When(new ConnectionInput.CreateAnswered(_intent.Id, new CreateOutcome.Accepted("v1", null)));
        Assert.Contains(new ConnectionEffect.QueryOrder(Btc, _intent.Id, "v1"), _connection.Last);

        _connection.Pass(2);

        Assert.Equal(4, _connection.Last.OfType<ConnectionEffect.QueryOrder>().Count()); // 0.25, 0.5, 1 and 2 s
    }

    [Fact]
    public void A_rejection_is_final_and_a_used_id_is_not_a_rejection()
    {
        _connection.When(new ConnectionInput.CreateAnswered(_intent.Id, new CreateOutcome.Rejected(VenueReject.DuplicateId, "used")));
        Assert.Equal(OrderPhase.InDoubt, _connection.Order(_intent).Phase);

        var other = Intent(_connection.Now, n: 11);
        _connection.When(
            new ConnectionInput.Submit(other),
            new ConnectionInput.CreateAnswered(other.Id, new CreateOutcome.Rejected(VenueReject.PriceBand, "band")));
        Assert.Equal(
            new OrderOutcome.Rejected(VenueReject.PriceBand, "band"), Assert.Single(_connection.Told<StrategyInput.OrderFinished>()).Outcome);
    }

    [Fact]
    public void Not_sent_counts_only_from_the_incarnation_that_claimed()
    {
        var notSent = new ConnectionInput.CreateAnswered(_intent.Id, new CreateOutcome.NotSent(RefusalReason.Killed));
        var twin = new ConnectionScript(journal: _connection.Journal);

        twin.When(notSent);
        Assert.Equal(OrderPhase.InDoubt, twin.Order(_intent).Phase);

        _connection.When(notSent);
        Assert.Equal(new OrderOutcome.NotSent(RefusalReason.Killed), _connection.Order(_intent).Outcome);
    }

    [Fact]
    public void A_create_without_answer_for_twice_the_request_time_is_in_doubt()
    {
        _connection.Pass(9.9);
        Assert.Equal(OrderPhase.Sending, _connection.Order(_intent).Phase);

        _connection.Pass(0.1);

        Assert.Equal(OrderPhase.InDoubt, _connection.Order(_intent).Phase);
        Assert.Single(_connection.Told<StrategyInput.OrderInDoubt>());
        Assert.Contains(new ConnectionEffect.QueryOrder(Btc, _intent.Id, null), _connection.Last);
    }

    [Fact]
    public void A_trade_without_our_name_is_ours_by_the_venues_order_id()
    {
        _connection.When(new ConnectionInput.CreateAnswered(_intent.Id, new CreateOutcome.Accepted("v1", null)));

        _connection.When(new ConnectionInput.TradeReported(Trade(_intent, "t1", 0.01m, VenueNow, named: false)));

        var trade = Assert.IsType<AccountFact.Trade>(_connection.State.Facts.Values.Last().Fact);
        Assert.Equal((_intent.Id, TradeCause.Own), (trade.Order, trade.Cause));
        Assert.Equal(new Quantity(0.01m), _connection.Order(_intent).Filled);
    }

    [Fact]
    public void A_nameless_trade_waits_while_it_may_be_of_an_order_whose_id_is_not_known()
    {
        var facts = _connection.State.LastOffset;
        var trade = Trade(_intent, "t1", 0.01m, VenueNow, named: false);

        _connection.When(new ConnectionInput.TradeReported(trade));
        Assert.Equal(facts, _connection.State.LastOffset);
        Assert.Single(_connection.Last.OfType<ConnectionEffect.ReadTrades>());

        _connection.When(
            new ConnectionInput.CreateAnswered(_intent.Id, new CreateOutcome.Accepted("v1", Report(_intent, 0.01m))),
            new ConnectionInput.TradesRead(Btc, VenueNow, VenueNow, [trade]));
        Assert.Equal(new OrderOutcome.Ended(new(0.01m), new(600m)), _connection.Order(_intent).Outcome);
    }

    [Theory]
    [InlineData(TradeCause.Foreign, "foreign_trade")]
    [InlineData(TradeCause.Liquidation, "liquidation")]
    [InlineData(TradeCause.AutoDeleveraging, "auto_deleveraging")]
    public void Trades_of_others_are_facts_with_their_cause(TradeCause cause, string code)
    {
        var trade = Trade(Intent(_connection.Now, side: Side.Sell), "t9", 0.01m, VenueNow, "v9", named: false) with { Cause = cause };

        _connection.When(new ConnectionInput.TradeReported(trade));

        Assert.Equal(trade, _connection.State.Facts.Values.Last().Fact);
        Assert.Contains(code, _connection.Alerts);
        Assert.Single(_connection.Told<StrategyInput.FactsArrived>());
    }

    [Fact]
    public void A_fill_after_a_final_outcome_is_booked_and_halts_the_symbol()
    {
        _connection.When(new ConnectionInput.CreateAnswered(_intent.Id, new CreateOutcome.Rejected(VenueReject.Other, "no")));

        _connection.When(new ConnectionInput.TradeReported(Trade(_intent, "t1", 0.01m, VenueNow)));

        Assert.Equal("trade:t1", _connection.State.Facts.Values.Last().Fact.Key);
        Assert.Single(_connection.Told<StrategyInput.HaltOrdered>());
        Assert.Equal(new OrderOutcome.Rejected(VenueReject.Other, "no"), _connection.Order(_intent).Outcome);
    }

    [Fact]
    public void A_trade_of_an_order_of_ours_that_the_journal_does_not_know_halts_the_symbol()
    {
        var lost = Intent(_connection.Now, n: 99);

        _connection.When(new ConnectionInput.TradeReported(Trade(lost, "t1", 0.01m, VenueNow, "v99")));

        Assert.Single(_connection.Told<StrategyInput.HaltOrdered>());
        Assert.Equal("trade:t1", _connection.State.Facts.Values.Last().Fact.Key);
    }

    [Fact]
    public void A_report_that_contradicts_a_final_outcome_halts_the_symbol()
    {
        _connection.When(new ConnectionInput.CreateAnswered(_intent.Id, new CreateOutcome.Accepted("v1", Report(_intent, 0m))));

        _connection.When(new ConnectionInput.OrderReported(Report(_intent, 0.01m)));

        Assert.Single(_connection.Told<StrategyInput.HaltOrdered>());
        Assert.Single(_connection.Last.OfType<ConnectionEffect.ReadTrades>());
    }

    [Fact]
    public void Facts_count_without_a_session()
    {
        _connection.When(new ConnectionInput.SessionLost("gone"));

        _connection.When(
            new ConnectionInput.TradeReported(Trade(_intent, "t1", 0.01m, VenueNow)),
            new ConnectionInput.OrderReported(Report(_intent, 0.01m)));

        Assert.Equal(OrderPhase.Finished, _connection.Order(_intent).Phase);
    }

    [Fact]
    public void A_cancel_goes_to_the_venue_while_the_order_is_unfinished()
    {
        _connection.When(new ConnectionInput.Cancel(_intent.Id));
        Assert.Equal([new ConnectionEffect.SendCancel(Btc, _intent.Id, null)], _connection.Last);

        _connection.When(new ConnectionInput.CreateAnswered(_intent.Id, new CreateOutcome.Accepted("v1", Report(_intent, 0m))));
        _connection.When(new ConnectionInput.Cancel(_intent.Id), new ConnectionInput.Cancel(Id(99)));
        Assert.Empty(_connection.Last);
    }
}
