using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Ledger;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using static Arbitrage.Domain.Tests.Connection.Samples;

namespace Arbitrage.Domain.Tests.Connection;

public sealed class EpochSpecs
{
    private readonly ConnectionScript _connection = new ConnectionScript().Ready();

    [Fact]
    public void A_raised_epoch_is_durable_and_acknowledged_with_the_claims_that_have_no_outcome()
    {
        var (open, ended, refused) = (Intent(_connection.Now, 10), Intent(_connection.Now, 11), Intent(_connection.Now, 12) with { Lease = null });
        _connection.When(new ConnectionInput.Submit(open), new ConnectionInput.Submit(ended), new ConnectionInput.Submit(refused));
        _connection.When(new ConnectionInput.CreateAnswered(ended.Id, new CreateOutcome.Rejected(VenueReject.Other, "no")));

        _connection.When(new ConnectionInput.RaiseEpoch(Btc, new(0, 20)));

        Assert.Equal(new ConnectionEvent.EpochRaised(Btc, new(0, 20), _connection.Now), _connection.Journal[^1]);
        var answer = Assert.Single(_connection.Told<StrategyInput.EpochAcknowledged>());
        Assert.Equal(new Epoch(0, 20), answer.Epoch);
        Assert.Equal(open.Id, Assert.Single(answer.Claimed));
        Assert.True(Assert.Single(_connection.Told<StrategyInput.SessionChanged>()).Ready);
    }

    [Theory]
    [InlineData(7, 7)]
    [InlineData(6, 7)]
    public void An_equal_or_lower_epoch_changes_nothing_and_is_answered_with_the_highest(long raised, long answered)
    {
        var journaled = _connection.Journal.Count;

        _connection.When(new ConnectionInput.RaiseEpoch(Btc, new(0, raised)));

        Assert.Equal(journaled, _connection.Journal.Count);
        Assert.Equal(new Epoch(0, answered), Assert.Single(_connection.Told<StrategyInput.EpochAcknowledged>()).Epoch);
    }

    [Fact]
    public void An_epoch_survives_a_restart()
    {
        _connection.When(new ConnectionInput.RaiseEpoch(Btc, new(0, 20))).Restart();

        _connection.When(new ConnectionInput.RaiseEpoch(Btc, new(0, 19)));

        Assert.Equal(new Epoch(0, 20), Assert.Single(_connection.Told<StrategyInput.EpochAcknowledged>()).Epoch);
    }

    [Fact]
    public void A_void_closes_an_unclaimed_intent_for_ever()
    {
        var intent = Intent(_connection.Now);
        _connection.When(new ConnectionInput.Void(intent, new(0, 20)));
        Assert.IsType<ConnectionEvent.Voided>(_connection.Journal[^1]);

        _connection.When(new ConnectionInput.Submit(intent));

        Assert.Equal(IntentAnswer.Voided.Instance, Assert.Single(_connection.Told<StrategyInput.IntentAnswered>()).Answer);
        Assert.Empty(_connection.Sent(_connection.All));
    }

    [Fact]
    public void A_void_of_a_claimed_intent_is_answered_with_the_claim()
    {
        var intent = Intent(_connection.Now);
        _connection.When(new ConnectionInput.Submit(intent));
        var journaled = _connection.Journal.Count;

        _connection.When(new ConnectionInput.Void(intent, new(0, 20)));

        Assert.Equal(journaled, _connection.Journal.Count);
        Assert.Equal(IntentAnswer.Claimed.Instance, Assert.Single(_connection.Told<StrategyInput.IntentAnswered>()).Answer);
    }

    [Fact]
    public void Only_final_confirmed_and_past_entries_are_forgotten_and_the_mark_refuses_what_is_below()
    {
        var (ended, open) = (Intent(_connection.Now, 10), Intent(_connection.Now, 11));
        _connection.When(new ConnectionInput.Submit(ended), new ConnectionInput.Submit(open));
        _connection.When(new ConnectionInput.CreateAnswered(ended.Id, new CreateOutcome.Rejected(VenueReject.Other, "no")));

        _connection.Pass(6);
        Assert.Contains(ended.Id, _connection.State.Orders.Keys); // not confirmed

        _connection.When(new ConnectionInput.ConfirmOutcomes(Btc, [ended.Id, open.Id])).Pass(2.1);
        Assert.Contains(ended.Id, _connection.State.Orders.Keys); // its answer could still be on the way: ten seconds, twice the time of a request

        _connection.Pass(4);
        Assert.Equal([open.Id], _connection.State.Orders.Keys);
        Assert.Equal(ended.NotAfter, _connection.State.Of(Btc).HighWater);

        var journaled = _connection.Journal.Count;
        _connection.When(new ConnectionInput.Submit(ended));
        Assert.Equal(
            new IntentAnswer.Refused(RefusalReason.BelowHighWater), Assert.Single(_connection.Told<StrategyInput.IntentAnswered>()).Answer);
        Assert.Equal(journaled, _connection.Journal.Count);
        Assert.Equal(2, _connection.Sent(_connection.All).Count());
    }

