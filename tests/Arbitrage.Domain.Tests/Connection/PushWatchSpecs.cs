using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using static Arbitrage.Domain.Tests.Connection.Samples;

namespace Arbitrage.Domain.Tests.Connection;

/// <summary>Stream and lists compared trade by trade: a fill that only reading finds is booked and a person hears of it, once.</summary>
public class PushWatchSpecs
{
    private const string Missed = "fill_missed_by_stream";

    private static AccountFact.Trade TradeAt(DateTimeOffset local, string id = "t1") => Trade(Intent(local), id, 0.01m, AtVenue(local), named: false);

    private static ConnectionInput.TradesRead Read(ConnectionScript connection, params AccountFact.Trade[] trades) =>
        new(Btc, connection.State.TradesCoveredTo(Btc), AtVenue(connection.Now), [.. trades]);

    private static int Alerts(ConnectionScript connection) => connection.All.OfType<ConnectionEffect.Alert>().Count(a => a.Code == Missed);

    [Fact]
    public void A_fill_that_only_reading_finds_is_booked_at_once_and_reported_once()
    {
        var connection = new ConnectionScript().Ready();
        var trade = TradeAt(connection.Now);

        connection.Pass(1).When(Read(connection, trade));
        Assert.Contains(connection.Journal, e => e is ConnectionEvent.FactBooked { Fact.Fact: AccountFact.Trade { TradeId: "t1" } });
        connection.Pass(4.9);
        Assert.Equal(0, Alerts(connection));

        connection.Pass(0.2);
        Assert.Equal(1, Alerts(connection));
        connection.When(Read(connection, trade)).Pass(20).When(Read(connection, trade)).Pass(20);
        Assert.Equal(1, Alerts(connection));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_push_before_the_read_or_soon_after_it_is_none_missed(bool pushedFirst)
    {
        var connection = new ConnectionScript().Ready();
        var trade = TradeAt(connection.Now);

        connection.Pass(1);
        if (pushedFirst)
            connection.When(new ConnectionInput.TradeReported(trade)).When(Read(connection, trade));
        else
            connection.When(Read(connection, trade)).Pass(4).When(new ConnectionInput.TradeReported(trade));
        connection.Pass(60);

        Assert.Equal(0, Alerts(connection));
    }

    [Fact]
    public void What_happened_while_no_session_was_up_is_found_by_reading_as_it_should()
    {
        var connection = new ConnectionScript().Ready();
        connection.When(new ConnectionInput.SessionLost("test")).Pass(5);
        var trade = TradeAt(connection.Now);

        connection.Pass(5).When(Opened(Venue.GateSpot)).When(Read(connection, trade)).Pass(60);

        Assert.Equal(0, Alerts(connection));
        Assert.Contains(connection.Journal, e => e is ConnectionEvent.FactBooked { Fact.Fact: AccountFact.Trade });
    }

    [Fact]
    public void A_forced_close_has_its_own_channel_and_alert()
    {
        var connection = new ConnectionScript().Ready();

        connection.Pass(1).When(Read(connection, TradeAt(connection.Now) with { Cause = TradeCause.AutoDeleveraging })).Pass(60);

        Assert.Equal(0, Alerts(connection));
        Assert.Contains(connection.All, e => e is ConnectionEffect.Alert { Code: "auto_deleveraging" });
    }

    [Fact]
    public void A_trade_pushed_long_ago_and_read_again_is_none_missed()
    {
        var connection = new ConnectionScript().Ready();
        var trade = TradeAt(connection.Now);
        connection.When(new ConnectionInput.TradeReported(trade)).Pass(900);

        connection.When(Read(connection, trade)).Pass(20);

        Assert.Equal(0, Alerts(connection));
    }
}
