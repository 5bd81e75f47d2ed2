using System.Net.Http.Headers;
using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Rest;

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
        var watch = new RequestWatch(options.Requests, time, MexcLimits.Instance);
        _creates = new(_http, time, options.Timeout, _redaction, watch);
        _reads = new(Venue.MexcSpot, _http, time, options.Timeout, _redaction, watch);
        _root = options.Rest.GetLeftPart(UriPartial.Path).TrimEnd('/');
        Clock = new(time, options.Requests);
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

    /// <summary>Any call but a CREATE.</summary>
    public async Task<VenueAnswer<T>> AskAsync<T>(
        HttpMethod method, string path, Func<QueryText> query, Func<JsonElement, T> read, CancellationToken cancel)
    {
        var sent = await SendAsync(method, path, query, cancel);
        return sent is VenueAnswer<VenueReply>.Accepted(var reply)
            ? _reads.About($"{method} {path}", MexcReplies.Answer(reply, read, _redaction))
            : sent.As<T>();
    }

    /// <summary>A read.</summary>
    public Task<VenueAnswer<T>> GetAsync<T>(string path, Func<QueryText> query, Func<JsonElement, T> read, CancellationToken cancel) =>
        AskAsync(HttpMethod.Get, path, query, read, cancel);

    /// <summary>A call about one order; null when the venue does not know it.</summary>
    public async Task<VenueAnswer<OrderReport?>> OrderAsync(
        HttpMethod method, string path, Func<QueryText> query, Func<JsonElement, OrderReport> read, CancellationToken cancel)
    {
        var sent = await SendAsync(method, path, query, cancel);
        return sent is VenueAnswer<VenueReply>.Accepted(var reply)
            ? _reads.About($"{method} {path}", MexcReplies.Order(reply, read, _redaction))
            : sent.As<OrderReport?>();
    }

    /// <summary>A list that can't be told to be whole: in words that name venue and call.</summary>
    public VenueAnswer<T> Doubt<T>(string what, string why) => _reads.Doubt<T>(what, why);

    // A refused timestamp is worth one look at the venue's clock and one more attempt; nothing that comes here creates an order.
    private async Task<VenueAnswer<VenueReply>> SendAsync(HttpMethod method, string path, Func<QueryText> query, CancellationToken cancel)
    {
        var first = await SendOnceAsync(method, path, query(), cancel);
        if (first is not VenueAnswer<VenueReply>.Accepted(var reply) || MexcError.Of(reply.Json()) is not { IsTimestamp: true })
            return first;
        return await LearnClockAsync(cancel) ? await SendOnceAsync(method, path, query(), cancel) : first;
    }

    private async Task<VenueAnswer<VenueReply>> SendOnceAsync(HttpMethod method, string path, QueryText query, CancellationToken cancel)
    {
        using var request = Sign(
            method, path, query.With("recvWindow", ReadWindowMs).With("timestamp", Clock.Now.ToUnixTimeMilliseconds()));
        if (method != HttpMethod.Get)
            request.Content = new ByteArrayContent([]) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        return await _reads.SendAsync(request, $"{method} {path}", cancel);
    }

    private async Task<bool> LearnClockAsync(CancellationToken cancel)
    {
        using var request = PrivateHttp.Request(HttpMethod.Get, new Uri($"{_root}/api/v3/time"), _options);
        if (await _reads.SendAsync(request, "GET /api/v3/time", cancel) is not VenueAnswer<VenueReply>.Accepted(var reply)
            || MexcReplies.Answer(reply, json => json.Milliseconds("serverTime"), _redaction) is not VenueAnswer<DateTimeOffset>.Accepted(var now))
            return false;
        Clock.LearnVenueTime(now);
        return true;
    }

    private HttpRequestMessage Sign(HttpMethod method, string path, QueryText query)
    {
        var text = query.Encoded;
        var request = PrivateHttp.Request(method, new Uri($"{_root}{path}?{text}&signature={_signer.Sign(text)}"), _options);
        request.Headers.TryAddWithoutValidation("X-MEXC-APIKEY", _signer.Key);
        return request;
    }
}
