using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Tests.Shared;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Tests.Public;
using Microsoft.Extensions.Logging;

namespace Arbitrage.Venues.Tests.Private;

/// <summary>
/// I16 on the paths that hold a key: a venue, or a proxy before it, that says back everything it was sent and more, in every place where it can put words.
/// Neither key, secret, signature nor listen key is in any answer, message or line of the log.
/// </summary>
public sealed class SecretLeakSpecs
{
    private const string KeyText = "kEy/0001+7b15=1628aed2a6abf7";
    private const string SecretText = "sEc/ret+abf7=158809cf4f3c2b7e";
    private const string ListenKey = "pqia91ma19a5s61cv6a81va65sdf19v8a65a1a5s61cv6a81va65sdf19v8a65a1";

    private static readonly SecretForms Secrets = new(KeyText, SecretText);

    public static TheoryData<Venue> Venues => [.. Domain.Markets.Venues.All];

    [Theory]
    [MemberData(nameof(Venues))]
    public async Task No_answer_to_a_private_call_says_what_the_venue_says_back(Venue venue)
    {
        foreach (var saying in Sayings(venue))
        {
            await using var server = new RawVenue(async connection =>
            {
                // Not all of it is HTTP: the end of the connection is the end of the reply.
                if (await connection.ReadAsync() is { } request)
                    await connection.WriteAsync(saying(Everything(request)));
            });
            var options = Options(venue, server.Url);
            var gateway = Accounts.Gateway(venue, server.Url, options: options);
            var said = new List<string>();
            foreach (var call in PrivateCalls.Of(venue))
                said.Add(await SaidAsync(() => call.MakeAsync(gateway, CancellationToken.None)));
            said.Add(await SaidAsync(async () => await Accounts.CreateAsync(gateway)));
            (gateway as IDisposable)?.Dispose();
            Assert.True(server.Requests.Count >= said.Count, "not every call asked the venue");
            AssertSilent(said, SignaturesOf(server.Requests));
        }
    }

    [Theory]
    [MemberData(nameof(Venues))]
    public async Task No_line_of_a_private_stream_says_what_the_venue_says_back(Venue venue)
    {
        var lines = new Lines();
        var sink = new RecordingSink();
        var sent = new List<string>();
        await using var server = new LoopbackVenue { Answer = path => path.Contains("userDataStream", StringComparison.Ordinal) ? $$"""{"listenKey":"{{ListenKey}}"}""" : """{"user_id":"20011"}""" };
        var options = Options(venue, server.Rest) with { Socket = server.Socket, Timeout = TimeSpan.FromSeconds(5) };
        options = options with { Sockets = options.Sockets with { BackOffFrom = TimeSpan.FromMilliseconds(1), BackOffTo = TimeSpan.FromMilliseconds(1) } };
        using var stop = new CancellationTokenSource();
        var running = VenueAccess.CreatePrivateStream(venue, options, Accounts.Instruments(venue), TimeProvider.System, lines).RunAsync(sink, stop.Token);
        foreach (var end in Ends())
        {
            var session = await server.NextSessionAsync();
            sent.Add(await session.ReceivedAsync(text => text.Contains("subscribe", StringComparison.OrdinalIgnoreCase) || text.Contains("SUBSCRIPTION", StringComparison.Ordinal)));
            await end(session, sent[^1]);
        }

        await server.NextSessionAsync();
        await stop.CancelAsync();
        await running;
        var signatures = sent.Select(SignatureIn).OfType<string>().ToList();
        Assert.Equal(venue != Venue.MexcSpot, signatures.Count > 0);
        Assert.Contains(lines.All, l => l.Contains("is down", StringComparison.Ordinal));
        AssertSilent([.. lines.All, .. sink.Drain().Select(s => $"{s}")], [ListenKey, .. signatures]);
    }

    [Theory]
    [MemberData(nameof(Venues))]
    public async Task No_exception_of_a_venue_that_is_not_there_has_them(Venue venue)
    {
        var said = new List<string>();
        var gateway = Accounts.Gateway(venue, new("http://127.0.0.1:9"), options: Options(venue, new("http://127.0.0.1:9")));
        foreach (var call in PrivateCalls.Of(venue))
            said.Add(await SaidAsync(() => call.MakeAsync(gateway, CancellationToken.None)));
        said.Add(await SaidAsync(async () => await Accounts.CreateAsync(gateway)));
        // Cancelled: the one thing that is thrown.
        said.Add(await SaidAsync(() => PrivateCalls.Of(venue)[0].MakeAsync(gateway, new CancellationToken(canceled: true))));
        (gateway as IDisposable)?.Dispose();
        AssertSilent(said, []);
    }

