using System.Net.Http.Headers;
using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Sockets;
using Arbitrage.Venues.Wire;

namespace Arbitrage.Venues.Rest;

/// <summary>An answer to a public GET.</summary>
/// <param name="Body">The bytes; JSON of the venue.</param>
/// <param name="Error">The venue's label or code when it refused; null when it answered.</param>
internal readonly record struct PublicReply(byte[] Body, string? Error);

/// <summary>Public GETs of one venue: no key, no repetition, one timeout.</summary>
internal sealed class PublicRest(Venue venue, VenueOptions options, TimeProvider time)
{
    // One pool of connections for the process; reads only, so a transport-level repetition on a broken idle connection does no harm.
    private static readonly HttpClient Shared = Create(null);

    private readonly HttpClient _http = options.Dial is null ? Shared : Create(options.Dial);
    private readonly string _base = options.Rest.AbsoluteUri.TrimEnd('/');

    /// <summary>The body of a successful answer.</summary>
    /// <param name="path">Path below the base, with its query.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <exception cref="VenueException">Refused, unreachable or too late.</exception>
    public async Task<byte[]> GetAsync(string path, CancellationToken cancel)
    {
        var reply = await AskAsync(path, cancel);
        return reply.Error is null ? reply.Body : throw new VenueException($"{venue.Key()} GET {path}: {reply.Error}");
    }

    /// <summary>What `read` makes of a successful answer.</summary>
    /// <inheritdoc cref="GetAsync"/>
    public async Task<T> ReadAsync<T>(string path, Func<JsonElement, T> read, CancellationToken cancel)
    {
        var body = await GetAsync(path, cancel);
        try
        {
            using var json = WireJson.Parse(body);
            return WireJson.Read(json.RootElement, read);
        }
        catch (UnreadableException strange)
        {
            throw new VenueException($"{venue.Key()} GET {path}: unreadable reply: {strange.Message}", inner: strange);
        }
    }

    /// <summary>The answer, refused or not.</summary>
    /// <exception cref="VenueException">Unreachable or too late.</exception>
    public async Task<PublicReply> AskAsync(string path, CancellationToken cancel)
    {
        using var late = new CancellationTokenSource(options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, late.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_base + path));
            request.Headers.UserAgent.TryParseAdd(options.UserAgent);
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
            if (venue == Venue.GateFutures)
                request.Headers.Add("X-Gate-Size-Decimal", "1");
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var body = await response.Content.ReadAsByteArrayAsync(either.Token);
            return new PublicReply(body, ErrorIn(body, response.IsSuccessStatusCode, (int)response.StatusCode));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new VenueException($"{venue.Key()} GET {path}: no answer within {options.Timeout.TotalSeconds} s");
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            throw new VenueException($"{venue.Key()} GET {path}: {broken.Message}", inner: broken);
        }
    }

    private static HttpClient Create(Dial? dial) =>
        new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        }.By(dial))
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };

    // Gate: {"label","message"}. MEXC: {"code","msg"}, also with HTTP 200, where only 0 and 200 are good.
    private static string? ErrorIn(byte[] body, bool isSuccess, int status)
    {
        if (isSuccess && !body.AsSpan().StartsWith("{\"code\""u8))
            return null;
        try
        {
            using var json = JsonDocument.Parse(body);
            var root = json.RootElement;
            if (root.ValueKind == JsonValueKind.Object)
            {
                if (root.TryGetProperty("label", out var label))
                    return label.ToString();
                if (root.TryGetProperty("code", out var code) && code.ToString() is not ("0" or "200"))
                    return code.ToString();
            }
        }
        catch (JsonException)
        {
            // A page of a proxy; the status has to do.
        }

        return isSuccess ? null : $"HTTP {status}";
    }
}
