using System.Globalization;
using System.Text.Json;
using Arbitrage.Domain.Markets;

namespace Arbitrage.VenueServer.Tests;

/// <summary>A client that follows the sheets' rules of synchronisation ends with the venue's own book.</summary>
public sealed class BookStreamSpecs
{
    private const int Changes = 60;

    [Theory]
    [InlineData(Venue.GateSpot, "/ws/v4/", "spot.order_book_update", """["BTC_USDT","100ms"]""")]
    [InlineData(Venue.GateSpot, "/ws/v4/", "spot.order_book_update", """["BTC_USDT","20ms"]""")]
    [InlineData(Venue.GateFutures, "/v4/ws/usdt", "futures.order_book_update", """["BTC_USDT","20ms","20"]""")]
    public async Task Gate_updates_continue_the_snapshot(Venue venue, string path, string channel, string payload)
    {
        await using var venues = await TestVenues.StartAsync();
        await using var socket = await TestSocket.OpenAsync(new(venues.Host.GateUrl, path), ("X-Gate-Size-Decimal", "1"));
        await socket.SubscribeAsync(venues, channel, payload);
        var moving = MoveAsync(venues, venue);
        await Task.Delay(TimeSpan.FromMilliseconds(50));
        var depth = payload.Contains("20ms", StringComparison.Ordinal) ? 20 : 100;
        var book = await GateSnapshotAsync(venues, venue, depth);

        var last = book.Id;
        await moving;
        var end = await GateSnapshotAsync(venues, venue, depth);
        for (var first = true; last < end.Id;)
        {
            var update = (await socket.ReadPushAsync(channel)).GetProperty("result");
            var (from, to) = (update.GetProperty("U").GetInt64(), update.GetProperty("u").GetInt64());
            if (to <= last)
                continue;
            Assert.True(first ? from <= last + 1 : from == last + 1, $"{from}..{to} after {last}");
            (first, last) = (false, to);
            Apply(book.Bids, GateLevels(update.GetProperty("b")));
            Apply(book.Asks, GateLevels(update.GetProperty("a")));
        }

        Assert.Equal(end.Bids, book.Bids);
        Assert.Equal(end.Asks, book.Asks);
    }

    [Fact]
    public async Task Mexc_updates_continue_the_snapshot()
    {
        await using var venues = await TestVenues.StartAsync();
        await using var socket = await TestSocket.OpenAsync(new(venues.Host.MexcUrl, "/ws"));
        await socket.SendAsync("""{"method":"SUBSCRIPTION","params":["spot@public.aggre.depth.v3.api.pb@10ms@BTCUSDT"],"id":1}""");
        await socket.ReadJsonAsync(_ => true);
        var moving = MoveAsync(venues, Venue.MexcSpot);
        await Task.Delay(TimeSpan.FromMilliseconds(50));
        var book = await MexcSnapshotAsync(venues);

        var last = book.Id;
        await moving;
        var end = await MexcSnapshotAsync(venues);
        for (var first = true; last < end.Id;)
        {
            var depths = (await socket.ReadProtobufAsync(p => p.PublicAggreDepths is not null)).PublicAggreDepths;
            var (from, to) = (Long(depths.FromVersion), Long(depths.ToVersion));
            if (to <= last)
                continue;
            Assert.True(first ? from <= last + 1 : from == last + 1, $"{from}..{to} after {last}");
            (first, last) = (false, to);
            Apply(book.Bids, depths.Bids.Select(l => (Number(l.Price), Number(l.Quantity))));
            Apply(book.Asks, depths.Asks.Select(l => (Number(l.Price), Number(l.Quantity))));
        }

        Assert.Equal(end.Bids, book.Bids);
        Assert.Equal(end.Asks, book.Asks);
    }

    [Fact]
    public async Task Book_tickers_show_the_top_of_the_book()
    {
        await using var venues = await TestVenues.StartAsync();
        await using var gate = await TestSocket.OpenAsync(new(venues.Host.GateUrl, "/ws/v4/"));
        await using var mexc = await TestSocket.OpenAsync(new(venues.Host.MexcUrl, "/ws"));
        await gate.SubscribeAsync(venues, "spot.book_ticker", """["BTC_USDT"]""");
        await mexc.SendAsync("""{"method":"SUBSCRIPTION","params":["spot@public.aggre.bookTicker.v3.api.pb@10ms@BTCUSDT"],"id":1}""");
        await mexc.ReadJsonAsync(_ => true);

        foreach (var venue in new[] { Venue.GateSpot, Venue.MexcSpot })
            venues.Show(venue, StillMarket.Levels((60010m, 3m)), StillMarket.Levels((60011m, 4m)));
        var spot = (await gate.ReadPushAsync("spot.book_ticker")).GetProperty("result");
        var wrapper = await mexc.ReadProtobufAsync(p => p.PublicAggreBookTicker is not null);

        Assert.Equal(
            ("60010", "3", "60011", "4"),
            (spot.GetProperty("b").GetString(), spot.GetProperty("B").GetString(), spot.GetProperty("a").GetString(), spot.GetProperty("A").GetString()));
        Assert.Equal(venues.Model(Venue.GateSpot).Book(StillMarket.Btc).Sequence, spot.GetProperty("u").GetInt64());
        var ticker = wrapper.PublicAggreBookTicker;
        Assert.Equal(("60010", "3", "60011", "4"), (ticker.BidPrice, ticker.BidQuantity, ticker.AskPrice, ticker.AskQuantity));
        Assert.Equal("BTCUSDT", wrapper.Symbol);
    }

