using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using static Arbitrage.Domain.Tests.Connection.Samples;

namespace Arbitrage.Domain.Tests.Connection;

public sealed class SubmitSpecs
{
    private static readonly SortedDictionary<string, (Func<ConnectionScript, OrderIntent> Make, RefusalReason Reason)> Table = new(StringComparer.Ordinal)
    {
        { "past NotAfter by the venue's clock", (c => Intent(c.Now - TimeSpan.FromSeconds(2)), RefusalReason.Expired) },
        { "NotAfter within the clock's error", (c => Intent(c.Now) with { NotAfter = AtVenue(c.Now) + TimeSpan.FromMilliseconds(49) }, RefusalReason.Expired) },
        { "older epoch", (c => Intent(c.Now, epoch: new(0, 6)), RefusalReason.OldEpoch) },
        { "epoch nobody raised", (c => Intent(c.Now, epoch: new(0, 8)), RefusalReason.OldEpoch) },
        { "no lease", (c => Intent(c.Now) with { Lease = null }, RefusalReason.Lease) },
        { "expired lease", (c => Intent(c.Now) with { Lease = new(1, new(0, 3), c.Now) }, RefusalReason.Lease) },
        { "NotAfter beyond the lease", (c => Intent(c.Now) with { Lease = new(1, new(0, 3), c.Now + TimeSpan.FromMilliseconds(1400)) }, RefusalReason.Lease) },
        { "size off the lot", (c => Intent(c.Now, quantity: 0.01005m), RefusalReason.Illegal) },
        { "price off the tick", (c => Intent(c.Now, cap: 60_000.05m), RefusalReason.Illegal) },
        { "value too small", (c => Intent(c.Now, quantity: 0.0001m, cap: 20_000m), RefusalReason.Illegal) },
        { "another venue", (c => Intent(c.Now, venue: Venue.MexcSpot), RefusalReason.Illegal) },
        { "another symbol", (c => Intent(c.Now) with { Symbol = new("ETH_USDT") }, RefusalReason.Illegal) },
        { "more than the free quote", (c => Intent(c.Now, quantity: 0.1667m), RefusalReason.Funds) },
        { "quote for value but not for the fee", (c => Intent(c.Now, quantity: 0.1666m), RefusalReason.Funds) },
        { "more than the free base", (c => Intent(c.Now, side: Side.Sell, quantity: 1.0001m), RefusalReason.Funds) },
    };

    public static TheoryData<string> Reasons => [.. Table.Keys];

    [Theory]
    [MemberData(nameof(Reasons))]
    public void An_intent_is_refused_durably(string why)
    {
        var (make, expected) = Table[why];
        var connection = new ConnectionScript().Ready();
        var intent = make(connection);

        connection.When(new ConnectionInput.Submit(intent));

        Assert.Equal(new ConnectionEvent.Refused(intent, expected, connection.Now), connection.Journal[^1]);
        Assert.Equal(new IntentAnswer.Refused(expected), Assert.Single(connection.Told<StrategyInput.IntentAnswered>()).Answer);
        Assert.Empty(connection.Sent());
    }

    [Fact]
    public void A_lease_of_an_older_guard_is_good_and_one_of_before_a_restore_is_not()
    {
        var connection = new ConnectionScript(new() { Venue = Venue.GateSpot, Symbols = [Btc], Generation = 2 }).Ready();
        connection.When(new ConnectionInput.RaiseEpoch(Btc, new(2, 7)));
        var intent = Intent(connection.Now, epoch: new(2, 7));
        OrderIntent Under(char letter, Epoch guard) => intent with
        {
            Id = ClientOrderId.For(2, "abcdefgh", 9, letter),
            Quantity = new(0.001m),
            Lease = new(1, guard, connection.Now + TimeSpan.FromSeconds(9)),
        };

        connection.When(new ConnectionInput.Submit(Under('a', new(2, 1))), new ConnectionInput.Submit(Under('b', new(1, 900))));

        Assert.Equal(Under('a', new(2, 1)), Assert.Single(connection.Journal.OfType<ConnectionEvent.Claimed>()).Intent);
        var refused = Assert.Single(connection.Journal.OfType<ConnectionEvent.Refused>());
        Assert.Equal((Under('b', new(1, 900)).Id, RefusalReason.Lease), (refused.Intent.Id, refused.Reason));
    }

    [Fact]
    public void Requests_that_fail_are_counted_in_a_row_and_told_to_the_guard()
    {
        var connection = new ConnectionScript().Ready();
        RequestSeen Seen(RequestEnd end, int status) =>
            new(RequestKind.Account, null, 1, end, status, null, null, null, connection.Now, TimeSpan.FromMilliseconds(5), null);
        var told = new List<(long Failures, int InARow)>();
        foreach (var seen in new[] { Seen(RequestEnd.NoReply, 0), Seen(RequestEnd.Answered, 502), Seen(RequestEnd.Answered, 400), Seen(RequestEnd.Answered, 200), Seen(RequestEnd.NoReply, 0) })
        {
            connection.When(new ConnectionInput.RequestObserved(seen));
            told.AddRange(connection.Last.OfType<ConnectionEffect.TellGuard>().Select(t => (RiskGuardInput.ApiReported)t.Input).Select(r => (r.Failures, r.InARow)));
        }

        Assert.Equal([(1L, 1), (2L, 2), (2L, 0), (3L, 1)], told);
    }