    [Fact]
    public void Nothing_is_forgotten_before_its_time_by_any_clock()
    {
        var intent = Intent(_connection.Now) with { NotAfter = AtVenue(_connection.Now) + TimeSpan.FromSeconds(12) };
        _connection.When(
            new ConnectionInput.Submit(intent),
            new ConnectionInput.CreateAnswered(intent.Id, new CreateOutcome.Rejected(VenueReject.Other, "no")),
            new ConnectionInput.ConfirmOutcomes(Btc, [intent.Id]));

        _connection.Pass(12);
        Assert.NotEmpty(_connection.State.Orders);

        _connection.Pass(2.1);
        Assert.Empty(_connection.State.Orders);
    }

    [Fact]
    public void An_answer_that_comes_after_the_stream_has_ended_the_order_still_finds_it()
    {
        var intent = Intent(_connection.Now);
        _connection.When(new ConnectionInput.Submit(intent), new ConnectionInput.OrderReported(Report(intent, 0m)));
        Assert.NotNull(_connection.Order(intent).Outcome);

        _connection.When(new ConnectionInput.ConfirmOutcomes(Btc, [intent.Id])).Pass(9.9);
        _connection.When(new ConnectionInput.CreateAnswered(intent.Id, new CreateOutcome.Unknown("no reply in time")));

        Assert.DoesNotContain(_connection.All.OfType<ConnectionEffect.Alert>(), alert => alert.Code == "answer_of_unknown_order");
        Assert.Empty(_connection.Pass(2.1).State.Orders);
    }

    [Fact]
    public void An_unconfirmed_outcome_is_told_again_also_after_a_restart()
    {
        var intent = Intent(_connection.Now);
        _connection.When(
            new ConnectionInput.Submit(intent),
            new ConnectionInput.CreateAnswered(intent.Id, new CreateOutcome.Rejected(VenueReject.Other, "no")));
        Assert.Single(_connection.Pass(2).Told<StrategyInput.OrderFinished>());

        Assert.Single(_connection.Restart().Pass(0.1).Told<StrategyInput.OrderFinished>());

        _connection.When(new ConnectionInput.ConfirmOutcomes(Btc, [intent.Id]));
        Assert.Empty(_connection.Pass(2).Told<StrategyInput.OrderFinished>());
    }

    [Fact]
    public void Pulls_are_answered_from_the_journal_after_the_cursor()
    {
        var all = _connection.State.Facts.Values.ToArray(); // opening: BTC of the symbol, USDT of the account
        Assert.Equal(2, all.Length);

        _connection.When(new ConnectionInput.PullFacts(1));
        Assert.Equal(all[1], Assert.Single(Assert.Single(_connection.ToldLedger<LedgerInput.FactsArrived>()).Facts));

        _connection.When(new ConnectionInput.PullSymbolFacts(Btc, 0));
        Assert.Equal(all[0], Assert.Single(Assert.Single(_connection.Told<StrategyInput.FactsArrived>()).Facts));

        _connection.When(new ConnectionInput.PullSymbolFacts(Btc, 1), new ConnectionInput.PullFacts(2));
        Assert.Empty(_connection.Last);
    }

    [Fact]
    public void Facts_are_dropped_once_ledger_and_strategy_have_them_in_one_write()
    {
        _connection.When(new ConnectionInput.PullFacts(2)).Pass(5);
        Assert.Equal([1L], _connection.State.Facts.Keys); // the strategy has not confirmed its own
        var journaled = _connection.Journal.Count;

        for (var i = 0; i < 5; i++)
            _connection.When(new ConnectionInput.PullSymbolFacts(Btc, 1), new ConnectionInput.PullFacts(2));
        _connection.Pass(5);

        Assert.Empty(_connection.State.Facts);
        Assert.Equal(journaled + 1, _connection.Journal.Count);
        Assert.Equal(2, _connection.Restart().State.LastOffset);
    }

    [Fact]
    public void A_puller_that_is_ahead_or_lost_its_journal_is_reported()
    {
        _connection.When(new ConnectionInput.PullFacts(2), new ConnectionInput.PullSymbolFacts(Btc, 1)).Pass(5);

        Assert.Contains("ledger_ahead", _connection.When(new ConnectionInput.PullFacts(3)).Alerts);
        Assert.Contains("ledger_behind", _connection.When(new ConnectionInput.PullFacts(1)).Alerts);
        Assert.Contains("strategy_ahead", _connection.When(new ConnectionInput.PullSymbolFacts(Btc, 2)).Alerts);
        Assert.Contains("strategy_behind", _connection.When(new ConnectionInput.PullSymbolFacts(Btc, 0)).Alerts);
        Assert.Single(_connection.Told<StrategyInput.HaltOrdered>());
    }

    [Fact]
    public void Keys_older_than_a_day_are_dropped_and_what_is_older_is_never_booked()
    {
        var old = Trade(Intent(_connection.Now, 99, Side.Sell), "t1", 0.01m, AtVenue(_connection.Now), "v9", named: false);
        _connection.When(new ConnectionInput.TradeReported(old));
        _connection.Now += TimeSpan.FromHours(30);
        _connection.When(Opened(Venue.GateSpot));
        _connection.When(
            new ConnectionInput.TradesRead(Btc, AtVenue(Start), AtVenue(_connection.Now), []),
            new ConnectionInput.RowsRead(AtVenue(Start), AtVenue(_connection.Now), []));

        _connection.Pass(0.1);
        Assert.Empty(_connection.State.Seen);

        var offset = _connection.State.LastOffset;
        _connection.When(new ConnectionInput.TradeReported(old));
        Assert.Equal(offset, _connection.State.LastOffset);
        Assert.Contains("ancient_fact", _connection.Alerts);
    }
}
