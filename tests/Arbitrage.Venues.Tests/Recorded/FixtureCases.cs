using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Venues.Books;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Rest;
using Arbitrage.Venues.Tests.Private;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Arbitrage.Venues.Tests.Recorded;

/// <summary>What is asserted of each recording, by its name.</summary>
internal static partial class FixtureCases
{
    private const string GateSpotRest = "jkorf-gateio/spot-rest/";
    private const string GateSpotSocket = "jkorf-gateio/spot-ws/";
    private const string GateSpotApi = "jkorf-gateio/spot-ws-api/";
    private const string GateFuturesRest = "jkorf-gateio/futures-rest/";
    private const string GateFuturesSocket = "jkorf-gateio/futures-ws/";
    private const string MexcRest = "jkorf-mexc/spot-rest/";

    private static readonly Symbol EthBtc = new("ETH_BTC");
    private static readonly Symbol LtcBtc = new("LTC_BTC");
    private static readonly Symbol BnbBtc = new("BNB_BTC");
    private static readonly Symbol Eth = new("ETH_USDT");
    private static readonly Symbol Kline = new("RSKX_USDT");

    /// <summary>Every case.</summary>
    public static IReadOnlyDictionary<string, Func<RecordedFixture, Task>> All { get; } = Collect(
        (GateSpotRest, GateSpotReplies), (GateSpotSocket, GateSpotPushes), (GateSpotApi, GateSpotOrderSocket), (GateFuturesRest, GateFuturesReplies),
        (GateFuturesSocket, GateFuturesPushes), (MexcRest, MexcReplies), ("ccxt/", Ccxt));

    private static Dictionary<string, Func<RecordedFixture, Task>> Collect(
        params (string Folder, IReadOnlyDictionary<string, Func<RecordedFixture, Task>> Cases)[] parts) =>
        parts.SelectMany(part => part.Cases.Select(one => (Name: part.Folder + one.Key, one.Value)))
            .ToDictionary(one => one.Name, one => one.Value, StringComparer.Ordinal);

    /// <summary>Instruments of the recordings, beside those of all tests. One contract of BTC is 0.0001, of LAB 100, of the others 10.</summary>
    private static ImmutableArray<Instrument> Instruments(Venue venue, params (Symbol Symbol, string Name)[] more) =>
    [
        .. Accounts.Instruments(venue),
        .. more.Select(m => Accounts.Instrument(venue, m.Symbol) with
        {
            VenueSymbol = m.Name, Multiplier = venue == Venue.GateFutures ? new(m.Name.StartsWith("BTC", StringComparison.Ordinal) ? 0.0001m : 10m) : default,
        }),
    ];

    private static InstrumentIndex Index(Venue venue, params (Symbol Symbol, string Name)[] more) => new(venue, Instruments(venue, more));

    private static ITradingGateway Gateway(Venue venue, Uri url, params (Symbol Symbol, string Name)[] more) => VenueAccess.CreateTradingGateway(
        venue, Accounts.Options(venue, url), Instruments(venue, more), new FakeTimeProvider(Accounts.Now), NullLogger.Instance);

    private static IVenueAccount Account(Venue venue, Uri url, params (Symbol Symbol, string Name)[] more) => VenueAccess.CreateAccount(
        venue, Accounts.Options(venue, url), Instruments(venue, more), new FakeTimeProvider(Accounts.Now), NullLogger.Instance);

    /// <summary>
    /// Makes a call against a venue that answers the recorded request with the recorded reply, and checks that just this request was made: method,
    /// path, signed or not.
    /// </summary>
    /// <param name="recorded">A REST recording.</param>
    /// <param name="call">The call.</param>
    /// <param name="edit">Puts our own client order id, or the pair asked for, into the reply.</param>
    /// <param name="others">Answers to the requests around it.</param>
    private static async Task<(RawRequest Sent, T Value)> AskAsync<T>(
        RecordedFixture recorded, Func<Uri, Task<T>> call, Func<string, string>? edit = null, Func<RawRequest, string?>? others = null)
    {
        await using var server = RawVenue.Answering(request =>
            request.Method == recorded.Method && request.Path == recorded.RestPath && others?.Invoke(request) is not { } other
                ? (200, edit is null ? recorded.Reply : edit(recorded.Reply))
                : others?.Invoke(request) is { } body ? (200, body) : (404, """{"label":"NOT_RECORDED","code":99999,"msg":"not recorded"}"""));

        var value = await call(server.Url);

        var sent = Assert.Single(
            server.Requests, r => r.Method == recorded.Method && r.Path == recorded.RestPath && others?.Invoke(r) is null);
        var isSigned = sent.Headers.ContainsKey("SIGN") || sent.Query.ContainsKey("signature");
        Assert.Equal(recorded.IsSigned, isSigned);
        return (sent, value);
    }

    private static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static DateTimeOffset AtMs(decimal ms) => DateTimeOffset.UnixEpoch.AddTicks((long)(ms * 10_000m));

    private static string WithOurId(string body) =>
        System.Text.RegularExpressions.Regex.Replace(body, "\"t-[^\"]*\"", $"\"t-{Accounts.Id.Text}\"", default, TimeSpan.FromSeconds(1));

    /// <summary>The frame that was recorded as sent and ours say the same: channel, event, payload.</summary>
    private static void AssertSubscribes(RecordedFixture recorded, IEnumerable<byte[]> frames)
    {
        var expected = Json(recorded.Frames('>')[0].Replace("|1|", "1", StringComparison.Ordinal));
        var channel = expected.GetProperty("channel").GetString();
        var ours = frames.Select(frame => Json(Encoding.UTF8.GetString(frame)))
            .First(frame => frame.GetProperty("channel").GetString() == channel);
        Assert.Equal("subscribe", ours.GetProperty("event").GetString());
        Assert.Equal(Payload(expected), Payload(ours));
        Assert.Equal(expected.TryGetProperty("auth", out _), ours.TryGetProperty("auth", out _));

        static string[] Payload(JsonElement frame) =>
            frame.TryGetProperty("payload", out var payload) ? [.. payload.EnumerateArray().Select(part => part.ToString())] : [];
    }

    private static (decimal Price, decimal Size)[] Levels(ReadOnlySpan<BookLevel> levels)
    {
        var pairs = new (decimal, decimal)[levels.Length];
        for (var i = 0; i < pairs.Length; i++)
            pairs[i] = (levels[i].Price.Value, levels[i].Quantity.Value);
        return pairs;
    }

    private static PublicFrame ReadFrame(Func<PublicFrame, BookMessage> read, BookMessageKind kind, int symbol = 0)
    {
        var frame = new PublicFrame();
        var message = read(frame);
        Assert.Equal((kind, symbol), (message.Kind, message.Symbol));
        return frame;
    }
}
