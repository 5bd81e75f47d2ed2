using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Venues;
using Arbitrage.Venues.Books;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Rest;
using Arbitrage.Venues.Wire;

namespace Arbitrage.Fuzz;

/// <summary>Every parser of the venues, each with frames it takes.</summary>
internal static partial class FuzzTargets
{
    private static readonly ClientOrderId Own = ClientOrderId.For(0, "abcdefgh", 1, 'a');
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_790_000_000);
    private static readonly Symbol Btc = new("BTC_USDT");
    private static readonly ApiKey Key = new(new("fuzz-key"), new("fuzz-secret"));
    private static readonly Redaction Redaction = new(Key);

    /// <summary>All of them, in a fixed order.</summary>
    public static ImmutableArray<FuzzTarget> All { get; } = [.. GatePublic(), .. GatePrivate(), .. Mexc()];

    private static VenueOptions Options(Venue venue) => new()
    {
        Rest = new(venue == Venue.MexcSpot ? "http://127.0.0.1:1" : "http://127.0.0.1:1/api/v4"),
        Socket = new("ws://127.0.0.1:1/"),
        Key = Key,
    };

    private static InstrumentIndex Index(Venue venue) => new(venue, [Instrument(venue)]);

    private static Instrument Instrument(Venue venue) => new(
        venue, Btc, venue == Venue.MexcSpot ? "BTCUSDT" : "BTC_USDT", new(0.1m), new(0.0001m), default, default, default, default,
        venue == Venue.GateFutures ? new(0.0001m) : default, default, default, Tradable: true);

    /// <summary>A parser whose own refusal is an <see cref="UnreadableException"/>, or the <see cref="VenueException"/> of its port.</summary>
    private static FuzzTarget Target(string name, FrameFormat format, byte[][] seeds, Action<byte[]> read) => new(name, format, seeds, bytes =>
    {
        try
        {
            read(bytes);
            return Reading.Taken;
        }
        catch (Exception own) when (own is UnreadableException or VenueException)
        {
            return Reading.Refused;
        }
    });

    /// <summary>A reply that is read as a list or an object of values.</summary>
    private static FuzzTarget Reply(string name, Func<JsonElement, object?> read, params string[] seeds) =>
        Target(name, FrameFormat.Json, Bytes(seeds), bytes =>
        {
            using var json = WireJson.Parse(bytes);
            // Lists are read here, while the document lives.
            Checks.Value(WireJson.Read(json.RootElement, read));
        });

    /// <summary>A reader that must have an answer to whatever bytes come with whatever status: nothing may be thrown at all.</summary>
    private static FuzzTarget Total<T>(string name, Func<VenueReply, T> read, params string[] seeds) => new(name, FrameFormat.Json, Bytes(seeds), bytes =>
    {
        var isTaken = false;
        foreach (var status in new[] { 200, 400, 502 })
        {
            var answer = read(new VenueReply(status, bytes));
            Checks.Value(answer);
            isTaken |= answer is CreateOutcome.Accepted or CreateOutcome.Rejected;
            Checks.That(status != 502 || answer is CreateOutcome.Unknown, "certainty out of a 5xx");
        }

        return isTaken ? Reading.Taken : Reading.Refused;
    });

    private static object List<T>(JsonElement json, Func<JsonElement, T> read) => json.Rows().Select(read).ToList();

    private static byte[][] Bytes(params string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];

    /// <summary>Follows a change on a book that it joins: whatever is usable then must be sound.</summary>
    private static void Follow(DepthUpdate change, bool streamsBeyond)
    {
        Checks.Value(change);
        var sync = new BookSync(new DepthShape(20, 40, streamsBeyond));
        sync.OnSubscribed();
        var before = new DepthUpdate { IsFull = true, Last = Math.Max(1, change.First - 1) };
        for (var i = 0; i < 20; i++)
        {
            before.Add(Side.Buy, 60_000m - i, 1m + i);
            before.Add(Side.Sell, 60_001m + i, 1m + i);
        }

        sync.OnSnapshot(before);
        sync.OnChange(change);
        if (sync.Phase != SyncPhase.Synchronised)
            return;
        Checks.Usable(sync.Depth);
        var book = new Book();
        sync.Depth.Fill(book, sync.Sequence, change.AtVenue, Now);
        // What the strategy asks of it must not overflow.
        var take = book.Take(Side.Buy, new(Bounds.MaxSize));
        Checks.That(take.Notional.Value >= 0m, "a negative value of a book");
    }

    private static void Said(PublicFrame frame, BookMessage read, bool streamsBeyond)
    {
        if (read.Kind == BookMessageKind.Change)
            Follow(frame.Depth, streamsBeyond);
        Checks.Value(frame.Quote);
        Checks.Value(frame.Trades);
        Checks.Value(frame.Mark);
    }

    /// <summary>Checks what a private stream says.</summary>
    private sealed class CheckingSink : IPrivateStreamSink
    {
        public void OnUp()
        {
        }

        public void OnDown(string why)
        {
        }

        public void OnOrder(OrderReport report) => Checks.Value(report);

        public void OnTrade(AccountFact.Trade trade) => Checks.Value(trade);

        public void OnAccountHint()
        {
        }

        public void OnForcedClose(ForcedClose close) => Checks.Value(close);
    }
}
