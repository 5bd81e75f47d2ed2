using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Simulation.Model;
using Arbitrage.Venues;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Arbitrage.VenueServer.Tests.Connectors;

/// <summary>
/// Connections that grow old get successors while the venue is busy: what the streams tell must not show it. Books stay usable, equal to the venue's and never
/// step back; ticks and fills come once each; nobody hears that anything was down.
/// </summary>
public sealed class RollOverSpecs
{
    private const int RollOvers = 4;

    private readonly SocketCounts _counts = new();
    private readonly LineLog _log = new();

    [Fact]
    public async Task Books_roll_over_without_an_unusable_moment_or_a_step_back()
    {
        await using var host = await StartAsync(new WalkingMarket(seed: 5, lasts: TimeSpan.FromMinutes(1)));
        using var stop = new CancellationTokenSource();
        var truth = new ConcurrentDictionary<(Venue Venue, long Id), VenueBook>();
        var seen = Domain.Markets.Venues.All.ToDictionary(venue => venue, _ => new ConcurrentQueue<Book>());
        var watching = Domain.Markets.Venues.All.Select(venue => Watch(host.Models[venue], truth)).ToArray();
        var runs = Domain.Markets.Venues.All.Select(venue => VenueAccess.CreateMarketStream(
            venue, Options(host, venue), [Walk(venue)],
            new Dictionary<Symbol, BookSlot> { [WalkingMarket.Symbol] = Follow(venue, seen[venue]) }, TimeProvider.System, _log)
            .RunAsync(stop.Token)).ToArray();

        await RolledOverAsync(venue => $"{venue} books");
        await stop.CancelAsync();
        await Task.WhenAll(runs);
        Array.ForEach(watching, watch => watch.Dispose());

        foreach (var (venue, all) in seen)
        {
            // The last one says that the stream has ended.
            var books = all.SkipLast(1).ToArray();
            Assert.True(books.Length > 20, $"{venue}: {books.Length} books");
            Assert.True(books.All(book => book.Status == BookStatus.Synchronised), $"{venue} was unusable: {string.Join("; ", _log.Lines)}");
            Assert.All(books.Zip(books.Skip(1)), pair => Assert.True(pair.First.Sequence <= pair.Second.Sequence, $"{venue} stepped back"));
            Assert.All(books, book =>
            {
                Assert.True(truth.TryGetValue((venue, book.Sequence), out var there), $"{venue} never had a book {book.Sequence}");
                Assert.Equal(there.Bids.Take(Book.Depth), book.Bids.ToArray());
                Assert.Equal(there.Asks.Take(Book.Depth), book.Asks.ToArray());
            });
            // A reader that takes a book for stale after so long would have done so; connecting again takes a snapshot and a back-off.
            var oldest = books.Zip(books.Skip(1), (before, after) => after.AliveAt - before.AliveAt).Max();
            Assert.True(oldest < TimeSpan.FromSeconds(5), $"{venue}: a slot was {oldest} old");
        }

        AssertNothingLost();
    }

    [Fact]
    public async Task A_tick_feed_tells_every_quote_once_and_in_order_across_roll_overs()
    {
        await using var host = await StartAsync(new WalkingMarket(seed: 6, lasts: TimeSpan.FromMinutes(1)));
        using var stop = new CancellationTokenSource();
        var (rolling, steady) = (Sinks(), Sinks());
        var runs = Domain.Markets.Venues.All.SelectMany(venue => new[]
        {
            Feed(venue, Fast(host, venue)).RunAsync(rolling[venue], stop.Token),
            Feed(venue, Fast(host, venue) with { Sockets = new() { RollOverAfter = Timeout.InfiniteTimeSpan } }).RunAsync(steady[venue], stop.Token),
        }).ToArray();
        await EventuallyAsync(() => rolling.Values.Concat(steady.Values).All(sink => !sink.Quotes.IsEmpty));
        var from = Domain.Markets.Venues.All.ToDictionary(venue => venue, venue => host.Models[venue].Book(WalkingMarket.Symbol).Sequence + 50);

        await RolledOverAsync(venue => $"{venue} feed");
        var to = Domain.Markets.Venues.All.ToDictionary(venue => venue, venue => steady[venue].Quotes.Last());
        await EventuallyAsync(() => to.All(end => rolling[end.Key].Quotes.Last() >= end.Value));
        Assert.All(rolling.Values, sink => Assert.Empty(sink.Downs));
        await stop.CancelAsync();
        await Task.WhenAll(runs);

        foreach (var venue in Domain.Markets.Venues.All)
        {
            long[] Told(TickSink sink) => [.. sink.Quotes.Where(id => id >= from[venue] && id <= to[venue])];
            Assert.True(Told(steady[venue]).Length > 20);
            Assert.Equal(Told(steady[venue]), Told(rolling[venue]));
        }

        AssertNothingLost();
    }

