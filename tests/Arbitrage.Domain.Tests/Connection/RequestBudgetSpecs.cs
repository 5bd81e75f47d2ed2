using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using static Arbitrage.Domain.Tests.Connection.Samples;

namespace Arbitrage.Domain.Tests.Connection;

/// <summary>The request budget of one account (I13): what passes, what waits, what a refusal of the venue changes and for how long.</summary>
public sealed class RequestBudgetSpecs
{
    private static readonly ConnectionSettings Spot = SpotSettings with { Limits = RequestLimits.Documented, RequestsPerMinute = 12_000 };
    private static readonly ConnectionSettings Mexc = new()
    {
        Venue = Venue.MexcSpot,
        Symbols = [Btc],
        Limits = RequestLimits.Documented,
        RequestsPerMinute = 12_000,
    };

    [Fact]
    public void New_risk_beyond_the_limit_is_refused_before_it_is_claimed_and_the_reserve_is_left_to_reducing_orders()
    {
        var connection = new ConnectionScript(Spot).Ready();

        // 10 a second and market, of which 3 are kept.
        for (var n = 1; n <= 8; n++)
            connection.When(new ConnectionInput.Submit(Intent(connection.Now, n: n)));
        for (var n = 11; n <= 14; n++)
            connection.When(new ConnectionInput.Submit(Intent(connection.Now, n: n, side: Side.Sell, risk: RiskClass.Reducing)));

        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 11, 12, 13], connection.Sent(connection.All).Select(i => Number(i.Id)));
        Assert.Equal(new IntentAnswer.Refused(RefusalReason.Budget), connection.State.Orders[Id(8)].Answer);
        Assert.Equal(new IntentAnswer.Refused(RefusalReason.Budget), connection.State.Orders[Id(14)].Answer);
        Assert.Equal(10, connection.Journal.OfType<ConnectionEvent.Claimed>().Count());
    }

    [Fact]
    public void A_unit_comes_back_a_window_after_its_reply_was_seen_and_not_before()
    {
        var connection = new ConnectionScript(Spot).Ready();
        for (var n = 1; n <= 7; n++)
            connection.When(new ConnectionInput.Submit(Intent(connection.Now, n: n)));
        connection.Pass(2); // nothing was answered: the venue may count it any moment
        connection.When(new ConnectionInput.Submit(Intent(connection.Now, n: 20)));
        connection.When(Seen(RequestKind.Place, Btc));
        connection.Pass(0.9).When(new ConnectionInput.Submit(Intent(connection.Now, n: 21)));
        connection.Pass(0.1).When(new ConnectionInput.Submit(Intent(connection.Now, n: 22)));

        Assert.Equal(new IntentAnswer.Refused(RefusalReason.Budget), connection.State.Orders[Id(20)].Answer);
        Assert.Equal(new IntentAnswer.Refused(RefusalReason.Budget), connection.State.Orders[Id(21)].Answer);
        Assert.Equal(IntentAnswer.Claimed.Instance, connection.State.Orders[Id(22)].Answer);
    }

    [Fact]
    public void What_was_claimed_and_then_stopped_before_the_socket_has_spent_nothing()
    {
        var connection = new ConnectionScript(Spot).Ready();
        for (var n = 1; n <= 7; n++)
            connection.When(new ConnectionInput.Submit(Intent(connection.Now, n: n)));
        connection.When(new ConnectionInput.CreateAnswered(Id(1), new CreateOutcome.NotSent(RefusalReason.Killed)));

        connection.When(new ConnectionInput.Submit(Intent(connection.Now, n: 8)), new ConnectionInput.Submit(Intent(connection.Now, n: 9)));

        Assert.Equal(IntentAnswer.Claimed.Instance, connection.State.Orders[Id(8)].Answer);
        Assert.Equal(new IntentAnswer.Refused(RefusalReason.Budget), connection.State.Orders[Id(9)].Answer);
    }

    [Fact]
    public void Markets_have_their_own_count_where_the_venue_counts_so()
    {
        var eth = new Symbol("ETH_USDT");
        var connection = new ConnectionScript(Spot with { Symbols = [Btc, eth] }).Ready();
        connection.When(new ConnectionInput.SessionOpened([Rules(Venue.GateSpot), Rules(Venue.GateSpot) with { Symbol = eth }], Clock));
        connection.When(new ConnectionInput.RaiseEpoch(eth, Samples.Epoch)).AnswerReads(Account(Venue.GateSpot));
        for (var n = 1; n <= 10; n++)
            connection.When(new ConnectionInput.Submit(Intent(connection.Now, n: n, side: Side.Sell, risk: RiskClass.Reducing)));

        connection.When(
            new ConnectionInput.Submit(Intent(connection.Now, n: 11, side: Side.Sell, risk: RiskClass.Reducing)),
            new ConnectionInput.Submit(Intent(connection.Now, n: 12, risk: RiskClass.Reducing) with { Symbol = eth }));

        Assert.Equal(new IntentAnswer.Refused(RefusalReason.Budget), connection.State.Orders[Id(11)].Answer);
        Assert.Equal(IntentAnswer.Claimed.Instance, connection.State.Orders[Id(12)].Answer);
    }

    [Fact]
    public void A_read_that_does_not_fit_is_kept_and_asked_as_soon_as_there_is_room()
    {
        var connection = new ConnectionScript(Mexc).Ready().Pass(25).When(Seen(RequestKind.Account)).Pass(1); // balances: twice a second
        connection.All.Clear();
        connection.When(new ConnectionInput.AccountHinted(), new ConnectionInput.AccountHinted());
        Assert.Equal(2, connection.All.OfType<ConnectionEffect.ReadAccount>().Count());
        connection.When(new ConnectionInput.AccountHinted(), new ConnectionInput.AccountHinted());

        Assert.Equal([new ConnectionEffect.Postpone(new ConnectionEffect.ReadAccount())], connection.Last);
        connection.When(Seen(RequestKind.Account), Seen(RequestKind.Account));
        Assert.Empty(connection.Pass(0.9).Last.OfType<ConnectionEffect.ReadAccount>());
        Assert.Single(connection.Pass(0.2).Last.OfType<ConnectionEffect.ReadAccount>());
        Assert.Empty(connection.View.Requests!.Wanted);
    }

    [Fact]
    public void A_cancel_passes_when_new_risk_and_reads_have_used_up_all_but_the_reserve()
    {
        var connection = new ConnectionScript(Mexc).Ready().Pass(12); // 10 orders a second, placed and cancelled, of which 3 are kept
        for (var n = 1; n <= 8; n++)
            connection.When(new ConnectionInput.Submit(Intent(connection.Now, n: n, venue: Venue.MexcSpot)));
        Assert.Equal(7, connection.Sent(connection.All).Count());

        for (var n = 1; n <= 4; n++)
            connection.When(new ConnectionInput.Cancel(Id(n)));

        Assert.Equal([1, 2, 3], connection.All.OfType<ConnectionEffect.SendCancel>().Select(c => Number(c.Id)));
        Assert.IsType<ConnectionEffect.SendCancel>(Assert.Single(connection.View.Requests!.Wanted));
    }

    [Fact]
    public void A_cancel_that_waited_is_dropped_when_its_order_has_ended_meanwhile()
    {
        var connection = new ConnectionScript(Mexc).Ready().Pass(12);
        for (var n = 1; n <= 8; n++)
            connection.When(new ConnectionInput.Submit(Intent(connection.Now, n: n, venue: Venue.MexcSpot)));
        for (var n = 1; n <= 4; n++)
            connection.When(new ConnectionInput.Cancel(Id(n)));
        connection.When(new ConnectionInput.CreateAnswered(Id(4), new CreateOutcome.Rejected(VenueReject.NotFillable, "no")));

        connection.Pass(30);

        Assert.Equal([1, 2, 3], connection.All.OfType<ConnectionEffect.SendCancel>().Select(c => Number(c.Id)));
        Assert.DoesNotContain(connection.View.Requests!.Wanted, w => w is ConnectionEffect.SendCancel);
    }

    [Fact]
    public void Pages_that_a_read_turned_out_to_need_count_and_the_next_read_counts_with_them()
    {
        var connection = new ConnectionScript(Mexc).Ready(); // 250 of weight in 10 s, 80 kept; 10 a page
        connection.Pass(25).AnswerReads(Account(Venue.MexcSpot));
        for (var page = 0; page < 12; page++)
            connection.When(Seen(RequestKind.Trades));
        connection.When(new ConnectionInput.TradesRead(Btc, AtVenue(connection.Now), AtVenue(connection.Now), []));

        Assert.Equal(12, connection.View.Requests!.Pages(RequestKind.Trades));
        Assert.True(Left(connection, "address") <= 250 - 120);
    }

    [Fact]
    public void What_the_venue_says_is_left_is_believed_when_it_is_less()
    {
        var connection = new ConnectionScript(Spot).Ready();

        connection.When(Seen(RequestKind.Place, Btc, remaining: 4));
        connection.When(new ConnectionInput.Submit(Intent(connection.Now, n: 1)), new ConnectionInput.Submit(Intent(connection.Now, n: 2)));

        Assert.Equal(IntentAnswer.Claimed.Instance, connection.State.Orders[Id(1)].Answer); // 4 left, 3 kept
        Assert.Equal(new IntentAnswer.Refused(RefusalReason.Budget), connection.State.Orders[Id(2)].Answer);
    }

    [Fact]
    public void A_new_incarnation_starts_as_if_all_but_the_reserve_had_been_spent()
    {
        var connection = new ConnectionScript(Spot).Ready();
        connection.Restart();

        connection.When(Opened(Venue.GateSpot));
        Assert.Equal(15, Left(connection, "other"));
        Assert.Equal(3, Left(connection, "place"));
        Assert.Single(connection.Last.OfType<ConnectionEffect.ReadAccount>()); // half of the reserve is for what has to be known first
        connection.Pass(11);
        Assert.True(Left(connection, "trades") > 190);
        Assert.Equal(10, Left(connection, "place"));
    }

    [Fact]
    public void The_very_first_incarnation_has_no_predecessor()
    {
        var connection = new ConnectionScript(Spot);

        connection.When(Opened(Venue.GateSpot));

        Assert.Equal(200, Left(connection, "trades"));
    }

    [Fact]
    public void Our_own_cap_holds_over_all_kinds_and_gates_two_accounts_have_half_each()
    {
        var gate = RequestRules.Of(Spot with { RequestsPerMinute = 1200 });
        var futures = RequestRules.Of(FuturesSettings with { RequestsPerMinute = 1200 });
        var mexc = RequestRules.Of(Mexc with { RequestsPerMinute = 1200 });
        var tiny = RequestRules.Of(Mexc with { RequestsPerMinute = 6 });

        Assert.Equal((100, TimeSpan.FromSeconds(10)), (gate.Pools[0].Units, gate.Pools[0].Window));
        Assert.Equal((100, TimeSpan.FromSeconds(10)), (futures.Pools[0].Units, futures.Pools[0].Window));
        Assert.Equal((200, TimeSpan.FromSeconds(10)), (mexc.Pools[0].Units, mexc.Pools[0].Window));
        Assert.Equal((6, TimeSpan.FromMinutes(1)), (tiny.Pools[0].Units, tiny.Pools[0].Window));
        Assert.All(Enum.GetValues<RequestKind>(), kind => Assert.All([gate, futures, mexc], rules => Assert.Equal(new(0, 1), rules.Charges(kind)[0])));
    }

    [Fact]
    public void Without_limits_nothing_is_ever_postponed()
    {
        var connection = new ConnectionScript().Ready();

        for (var i = 0; i < 500; i++)
            connection.When(new ConnectionInput.AccountHinted());

        Assert.Empty(connection.All.OfType<ConnectionEffect.Postpone>());
        Assert.Empty(connection.View.Requests!.Wanted);
    }

    [Fact]
    public void A_429_closes_its_group_until_the_venues_time_slows_everything_and_is_journaled_once()
    {
        var connection = new ConnectionScript(Spot).Ready();
        var reopens = connection.Now + TimeSpan.FromSeconds(3);

        connection.When(Limited(RequestKind.Place, Btc, reopensAt: AtVenue(reopens)), Limited(RequestKind.Place, Btc, reopensAt: AtVenue(reopens)));

        var closed = Assert.Single(connection.Journal.OfType<ConnectionEvent.GroupClosed>());
        Assert.Equal(("place BTC_USDT", 1, 1), (closed.Group, closed.InARow, closed.Halvings));
        Assert.InRange(closed.Until, reopens, reopens + TimeSpan.FromMilliseconds(60)); // not before it, by any clock
        Assert.Single(connection.All.OfType<ConnectionEffect.Alert>(), a => a.Code == "rate_limited");
        connection.When(new ConnectionInput.Submit(Intent(connection.Now, n: 1)));
        connection.When(new ConnectionInput.Submit(Intent(connection.Now, n: 2, side: Side.Sell, risk: RiskClass.Reducing)));
        Assert.All([1, 2], n => Assert.Equal(new IntentAnswer.Refused(RefusalReason.Budget), connection.State.Orders[Id(n)].Answer));

        // Half of the pace for new risk: 3 of 7.
        connection.Pass(4);
        for (var n = 11; n <= 14; n++)
            connection.When(new ConnectionInput.Submit(Intent(connection.Now, n: n)));
        Assert.Equal([11, 12, 13], connection.Sent(connection.All).Select(i => Number(i.Id)));
    }

    [Fact]
    public void Refusals_in_a_row_close_for_longer_and_the_pace_recovers_with_time()
    {
        var connection = new ConnectionScript(Spot).Ready();
        connection.When(Limited(RequestKind.Place, Btc)).Pass(1.1);
        connection.When(Limited(RequestKind.Place, Btc)).Pass(2.1);
        connection.When(Limited(RequestKind.Place, Btc));

        var closed = connection.Journal.OfType<ConnectionEvent.GroupClosed>().ToArray();
        Assert.Equal([1, 2, 4], closed.Select(c => (int)(c.Until - c.At).TotalSeconds));
        Assert.Equal([1, 2, 3], closed.Select(c => c.Halvings));
        Assert.Equal(3, connection.State.Limits.HalvingsAt(connection.Now));
        Assert.Equal(2, connection.State.Limits.HalvingsAt(closed[^1].Until + TimeSpan.FromMinutes(1)));
        Assert.Equal(0, connection.State.Limits.HalvingsAt(closed[^1].Until + TimeSpan.FromMinutes(3)));

        connection.Pass(400).When(Limited(RequestKind.Place, Btc)); // long forgiven
        Assert.Equal((1, 1), (connection.Journal.OfType<ConnectionEvent.GroupClosed>().Last().InARow, connection.Journal.OfType<ConnectionEvent.GroupClosed>().Last().Halvings));
    }

    [Fact]
    public void However_often_it_is_refused_our_own_doubling_closes_a_group_for_a_minute_at_most()
    {
        var connection = new ConnectionScript(Spot).Ready();

        for (var i = 0; i < 9; i++)
            connection.When(Limited(RequestKind.Place, Btc)).Pass(60.1);

        var closed = connection.Journal.OfType<ConnectionEvent.GroupClosed>().ToArray();
        Assert.Equal(9, closed[^1].InARow);
        Assert.Equal(TimeSpan.FromMinutes(1), closed.Max(c => c.Until - c.At));
        connection.Pass(61).When(Limited(RequestKind.Place, Btc));
        Assert.Equal(1, connection.Journal.OfType<ConnectionEvent.GroupClosed>().Last().InARow);
    }

    [Fact]
    public void A_ban_stops_everything_until_its_time_and_a_restart_keeps_it()
    {
        var connection = new ConnectionScript(Mexc).Ready();
        connection.When(new ConnectionInput.Submit(Intent(connection.Now, n: 1, venue: Venue.MexcSpot)));
        connection.When(Banned(TimeSpan.FromMinutes(2)), Banned(TimeSpan.FromMinutes(2)));
        var banned = Assert.Single(connection.Journal.OfType<ConnectionEvent.Banned>());
        Assert.Equal(connection.Now + TimeSpan.FromMinutes(2), banned.Until);
        Assert.Single(connection.All.OfType<ConnectionEffect.Alert>(), a => a.Code == "venue_banned");
        Assert.False(connection.Told<StrategyInput.SessionChanged>(connection.All).Last().Ready);
        connection.All.Clear();

        StaysSilent(connection);
        connection.Restart();
        connection.When(Opened(Venue.MexcSpot));
        StaysSilent(connection);

        connection.Now = banned.Until - TimeSpan.FromMilliseconds(50);
        connection.Pass(0.2);
        Assert.Contains("venue_ban_over", connection.Alerts);
        Assert.NotEmpty(connection.All.OfType<ConnectionEffect.ReadAccount>());
    }

    [Fact]
    public void A_ban_without_a_time_lasts_ten_minutes_and_longer_when_it_comes_again()
    {
        var connection = new ConnectionScript(Mexc).Ready();

        connection.When(Banned(null)).Pass(601);
        connection.When(Banned(null));

        Assert.Equal([10, 20], connection.Journal.OfType<ConnectionEvent.Banned>().Select(b => (int)(b.Until - b.At).TotalMinutes));
    }

    [Fact]
    public void A_slow_down_survives_a_restart()
    {
        var connection = new ConnectionScript(Spot).Ready();
        connection.When(Limited(RequestKind.Trades, retryAfter: TimeSpan.FromSeconds(40)));
        connection.Restart();
        connection.When(Opened(Venue.GateSpot));

        Assert.DoesNotContain(connection.Last, e => e is ConnectionEffect.ReadTrades);
        Assert.Contains(connection.Last, e => e is ConnectionEffect.Postpone { Call: ConnectionEffect.ReadTrades });
        Assert.Contains(connection.Pass(41).Last, e => e is ConnectionEffect.ReadTrades);
    }

    [Fact]
    public void Gates_traded_value_a_request_is_counted_over_a_day_survives_a_restart_and_alarms_once_near_the_bound()
    {
        // Placed without end and hardly ever filled.
        var connection = new ConnectionScript().Ready();
        for (var n = 100; n < 700; n++)
        {
            connection.When(new ConnectionInput.Submit(Intent(connection.Now, n: n)));
            connection.When(new ConnectionInput.CreateAnswered(Id(n), new CreateOutcome.Rejected(VenueReject.NotFillable, "no")));
        }

        connection.Restart();
        connection.When(Opened(Venue.GateSpot)).Pass(1300);

        var judged = Assert.Single(connection.Journal.OfType<ConnectionEvent.TurnoverJudged>());
        Assert.Equal((true, 600, 0, 0m), (judged.IsLow, judged.Requests, judged.Fills, judged.Traded));
        Assert.Single(connection.All.OfType<ConnectionEffect.Alert>(), a => a.Code == "turnover_low");
        connection.Now += TimeSpan.FromHours(25);
        connection.Pass(1300);
        Assert.Single(connection.All.OfType<ConnectionEffect.Alert>(), a => a.Code == "turnover_restored");
    }

    [Fact]
    public void Trades_keep_the_turnover_up_and_cancels_bring_it_down()
    {
        var connection = new ConnectionScript().Ready();
        var intent = Intent(connection.Now, n: 10);
        connection.When(new ConnectionInput.Submit(intent));
        connection.When(new ConnectionInput.TradeReported(Trade(intent, "t1", 0.01m, AtVenue(connection.Now))));
        for (var i = 0; i < 5; i++)
            connection.When(Seen(RequestKind.Cancel));
        connection.Pass(61);

        var hour = Assert.Single(connection.State.Limits.Hours);
        Assert.Equal((6, 1, 600m), (hour.Requests, hour.Fills, hour.Traded));
        Assert.Equal(5, Assert.Single(connection.Journal.OfType<ConnectionEvent.CancelsCounted>()).Count);
    }

    private static void StaysSilent(ConnectionScript connection)
    {
        connection.When(new ConnectionInput.Submit(Intent(connection.Now, n: 7, venue: Venue.MexcSpot, side: Side.Sell, risk: RiskClass.Reducing)));
        connection.When(new ConnectionInput.Cancel(Id(1)), new ConnectionInput.AccountHinted());
        connection.Pass(12);
        Assert.DoesNotContain(connection.All, e => e is not (
            ConnectionEffect.TellStrategy or ConnectionEffect.TellLedger or ConnectionEffect.TellGuard or ConnectionEffect.Alert or ConnectionEffect.Postpone
            or ConnectionEffect.ArmDeadMan)); // there is none at this venue
        Assert.Equal(new IntentAnswer.Refused(RefusalReason.Budget), connection.State.Orders[Id(7)].Answer);
    }

    private static int Left(ConnectionScript connection, string pool) =>
        connection.View.Requests!.Remaining().Single(p => p.Pool.Name == pool).Left;

    private static int Number(ClientOrderId id) => Enumerable.Range(1, 40).Single(n => Id(n) == id);

    private static ConnectionInput.RequestObserved Seen(RequestKind kind, Symbol? symbol = null, int? remaining = null) =>
        new(new(kind, symbol, 1, RequestEnd.Answered, 200, remaining, null, null, Start, TimeSpan.FromMilliseconds(10), null));

    private static ConnectionInput.RequestObserved Limited(
        RequestKind kind, Symbol? symbol = null, DateTimeOffset? reopensAt = null, TimeSpan? retryAfter = null) =>
        new(new(kind, symbol, 1, RequestEnd.RateLimited, 429, null, reopensAt, retryAfter, Start, TimeSpan.FromMilliseconds(10), null));

    private static ConnectionInput.RequestObserved Banned(TimeSpan? retryAfter) =>
        new(new(RequestKind.Account, null, 1, RequestEnd.Banned, 418, null, null, retryAfter, Start, TimeSpan.FromMilliseconds(10), null));
}
