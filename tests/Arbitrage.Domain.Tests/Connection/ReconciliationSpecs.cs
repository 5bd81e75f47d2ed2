using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Ledger;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using static Arbitrage.Domain.Tests.Connection.Samples;

namespace Arbitrage.Domain.Tests.Connection;

public sealed class ReconciliationSpecs
{
    [Fact]
    public void The_first_read_ever_is_adopted_and_then_history_is_read_from_there()
    {
        var connection = new ConnectionScript();
        connection.When(Opened(Venue.GateSpot));
        Assert.Empty(connection.Last.OfType<ConnectionEffect.ReadTrades>());
        Assert.Contains(new ConnectionEffect.ReadAccount(), connection.Last);

        connection.When(new ConnectionInput.AccountRead(Account(Venue.GateSpot)));

        var at = AtVenue(Start);
        Assert.Equal(
            [
                new AccountFact.OpeningBalance("open:BTC", Btc, at, BtcCoin, 1m),
                new AccountFact.OpeningBalance("open:USDT", null, at, Asset.Usdt, 10_000m),
            ],
            connection.State.Facts.Values.Select(f => f.Fact));
        Assert.Equal([(1L, 1L), (2L, 0L)], connection.State.Facts.Values.Select(f => (f.Offset, f.SymbolOffset)));
        Assert.Single(connection.ToldLedger<LedgerInput.FactsArrived>());
        Assert.Single(Assert.Single(connection.Told<StrategyInput.FactsArrived>()).Facts);
        Assert.Contains(new ConnectionEffect.ReadTrades(Btc, at), connection.Last);
        Assert.False(connection.View.IsReady);
    }

    [Fact]
    public void Positions_are_adopted_with_their_symbol_and_only_once()
    {
        var connection = new ConnectionScript(FuturesSettings).Ready(Account(Venue.GateFutures, position: -0.5m));

        connection.When(new ConnectionInput.AccountRead(Account(Venue.GateFutures, position: -0.7m)));

        var opening = Assert.Single(connection.State.Facts.Values, f => f.Fact is AccountFact.OpeningPosition).Fact;
        Assert.Equal(new AccountFact.OpeningPosition("open:BTC_USDT", Btc, AtVenue(Start), new(-0.5m), new(60_000m)), opening);
        Assert.Equal(new Quantity(-0.5m), connection.State.Book.Position(Btc));
    }

    [Fact]
    public void Without_adoption_an_account_that_holds_base_stays_shut()
    {
        var connection = new ConnectionScript(SpotSettings with { AdoptOpeningBalances = false });
        connection.When(Opened(Venue.GateSpot), new ConnectionInput.AccountRead(Account(Venue.GateSpot)));
        Assert.Contains("account_not_empty", connection.Alerts);
        Assert.Null(connection.State.OpenedAt);

        connection.When(new ConnectionInput.AccountRead(Account(Venue.GateSpot, btc: 0m)));
        Assert.NotNull(connection.State.OpenedAt);
    }

    [Fact]
    public void What_happened_before_the_opening_is_in_the_opening()
    {
        var connection = new ConnectionScript().Ready();
        var before = Trade(Intent(Start, 99), "t1", 0.01m, AtVenue(Start), "v9");

        connection.When(
            new ConnectionInput.TradeReported(before),
            new ConnectionInput.RowsRead(AtVenue(Start), AtVenue(Start), [Row("r1", RowKind.Transfer, 5m, AtVenue(Start))]));

        Assert.Equal(2, connection.State.LastOffset);
    }

    [Fact]
    public void The_session_is_ready_only_when_every_read_is_in()
    {
        var connection = new ConnectionScript();
        connection.When(Opened(Venue.GateSpot), new ConnectionInput.AccountRead(Account(Venue.GateSpot)));
        connection.When(new ConnectionInput.OpenOrdersRead([]), new ConnectionInput.RowsRead(AtVenue(Start), AtVenue(Start), []));
        Assert.Empty(connection.Told<StrategyInput.SessionChanged>());

        connection.When(new ConnectionInput.TradesRead(Btc, AtVenue(Start), AtVenue(Start), []));

        var told = Assert.Single(connection.Told<StrategyInput.SessionChanged>());
        Assert.True(told.Ready);
        Assert.Equal(Rules(Venue.GateSpot), told.Instrument);
        Assert.Equal(Clock, told.Clock);
        var funds = Assert.Single(connection.Told<StrategyInput.FundsSeen>());
        Assert.Equal((new Notional(10_000m), new Quantity(1m)), (funds.FreeQuote, funds.FreeBase));
    }