    [Theory]
    [InlineData(Venue.GateSpot)]
    [InlineData(Venue.GateFutures)]
    [InlineData(Venue.MexcSpot)]
    public async Task A_private_stream_loses_no_fill_and_is_never_down_across_roll_overs(Venue venue)
    {
        await using var host = await StartAsync(new StillMarket());
        using var stop = new CancellationTokenSource();
        var options = Options(host, venue);
        var instruments = await VenueAccess.CreateInstrumentSource(venue, options, TimeProvider.System).ReadInstrumentsAsync(
            [new(StillMarket.Abc, venue == Venue.MexcSpot ? "ABCUSDT" : "ABC_USDT")], default);
        var sink = new FillSink();
        var run = VenueAccess.CreatePrivateStream(venue, options, instruments, TimeProvider.System, NullLogger.Instance).RunAsync(sink, stop.Token);
        await EventuallyAsync(() => sink.Ups == 1);

        var gateway = VenueAccess.CreateTradingGateway(venue, options, instruments, TimeProvider.System, NullLogger.Instance);
        var (sent, keysMax) = (0, 0);
        while (!HasRolledOver($"{venue.Key()} private"))
        {
            var isBuy = ++sent % 2 == 0;
            Assert.IsType<CreateOutcome.Accepted>(await gateway.CreateAsync(
                Intent(venue, sent, isBuy ? Side.Buy : Side.Sell, isBuy ? 10.2m : 9.8m), default, () => null, default));
            keysMax = Math.Max(keysMax, host.ListenKeys);
            host.Models[venue].SetBook(StillMarket.Abc, Levels(-1), Levels(+1), TimeProvider.System.GetUtcNow());
            await Task.Delay(5);
        }

        var trades = host.Models[venue].Trades();
        await EventuallyAsync(() => sink.Trades.Count >= trades.Count && sink.Ended.Count >= sent);
        Assert.Equal((1, 0), (sink.Ups, sink.Downs.Count));
        Assert.Equal(trades.Select(t => t.Id).Order(), sink.Trades.Select(t => t.TradeId).Order());
        Assert.Empty(sink.StepsBack);
        Assert.Equal(venue == Venue.MexcSpot ? 2 : 0, keysMax);
        AssertNothingLost();

        await stop.CancelAsync();
        await run;
        Assert.Single(sink.Downs);
        Assert.Equal(0, host.ListenKeys);
    }

    [Fact]
    public async Task A_successor_that_does_not_come_up_leaves_the_old_connection_serving()
    {
        await using var host = await StartAsync(new StillMarket());
        using var stop = new CancellationTokenSource();
        var options = Options(host, Venue.MexcSpot);
        var instruments = await VenueAccess.CreateInstrumentSource(Venue.MexcSpot, options, TimeProvider.System).ReadInstrumentsAsync(
            [new(StillMarket.Abc, "ABCUSDT")], default);
        var sink = new FillSink();
        var run = VenueAccess.CreatePrivateStream(Venue.MexcSpot, options, instruments, TimeProvider.System, NullLogger.Instance).RunAsync(sink, stop.Token);
        await EventuallyAsync(() => sink.Ups == 1);

        // No key, no successor: every call is refused for a while.
        using var http = new HttpClient();
        using var ban = new StringContent("""{"kind":"banned","venue":"mexc_spot","seconds":3}""", System.Text.Encoding.UTF8, "application/json");
        using var banned = await http.PostAsync(new Uri(host.GateUrl, "/control/faults"), ban);
        banned.EnsureSuccessStatusCode();
        await EventuallyAsync(() => _counts.Read()["mexc_spot private"].Failed > 2);
        Assert.Equal((1, 0, 0), (sink.Ups, sink.Downs.Count, _counts.Read()["mexc_spot private"].RolledOver));
        await EventuallyAsync(() => _counts.Read()["mexc_spot private"].RolledOver > 0);
        Assert.Equal((1, 0), (sink.Ups, sink.Downs.Count));

        await stop.CancelAsync();
        await run;
    }

    private static Task<VenueServerHost> StartAsync(Simulation.Market.IMarketSource market)
    {
        var seeds = Domain.Markets.Venues.All.ToDictionary(
            v => v, IReadOnlyDictionary<Asset, decimal> (v) => v.IsSpot()
                ? new Dictionary<Asset, decimal> { [Asset.Usdt] = 100_000m, [StillMarket.Abc.Base] = 5_000m }
                : new Dictionary<Asset, decimal> { [Asset.Usdt] = 100_000m });
        return VenueServerHost.StartAsync(new(market, "key", "secret", seeds));
    }

    private VenueOptions Options(VenueServerHost host, Venue venue) => new()
    {
        Rest = venue == Venue.MexcSpot ? host.MexcUrl : new(host.GateUrl, "/api/v4"),
        Socket = new(venue switch
        {
            Venue.GateSpot => $"ws://{host.GateUrl.Authority}/ws/v4/",
            Venue.GateFutures => $"ws://{host.GateUrl.Authority}/v4/ws/usdt",
            _ => $"ws://{host.MexcUrl.Authority}/ws",
        }),
        Key = new(new("key"), new("secret")),
        RecvWindow = TimeSpan.FromSeconds(20),
        Timeout = TimeSpan.FromSeconds(20),
        Sockets = new() { RollOverAfter = TimeSpan.FromMilliseconds(300), BackOffFrom = TimeSpan.FromMilliseconds(50), Observer = _counts },
    };

