using Arbitrage.Domain.Markets;
using Arbitrage.Venues.Feeds;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Venues.Tests.Public;

/// <summary>Two connections of one tick feed: everything once, nothing backwards, whoever is slower.</summary>
public sealed class FeedMergeSpecs
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly Sink _sink = new();
    private readonly FeedMerge _merge;
    private readonly FeedLine _old;

    public FeedMergeSpecs()
    {
        _merge = new(_sink, [new(new Symbol("BTC_USDT"), "BTC_USDT")]);
        _old = _merge.Join();
        _old.OnUp();
    }

    [Fact]
    public void With_one_connection_everything_passes_as_it_came()
    {
        Quote(_old, 5, 5, 4);
        Trade(_old, null, 2);
        Assert.Equal([5, 5, 4], _sink.Quotes);
        Assert.Equal(2, _sink.Trades);
    }

    [Fact]
    public void With_two_a_quote_is_told_by_the_first_and_never_after_a_later_one()
    {
        Quote(_old, 5);
        var young = _merge.Join();
        Quote(young, 4, 5, 6);
        Quote(_old, 6, 7);
        Quote(young, 7);
        Assert.Equal([5, 6, 7], _sink.Quotes);

        // The old one leaves while the young one is behind.
        Quote(_old, 8, 9);
        _merge.Leave(_old);
        Quote(young, 8, 9, 10, 10);
        Assert.Equal([5, 6, 7, 8, 9, 10, 10], _sink.Quotes);
    }

    [Fact]
    public void Equal_trades_without_an_id_are_told_as_often_as_one_connection_heard_them()
    {
        var young = _merge.Join();
        Trade(_old, null, 2);
        Trade(young, null, 3);
        Trade(_old, "a", 1);
        Trade(young, "a", 1);
        Assert.Equal(4, _sink.Trades);

        _merge.Leave(_old);
        Trade(_old, "b", 1);
        Trade(young, "b", 1);
        Assert.Equal(5, _sink.Trades);
    }

    [Fact]
    public void It_is_down_only_when_no_connection_is_up()
    {
        var young = _merge.Join();
        young.OnUp();
        _old.OnDown("old");
        Assert.Empty(_sink.Downs);
        young.OnDown("young");
        Assert.Equal(["young"], _sink.Downs);
    }

    private static void Quote(FeedLine line, params long[] ids)
    {
        foreach (var id in ids)
            line.OnQuote(0, new(new(1m), new(1m), new(2m), new(1m), id, Now), Now);
    }

    private static void Trade(FeedLine line, string? id, int times)
    {
        for (var i = 0; i < times; i++)
            line.OnTrade(0, new(id, Side.Buy, new(1m), new(1m), Now), Now);
    }

    private sealed class Sink : IMarketFeedSink
    {
        public List<long> Quotes { get; } = [];

        public int Trades { get; private set; }

        public List<string> Downs { get; } = [];

        public void OnQuote(Symbol symbol, in BestQuote quote, DateTimeOffset receivedAt) => Quotes.Add(quote.Sequence);

        public void OnTrade(Symbol symbol, PublicTrade trade, DateTimeOffset receivedAt) => Trades++;

        public void OnPerpetual(Symbol symbol, PerpetualState state, DateTimeOffset receivedAt)
        {
        }

        public void OnDown(string why) => Downs.Add(why);
    }
}