    [Fact]
    public void A_read_begun_before_a_reconnect_does_not_make_the_new_session_ready()
    {
        var connection = new ConnectionScript().Ready();
        var begun = AtVenue(connection.Now);
        connection.When(new ConnectionInput.SessionLost("gone"));
        Assert.False(Assert.Single(connection.Told<StrategyInput.SessionChanged>()).Ready);
        connection.Now += TimeSpan.FromSeconds(1);
        connection.When(Opened(Venue.GateSpot));

        connection.When(
            new ConnectionInput.TradesRead(Btc, begun, begun, []), new ConnectionInput.OpenOrdersRead([]),
            new ConnectionInput.RowsRead(begun, AtVenue(connection.Now), []),
            new ConnectionInput.AccountRead(Account(Venue.GateSpot) with { At = connection.Now }));
        Assert.False(connection.View.IsReady);

        connection.When(new ConnectionInput.TradesRead(Btc, begun, AtVenue(connection.Now), []));
        Assert.True(connection.View.IsReady);
    }

    [Fact]
    public void Fills_missed_while_away_are_booked_before_the_session_is_ready()
    {
        var connection = new ConnectionScript().Ready();
        var intent = Intent(connection.Now);
        connection.When(new ConnectionInput.Submit(intent), new ConnectionInput.SessionLost("gone"));
        var filledAt = AtVenue(connection.Now);
        connection.Now += TimeSpan.FromSeconds(5);

        connection.When(Opened(Venue.GateSpot));
        Assert.Contains(new ConnectionEffect.QueryOrder(Btc, intent.Id, null), connection.Last);
        Assert.All(connection.Last.OfType<ConnectionEffect.ReadTrades>(), r => Assert.True(r.From <= filledAt));
        connection.AnswerReads(Account(Venue.GateSpot), Trade(intent, "t1", 0.01m, filledAt));

        Assert.True(connection.View.IsReady);
        Assert.Equal(new Quantity(0.01m), connection.Order(intent).Filled);
    }

    [Fact]
    public void Everything_is_read_again_at_the_interval()
    {
        var connection = new ConnectionScript().Ready();

        connection.Pass(10);

        Assert.Contains(new ConnectionEffect.ReadAccount(), connection.Last);
        Assert.Contains(new ConnectionEffect.ReadOpenOrders(), connection.Last);
        Assert.Single(connection.Last.OfType<ConnectionEffect.ReadTrades>());
        Assert.Single(connection.Last.OfType<ConnectionEffect.ReadRows>());
    }

    [Fact]
    public void Missing_reads_of_an_opening_session_are_asked_again_after_a_request_time()
    {
        var connection = new ConnectionScript();
        connection.When(Opened(Venue.GateSpot), new ConnectionInput.ReadFailed("account", "timeout"));

        Assert.Single(connection.Pass(5).Last.OfType<ConnectionEffect.ReadAccount>());
    }

    [Fact]
    public void An_account_that_cannot_be_read_ends_readiness_and_the_next_read_restores_it()
    {
        var connection = new ConnectionScript().Ready();

        connection.Pass(30);
        Assert.False(Assert.Single(connection.Told<StrategyInput.SessionChanged>()).Ready);
        Assert.Contains("account not read since", connection.View.Why, StringComparison.Ordinal);

        connection.When(new ConnectionInput.AccountRead(Account(Venue.GateSpot) with { At = connection.Now }));
        Assert.True(Assert.Single(connection.Told<StrategyInput.SessionChanged>()).Ready);
    }

    [Fact]
    public void Each_account_read_tells_the_free_funds_without_what_is_reserved()
    {
        var connection = new ConnectionScript().Ready();
        connection.When(new ConnectionInput.Submit(Intent(connection.Now)));

        connection.When(new ConnectionInput.AccountRead(Account(Venue.GateSpot) with { At = connection.Now }));

        Assert.Equal(new Notional(9_399.4m), Assert.Single(connection.Told<StrategyInput.FundsSeen>()).FreeQuote);
    }

    [Fact]
    public void Leverage_is_set_and_the_dead_man_switch_armed_and_refreshed_at_a_third()
    {
        var connection = new ConnectionScript(FuturesSettings);
        connection.When(Opened(Venue.GateFutures));
        Assert.Contains(new ConnectionEffect.SetLeverage(Btc, 2m), connection.Last);
        Assert.Contains(new ConnectionEffect.ArmDeadMan(TimeSpan.FromSeconds(30)), connection.Last);

        Assert.Equal(2, connection.Pass(20).Last.OfType<ConnectionEffect.ArmDeadMan>().Count());

        connection.When(new ConnectionInput.SessionLost("gone"));
        Assert.Empty(connection.Pass(20).Last.OfType<ConnectionEffect.ArmDeadMan>());
    }

