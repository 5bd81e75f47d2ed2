using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Arbitrage.Domain.Markets;
using Arbitrage.Venues;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Sockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace Arbitrage.VenueServer.Tests.Connectors;

/// <summary>Subscriptions that die on a connection that answers every ping: found by contradiction, mended by subscribing anew, without a new connection.</summary>
public sealed class DeadSubscriptionSpecs : IAsyncLifetime
{
    private readonly SocketCounts _counts = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Book _seen = new();
    private VenueServerHost _host = null!;
    private BookSlot _slot = null!;
    private Task _run = Task.CompletedTask;

    public async Task InitializeAsync() => _host = await VenueServerHost.StartAsync(new(
        new WalkingMarket(seed: 3, lasts: TimeSpan.FromMinutes(2)), "key", "secret", VenueServerOptions.UsdtEverywhere(1_000m)));

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        _stop.Dispose();
        await _host.DisposeAsync();
    }

    [Theory]
    [InlineData(Venue.GateSpot, "spot.order_book_update")]
    [InlineData(Venue.GateFutures, "futures.order_book_update")]
    [InlineData(Venue.MexcSpot, "spot@public.aggre.depth")]
    public async Task A_dead_book_is_unusable_and_comes_back_on_the_same_connection(Venue venue, string channel)
    {
        await FollowAsync(venue);

        await DieAsync(venue, channel);

        await EventuallyAsync(book => book.Status == BookStatus.Unsynchronised);
        await EventuallyAsync(book => book.IsUsable);
        AssertSameConnection();
    }

    [Theory]
    [InlineData(Venue.GateSpot)]
    [InlineData(Venue.MexcSpot)]
    public async Task When_everything_died_a_probe_by_rest_shows_it(Venue venue)
    {
        await FollowAsync(venue, TimeSpan.FromSeconds(1));

        await DieAsync(venue, "spot");

        await EventuallyAsync(book => book.Status == BookStatus.Unsynchronised);
        await EventuallyAsync(book => book.IsUsable);
        AssertSameConnection();
    }

    [Fact]
    public async Task What_a_new_subscription_does_not_mend_costs_the_connection()
    {
        await FollowAsync(Venue.GateSpot);

        await FaultAsync("""{"kind":"stall_stream","venue":"gate_spot","channel":"spot.order_book_update","milliseconds":60000}""");

        await EventuallyAsync(book => book.Status == BookStatus.Unsynchronised);
        await EventuallyAsync(book => book.IsUsable);
        Assert.Equal((2, 1), (_counts.Read()["GateSpot books"].Opened, _counts.Read()["GateSpot books"].Lost));
    }

    [Theory]
    [InlineData(Venue.GateSpot, "spot.book_ticker")]
    [InlineData(Venue.GateFutures, "futures.book_ticker")]
    [InlineData(Venue.MexcSpot, "spot@public.aggre.bookTicker")]
    public async Task Quotes_of_a_tick_feed_that_died_come_back_on_the_same_connection(Venue venue, string channel)
    {
        var sink = new QuoteSink();
        _run = VenueAccess.CreateMarketFeed(venue, Options(venue, TimeSpan.FromSeconds(1)), [Name(venue)], TimeProvider.System, NullLogger.Instance)
            .RunAsync(sink, _stop.Token);
        await UntilAsync(() => sink.Quotes.Count > 10);

        await DieAsync(venue, channel);
        await Task.Delay(100);
        var told = sink.Quotes.Count;

        await UntilAsync(() => sink.Quotes.Count > told + 10);
        AssertSameConnection();
    }

    private async Task FollowAsync(Venue venue, TimeSpan? probeAfter = null)
    {
        _slot = new(venue, WalkingMarket.Symbol);
        _run = VenueAccess.CreateMarketStream(
            venue, Options(venue, probeAfter), [Name(venue)], new Dictionary<Symbol, BookSlot> { [WalkingMarket.Symbol] = _slot }, TimeProvider.System,
            NullLogger.Instance).RunAsync(_stop.Token);
        await EventuallyAsync(book => book.IsUsable);
    }

    private VenueOptions Options(Venue venue, TimeSpan? probeAfter) => new()
    {
        Rest = venue == Venue.MexcSpot ? _host.MexcUrl : new(_host.GateUrl, "/api/v4"),
        Socket = new(venue switch
        {
            Venue.GateSpot => $"ws://{_host.GateUrl.Authority}/ws/v4/",
            Venue.GateFutures => $"ws://{_host.GateUrl.Authority}/v4/ws/usdt",
            _ => $"ws://{_host.MexcUrl.Authority}/ws",
        }),
        ProbeSilentAfter = probeAfter ?? TimeSpan.FromMinutes(1),
        Sockets = new() { BackOffFrom = TimeSpan.FromMilliseconds(50), Observer = _counts },
    };

    private static SymbolName Name(Venue venue) => new(WalkingMarket.Symbol, WalkingMarket.NameAt(venue));

    private Task DieAsync(Venue venue, string channel) =>
        FaultAsync($$"""{"kind":"dead_subscription","venue":"{{venue.Key()}}","channel":"{{channel}}"}""");

    private async Task FaultAsync(string json)
    {
        using var http = new HttpClient();
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        using var reply = await http.PostAsync(new Uri(_host.GateUrl, "/control/faults"), body);
        Assert.True(reply.IsSuccessStatusCode, await reply.Content.ReadAsStringAsync());
    }

    private void AssertSameConnection() => Assert.All(_counts.Read(), c => Assert.Equal((1, 0), (c.Value.Opened, c.Value.Lost)));

    private Task EventuallyAsync(Func<Book, bool> holds) => UntilAsync(() =>
    {
        _slot.Read(_seen);
        return holds(_seen);
    });

    private static async Task UntilAsync(Func<bool> holds)
    {
        var since = Stopwatch.GetTimestamp();
        while (!holds())
        {
            Assert.True(Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(30), "It never happened.");
            await Task.Delay(1);
        }
    }

    private sealed class QuoteSink : IMarketFeedSink
    {
        public ConcurrentQueue<long> Quotes { get; } = new();

        public void OnQuote(Symbol symbol, in BestQuote quote, DateTimeOffset receivedAt) => Quotes.Enqueue(quote.Sequence);

        public void OnTrade(Symbol symbol, PublicTrade trade, DateTimeOffset receivedAt)
        {
        }

        public void OnPerpetual(Symbol symbol, PerpetualState state, DateTimeOffset receivedAt)
        {
        }

        public void OnDown(string why)
        {
        }
    }
}
