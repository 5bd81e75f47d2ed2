using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;

namespace Arbitrage.Conformance.Tests.Kit;

/// <summary>A connector's public feed of one symbol, up from the start.</summary>
internal sealed class FeedUnderTest : IAsyncDisposable
{
    private readonly VenueUnderTest _venue;
    private readonly Connector _connector;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    private FeedUnderTest(VenueUnderTest venue, Connector connector)
    {
        (_venue, _connector, Symbol) = (venue, connector, venue.NextSymbol(connector));
        _running = connector.Feed(venue.Options(connector), Symbol).RunAsync(Sink, _stop.Token);
    }

    public Symbol Symbol { get; }

    public FeedSink Sink { get; } = new();

    public static async Task<FeedUnderTest> StartAsync(VenueUnderTest venue, Connector connector)
    {
        var feed = new FeedUnderTest(venue, connector);
        await feed.IsUpAsync(new(9.5m));
        return feed;
    }

    /// <summary>Waits until a best bid at this price, which is not there otherwise, has come through.</summary>
    public Task IsUpAsync(Price bid)
    {
        var sizes = 0;
        return Eventually.TrueAsync(
            () =>
            {
                // Subscriptions take effect some time after the connection is there: shows it again and again until it is seen.
                if (sizes++ % 20 == 0)
                    _venue.Show(_connector, Symbol, [new(bid, new(0.1m * (1 + (sizes % 100))))], StillMarket.Asks);
                return Sink.Quotes.Any(q => q.Symbol == Symbol && q.Quote.Bid == bid);
            },
            $"a quote of {_connector} at {bid}");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }
}
