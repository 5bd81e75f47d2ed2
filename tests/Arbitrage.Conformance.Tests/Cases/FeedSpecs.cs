using Arbitrage.Conformance.Tests.Kit;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;
using Arbitrage.Simulation.Model;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Conformance.Tests.Cases;

/// <summary>Best quotes and public trades, by stream and by REST.</summary>
public sealed class FeedSpecs(Servers servers) : IClassFixture<Servers>
{
    [Theory, EveryConnector(Capability.Feed)]
    public async Task Quotes_are_the_top_of_the_venues_book_in_its_order(Run run)
    {
        var venue = await servers.OfAsync(run);
        await using var feed = await FeedUnderTest.StartAsync(venue, run.Connector);
        var tops = new Dictionary<long, VenueBook>();
        using var watching = venue.Model(run.Connector).Subscribe(happened =>
        {
            if (happened is VenueEvent.BookChanged changed)
            {
                lock (tops)
                    tops[changed.Book.Sequence] = changed.Book;
            }
        });

        for (var step = 1; step <= 20; step++)
        {
            venue.Show(run.Connector, feed.Symbol, [new(new(9m + (0.01m * step)), new(step * 0.1m))], StillMarket.Asks);
            await Task.Delay(15);
        }

        var last = venue.Model(run.Connector).Book(feed.Symbol);
        await Eventually.TrueAsync(() => Quotes().Any(q => q.Bid == last.Bids[0].Price), "the last quote");
        var quotes = Quotes();
        // A venue conflates what happens within its pace; what it sends is told whole and in order.
        Assert.InRange(quotes.DistinctBy(q => q.Sequence).Count(), 2, 21);
        Assert.Equal(quotes.Select(q => q.Sequence).Order(), quotes.Select(q => q.Sequence));
        foreach (var quote in quotes.Where(q => tops.ContainsKey(q.Sequence)))
        {
            var (bid, ask) = (tops[quote.Sequence].Bids[0], tops[quote.Sequence].Asks[0]);
            Assert.Equal((bid.Price, bid.Quantity, ask.Price, ask.Quantity), (quote.Bid, quote.BidSize, quote.Ask, quote.AskSize));
        }

        List<BestQuote> Quotes() => [.. feed.Sink.Quotes.Where(q => q.Symbol == feed.Symbol && q.Quote.Ask == StillMarket.Asks[0].Price)
            .Select(q => q.Quote).Where(q => tops.ContainsKey(q.Sequence))];
    }

    [Theory, EveryConnector(Capability.Feed | Capability.MarketReads)]
    public async Task Trades_are_told_by_stream_and_by_rest(Run run)
    {
        var venue = await servers.OfAsync(run);
        await using var feed = await FeedUnderTest.StartAsync(venue, run.Connector);

        // The model's only trades are those of its account: somebody trades there, and everybody sees it.
        var model = venue.Model(run.Connector);
        model.Create(new("someone", feed.Symbol, Side.Buy, OrderKind.ImmediateOrCancel, new(4m), new(10.2m)), venue.Host.Clock.GetUtcNow());
        await Eventually.TrueAsync(() => feed.Sink.Trades.Count(t => t.Symbol == feed.Symbol) >= 2, "both fills");
        var pushed = feed.Sink.Trades.Where(t => t.Symbol == feed.Symbol).Select(t => Told(t.Trade)).ToList();
        var read = await run.Connector.Reader(venue.Options(run.Connector))
            .ReadTradesAsync(model.FindInstrument(feed.Symbol)!, 10, CancellationToken.None);

        List<(Side, Price, Quantity)> expected = [(Side.Buy, new(10.1m), new(3m)), (Side.Buy, new(10.2m), new(1m))];
        Assert.Equal(expected, pushed);
        Assert.Equal(expected, read.Reverse().Select(Told));
        Assert.All(read, trade => Assert.True((trade.AtVenue - venue.Host.Clock.GetUtcNow()).Duration() < TimeSpan.FromMinutes(1)));
        Assert.Single(await run.Connector.Reader(venue.Options(run.Connector))
            .ReadTradesAsync(model.FindInstrument(feed.Symbol)!, 1, CancellationToken.None));
    }

    [Theory, EveryConnector(Capability.Feed)]
    public async Task A_feed_that_loses_its_connection_says_so_and_goes_on(Run run)
    {
        var venue = await servers.OfAsync(run);
        await using var feed = await FeedUnderTest.StartAsync(venue, run.Connector);

        await venue.FaultAsync(new { kind = "drop_sockets", venue = run.Connector.Name });
        await Eventually.TrueAsync(() => !feed.Sink.Downs.IsEmpty, "the feed is down");

        await feed.IsUpAsync(new(9.51m));
    }

    private static (Side, Price, Quantity) Told(PublicTrade trade) => (trade.Taker, trade.Price, trade.Quantity);
}
