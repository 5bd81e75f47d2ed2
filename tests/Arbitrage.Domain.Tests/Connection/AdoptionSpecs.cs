using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Ledger;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using static Arbitrage.Domain.Tests.Connection.Samples;

namespace Arbitrage.Domain.Tests.Connection;

/// <summary>What is on the account and not ours halts its symbol until it is gone, or a person adopts it: journaled, with who and why (B18).</summary>
public class AdoptionSpecs
{
    private const string Person = "ada";
    private const string Why = "my manual hedge of this morning";

    private static OrderReport Foreign(string venueId = "f1", Symbol? symbol = null) =>
        new(Venue.GateSpot, symbol ?? Btc, venueId, null, IsOpen: true, default, default);

    private static ConnectionInput.OpenOrdersRead Open(params OrderReport[] orders) => new([.. orders]);

    private static ConnectionInput.Adopt Adopt(Adoption what) => new(what, Person, Why);

    // Two reads far enough apart on which something differs from the book.
    private static ConnectionScript Differing(AccountReport account, ConnectionSettings? settings = null)
    {
        var connection = new ConnectionScript(settings).Ready();
        connection.Pass(11).When(new ConnectionInput.AccountRead(account with { At = connection.Now }));
        return connection.Pass(11).When(new ConnectionInput.AccountRead(account with { At = connection.Now }));
    }

    [Fact]
    public void A_foreign_order_is_journaled_once_and_halts_its_symbol_for_as_long_as_it_is_open()
    {
        var connection = new ConnectionScript().Ready();

        connection.When(Open(Foreign()));
        Assert.Equal(["foreign_order"], connection.Alerts);
        Assert.Contains("not ours", Assert.Single(connection.Told<StrategyInput.HaltOrdered>()).Reason, StringComparison.Ordinal);

        connection.When(Open(Foreign()));
        Assert.Empty(connection.Alerts);
        Assert.Single(connection.Told<StrategyInput.HaltOrdered>());
        Assert.Equal("f1", Assert.Single(connection.Journal.OfType<ConnectionEvent.ForeignOrderSeen>()).VenueOrderId);

        connection.When(Open());
        Assert.Empty(connection.Told<StrategyInput.HaltOrdered>());
    }

    [Fact]
    public void A_foreign_order_of_another_symbol_halts_nothing_and_is_reported()
    {
        var connection = new ConnectionScript().Ready().When(Open(Foreign(symbol: new("ETH_USDT"))));

        Assert.Equal(["foreign_order"], connection.Alerts);
        Assert.Empty(connection.Told<StrategyInput.HaltOrdered>());
    }

    [Fact]
    public void An_adopted_order_halts_nothing_and_its_trades_are_booked_as_adopted_after_a_restart_too()
    {
        var connection = new ConnectionScript().Ready().When(Open(Foreign()));

        connection.When(Adopt(new Adoption.Order("f1")));
        var adopted = Assert.Single(connection.Journal.OfType<ConnectionEvent.Adopted>());
        Assert.Equal((new Adoption.Order("f1"), Person, Why, connection.Now), (adopted.What, adopted.By, adopted.Why, adopted.At));

        connection.Restart().Ready().When(Open(Foreign()));
        Assert.Empty(connection.Told<StrategyInput.HaltOrdered>());
        var trade = Trade(Intent(connection.Now), "t1", 0.01m, AtVenue(connection.Now), "f1", named: false);
        connection.When(new ConnectionInput.TradeReported(trade));

        var told = (AccountFact.Trade)connection.Told<StrategyInput.FactsArrived>().Single().Facts.Single().Fact;
        Assert.Equal((TradeCause.Adopted, (ClientOrderId?)null), (told.Cause, told.Order));
        Assert.Equal(["adopted_trade"], connection.Alerts);
        Assert.Null(NotOurs.WhyHalt(Venue.GateSpot, told));
    }

    [Fact]
    public void A_trade_of_a_foreign_order_that_nobody_adopted_stays_foreign()
    {
        var connection = new ConnectionScript().Ready().When(Open(Foreign()));

        connection.When(new ConnectionInput.TradeReported(Trade(Intent(connection.Now), "t1", 0.01m, AtVenue(connection.Now), "f1", named: false)));

        var told = (AccountFact.Trade)connection.Told<StrategyInput.FactsArrived>().Single().Facts.Single().Fact;
        Assert.Equal(TradeCause.Foreign, told.Cause);
        Assert.NotNull(NotOurs.WhyHalt(Venue.GateSpot, told));
    }

    [Fact]
    public void A_foreign_order_that_is_long_gone_is_forgotten()
    {
        var connection = new ConnectionScript(SpotSettings with { KeysKept = TimeSpan.FromMinutes(2) }).Ready().When(Open(Foreign("f1"), Foreign("f2")));

        connection.When(Open(Foreign("f2"))).Pass(400);
        for (var i = 0; i < 20; i++)
        {
            connection.Pass(30).When(
                new ConnectionInput.RowsRead(connection.State.RowsCoveredTo, AtVenue(connection.Now), []),
                new ConnectionInput.TradesRead(Btc, connection.State.TradesCoveredTo(Btc), AtVenue(connection.Now), []));
        }

        Assert.Equal(["f2"], connection.State.ForeignOrders.Orders.Keys);
    }

