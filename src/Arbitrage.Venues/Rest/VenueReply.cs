using System.Text.Json;

namespace Arbitrage.Venues.Rest;

/// <summary>A complete reply of a venue.</summary>
internal sealed record VenueReply(int Status, ReadOnlyMemory<byte> Body)
{
    public bool IsSuccess => Status is >= 200 and < 300;

    public static async Task<VenueReply> ReadAsync(HttpResponseMessage response, CancellationToken cancel) =>
        new((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancel));

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
