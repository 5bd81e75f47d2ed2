using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Venues.Sockets;

namespace Arbitrage.Venues.Tests.Private;

/// <summary>Two connections of one private stream: up as long as one is, a fill once, an order only forward.</summary>
public sealed class PrivateMergeSpecs
{
    private readonly RecordingSink _sink = new();
    private readonly PrivateMerge _merge;
    private readonly PrivateLine _old;
    private readonly PrivateLine _young;

    public PrivateMergeSpecs()
    {
        _merge = new(_sink);
        (_old, _young) = (_merge.Join(), _merge.Join());
    }

    [Fact]
    public void A_second_connection_that_comes_up_and_a_first_that_goes_are_no_news()
    {
        _old.OnUp();
        _young.OnUp();
        _old.OnDown("retired");
        Assert.Equal(["up"], _sink.Drain());

        _young.OnDown("lost");
        _young.OnUp();
        Assert.Equal(["down: lost", "up"], _sink.Drain());
    }

    [Fact]
    public void A_successor_that_fails_is_told_only_when_the_old_one_is_down_too()
    {
        _old.OnUp();
        _young.OnDown("refused");
        Assert.Equal(["up"], _sink.Drain());
        _old.OnDown("lost");
        _young.OnDown("refused again");
        Assert.Equal(["down: lost", "down: refused again"], _sink.Drain());
    }

    [Fact]
    public void Reports_of_an_order_go_forward_only_also_after_the_faster_connection_has_left()
    {
        _old.OnOrder(Report(0m, isOpen: true));
        _old.OnOrder(Report(1m, isOpen: true));
        _young.OnOrder(Report(0m, isOpen: true));
        _old.OnOrder(Report(2m, isOpen: false));
        _old.Leave();
        _young.OnOrder(Report(1m, isOpen: true));
        _young.OnOrder(Report(2m, isOpen: false));

        Assert.Equal([(0m, true), (1m, true), (2m, false)], _sink.Drain().Cast<OrderReport>().Select(r => (r.Filled.Value, r.IsOpen)));
    }

    [Fact]
    public void A_fill_is_told_once()
    {
        _young.OnTrade(Trade("1"));
        _old.OnTrade(Trade("1"));
        _old.OnTrade(Trade("2"));
        _old.Leave();
        _young.OnTrade(Trade("2"));

        Assert.Equal(["1", "2"], _sink.Drain().Cast<AccountFact.Trade>().Select(t => t.TradeId));
    }

    private static OrderReport Report(decimal filled, bool isOpen) =>
        new(Venue.GateSpot, Accounts.Ltc, "7", Accounts.Id, isOpen, new(filled), new(filled * 50m));

    private static AccountFact.Trade Trade(string id) => new(
        $"trade:{id}", Accounts.Ltc, Accounts.Now, id, "7", Accounts.Id, Side.Buy, new(50m), new(1m), 0m, new("LTC"), false, TradeCause.Own);
}
