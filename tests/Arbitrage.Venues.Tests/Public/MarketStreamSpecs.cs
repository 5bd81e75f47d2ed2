using System.Globalization;
using Arbitrage.Domain.Markets;
using Arbitrage.Venues.Mexc.Wire;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Sockets;
using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;

namespace Arbitrage.Venues.Tests.Public;

/// <summary>The whole way from socket and REST to the slot, for each venue, against a venue on loopback whose every word the test decides.</summary>
public sealed class MarketStreamSpecs : IAsyncDisposable
{
    private static readonly Symbol Symbol = new("BTC_USDT");

    private readonly LoopbackVenue _venue = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Book _seen = new();
    private long _snapshotId = 10;
    private Task _running = Task.CompletedTask;
    private BookSlot _slot = new(Venue.GateSpot, Symbol);

    public static TheoryData<Venue> Each => new(Domain.Markets.Venues.All);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
        await _venue.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Each))]
    public async Task A_book_is_joined_from_snapshot_and_changes_in_base_units(Venue venue)
    {
        var session = await SynchroniseAsync(venue);
        await session.PushAsync(12, 13, bid: "100", size: "30");
        await SeeAsync(book => book.Sequence == 13);
        // One contract stands for 0.1.
        Assert.Equal(venue == Venue.GateFutures ? 3m : 30m, _seen.Bids[0].Quantity.Value);
        Assert.Equal(5m, _seen.Asks[0].Quantity.Value);
        Assert.Equal((100m, 101m, true), (_seen.BestBid.Value, _seen.BestAsk.Value, _seen.IsUsable));
    }

    [Theory]
    [MemberData(nameof(Each))]
    public async Task A_gap_makes_the_book_unusable_until_another_snapshot_replaced_it(Venue venue)
    {
        var session = await SynchroniseAsync(venue);
        await session.PushAsync(12, 12, bid: "99", size: "1");
        _snapshotId = 0;
        await session.PushAsync(14, 14, bid: "98", size: "2");
        await SeeAsync(book => book.Status == BookStatus.Unsynchronised);
        _snapshotId = 13;
        await SeeAsync(book => book is { Status: BookStatus.Synchronised, Sequence: 14 });
        Assert.Equal([100m, 98m], _seen.Bids.ToArray().Select(level => level.Price.Value));
    }

    [Theory]
    [MemberData(nameof(Each))]
    public async Task A_crossed_book_is_never_published_as_usable(Venue venue)
    {
        var session = await SynchroniseAsync(venue);
        _snapshotId = 0;
        await session.PushAsync(12, 12, bid: "101", size: "1");
        await SeeAsync(book => book.Status == BookStatus.Unsynchronised);
        Assert.True(_seen.BestBid < _seen.BestAsk);
    }

    [Theory]
    [MemberData(nameof(Each))]
    public async Task A_dropped_connection_is_told_and_the_next_one_starts_from_a_new_snapshot(Venue venue)
    {
        var session = await SynchroniseAsync(venue);
        _snapshotId = 50;
        session.Session.Break();
        await SeeAsync(book => book.Status == BookStatus.Unsynchronised);
        var again = await SubscribedAsync(venue);
        await again.PushAsync(51, 51, bid: "97", size: "1");
        await SeeAsync(book => book is { Status: BookStatus.Synchronised, Sequence: 51 });
    }

    [Theory]
    [MemberData(nameof(Each))]
    public async Task A_quiet_book_stays_fresh_by_answered_pings(Venue venue)
    {
        var session = await SynchroniseAsync(venue);
        var before = _seen.AliveAt;
        await session.Session.ReceivedAsync(text => text.Contains("ping", StringComparison.OrdinalIgnoreCase));
        await session.Session.SendAsync(venue switch
        {
            Venue.GateSpot => """{"time":1,"channel":"spot.pong","event":"","error":null,"result":null}""",
            Venue.GateFutures => """{"time":1,"channel":"futures.pong","event":"","error":null,"result":null}""",
            _ => """{"id":0,"code":0,"msg":"PONG"}""",
        });
        await SeeAsync(book => book.AliveAt > before);
        Assert.Equal((before, 11L), (_seen.ReceivedAt, _seen.Sequence));
    }

    [Theory]
    [MemberData(nameof(Each))]
    public async Task A_refused_subscription_drops_the_connection(Venue venue)
    {
        Start(venue);
        var line = await _venue.NextSessionAsync();
        await line.SendAsync(venue switch
        {
            Venue.MexcSpot => """{"id":1,"code":0,"msg":"Not Subscribed successfully! [x].  Reason： Blocked!"}""",
            _ => """{"channel":"spot.order_book_update","event":"subscribe","error":{"code":2,"message":"unknown"},"result":{"status":"fail"}}""",
        });
        await _venue.NextSessionAsync();
        Assert.Equal(0, _slot.Published);
    }

    [Theory]
    [InlineData(Venue.GateSpot, """["BTC_USDT","100ms"]""", "/spot/order_book?currency_pair=BTC_USDT&limit=100&with_id=true")]
    [InlineData(Venue.GateFutures, """["BTC_USDT","100ms","100"]""", "/futures/usdt/order_book?contract=BTC_USDT&limit=100&with_id=true")]
    [InlineData(Venue.MexcSpot, """["spot@public.aggre.depth.v3.api.pb@100ms@BTCUSDT"]""", "/api/v3/depth?symbol=BTCUSDT&limit=1000")]
    public async Task Subscription_and_snapshot_ask_for_the_same_depth(Venue venue, string payload, string snapshot)
    {
        Start(venue);
        var line = await _venue.NextSessionAsync();
        var first = await line.ReceivedAsync(_ => true);
        Assert.Contains(payload, first, StringComparison.Ordinal);
        await AcknowledgeAsync(venue, line);
        await Eventually.HoldsAsync(() => _venue.Requests.Any(request => request.Path == snapshot));
        Assert.Equal(venue == Venue.GateFutures ? "1" : null, line.SizeHeader);
        Assert.All(_venue.Requests, request => Assert.Equal(line.SizeHeader, request.SizeHeader));
    }

    [Fact]
    public void A_symbol_without_a_slot_is_refused_at_once() => Assert.Throws<ArgumentException>(() => VenueAccess.CreateMarketStream(
        Venue.GateSpot, Options(), [new SymbolName(Symbol, "BTC_USDT")], new Dictionary<Symbol, BookSlot>(), TimeProvider.System, NullLogger.Instance));

    private VenueOptions Options() => new()
    {
        Rest = _venue.Rest,
        Socket = _venue.Socket,
        ProveAliveEvery = TimeSpan.FromMilliseconds(50),
        Sockets = new VenueSocketSettings { BackOffFrom = TimeSpan.FromMilliseconds(20) },
    };

    private void Start(Venue venue)
    {
        _venue.Answer = path => path.Contains("/contracts/", StringComparison.Ordinal)
            ? """{"name":"BTC_USDT","quanto_multiplier":"0.1"}"""
            : _snapshotId == 0 ? null : Snapshot(venue, _snapshotId);
        _slot = new BookSlot(venue, Symbol);
        var name = new SymbolName(Symbol, venue == Venue.MexcSpot ? "BTCUSDT" : "BTC_USDT");
        var stream = VenueAccess.CreateMarketStream(
            venue, Options(), [name], new Dictionary<Symbol, BookSlot> { [Symbol] = _slot }, TimeProvider.System, NullLogger.Instance);
        Assert.Equal(venue, stream.Venue);
        _running = stream.RunAsync(_stop.Token);
    }

    private async Task<Line> SynchroniseAsync(Venue venue)
    {
        Start(venue);
        var session = await SubscribedAsync(venue);
        await session.PushAsync(11, 11, bid: "100", size: "10");
        await SeeAsync(book => book is { Status: BookStatus.Synchronised, Sequence: 11 });
        return session;
    }

    private async Task<Line> SubscribedAsync(Venue venue)
    {
        var line = await _venue.NextSessionAsync();
        await line.ReceivedAsync(text => text.Contains("depth", StringComparison.Ordinal) || text.Contains("order_book_update", StringComparison.Ordinal));
        await AcknowledgeAsync(venue, line);
        return new Line(venue, line);
    }

    private static Task AcknowledgeAsync(Venue venue, LoopbackSession line) => line.SendAsync(venue switch
    {
        Venue.GateSpot =>
            """{"time":1,"channel":"spot.order_book_update","event":"subscribe","payload":["BTC_USDT","100ms"],"result":{"status":"success"}}""",
        Venue.GateFutures =>
            """{"time":1,"channel":"futures.order_book_update","event":"subscribe","payload":["BTC_USDT","100ms","100"],"result":{"status":"success"}}""",
        _ => """{"id":1,"code":0,"msg":"spot@public.aggre.depth.v3.api.pb@100ms@BTCUSDT"}""",
    });

    private Task SeeAsync(Func<Book, bool> what) => Eventually.HoldsAsync(() =>
    {
        _slot.Read(_seen);
        return what(_seen);
    });

    private static string Snapshot(Venue venue, long id) => venue switch
    {
        Venue.GateSpot => $$"""{"id":{{id}},"current":1790000000123,"update":1790000000121,"asks":[["101","5"]],"bids":[["100","10"]]}""",
        Venue.GateFutures =>
            $$"""{"id":{{id}},"current":1790000000.123,"update":1790000000.121,"asks":[{"p":"101","s":"50"}],"bids":[{"p":"100","s":10}]}""",
        _ => $$"""{"lastUpdateId":{{id}},"bids":[["100","10"]],"asks":[["101","5"]],"timestamp":1790000000121}""",
    };

    private sealed record Line(Venue Venue, LoopbackSession Session)
    {
        public Task PushAsync(long first, long last, string bid, string size) => Venue switch
        {
            Venue.GateSpot => Session.SendAsync(
                $$"""{"channel":"spot.order_book_update","event":"update","result":{"t":1790000000123,"s":"BTC_USDT","U":{{first}},"u":{{last}},"b":[["{{bid}}","{{size}}"]],"a":[]} }"""),
            Venue.GateFutures => Session.SendAsync(
                $$"""{"channel":"futures.order_book_update","event":"update","result":{"t":1790000000123,"s":"BTC_USDT","U":{{first}},"u":{{last}},"b":[{"p":"{{bid}}","s":"{{size}}"}],"a":[],"l":"100"} }"""),
            _ => Session.SendAsync(Push(first, last, bid, size), fragment: 16),
        };

        private static byte[] Push(long first, long last, string bid, string size) => new PushDataV3ApiWrapper
        {
            Channel = "spot@public.aggre.depth.v3.api.pb@100ms@BTCUSDT",
            Symbol = "BTCUSDT",
            SendTime = 1790000000123,
            PublicAggreDepths = new PublicAggreDepthsV3Api
            {
                Bids = { new PublicAggreDepthV3ApiItem { Price = bid, Quantity = size } },
                FromVersion = first.ToString(CultureInfo.InvariantCulture),
                ToVersion = last.ToString(CultureInfo.InvariantCulture),
            },
        }.ToByteArray();
    }
}
