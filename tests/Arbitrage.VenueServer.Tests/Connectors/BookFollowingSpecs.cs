using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Model;
using Arbitrage.Venues;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Sockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace Arbitrage.VenueServer.Tests.Connectors;

/// <summary>The real market streams against the real wire protocols: whatever they publish as usable is the venue's own book of that id.</summary>
public sealed class BookFollowingSpecs
{
    private readonly ConcurrentDictionary<(Venue Venue, long Id), VenueBook> _truth = new();
    private readonly Dictionary<Venue, List<Book>> _seen = Domain.Markets.Venues.All.ToDictionary(venue => venue, _ => new List<Book>());

    [Fact]
    public async Task All_three_streams_follow_the_books_exactly_and_across_dropped_connections()
    {
        await using var host = await VenueServerHost.StartAsync(new VenueServerOptions(
            new WalkingMarket(seed: 11, lasts: TimeSpan.FromSeconds(8)), "key", "secret", VenueServerOptions.UsdtEverywhere(1_000m)));
        using var stop = new CancellationTokenSource();
        var watching = Domain.Markets.Venues.All.Select(venue => Watch(host.Models[venue])).ToArray();
        var slots = Domain.Markets.Venues.All.ToDictionary(venue => venue, Follow);
        var streams = slots.Select(slot => Stream(host, slot.Key, slot.Value).RunAsync(stop.Token)).ToArray();

        await EventuallyAsync(() => slots.Keys.All(venue => Distinct(venue) > 5));
        await DropSocketsAsync(host);
        await EventuallyAsync(() => slots.Keys.All(venue => Lost(venue) > 0));
        await EventuallyAsync(() => slots.Values.All(slot => IsAtEnd(host, slot)));
        // The market stands still now: no change comes that could join the next snapshot.
        var before = slots.Keys.ToDictionary(venue => venue, Lost);
        await DropSocketsAsync(host);
        await EventuallyAsync(() => slots.Keys.All(venue => Lost(venue) > before[venue]));
        await EventuallyAsync(() => slots.Values.All(slot => IsAtEnd(host, slot)));

        await stop.CancelAsync();
        await Task.WhenAll(streams);
        foreach (var venue in slots.Keys)
            AssertTrue(venue);
        foreach (var one in watching)
            one.Dispose();
    }

    [Fact]
    public async Task Rules_and_clock_come_over_the_wire_as_the_market_has_them()
    {
        var market = new WalkingMarket(seed: 1, lasts: TimeSpan.Zero);
        await using var host = await VenueServerHost.StartAsync(
            new VenueServerOptions(market, "key", "secret", VenueServerOptions.UsdtEverywhere(1_000m)));
        foreach (var venue in Domain.Markets.Venues.All)
        {
            var source = VenueAccess.CreateInstrumentSource(venue, Options(host, venue), TimeProvider.System);
            var read = Assert.Single(await source.ReadInstrumentsAsync([new(WalkingMarket.Symbol, WalkingMarket.NameAt(venue))], default));
            var expected = market.Instruments(venue)[0];
            Assert.Equal(
                (expected.VenueSymbol, expected.Tick, expected.Lot, expected.MinNotional, expected.Multiplier, true),
                (read.VenueSymbol, read.Tick, read.Lot, read.MinNotional, read.Multiplier, read.Tradable));
            var missing = await Assert.ThrowsAsync<VenueException>(
                () => source.ReadInstrumentsAsync([new(new Symbol("NONE_USDT"), venue == Venue.MexcSpot ? "NONEUSDT" : "NONE_USDT")], default));
            Assert.Contains("NONE", missing.Message, StringComparison.Ordinal);

            var clock = await source.MeasureClockAsync(default);
            Assert.True(clock.Offset.Duration() <= clock.ErrorBound + TimeSpan.FromMilliseconds(1), $"{venue}: {clock}");
        }
    }

    private IDisposable Watch(VenueModel model)
    {
        var subscription = model.Subscribe(happened =>
        {
            if (happened is VenueEvent.BookChanged changed)
                _truth[(model.Venue, changed.Book.Sequence)] = changed.Book;
        });
        var now = model.Book(WalkingMarket.Symbol);
        _truth[(model.Venue, now.Sequence)] = now;
        return subscription;
    }

    // Reads within the wake-up, so that the slot conflates nothing and every published book is checked.
    private BookSlot Follow(Venue venue)
    {
        var slot = new BookSlot(venue, WalkingMarket.Symbol);
        slot.OnChange(() =>
        {
            var book = new Book();
            slot.Read(book);
            lock (_seen[venue])
                _seen[venue].Add(book);
        });
        return slot;
    }

    private static IMarketStream Stream(VenueServerHost host, Venue venue, BookSlot slot) => VenueAccess.CreateMarketStream(
        venue, Options(host, venue), [new(WalkingMarket.Symbol, WalkingMarket.NameAt(venue))],
        new Dictionary<Symbol, BookSlot> { [WalkingMarket.Symbol] = slot }, TimeProvider.System, NullLogger.Instance);

    private static VenueOptions Options(VenueServerHost host, Venue venue)
    {
        var (rest, socket) = venue switch
        {
            Venue.GateSpot => (new Uri(host.GateUrl, "/api/v4"), new Uri(host.GateUrl, "/ws/v4/")),
            Venue.GateFutures => (new Uri(host.GateUrl, "/api/v4"), new Uri(host.GateUrl, "/v4/ws/usdt")),
            _ => (host.MexcUrl, new Uri(host.MexcUrl, "/ws")),
        };
        return new VenueOptions
        {
            Rest = rest,
            Socket = new UriBuilder(socket) { Scheme = "ws" }.Uri,
            Sockets = new VenueSocketSettings { BackOffFrom = TimeSpan.FromMilliseconds(50) },
        };
    }

    private static async Task DropSocketsAsync(VenueServerHost host)
    {
        using var http = new HttpClient();
        using var body = new StringContent("""{"kind":"drop_sockets"}""", Encoding.UTF8, "application/json");
        using var reply = await http.PostAsync(new Uri(host.GateUrl, "/control/faults"), body);
        reply.EnsureSuccessStatusCode();
    }

    private int Distinct(Venue venue)
    {
        lock (_seen[venue])
            return _seen[venue].Where(book => book.Status == BookStatus.Synchronised).DistinctBy(book => book.Sequence).Count();
    }

    private int Lost(Venue venue)
    {
        lock (_seen[venue])
            return _seen[venue].Count(book => book.Status == BookStatus.Unsynchronised);
    }

    private bool IsAtEnd(VenueServerHost host, BookSlot slot)
    {
        lock (_seen[slot.Venue])
        {
            return _seen[slot.Venue][^1] is { Status: BookStatus.Synchronised } last
                && last.Sequence == host.Models[slot.Venue].Book(WalkingMarket.Symbol).Sequence;
        }
    }

    private void AssertTrue(Venue venue)
    {
        foreach (var book in _seen[venue].Where(book => book.Status == BookStatus.Synchronised))
        {
            Assert.True(_truth.TryGetValue((venue, book.Sequence), out var truth), $"{venue} never had a book {book.Sequence}");
            Assert.Equal(truth.Bids.Take(Book.Depth), book.Bids.ToArray());
            Assert.Equal(truth.Asks.Take(Book.Depth), book.Asks.ToArray());
        }
    }

    private static async Task EventuallyAsync(Func<bool> condition)
    {
        var since = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(90), "It never happened.");
            await Task.Delay(1);
        }
    }
}