    private VenueOptions Fast(VenueServerHost host, Venue venue) => Options(host, venue) with { BookInterval = TimeSpan.FromMilliseconds(10) };

    private static OrderIntent Intent(Venue venue, int number, Side side, decimal cap) => new(
        ClientOrderId.For(0, "abcdefgh", number, 'a'), venue, StillMarket.Abc, new(0, 1), side, OrderKind.ImmediateOrCancel, new(1m), new(cap), false,
        RiskClass.AddsRisk, TimeProvider.System.GetUtcNow().AddSeconds(20), null);

    private static BookLevel[] Levels(int direction) => [new(new(10m + (0.1m * direction)), new(3m)), new(new(10m + (0.2m * direction)), new(5m))];

    private static SymbolName Walk(Venue venue) => new(WalkingMarket.Symbol, WalkingMarket.NameAt(venue));

    private static IMarketFeed Feed(Venue venue, VenueOptions options) =>
        VenueAccess.CreateMarketFeed(venue, options, [Walk(venue)], TimeProvider.System, NullLogger.Instance);

    private static Dictionary<Venue, TickSink> Sinks() => Domain.Markets.Venues.All.ToDictionary(venue => venue, _ => new TickSink());

    private static IDisposable Watch(VenueModel model, ConcurrentDictionary<(Venue Venue, long Id), VenueBook> truth)
    {
        var subscription = model.Subscribe(happened =>
        {
            if (happened is VenueEvent.BookChanged changed)
                truth[(model.Venue, changed.Book.Sequence)] = changed.Book;
        });
        var now = model.Book(WalkingMarket.Symbol);
        truth[(model.Venue, now.Sequence)] = now;
        return subscription;
    }

    // Reads within the wake-up, so that the slot conflates nothing and every published book is seen.
    private static BookSlot Follow(Venue venue, ConcurrentQueue<Book> seen)
    {
        var slot = new BookSlot(venue, WalkingMarket.Symbol);
        slot.OnChange(() =>
        {
            var book = new Book();
            slot.Read(book);
            seen.Enqueue(book);
        });
        return slot;
    }

    private bool HasRolledOver(string name) => _counts.Read().TryGetValue(name, out var count) && count.RolledOver >= RollOvers;

    private Task RolledOverAsync(Func<Venue, string> name) => EventuallyAsync(() => Domain.Markets.Venues.All.All(venue => HasRolledOver(name(venue))));

    private void AssertNothingLost() => Assert.All(_counts.Read(), count => Assert.Equal((0, 0), (count.Value.Lost, count.Value.Failed)));

    private static async Task EventuallyAsync(Func<bool> condition)
    {
        var since = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(60), "It never happened.");
            await Task.Delay(1);
        }
    }

    private sealed class LineLog : ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                Lines.Enqueue(formatter(state, exception));
        }
    }

    private sealed class TickSink : IMarketFeedSink
    {
        public ConcurrentQueue<long> Quotes { get; } = new();

        public ConcurrentQueue<string> Downs { get; } = new();

        public void OnQuote(Symbol symbol, in BestQuote quote, DateTimeOffset receivedAt) => Quotes.Enqueue(quote.Sequence);

        public void OnTrade(Symbol symbol, PublicTrade trade, DateTimeOffset receivedAt)
        {
        }

        public void OnPerpetual(Symbol symbol, PerpetualState state, DateTimeOffset receivedAt)
        {
        }

        public void OnDown(string why) => Downs.Enqueue(why);
    }

    private sealed class FillSink : IPrivateStreamSink
    {
        private readonly ConcurrentDictionary<string, OrderReport> _orders = new();

        public int Ups { get; private set; }

        public ConcurrentQueue<string> Downs { get; } = new();

        public ConcurrentQueue<AccountFact.Trade> Trades { get; } = new();

        public ConcurrentQueue<string> StepsBack { get; } = new();

        public ICollection<string> Ended => [.. _orders.Values.Where(o => !o.IsOpen).Select(o => o.VenueOrderId)];

        public void OnUp() => Ups++;

        public void OnDown(string why) => Downs.Enqueue(why);

        public void OnOrder(OrderReport report)
        {
            if (_orders.TryGetValue(report.VenueOrderId, out var before)
                && (report.Filled < before.Filled || (report.IsOpen && !before.IsOpen)))
                StepsBack.Enqueue($"{before} -> {report}");
            _orders[report.VenueOrderId] = report;
        }

        public void OnTrade(AccountFact.Trade trade) => Trades.Enqueue(trade);

        public void OnAccountHint()
        {
        }

        public void OnForcedClose(ForcedClose close)
        {
        }
    }
}