    [Fact]
    public void A_good_intent_is_claimed_with_its_funds_then_told_then_sent()
    {
        var connection = new ConnectionScript().Ready();
        var intent = Intent(connection.Now);

        connection.When(new ConnectionInput.Submit(intent));

        var claimed = Assert.IsType<ConnectionEvent.Claimed>(connection.Journal[^1]);
        Assert.Equal(new Reservation(Asset.Usdt, 600.6m), claimed.Reserved);
        Assert.Equal(connection.State.Incarnation, claimed.Incarnation);
        Assert.Equal(
            [
                new ConnectionEffect.TellStrategy(
                    Btc, new StrategyInput.IntentAnswered(Venue.GateSpot, intent.Id, IntentAnswer.Claimed.Instance)),
                new ConnectionEffect.SendCreate(intent, Clock with { ErrorBound = TimeSpan.FromMilliseconds(51) }), // a second after it was measured
            ],
            connection.Last);
    }

    [Fact]
    public void Look_up_comes_before_every_reason_to_refuse()
    {
        var connection = new ConnectionScript().Ready();
        var intent = Intent(connection.Now);
        connection.When(new ConnectionInput.Submit(intent));
        var journaled = connection.Journal.Count;

        // Late, of an older epoch, without a session: every rule would refuse it now.
        connection.When(new ConnectionInput.RaiseEpoch(Btc, new(0, 9)), new ConnectionInput.SessionLost("gone")).Pass(5);
        journaled = connection.Journal.Count;
        connection.When(new ConnectionInput.Submit(intent));

        Assert.Equal(IntentAnswer.Claimed.Instance, Assert.Single(connection.Told<StrategyInput.IntentAnswered>()).Answer);
        Assert.Empty(connection.Sent());
        Assert.Equal(journaled, connection.Journal.Count);
    }

    [Fact]
    public void A_refused_intent_stays_refused_when_the_reason_is_gone()
    {
        var connection = new ConnectionScript().Ready();
        var intent = Intent(connection.Now);
        connection.When(new ConnectionInput.SessionLost("gone"), new ConnectionInput.Submit(intent));
        connection.When(Opened(Venue.GateSpot));

        connection.When(new ConnectionInput.Submit(intent));

        Assert.Equal(new IntentAnswer.Refused(RefusalReason.NotReady), Assert.Single(connection.Told<StrategyInput.IntentAnswered>()).Answer);
        Assert.Empty(connection.Sent(connection.All));
    }

    [Fact]
    public void A_known_intent_gets_its_outcome_again()
    {
        var connection = new ConnectionScript().Ready();
        var intent = Intent(connection.Now);
        connection.When(new ConnectionInput.Submit(intent));
        connection.When(new ConnectionInput.CreateAnswered(intent.Id, new CreateOutcome.Rejected(VenueReject.NotFillable, "no")));

        connection.When(new ConnectionInput.Submit(intent));

        Assert.Equal(
            new OrderOutcome.Rejected(VenueReject.NotFillable, "no"), Assert.Single(connection.Told<StrategyInput.OrderFinished>()).Outcome);
    }

    [Fact]
    public void The_first_content_of_an_id_stands()
    {
        var connection = new ConnectionScript().Ready();
        var intent = Intent(connection.Now);

        connection.When(new ConnectionInput.Submit(intent), new ConnectionInput.Submit(intent with { Side = Side.Sell }));

        Assert.Contains("intent_conflict", connection.Alerts);
        Assert.Equal(intent, connection.Order(intent).Intent);
        Assert.Single(connection.Sent(connection.All));
    }

    [Fact]
    public void Unfinished_orders_hold_their_funds_and_finished_ones_do_not()
    {
        var connection = new ConnectionScript().Ready();
        var first = Intent(connection.Now, n: 10, quantity: 0.1m);
        var second = Intent(connection.Now, n: 11, quantity: 0.1m);
        var third = Intent(connection.Now, n: 12, quantity: 0.1m);

        connection.When(new ConnectionInput.Submit(first), new ConnectionInput.Submit(second));
        Assert.Equal(new IntentAnswer.Refused(RefusalReason.Funds), connection.Order(second).Answer);

        connection.When(new ConnectionInput.CreateAnswered(first.Id, new CreateOutcome.Rejected(VenueReject.NotFillable, "no")));
        connection.When(new ConnectionInput.Submit(third));
        Assert.Equal(IntentAnswer.Claimed.Instance, connection.Order(third).Answer);
    }