    [Fact]
    public void Unknown_and_foreign_open_orders_are_reported_once()
    {
        var connection = new ConnectionScript().Ready();
        var lost = Report(Intent(connection.Now, 99), 0m, open: true, "v8");
        var foreign = lost with { ClientId = null, VenueOrderId = "v9" };

        connection.When(new ConnectionInput.OpenOrdersRead([lost, foreign]));
        Assert.Equal(["unknown_own_order", "foreign_order"], connection.Alerts);

        connection.When(new ConnectionInput.OpenOrdersRead([lost, foreign]));
        Assert.Empty(connection.Alerts);
    }

    [Fact]
    public void A_perpetual_trade_is_followed_by_reads_of_the_rows_it_brings()
    {
        var connection = new ConnectionScript(FuturesSettings).Ready(Account(Venue.GateFutures, position: -0.5m));
        var closing = Intent(connection.Now, venue: Venue.GateFutures);

        connection.When(new ConnectionInput.TradeReported(Trade(closing, "t1", 0.01m, AtVenue(connection.Now), "v9", named: false)));
        Assert.Single(connection.Last.OfType<ConnectionEffect.ReadRows>());
        Assert.Equal(3, connection.Pass(3).Last.OfType<ConnectionEffect.ReadRows>().Count());

        connection.When(new ConnectionInput.RowsRead(
            AtVenue(Start), AtVenue(connection.Now), [Row("r1", RowKind.RealisedPnl, 1.5m, AtVenue(connection.Now), Btc)]));
        Assert.Equal("row:r1", Assert.Single(Assert.Single(connection.Told<StrategyInput.FactsArrived>()).Facts).Fact.Key);
        Assert.Equal(10_000m - 0.6m + 1.5m, connection.State.Book.Balance(Asset.Usdt));
    }

    [Fact]
    public void Quiet_is_two_equal_reads_with_nothing_in_flight_and_history_read_since_the_first()
    {
        var connection = new ConnectionScript().Ready();
        Assert.Empty(connection.ToldLedger<LedgerInput.AccountQuiet>(connection.All));

        ReadAll(connection, Account(Venue.GateSpot));
        Assert.Empty(connection.ToldLedger<LedgerInput.AccountQuiet>(connection.All));
        connection.Now += TimeSpan.FromSeconds(10);
        ReadAll(connection, Account(Venue.GateSpot));

        var quiet = Assert.Single(connection.ToldLedger<LedgerInput.AccountQuiet>());
        Assert.Equal(2, quiet.UpTo);
        Assert.Equal(connection.Now, quiet.Report.At);
    }

    [Theory]
    [InlineData("order in flight")]
    [InlineData("fact in between")]
    [InlineData("balances differ")]
    [InlineData("history older than the first read")]
    [InlineData("session down")]
    public void Quiet_is_not_told_with(string what)
    {
        var connection = new ConnectionScript().Ready();
        if (what == "order in flight")
            connection.When(new ConnectionInput.Submit(Intent(connection.Now)));
        connection.Now += TimeSpan.FromSeconds(1);
        connection.When(new ConnectionInput.AccountRead(Account(Venue.GateSpot) with { At = connection.Now }));
        var historyTo = what == "history older than the first read" ? connection.Now - TimeSpan.FromMilliseconds(1) : connection.Now;
        if (what == "fact in between")
        {
            connection.When(new ConnectionInput.TradeReported(
                Trade(Intent(connection.Now, 99, Side.Sell), "t9", 0.01m, AtVenue(connection.Now), "v9", named: false)));
        }

        connection.Now += TimeSpan.FromSeconds(10);
        if (what == "session down")
            connection.When(new ConnectionInput.SessionLost("gone"));
        connection.When(
            new ConnectionInput.TradesRead(Btc, AtVenue(Start), AtVenue(historyTo), []),
            new ConnectionInput.RowsRead(AtVenue(Start), AtVenue(historyTo), []),
            new ConnectionInput.AccountRead(
                Account(Venue.GateSpot, usdt: what == "balances differ" ? 9_999m : 10_000m) with { At = connection.Now }));

        Assert.Empty(connection.ToldLedger<LedgerInput.AccountQuiet>(connection.All));
    }

    [Fact]
    public void Authentication_failures_call_for_a_person_and_end_readiness()
    {
        var connection = new ConnectionScript().Ready();

        connection.When(new ConnectionInput.AuthenticationFailed("INVALID_KEY"));

        Assert.Contains("authentication_failed", connection.Alerts);
        Assert.False(Assert.Single(connection.Told<StrategyInput.SessionChanged>()).Ready);
    }

    private static void ReadAll(ConnectionScript connection, AccountReport account) => connection.When(
        new ConnectionInput.TradesRead(Btc, AtVenue(Start), AtVenue(connection.Now), []),
        new ConnectionInput.RowsRead(AtVenue(Start), AtVenue(connection.Now), []),
        new ConnectionInput.AccountRead(account with { At = connection.Now }));
}
