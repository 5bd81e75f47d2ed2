using System.Net.Http.Headers;
using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Rest;
using Arbitrage.Venues.Wire;

namespace Arbitrage.Venues.Mexc;

/// <summary>Signed calls of one MEXC spot account. All parameters travel in the query; every write has an empty content object.</summary>
internal sealed class MexcRest : IDisposable
{
    private const long ReadWindowMs = 5000;
    private const long LongestWindowMs = 60_000;

    private readonly VenueOptions _options;
    private readonly MexcSigner _signer;
    private readonly HttpClient _http;
    private readonly OneShotSender _creates;
    private readonly ReadSender _reads;
    private readonly Redaction _redaction;
    private readonly string _root;

    public MexcRest(VenueOptions options, ApiKey key, TimeProvider time)
    {
        (_options, _signer, _http, _redaction) = (options, new(key), PrivateHttp.Create(options), new(key));
        _creates = new(_http, time, options.Timeout, _redaction);
        _reads = new(Venue.MexcSpot, _http, time, options.Timeout, _redaction);
        _root = options.Rest.GetLeftPart(UriPartial.Path).TrimEnd('/');
        Clock = new(time);
    }

    public AccountClock Clock { get; }

    public void Dispose() => _http.Dispose();

    /// <summary>One CREATE. The venue has no expiry header: timestamp and window are chosen so that together they end at NotAfter at the latest.</summary>
    public async Task<CreateOutcome> CreateAsync(
        QueryText order, OrderIntent intent, ClockReading clock, LastCheck lastCheck, CancellationToken cancel)
    {
        Clock.Learn(clock);
        var timestamp = Clock.Now.ToUnixTimeMilliseconds();
        var window = Math.Min(
            intent.NotAfter.ToUnixTimeMilliseconds() - timestamp, Math.Min((long)_options.RecvWindow.TotalMilliseconds, LongestWindowMs));
        if (window <= 0)
            return new CreateOutcome.NotSent(RefusalReason.Expired);
        if (lastCheck() is { } early)
            return new CreateOutcome.NotSent(early);
        using var content = new CreateContent(default, lastCheck);
        using var request = Sign(HttpMethod.Post, "/api/v3/order", order.With("recvWindow", window).With("timestamp", timestamp));
        return await _creates.SendAsync(request, content, cancel) switch
        {
            SendResult.Stopped(var reason) => new CreateOutcome.NotSent(reason),
            SendResult.InDoubt(var why) => new CreateOutcome.Unknown(why),
            SendResult.Replied(var reply) => MexcReplies.Outcome(reply, intent.Id, _redaction),
            var other => throw new System.Diagnostics.UnreachableException(other.ToString()),
        };
    }

    /// <summary>Anything but a CREATE; a refusal is a <see cref="VenueException"/>.</summary>
    public async Task<T> CallAsync<T>(
        HttpMethod method, string path, Func<QueryText> query, Func<JsonElement, T> read, CancellationToken cancel)
    {
        var (reply, error) = await SendAsync(method, path, query, cancel);
        if (error is not null || !reply.IsSuccess)
            throw Refusal($"{method} {path}", reply, error);
        return _reads.Parse($"{method} {path}", reply, read);
    }

    /// <inheritdoc cref="CallAsync{T}"/>
    public Task<T> GetAsync<T>(string path, Func<QueryText> query, Func<JsonElement, T> read, CancellationToken cancel) =>
        CallAsync(HttpMethod.Get, path, query, read, cancel);

    /// <summary>A call about one order; null when the venue does not find it.</summary>
    public async Task<OrderReport?> OrderAsync(
        HttpMethod method, string path, Func<QueryText> query, Func<JsonElement, OrderReport> read, CancellationToken cancel)
    {
        var (reply, error) = await SendAsync(method, path, query, cancel);
        if (error is { IsOrderGone: true })
            return null;
        if (error is not null || !reply.IsSuccess)
            throw Refusal($"{method} {path}", reply, error);
        return _reads.Parse($"{method} {path}", reply, read);
    }

    /// <summary>Any call but a CREATE, with a typed answer.</summary>
    public async Task<VenueAnswer<T>> AskAsync<T>(
        HttpMethod method, string path, Func<QueryText> query, Func<JsonElement, T> read, CancellationToken cancel)
    {
        try
        {
            var (reply, _) = await SendAsync(method, path, query, cancel);
            return MexcReplies.Answer(reply, read, _redaction);
        }
        catch (VenueException lost)
        {
            return new VenueAnswer<T>.Unknown(lost.Message);
        }
    }

    public VenueException Failure(string what, string why) => _reads.Failure(what, why);

    // A refused timestamp is worth one look at the venue's clock and one more attempt; nothing that comes here creates an order.
    private async Task<(VenueReply Reply, MexcError? Error)> SendAsync(
        HttpMethod method, string path, Func<QueryText> query, CancellationToken cancel)
    {
        var first = await SendOnceAsync(method, path, query(), cancel);
        if (first.Error is not { IsTimestamp: true })
            return first;
        await ReadClockAsync(cancel);
        return await SendOnceAsync(method, path, query(), cancel);
    }

    private async Task<(VenueReply Reply, MexcError? Error)> SendOnceAsync(
        HttpMethod method, string path, QueryText query, CancellationToken cancel)
    {
        using var request = Sign(
            method, path, query.With("recvWindow", ReadWindowMs).With("timestamp", Clock.Now.ToUnixTimeMilliseconds()));
        if (method != HttpMethod.Get)
            request.Content = new ByteArrayContent([]) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        var reply = await _reads.SendAsync(request, $"{method} {path}", cancel);
        return (reply, MexcError.Of(reply.Json()));
    }

    private async Task ReadClockAsync(CancellationToken cancel)
    {
        using var request = PrivateHttp.Request(HttpMethod.Get, new Uri($"{_root}/api/v3/time"), _options);
        var reply = await _reads.SendAsync(request, "GET /api/v3/time", cancel);
        Clock.LearnVenueTime(_reads.Parse("GET /api/v3/time", reply, json => json.Milliseconds("serverTime")));
    }

    private HttpRequestMessage Sign(HttpMethod method, string path, QueryText query)
    {
        var text = query.Encoded;
        var request = PrivateHttp.Request(method, new Uri($"{_root}{path}?{text}&signature={_signer.Sign(text)}"), _options);
        request.Headers.TryAddWithoutValidation("X-MEXC-APIKEY", _signer.Key);
        return request;
    }

    private VenueException Refusal(string what, VenueReply reply, MexcError? error) =>
        _reads.Failure(
            what, $"HTTP {reply.Status} {error?.Text}".TrimEnd(), error?.IsAuthentication ?? reply.Status == 401,
            reply.Status is 429 or 418 ? VenueReject.RateLimited : reply.Status < 500 && error is { LeavesDoubt: false } ? error.Reject : null);
}
