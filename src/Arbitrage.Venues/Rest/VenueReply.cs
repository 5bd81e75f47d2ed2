using System.Net.Http.Headers;
using System.Text.Json;

namespace Arbitrage.Venues.Rest;

/// <summary>A complete reply of a venue.</summary>
internal sealed record VenueReply(int Status, ReadOnlyMemory<byte> Body)
{
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>Null when it did not come over HTTP.</summary>
    public HttpResponseHeaders? Headers { get; init; }

    public static async Task<VenueReply> ReadAsync(HttpResponseMessage response, CancellationToken cancel) =>
        new((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancel)) { Headers = response.Headers };

    /// <summary>The body as JSON; null when it is not JSON.</summary>
    public JsonElement? Json()
    {
        try
        {
            using var document = JsonDocument.Parse(Body);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