    [Theory]
    [InlineData("0.25")]
    [InlineData("-0.4")]
    public void A_difference_in_a_coin_is_adopted_as_a_fact_of_ledger_and_strategy(string text)
    {
        var amount = decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        var connection = Differing(Account(Venue.GateSpot, btc: 1m + amount));

        connection.When(Adopt(new Adoption.Balance(BtcCoin, amount)));

        Assert.Equal(1m + amount, connection.State.Book.Balance(BtcCoin));
        var told = (AccountFact.OpeningBalance)connection.Told<StrategyInput.FactsArrived>().Single().Facts.Single().Fact;
        Assert.Equal((Btc, BtcCoin, amount), (told.Symbol!.Value, told.Asset, told.Amount));
        Assert.Single(connection.ToldLedger<LedgerInput.FactsArrived>());
        var adopted = Assert.Single(connection.Journal.OfType<ConnectionEvent.Adopted>());
        Assert.Equal((Person, Why), (adopted.By, adopted.Why));
    }

    [Fact]
    public void A_difference_in_a_position_is_adopted_at_the_entry_that_the_venue_tells()
    {
        var connection = Differing(Account(Venue.GateFutures, position: -0.03m), FuturesSettings);

        connection.When(Adopt(new Adoption.Position(Btc, new(-0.03m))));

        Assert.Equal(-0.03m, connection.State.Book.Position(Btc).Value);
        var told = (AccountFact.OpeningPosition)connection.Told<StrategyInput.FactsArrived>().Single().Facts.Single().Fact;
        Assert.Equal((-0.03m, 60_000m), (told.Size.Value, told.Entry.Value));
    }

    [Theory]
    [InlineData("0.24")]
    [InlineData("-0.25")]
    [InlineData("0")]
    public void Only_the_difference_that_is_there_is_adopted(string text)
    {
        var connection = Differing(Account(Venue.GateSpot, btc: 1.25m));

        connection.When(Adopt(new Adoption.Balance(BtcCoin, decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture))));

        Refused(connection);
    }

    [Fact]
    public void Nothing_is_adopted_while_an_order_is_on_its_way_or_before_two_reads_or_by_nobody()
    {
        var once = new ConnectionScript().Ready();
        once.Pass(11).When(new ConnectionInput.AccountRead(Account(Venue.GateSpot, btc: 1.25m) with { At = once.Now }));
        Refused(once.When(Adopt(new Adoption.Balance(BtcCoin, 0.25m))));

        var flying = Differing(Account(Venue.GateSpot, btc: 1.25m));
        flying.When(new ConnectionInput.Submit(Intent(flying.Now)));
        Assert.Single(flying.State.Unfinished);
        Refused(flying.When(Adopt(new Adoption.Balance(BtcCoin, 0.25m))));

        Refused(Differing(Account(Venue.GateSpot, btc: 1.25m)).When(new ConnectionInput.Adopt(new Adoption.Balance(BtcCoin, 0.25m), Person, " ")));
        Refused(Differing(Account(Venue.GateSpot, btc: 1.25m)).When(new ConnectionInput.Adopt(new Adoption.Balance(BtcCoin, 0.25m), "", Why)));
        Refused(new ConnectionScript().Ready().When(Adopt(new Adoption.Order("f9"))));
        Refused(new ConnectionScript().Ready().When(Adopt(new Adoption.Opening())));
    }

    [Fact]
    public void A_row_in_the_coin_reaches_the_strategy_also_when_the_venue_names_no_symbol()
    {
        var connection = new ConnectionScript().Ready();
        var row = new AccountFact.Row("row:9", null, AtVenue(connection.Now), "9", RowKind.Airdrop, BtcCoin, 0.5m);
        var gift = row with { Key = "row:10", RowId = "10", Asset = new("GT") };

        connection.When(new ConnectionInput.RowsRead(AtVenue(Start), AtVenue(connection.Now), [row, gift]));

        var told = connection.Told<StrategyInput.FactsArrived>().Single().Facts.Single();
        Assert.Equal((row with { Symbol = Btc }, 1.5m), (told.Fact, connection.State.Book.Balance(BtcCoin)));
        Assert.Equal(0.5m, connection.State.Book.Balance(new("GT")));
    }

    [Fact]
    public void An_account_that_may_not_be_adopted_by_itself_is_opened_by_a_person()
    {
        var connection = new ConnectionScript(SpotSettings with { AdoptOpeningBalances = false });
        connection.When(Opened(Venue.GateSpot)).When(new ConnectionInput.AccountRead(Account(Venue.GateSpot) with { At = connection.Now }));
        Assert.Equal(["account_not_empty"], connection.Alerts);
        Assert.Null(connection.State.OpenedAt);

        connection.When(Adopt(new Adoption.Opening()));

        Assert.Equal(AtVenue(connection.Now), connection.State.OpenedAt);
        Assert.Equal((1m, 10_000m), (connection.State.Book.Balance(BtcCoin), connection.State.Book.Balance(Asset.Usdt)));
        var journal = connection.Journal;
        Assert.True(journal.FindIndex(e => e is ConnectionEvent.Adopted) < journal.FindIndex(e => e is ConnectionEvent.OpeningAdopted));
    }

    private static void Refused(ConnectionScript connection)
    {
        Assert.Contains("adoption_refused", connection.Alerts);
        Assert.Empty(connection.Journal.OfType<ConnectionEvent.Adopted>());
    }
}