    [Fact]
    public void What_a_fill_spent_is_not_free_before_the_venue_shows_it_again()
    {
        var connection = new ConnectionScript().Ready();
        var first = Intent(connection.Now, n: 10, quantity: 0.1m);
        connection.When(new ConnectionInput.Submit(first));
        connection.When(new ConnectionInput.TradeReported(Trade(first, "t1", 0.1m, AtVenue(connection.Now))));
        connection.When(new ConnectionInput.OrderReported(Report(first, 0.1m)));
        Assert.Equal(OrderPhase.Finished, connection.Order(first).Phase);

        connection.When(new ConnectionInput.Submit(Intent(connection.Now, n: 11, quantity: 0.1m)));

        Assert.Equal(new IntentAnswer.Refused(RefusalReason.Funds), connection.State.Orders[Id(11)].Answer);
    }

    [Fact]
    public void What_a_fill_gave_is_free_at_once_for_a_reducing_order_only()
    {
        var connection = new ConnectionScript().Ready(Account(Venue.GateSpot, btc: 0m));
        var bought = Intent(connection.Now, n: 10, quantity: 0.1m);
        connection.When(new ConnectionInput.Submit(bought));
        connection.When(new ConnectionInput.TradeReported(Trade(bought, "t1", 0.1m, AtVenue(connection.Now))));
        connection.When(new ConnectionInput.OrderReported(Report(bought, 0.1m)));

        connection.When(new ConnectionInput.Submit(Intent(connection.Now, n: 11, side: Side.Sell, quantity: 0.09m)));
        connection.When(new ConnectionInput.Submit(
            Intent(connection.Now, n: 12, side: Side.Sell, quantity: 0.09m, risk: RiskClass.Reducing)));

        Assert.Equal(new IntentAnswer.Refused(RefusalReason.Funds), connection.State.Orders[Id(11)].Answer);
        Assert.Equal(IntentAnswer.Claimed.Instance, connection.State.Orders[Id(12)].Answer);
    }

    [Fact]
    public void A_perpetual_reserves_margin_and_fee_and_a_closing_order_only_the_fee()
    {
        var connection = new ConnectionScript(FuturesSettings).Ready();

        connection.When(new ConnectionInput.Submit(Intent(connection.Now, n: 10, side: Side.Sell, venue: Venue.GateFutures)));
        connection.When(new ConnectionInput.Submit(
            Intent(connection.Now, n: 11, venue: Venue.GateFutures, risk: RiskClass.Reducing, reduceOnly: true)));

        Assert.Equal(new Reservation(Asset.Usdt, 300.6m), connection.State.Orders[Id(10)].Reserved);
        Assert.Equal(new Reservation(Asset.Usdt, 0.6m), connection.State.Orders[Id(11)].Reserved);
    }

    [Fact]
    public void A_clock_error_above_the_limit_stops_new_risk_but_not_a_reducing_order()
    {
        var connection = new ConnectionScript().Ready();
        connection.When(new ConnectionInput.ClockMeasured(Clock with { ErrorBound = TimeSpan.FromMilliseconds(251) }));

        connection.When(new ConnectionInput.Submit(Intent(connection.Now, n: 10)));
        connection.When(new ConnectionInput.Submit(Intent(connection.Now, n: 11, side: Side.Sell, risk: RiskClass.Reducing)));

        Assert.Equal(new IntentAnswer.Refused(RefusalReason.Clock), connection.State.Orders[Id(10)].Answer);
        Assert.Equal(IntentAnswer.Claimed.Instance, connection.State.Orders[Id(11)].Answer);
    }

    [Fact]
    public void While_a_reconnected_session_reconciles_only_reducing_orders_pass()
    {
        var connection = new ConnectionScript().Ready();
        connection.When(new ConnectionInput.SessionLost("gone"), Opened(Venue.GateSpot));

        connection.When(new ConnectionInput.Submit(Intent(connection.Now, n: 10)));
        connection.When(new ConnectionInput.Submit(Intent(connection.Now, n: 11, side: Side.Sell, risk: RiskClass.Reducing)));

        Assert.Equal(new IntentAnswer.Refused(RefusalReason.NotReady), connection.State.Orders[Id(10)].Answer);
        Assert.Equal(IntentAnswer.Claimed.Instance, connection.State.Orders[Id(11)].Answer);
    }

    [Fact]
    public void Without_a_session_nothing_passes()
    {
        var connection = new ConnectionScript().Ready();
        connection.When(new ConnectionInput.SessionLost("gone"));

        connection.When(new ConnectionInput.Submit(Intent(connection.Now, side: Side.Sell, risk: RiskClass.Reducing)));

        Assert.Equal(new IntentAnswer.Refused(RefusalReason.NotReady), connection.State.Orders[Id(10)].Answer);
    }

    [Fact]
    public void An_intent_of_before_a_restore_is_in_doubt_and_never_sent()
    {
        var connection = new ConnectionScript(SpotSettings with { Generation = 1 }).Ready();
        var old = Intent(connection.Now);

        connection.When(new ConnectionInput.Submit(old), new ConnectionInput.Void(old, new(1, 2)));

        Assert.Equal(OrderPhase.InDoubt, connection.Order(old).Phase);
        Assert.Equal(IntentAnswer.Claimed.Instance, Assert.Single(connection.Told<StrategyInput.IntentAnswered>()).Answer);
        Assert.Single(connection.Told<StrategyInput.OrderInDoubt>());
        Assert.Empty(connection.Sent(connection.All));
    }
}