    [Fact]
    public async Task Liquidity_that_an_order_took_disappears_from_the_pushed_book()
    {
        await using var venues = await TestVenues.StartAsync();
        await using var socket = await TestSocket.OpenAsync(new(venues.Host.GateUrl, "/ws/v4/"));
        await socket.SubscribeAsync(venues, "spot.order_book_update", """["BTC_USDT","20ms"]""");

        await venues.GateAsync("POST", "/spot/orders", "", GateSpotWireSpecs.Order("0.0004", "60000.1", "ioc", "t-take"));
        var update = (await socket.ReadPushAsync("spot.order_book_update")).GetProperty("result");

        Assert.Equal("""[["60000.1","0"]]""", update.GetProperty("a").GetRawText());
        Assert.Equal(0, update.GetProperty("b").GetArrayLength());
    }

    // Levels that come, go, change and change back, so that conflated pushes would lose something if they could.
    private static async Task MoveAsync(TestVenues venues, Venue venue)
    {
        await Task.Yield();
        for (var i = 0; i < Changes; i++)
        {
            var size = 1m + (i % 3);
            var bids = Enumerable.Range(0, 24 + (i % 4)).Select(n => (60000m - n - (i % 2), size)).ToArray();
            var asks = Enumerable.Range(0, 24 + (i % 5)).Select(n => (60001m + n + (i % 2), size + 1m)).ToArray();
            venues.Show(venue, StillMarket.Levels(bids), StillMarket.Levels(asks));
            await Task.Delay(TimeSpan.FromMilliseconds(5));
        }
    }

    private static async Task<(long Id, SortedDictionary<decimal, decimal> Bids, SortedDictionary<decimal, decimal> Asks)> GateSnapshotAsync(
        TestVenues venues, Venue venue, int depth)
    {
        // With the depth of the channel, or levels beyond it would go stale.
        var path = venue == Venue.GateSpot ? "spot/order_book?currency_pair" : "futures/usdt/order_book?contract";
        var book = await venues.GetAsync(new(venues.Host.GateUrl, $"/api/v4/{path}=BTC_USDT&limit={depth}&with_id=true"));
        return (book.GetProperty("id").GetInt64(), ToBook(GateLevels(book.GetProperty("bids"))), ToBook(GateLevels(book.GetProperty("asks"))));
    }

    private static async Task<(long Id, SortedDictionary<decimal, decimal> Bids, SortedDictionary<decimal, decimal> Asks)> MexcSnapshotAsync(
        TestVenues venues)
    {
        var book = await venues.GetAsync(new(venues.Host.MexcUrl, "/api/v3/depth?symbol=BTCUSDT&limit=1000"));
        return (
            book.GetProperty("lastUpdateId").GetInt64(), ToBook(GateLevels(book.GetProperty("bids"))),
            ToBook(GateLevels(book.GetProperty("asks"))));
    }

    private static SortedDictionary<decimal, decimal> ToBook(IEnumerable<(decimal Price, decimal Size)> levels)
    {
        var book = new SortedDictionary<decimal, decimal>();
        Apply(book, levels);
        return book;
    }

    private static void Apply(SortedDictionary<decimal, decimal> book, IEnumerable<(decimal Price, decimal Size)> levels)
    {
        foreach (var (price, size) in levels)
        {
            if (size == 0m)
                book.Remove(price);
            else
                book[price] = size;
        }
    }

    private static IEnumerable<(decimal Price, decimal Size)> GateLevels(JsonElement levels) =>
        levels.EnumerateArray().Select(l => l.ValueKind == JsonValueKind.Array
            ? (Number(l[0].GetString()!), Number(l[1].GetString()!))
            : (Number(l.GetProperty("p").GetString()!), Number(l.GetProperty("s").ToString())));

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    private static long Long(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
