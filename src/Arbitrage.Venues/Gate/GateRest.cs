using System.Net.Http.Headers;
using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Rest;

namespace Arbitrage.Venues.Gate;

/// <summary>Signed calls of one Gate account, spot or futures.</summary>
internal sealed class GateRest : IDisposable
{
    // Gate refuses offsets beyond 100000; what is behind can't be read in this window.
    private const int MaxRows = 100_000;

    private readonly Venue _venue;
    private readonly VenueOptions _options;
    private readonly GateSigner _signer;
    private readonly HttpClient _http;
    private readonly OneShotSender _creates;
    private readonly ReadSender _reads;
    private readonly Redaction _redaction;
    private readonly string _prefix;
    private readonly string _authority;

    public GateRest(Venue venue, VenueOptions options, ApiKey key, TimeProvider time)
    {
        (_venue, _options, _signer) = (venue, options, new(key));
        _http = PrivateHttp.Create(options);
        _redaction = new(key);
        Watch = new(options.Requests, time, GateLimits.Instance);
        _creates = new(_http, time, options.Timeout, _redaction, Watch);
        _reads = new(venue, _http, time, options.Timeout, _redaction, Watch);
        _prefix = options.Rest.AbsolutePath.TrimEnd('/');
        _authority = options.Rest.GetLeftPart(UriPartial.Authority);
        Clock = new(time, options.Requests);
    }

    public AccountClock Clock { get; }

    /// <summary>Hears of every request of this account.</summary>
    public RequestWatch Watch { get; }

    /// <summary>Of texts that leave this account.</summary>
    public Redaction Redaction => _redaction;

    public void Dispose() => _http.Dispose();

    /// <summary>One CREATE; `read` turns the reply's order into a report.</summary>
    public async Task<CreateOutcome> CreateAsync(
        string path, ReadOnlyMemory<byte> body, OrderIntent intent, LastCheck lastCheck, GateOrderReading read, CancellationToken cancel)
    {
        if (lastCheck() is { } early)
            return new CreateOutcome.NotSent(early);
        using var content = new CreateContent(body, lastCheck);
        using var request = Sign(HttpMethod.Post, path, new(), body.Span);
        RequestWatch.Mark(request, intent.Symbol);
        request.Headers.TryAddWithoutValidation("x-gate-exptime", Expiry(intent).ToUnixTimeMilliseconds().ToString());
        return await _creates.SendAsync(request, content, cancel) switch
        {
            SendResult.Stopped(var reason) => new CreateOutcome.NotSent(reason),
            SendResult.InDoubt(var why) => new CreateOutcome.Unknown(why),
            SendResult.Replied(var reply) => GateReplies.Outcome(reply.Status, reply.Body.Span, intent.Id, read, _redaction),
            var other => throw new System.Diagnostics.UnreachableException(other.ToString()),
        };
    }

    /// <summary>After which the venue must refuse a CREATE that is sent now, in its own time.</summary>
    public DateTimeOffset Expiry(OrderIntent intent)
    {
        var window = Clock.Now + _options.RecvWindow;
        return window < intent.NotAfter ? window : intent.NotAfter;
    }

    /// <summary>Any call but a CREATE.</summary>
    public async Task<VenueAnswer<T>> AskAsync<T>(
        HttpMethod method, string path, QueryText query, byte[]? body, Func<JsonElement, T> read, CancellationToken cancel)
    {
        var sent = await SendAsync(method, path, query, body, cancel);
        return sent is VenueAnswer<VenueReply>.Accepted(var reply)
            ? _reads.About($"{method} {path}", GateReplies.Answer(reply, read, _redaction))
            : sent.As<T>();
    }

    /// <summary>A read.</summary>
    public Task<VenueAnswer<T>> GetAsync<T>(string path, QueryText query, Func<JsonElement, T> read, CancellationToken cancel) =>
        AskAsync(HttpMethod.Get, path, query, null, read, cancel);

    /// <summary>A call about one order; null when the venue does not know it.</summary>
    public async Task<VenueAnswer<OrderReport?>> OrderAsync(
        HttpMethod method, string path, QueryText query, Func<JsonElement, OrderReport> read, CancellationToken cancel)
    {
        var sent = await SendAsync(method, path, query, null, cancel);
        return sent is VenueAnswer<VenueReply>.Accepted(var reply)
            ? _reads.About($"{method} {path}", GateReplies.Order(reply, read, _redaction))
            : sent.As<OrderReport?>();
    }

    /// <summary>
    /// All pages of a list, each row once by its key. Newest come first and new ones push old ones to later pages, so a row can come twice but is
    /// never skipped. A list that is not read to its end is refused or in doubt as a whole.
    /// </summary>
    /// <param name="path">Of the list.</param>
    /// <param name="page">Query of the page that begins after so many rows.</param>
    /// <param name="fullPage">A page with fewer rows is the last one.</param>
    /// <param name="read">Null leaves a row out.</param>
    /// <param name="key">Unique per row.</param>
    /// <param name="cancel">Stops between pages too.</param>
    public async Task<VenueAnswer<List<T>>> PagesAsync<T>(
        string path, Func<int, QueryText> page, int fullPage, Func<JsonElement, T?> read, Func<T, string> key, CancellationToken cancel)
        where T : class
    {
        var found = new Dictionary<string, T>(StringComparer.Ordinal);
        for (var seen = 0; seen < MaxRows;)
        {
            var answer = await GetAsync(path, page(seen), json => json.Rows().Select(read).ToList(), cancel);
            if (answer is not VenueAnswer<List<T?>>.Accepted(var rows))
                return answer.As<List<T>>();
            foreach (var row in rows.OfType<T>())
                found.TryAdd(key(row), row);
            if (rows.Count < fullPage)
                return new VenueAnswer<List<T>>.Accepted([.. found.Values]);
            seen += rows.Count;
        }

        return _reads.Doubt<List<T>>($"GET {path}", $"more than {MaxRows} rows; ask from a later time");
    }

    private async Task<VenueAnswer<VenueReply>> SendAsync(HttpMethod method, string path, QueryText query, byte[]? body, CancellationToken cancel)
    {
        using var request = Sign(method, path, query, body ?? []);
        if (body is not null || method == HttpMethod.Post)
            request.Content = new ByteArrayContent(body ?? []) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        return await _reads.SendAsync(request, $"{method} {path}", cancel);
    }

    private HttpRequestMessage Sign(HttpMethod method, string path, QueryText query, ReadOnlySpan<byte> body)
    {
        var timestamp = Clock.Now.ToUnixTimeSeconds().ToString();
        var encoded = query.Encoded;
        var request = PrivateHttp.Request(
            method, new Uri($"{_authority}{_prefix}{path}{(encoded.Length == 0 ? "" : "?")}{encoded}"), _options);
        request.Headers.TryAddWithoutValidation("KEY", _signer.Key);
        request.Headers.TryAddWithoutValidation("Timestamp", timestamp);
        request.Headers.TryAddWithoutValidation("SIGN", _signer.Rest(method.Method, _prefix + path, query.Plain, body, timestamp));
        // Decimal contract sizes as text instead of integers that are rounded down. Source: Gate futures docs 2025-12, opt-in header.
        if (_venue == Venue.GateFutures)
            request.Headers.TryAddWithoutValidation("X-Gate-Size-Decimal", "1");
        return request;
    }
}
