using System.Net;
using Arbitrage.Venues.Sockets;

namespace Arbitrage.Venues.Rest;

/// <summary>
/// The one HTTP stack for calls with a key. Nothing in it repeats or redirects: HTTP/1.1 exactly (HTTP/2 and 3 may replay a request), no proxy,
/// no cookies, no tracing headers, no handler in between.
/// </summary>
internal static class PrivateHttp
{
    private static readonly TimeSpan LongestConnect = TimeSpan.FromSeconds(2);

    public static HttpClient Create(VenueOptions options) =>
        new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            ConnectTimeout = options.Timeout < LongestConnect ? options.Timeout : LongestConnect,
            // Below the idle limits of the venues' front ends, so that a CREATE rarely meets a connection that is being closed.
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        }.By(options.Dial))
        {
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = 16 * 1024 * 1024,
        };

    public static HttpRequestMessage Request(HttpMethod method, Uri address, VenueOptions options)
    {
        var request = new HttpRequestMessage(method, address)
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        request.Headers.TryAddWithoutValidation("User-Agent", options.UserAgent);
        return request;
    }
}