    [Fact]
    public void A_key_prints_as_stars_whatever_holds_it()
    {
        var options = Options(Venue.GateSpot, new("http://h"));
        AssertSilent([options.ToString(), options.Key!.ToString(), $"{options.Key.Key}", JsonSerializer.Serialize(options.Key)], []);
    }

    private static VenueOptions Options(Venue venue, Uri url) => Accounts.Options(venue, url) with { Key = new(new(KeyText), new(SecretText)) };

    private static void AssertSilent(IEnumerable<string> said, IReadOnlyCollection<string> tokens)
    {
        foreach (var text in said)
        {
            Assert.True(!Secrets.In(text).Any(), $"{string.Join(", ", Secrets.In(text))} in: {text}");
            foreach (var token in tokens)
                Assert.False(text.Contains(token, StringComparison.OrdinalIgnoreCase), $"a signature or listen key in: {text}");
        }
    }

    private static async Task<string> SaidAsync(Func<Task<object>> call)
    {
        try
        {
            return $"{await call()}";
        }
        catch (Exception e)
        {
            return e.ToString();
        }
    }

    // What was sent, and what a careless venue knows besides.
    private static string Everything(RawRequest request) =>
        $"{SignatureHeader(request)} {request.Target} {string.Join(' ', request.Headers.Select(h => h.Value))} {SecretText} {Uri.EscapeDataString(KeyText)} {Uri.EscapeDataString(SecretText)}";

    private static string SignatureHeader(RawRequest request) => request.Headers.GetValueOrDefault("SIGN", "");

    private static List<string> SignaturesOf(IEnumerable<RawRequest> requests) =>
        [.. requests.SelectMany(r => new[] { SignatureHeader(r), r.Query.GetValueOrDefault("signature", "") }).Where(s => s.Length > 0).Distinct()];

    // Each with the words where this venue puts words, of a length that is shown.
    private static IEnumerable<Func<string, string>> Sayings(Venue venue)
    {
        foreach (var words in (Func<string, string>[])[all => all, Reversed, all => all.ToUpperInvariant()])
        {
            foreach (var (status, form) in ((int, Func<string, string>)[])[
                (400, Refusal), (401, Refusal), (429, Refusal), (500, Refusal), (200, Refusal), (200, text => $"[{{\"id\":{text},\"amount\":{text}}}]"),
                (200, text => $"{{\"total\":{text},\"code\":{text},\"label\":{text}}}"), (200, text => text), (200, text => "<html>" + text)])
                yield return all => Reply($"{status} X", form(JsonSerializer.Serialize(words(all))));
            yield return all => $"HTTP/1.1 {words(all)}\r\n\r\n";
            yield return all => $"HTTP/1.1 200 {words(all)}\r\nContent-Length: {words(all)}\r\n\r\n";
            yield return words;
        }

        string Refusal(string text) => venue == Venue.MexcSpot ? $"{{\"code\":10101,\"msg\":{text}}}" : $"{{\"label\":\"BALANCE_NOT_ENOUGH\",\"message\":{text}}}";
    }

    private static string Reversed(string all) => string.Join(' ', all.Split(' ').Reverse());

    private static string Reply(string status, string body) =>
        $"HTTP/1.1 {status}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";

    // How a socket can end with words: a refusal of the subscription, a frame that is none, a closing handshake.
    private static IEnumerable<Func<LoopbackSession, string, Task>> Ends()
    {
        foreach (var words in (Func<string, string>[])[sent => $"{ListenKey} {KeyText} {SecretText}", sent => SignatureIn(sent) ?? ListenKey])
        {
            yield return (session, sent) => session.SendAsync(JsonSerializer.Serialize(
                new { channel = "spot.orders", @event = "subscribe", error = new { code = words(sent), message = words(sent) }, msg = words(sent) }));
            yield return (session, sent) => session.SendAsync(words(sent));
            yield return (session, sent) => session.CloseAsync(words(sent)[..Math.Min(120, words(sent).Length)]);
            yield return (session, sent) => session.CloseAsync($"{KeyText} {Uri.EscapeDataString(SecretText)}");
        }
    }

    private static string? SignatureIn(string frame)
    {
        using var json = JsonDocument.Parse(frame);
        return json.RootElement.TryGetProperty("auth", out var auth) ? auth.GetProperty("SIGN").GetString() : null;
    }

    private sealed class Lines : ILogger
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> _lines = new();

        public IReadOnlyCollection<string> All => _lines;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue($"{formatter(state, exception)} {exception}");
    }
}
